# ruff: noqa: S608  columns are our own and quoted; values are bound
"""For how many accounts a number is known on a day, and why it is not for the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from banso.events.lake import Lake, PartitionRange, quoted
from banso.lib.text import Text
from banso.metrics import queries
from banso.metrics.conditions import NameTable
from banso.metrics.definitions import Metric
from banso.metrics.shapes import ANY
from banso.metrics.usage import SESSIONS, names_counted
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is unknown, and for how many accounts."""

    id: str
    text: Text
    accounts: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the accounts a viewer may see have a value, and why the others have none."""

    known: int
    unknown: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Why:
    """A reason, and the condition (over columns of the same row) under which it is the one."""

    id: str
    text: Text
    when: str = "true"


def coverage_of(*, viewer: Viewer, lake: Lake, key: str, day: date) -> Coverage:
    """This function will say for how many accounts a metric is known on a day, and why not for the rest.

    The first reason that holds is told of an account, the most frequent reason first. A metric that
    was never measured is unknown for nobody: there are no rows of it.
    """
    metric = queries.registry(viewer=viewer)[key]
    table = queries.metric_table(lake)
    there = table.columns
    if key not in there:
        return Coverage(0, 0)
    why = [*_reasons(viewer, metric, there), _Why("missing", metric.missing)]
    steps = " ".join(f"when {w.when} then {i}" for i, w in enumerate(why))
    ids = queries.visible_ids(viewer, None)
    where, params = "day = ?", [day]
    if ids is not None:
        where += " and account in (select unnest(?::bigint[]))"
        params.append(sorted(ids))  # type: ignore[arg-type]
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select case when {quoted(key)} is not null then -1 {steps} end as why, count(*) as n
            from {table.sql(PartitionRange.of_days(day, day))} where {where}
            group by 1 order by n desc, 1""",
            params,
        ).fetchall()
    found = dict(rows)
    known = found.pop(-1, 0)
    reasons = tuple(Reason(why[i].id, why[i].text, n) for i, n in found.items())
    return Coverage(known, sum(found.values()), reasons)


def _reasons(viewer: Viewer, metric: Metric, there: Collection[str]) -> Iterator[_Why]:
    """What may be the reason, the first that holds first."""
    stage = metric.how.stage
    if not metric.connectable:
        yield _Why("no-source", metric.missing)
    elif stage == "derived":
        yield from _of_parts(metric, queries.name_table(viewer=viewer), there)
    elif stage == "tickets" and "tickets_open" in there:
        yield _Why("not-covered", _NO_TICKETS, "tickets_open is null")
    elif stage == "usage":
        catalogue = queries.catalogue_in_force(viewer=viewer)
        everything = metric.shape in SESSIONS or metric.parameters.get("role") == ANY
        if not everything and not names_counted(catalogue, metric):
            yield _Why("no-event", _NO_EVENT)
        # Sessions need nothing but the data, so they tell whether a window is covered.
        covered = f"sessions_{metric.window}d"
        if covered in there:
            yield _Why("not-covered", _NOT_COVERED, f"{quoted(covered)} is null")


def _of_parts(metric: Metric, names: NameTable, there: Collection[str]) -> Iterator[_Why]:
    given = metric.parameters
    for slot in ("of", "minus", "to"):
        part = str(given.get(slot) or "")
        other = given.get("else") if slot == ("minus" if given.get("minus") else "of") else None
        if part in there and (other is None or other in there):
            name = names[part].name if part in names else Text.of(part)
            gone = f"{quoted(part)} is null" + (f" and {quoted(other)} is null" if other else "")
            yield _Why(
                f"unknown:{part}",
                Text(
                    ja=f"「{name.in_('ja')}」が分かりません。",
                    en=f"'{name.in_('en')}' is not known.",
                ),
                gone,
            )
    to = str(given.get("to") or "")
    if to in there:
        name = names[to].name if to in names else Text.of(to)
        yield _Why(
            f"zero:{to}",
            Text(ja=f"「{name.in_('ja')}」が0です。", en=f"'{name.in_('en')}' is 0."),
            f"{quoted(to)} <= 0",
        )


_NO_EVENT = Text(
    ja="カタログに、数える対象のイベントがありません。",
    en="The catalogue names no event that it counts.",
)
_NOT_COVERED = Text(
    ja="起算日以降の期間の一部に、利用データがありません。",
    en="Usage data do not cover the window after day zero.",
)
_NO_TICKETS = Text(
    ja="問い合わせのデータがありません。", en="There are no ticket data for this day."
)
