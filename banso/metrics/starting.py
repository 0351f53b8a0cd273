# ruff: noqa: S608  columns and tables are our own and quoted; values are bound
"""How accounts start: day zero of each account's tenure, and the first day of some events in it.

One pass over the sums of the days for all accounts at once. What it gives is kept as long as the
tables it was read from stand, and does not hang on who looks: whoever asks is given the part of it
they may see.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.customers import queries as customers
from banso.events.lake import Cursor, Lake, PartitionRange, quoted
from banso.lib.once import kept
from banso.metrics import loading
from banso.metrics.arrays import hand_over
from banso.metrics.queries import metric_table, visible_ids
from banso.metrics.tables import USAGE_DAYS
from banso.metrics.world import LANE
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

# Columns of a day that say how the present tenure, or the last one, began and how it went.
_DATES = (
    "day_zero_on", "tenure_start_on", "ended_on", "first_login_on", "first_use_on", "setup_done_on",
    "first_value_on",
)  # fmt: skip
_OTHERS = ("life", "tenure_number", "mrr", "plan", "seats", "setup_steps_left", "initial_use_rate")


@dataclass(frozen=True, slots=True)
class Start:
    """One account's present tenure, or its last one, on a day.

    ``zero`` is its day zero, ``ended_on`` the day the contract was over, None while it runs.
    ``known``: use was covered from day zero on, so that an event not in ``first`` has not happened.
    ``first`` are the first days of the events asked for, ``dates`` those of logging in, use, the
    set-up as a whole and the first value. MRR in minor units of the workspace's currency.
    """

    account: int
    zero: date
    ended_on: date | None
    tenure: int
    plan: str
    mrr_minor: int | None
    initial_use: float | None
    known: bool
    dates: Mapping[str, date | None] = field(default_factory=dict)
    first: Mapping[str, date] = field(default_factory=dict)


def starts_of(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    names: Sequence[str] = (),
    among: Collection[int] | None = None,
) -> tuple[Start, ...]:
    """This function will give how every account started that the viewer may see, by the close of ``day``.

    ``names``: events whose first day in the tenure is wanted. Accounts without a day zero by
    ``day`` are left out.
    """
    ids = visible_ids(viewer, among)
    found = _read(lake, day, tuple(names), versions_of(lake))
    if ids is None:
        return found
    seen = frozenset(ids)
    return tuple(s for s in found if s.account in seen)


def versions_of(lake: Lake) -> tuple[tuple[str, int], ...]:
    """This function will tell the tables that starts are read from, as they stand: the same, the same starts."""
    return tuple((str(t.root), t.version) for t in (metric_table(lake), lake.table(USAGE_DAYS)))


@kept(workspace.stamp)
def _read(
    lake: Lake, day: date, names: tuple[str, ...], versions: tuple[tuple[str, int], ...]
) -> tuple[Start, ...]:
    """``versions`` of the tables are only there to tell one answer from the next."""
    system = Viewer.system()
    steps = bool(loading.catalogue_in_force()[0].names_of("setup_step"))
    covered = [] if steps else [
        (c.from_on, c.to_on) for c in workspace.coverage(viewer=system, kind="usage")
    ]  # fmt: skip
    with lake.cursor() as cursor:
        rows = _tenures(cursor, lake, day)
        first = _firsts(cursor, lake, rows, day, names) if names and rows else {}
    return tuple(_start(r, day, first.get(r["account"], {}), covered) for r in rows)


def _tenures(cursor: Cursor, lake: Lake, day: date) -> list[dict[str, Any]]:
    table = metric_table(lake)
    there = table.columns
    if "day_zero_on" not in there:
        return []
    wanted = [k for k in (*_DATES, *_OTHERS) if k in there]
    picked = ", ".join(quoted(k) for k in wanted)
    rows = cursor.execute(
        f"""
        select account, {picked} from {table.sql(PartitionRange.of_days(day, day))}
        where day = ? and lane = ? and day_zero_on is not null and day_zero_on <= ?
        order by account
        """,
        [day, LANE, day],
    ).fetchall()
    nothing = dict.fromkeys((*_DATES, *_OTHERS))
    return [{**nothing, **dict(zip(("account", *wanted), r, strict=True))} for r in rows]


def _firsts(
    cursor: Cursor, lake: Lake, rows: list[dict[str, Any]], day: date, names: Sequence[str]
) -> dict[int, dict[str, date]]:
    """The first day of each event in each account's tenure, by account."""
    since = {
        r["account"]: min(d for d in (r["tenure_start_on"], r["day_zero_on"]) if d) for r in rows
    }
    first = min(since.values())
    types = (("account", "BIGINT"), ("since", "DATE"), ("until", "DATE"))
    hand_over(
        cursor, "begun", types,
        [(r["account"], since[r["account"]], r["ended_on"] or date.max) for r in rows],
    )  # fmt: skip
    columns = (
        ("source", "VARCHAR"), ("key", "VARCHAR"), ("account", "BIGINT"), ("from_on", "DATE"),
        ("to_on", "DATE"),
    )  # fmt: skip
    spans = customers.key_spans(viewer=Viewer.system())
    hand_over(
        cursor,
        "keys",
        columns,
        [(k.source, k.key, k.account_id, k.from_on, k.to_on) for k in spans],
    )
    usage = lake.table(USAGE_DAYS).sql(PartitionRange.of_days(first, day))
    found = cursor.execute(
        f"""
        select b.account, e.name, min(e.day)
        from (
            select source, account_key, name, day from {usage}
            where day between ? and ? and name in (select unnest(?::varchar[]))
        ) as e
        join keys as k on k.source = e.source and k.key = e.account_key
            and (k.from_on is null or e.day >= k.from_on) and (k.to_on is null or e.day < k.to_on)
        join begun as b on b.account = k.account and e.day >= b.since and e.day < b.until
        group by all
        """,
        [first, day, list(names)],
    ).fetchall()
    cursor.execute("drop table begun").fetchall()
    cursor.execute("drop table keys").fetchall()
    by_account: dict[int, dict[str, date]] = {}
    for account, name, on in found:
        by_account.setdefault(account, {})[name] = on
    return by_account


def _start(
    row: dict[str, Any],
    day: date,
    first: dict[str, date],
    covered: list[tuple[date, date | None]],
) -> Start:
    zero: date = row["day_zero_on"]
    ended = row["ended_on"] if row["life"] == "ended" else None
    dates = {k: d if (d := row[k]) is not None and d <= day else None for k in _DATES[3:]}
    seen = row["setup_steps_left"] is not None or any(dates.values())
    inside = any(a <= zero and (b is None or b >= zero) for a, b in covered)
    return Start(
        account=row["account"],
        zero=zero,
        ended_on=ended if ended is not None and ended <= day else None,
        tenure=row["tenure_number"] or 1,
        plan=row["plan"] or "",
        mrr_minor=row["mrr"] if row["life"] != "ended" else None,
        initial_use=row["initial_use_rate"],
        known=seen or inside,
        dates=dates,
        first={name: max(zero, on) for name, on in first.items()},
    )
