# ruff: noqa: S608  values are bound; the select over the lake's files comes from the lake
"""Events of a chunk of days, put together once for every shape that counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from banso.events.lake import Cursor
from banso.metrics.arrays import hand_over, run
from banso.metrics.catalogue import OWN_PREFIX, Catalogue
from banso.metrics.contracting import beginnings, begun_on
from banso.metrics.definitions import Metric
from banso.metrics.fielding import NEVER
from banso.metrics.shapes import ANY
from banso.metrics.world import KeyFact, World

# Gives a FROM-able text of the visible events; with days, files outside may be left out.
EventsSql = Callable[[tuple[date, date] | None], str]
_BEGINNING_OF_TIME = date(1, 1, 1)

# Shapes that look back to where the data begin: by name, or only at days with any of their names.
_BY_NAME = ("first_event", "setup_progress", "setup_done")
_BY_DAY = ("days_since_event", "weeks_running")
_KEY_JOIN = """join keys as k on k.source = e.source and k.key = e.account_key
    and (k.from_on is null or e.day >= k.from_on) and (k.to_on is null or e.day < k.to_on)"""


@dataclass(frozen=True)
class Names:
    """Which event names a metric counts; none means that the catalogue does not say."""

    by_metric: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, world: World, metrics: Iterable[Metric], every: Callable[[], tuple[str, ...]]
    ) -> Names:
        return cls({m.key: names_counted(world.catalogue, m, every) for m in metrics})

    def __getitem__(self, metric: Metric) -> tuple[str, ...]:
        return self.by_metric[metric.key]


def names_counted(
    catalogue: Catalogue, metric: Metric, every: Callable[[], Iterable[str]] = tuple
) -> tuple[str, ...]:
    """The event names a metric counts; ``every`` gives all there are, for the role ``any``."""
    given = metric.parameters
    if metric.shape in ("setup_progress", "setup_done"):
        return catalogue.names_of("setup_step")
    picks: list[set[str]] = []
    if given.get("names"):
        picks.append({n for n in given["names"] if not n.startswith(OWN_PREFIX)})
    if given.get("role") == ANY:
        picks.append(set(every()))
    elif given.get("role"):
        picks.append(set(catalogue.names_of(given["role"])))
    if given.get("feature"):
        picks.append({e for e, f in catalogue.feature_of.items() if f == given["feature"]})
    return tuple(sorted(set.intersection(*picks))) if picks else ()


def days_back(metric: Metric) -> int:
    """How many days, its own included, a metric looks back in ``seen``."""
    if metric.shape == "baseline":
        return 7 * (int(metric.parameters["weeks"]) + 1)
    return metric.window or 1


def make_keys(cursor: Cursor, world: World, keys: Sequence[KeyFact] | None = None) -> None:
    """Hand over what ties an event to an account: all keys, or some."""
    hand_over(
        cursor,
        "keys",
        (
            ("source", "VARCHAR"), ("key", "VARCHAR"), ("account", "BIGINT"),
            ("from_on", "DATE"), ("to_on", "DATE"),
        ),
        world.keys if keys is None else keys,
    )  # fmt: skip


def make_meanings(cursor: Cursor, world: World) -> None:
    """Hand over departments of users and features of events."""
    hand_over(
        cursor,
        "users",
        (
            ("account", "BIGINT"), ("source", "VARCHAR"), ("user_key", "VARCHAR"),
            ("department", "VARCHAR"),
        ),
        [(u.account, u.source, u.user_key, u.department or None) for u in world.users],
    )  # fmt: skip
    hand_over(
        cursor,
        "features",
        (("name", "VARCHAR"), ("feature", "VARCHAR")),
        sorted(world.catalogue.feature_of.items()),
    )


def first_events(
    cursor: Cursor, world: World, events: EventsSql, *, first: date
) -> dict[int, date]:
    """The first day with an event of each account's own keys, for the accounts where it matters.

    It does where nothing else says that the account was there on ``first``, the first day measured.
    """
    contracts = begun_on(world)
    unsure = {a.id for a in world.accounts if min(a.created_on, contracts.get(a.id, NEVER)) > first}
    if not unsure:
        return {}
    make_keys(cursor, world, [k for k in world.keys if k.account in unsure])
    rows = run(
        cursor,
        f"""
        select k.account, min(e.day) from {events(None)} as e {_KEY_JOIN} group by k.account
        """,
    )
    return dict(rows)


def event_names(cursor: Cursor, events: EventsSql) -> tuple[str, ...]:
    """Every event name there is, our own left out."""
    rows = run(
        cursor,
        f"select distinct name from {events(None)} where not starts_with(name, $own)",
        {"own": OWN_PREFIX},
    )
    return tuple(sorted(r[0] for r in rows))


def make_usage(
    cursor: Cursor, world: World, events: EventsSql, metrics: list[Metric], names: Names,
    *, first: date, last: date,
) -> None:  # fmt: skip
    """Make the temporary tables the shapes read, for days first..last: ``keys``, ``users``,
    ``features``, ``seen``, ``hist``, ``hist_days``, ``early``, ``beginnings``."""
    make_keys(cursor, world)
    make_meanings(cursor, world)
    wanted = [m for m in metrics if names[m]]
    _make_seen(cursor, events, wanted, names, first=first, last=last)
    _make_hist(cursor, events, wanted, names, last=last)
    _make_hist_days(cursor, events, picks(metrics, names), last=last)
    early = [m for m in wanted if m.shape == "initial_use"]
    _make_early(cursor, world, events, early, names, last=last)


def _make_seen(
    cursor: Cursor,
    events: EventsSql,
    metrics: list[Metric],
    names: Names,
    *,
    first: date,
    last: date,
) -> None:
    """``seen``: events per account, local day, user and name, as far back as any window reaches."""
    looking = [m for m in metrics if m.shape not in (*_BY_NAME, *_BY_DAY, "initial_use")]
    back = max((days_back(m) for m in looking), default=1)
    begin = first - timedelta(days=back - 1)
    values = any(m.shape == "event_value" for m in looking)
    # Sums of fractions depend on their order; decimals do not, so running again gives the same.
    total = "sum(try_cast(value as decimal(28, 6)))" if values else "null::decimal(38, 6)"
    run(
        cursor,
        f"""
        create or replace temp table seen as
        select k.account, e.day, e.source, e.user_key, e.name,
            sum(e.n)::bigint as n, sum(e.total) as total
        from (
            select source, account_key, day, user_key, name, count(*) as n, {total} as total
            from {events((begin, last))}
            where day between $begin and $last and name in (select unnest($names::varchar[]))
            group by source, account_key, day, user_key, name
        ) as e {_KEY_JOIN}
        group by all
        """,
        {"begin": begin, "last": last, "names": _all_names(looking, names)},
    )


def _make_hist(
    cursor: Cursor, events: EventsSql, metrics: list[Metric], names: Names, *, last: date
) -> None:
    """``hist``: days on which a name was seen at an account, since the data begin."""
    wanted = _all_names([m for m in metrics if m.shape in _BY_NAME], names)
    run(
        cursor,
        f"""
        create or replace temp table hist as
        select distinct k.account, e.day, e.name
        from (
            select distinct source, account_key, day, name
            from {events((_BEGINNING_OF_TIME, last))}
            where day <= $last and name in (select unnest($names::varchar[]))
        ) as e {_KEY_JOIN}
        """,
        {"last": last, "names": wanted},
    )


def picks(metrics: Iterable[Metric], names: Names) -> dict[tuple[str, ...], int]:
    """A number for each set of names that a shape looking at days asks for."""
    found: dict[tuple[str, ...], int] = {}
    for metric in metrics:
        if metric.shape in _BY_DAY and names[metric]:
            found.setdefault(names[metric], len(found) + 1)
    return found


def _make_hist_days(
    cursor: Cursor, events: EventsSql, picked: Mapping[tuple[str, ...], int], *, last: date
) -> None:
    """``hist_days``: days on which any name of a set was seen at an account, since the data begin."""
    run(cursor, "create or replace temp table hist_days (account bigint, day date, pick bigint)")
    for wanted, number in picked.items():
        run(
            cursor,
            f"""
            insert into hist_days
            select distinct k.account, e.day, $pick::bigint
            from (
                select distinct source, account_key, day
                from {events((_BEGINNING_OF_TIME, last))}
                where day <= $last and name in (select unnest($names::varchar[]))
            ) as e {_KEY_JOIN}
            """,
            {"last": last, "names": list(wanted), "pick": number},
        )


def _make_early(
    cursor: Cursor,
    world: World,
    events: EventsSql,
    metrics: list[Metric],
    names: Names,
    *,
    last: date,
) -> None:
    """``beginnings``: seats and coverage of the first days of a tenure; ``early``: who used it then."""
    pairs = run(
        cursor, "select distinct account, zero from base where day_zero is not null order by all"
    )
    rows: list[tuple[Any, ...]] = []
    for days in sorted({int(m.parameters["days"]) for m in metrics}):
        ripe = [(a, z) for a, z in pairs if z + timedelta(days=days) <= last]
        rows += beginnings(world, ripe, days=days)
    hand_over(
        cursor,
        "beginnings",
        (
            ("account", "BIGINT"), ("zero", "DATE"), ("days", "BIGINT"), ("seats", "BIGINT"),
            ("covered", "BOOLEAN"),
        ),
        rows,
    )  # fmt: skip
    covered = [(zero, zero + timedelta(days=days - 1)) for _, zero, days, _, ok in rows if ok]
    begin = min((c[0] for c in covered), default=last)
    end = max((c[1] for c in covered), default=last)
    run(
        cursor,
        f"""
        create or replace temp table early as
        select distinct b.account, b.zero, e.source, e.user_key, e.name, e.day
        from {events((begin, end))} as e
        join (
            select k.source, k.key, k.account, b.zero,
                greatest(b.zero, coalesce(k.from_on, b.zero)) as from_on,
                least(b.zero + b.days::int, coalesce(k.to_on, b.zero + b.days::int)) as to_on
            from (select account, zero, max(days) as days from beginnings group by all) as b
            join keys as k on k.account = b.account
        ) as b on b.source = e.source and b.key = e.account_key
            and e.day >= b.from_on and e.day < b.to_on
        where e.day between $begin and $end and e.name in (select unnest($names::varchar[]))
        """,
        {"begin": begin, "end": end, "names": _all_names(metrics, names)},
    )


def _all_names(metrics: list[Metric], names: Names) -> list[str]:
    return sorted({n for m in metrics for n in names[m]})
