"""Moments as measuring counts them: answers, voices, touchpoints, sessions attended, incidents of ours.

A moment is one row (account, what, tag, mark, day, minute, amount). An incident becomes a moment for
each day it lasted, with the minutes of that day; one that struck everybody is told once and spread
over the accounts in the engine. Coverage is that of the records each kind comes with.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from banso.metrics.work import Work, number_of
from banso.metrics.world import ChampionFact, IncidentFact, MomentFact, World

if TYPE_CHECKING:
    from banso.customers.moments.queries import MomentCounts
    from banso.metrics.definitions import Metric

# What is counted → the kind of coverage it needs.
COVERAGE_OF: Mapping[str, str] = {
    "answers": "responses",
    "asked": "responses",
    "voices": "voices",
    "touches": "touchpoints",
    "effort": "touchpoints",
    "moods": "touchpoints",
    "sessions": "sessions",
    "incidents": "incidents",
    "champions_left": "champions",
}
THOUSANDTHS = 1000  # amounts are whole thousandths, so that sums are the same in any order
_DAY = 24 * 60
_COLUMNS = (
    ("account", "BIGINT"), ("what", "VARCHAR"), ("tag", "VARCHAR"), ("mark", "VARCHAR"),
    ("at", "INTEGER"), ("minute", "INTEGER"), ("amount", "BIGINT"),
)  # fmt: skip


def facts_of(counts: MomentCounts, zone: ZoneInfo) -> tuple[list[MomentFact], list[IncidentFact]]:
    """This function will bring rows of the records to local days and whole thousandths."""

    def fact(
        account: int, what: str, at: datetime, tag: str = "", mark: str = "", n: float | None = None
    ) -> MomentFact:
        here = at.astimezone(zone)
        amount = None if n is None else round(n * THOUSANDTHS)
        return MomentFact(
            account, what, tag, mark, here.date(), here.hour * 60 + here.minute, amount
        )

    found = [fact(a, "answers", at, kind, n=score) for a, kind, at, score in counts.answers]
    found += [MomentFact(a, "asked", "", "", day, 0, None) for a, day in counts.asked]
    found += [fact(a, "voices", at, channel) for a, channel, at in counts.voices]
    for account, type_, at, opened_by, mood, effort, _ in counts.touches:
        found.append(fact(account, "touches", at, type_, opened_by))
        if effort is not None:
            found.append(fact(account, "effort", at, type_, n=effort))
        if mood:
            found.append(fact(account, "moods", at, mood))
    found += [fact(a, "sessions", at, type_) for a, type_, at, _ in counts.attended]
    return found, [_incident(row, zone) for row in counts.incidents]


def champions_left(champions: Iterable[ChampionFact]) -> list[MomentFact]:
    """The last day of every champion who has one."""
    return [
        MomentFact(c.account, "champions_left", "", "", c.to_on - timedelta(days=1), 0, None)
        for c in champions
        if c.to_on is not None
    ]


def _incident(row: tuple[int | None, datetime, datetime | None], zone: ZoneInfo) -> IncidentFact:
    account, started, ended = row
    first = started.astimezone(zone)
    last = ended.astimezone(zone) if ended else None
    return IncidentFact(
        account, first.date(), first.hour * 60 + first.minute,
        last.date() if last else None, last.hour * 60 + last.minute if last else 0,
    )  # fmt: skip


def days_of(incident: IncidentFact, last: date) -> Iterator[tuple[date, int]]:
    """The days an incident lasted, up to ``last``, and its minutes on each, at least one."""
    end = last if incident.to_on is None else min(incident.to_on, last)
    for n in range((end - incident.from_on).days + 1):
        day = incident.from_on + timedelta(days=n)
        begin = incident.from_minute if n == 0 else 0
        over = incident.to_minute if day == incident.to_on else _DAY
        if n == 0 or over > begin:  # one that ended at midnight did not last into the day
            yield day, max(1, over - begin)


# Coverage ------------------------------------------------------------------------------------------


def is_covered(world: World, metric: Metric) -> bool:
    """Whether its source is connected at all; else it is unknown on every day."""
    return bool(world.covered(COVERAGE_OF[metric.parameters["what"]]))


def since_on(world: World, metric: Metric, day: date) -> int | None:
    """The first day (as a number) from which the source is covered up to ``day``; None where it is not."""
    inside = [a for a, b in _spans(world, metric) if a <= number_of(day) <= b]
    return min(inside, default=None)


def since_sql(world: World, metric: Metric) -> str:
    """The same as an expression over ``b.d``."""
    cases = [f"case when b.d between {a} and {b} then {a} end" for a, b in _spans(world, metric)]
    if not cases:
        return "cast(null as integer)"
    return cases[0] if len(cases) == 1 else f"least({', '.join(cases)})"


def _spans(world: World, metric: Metric) -> list[tuple[int, int]]:
    open_end = number_of(date.max)
    kind = COVERAGE_OF[metric.parameters["what"]]
    return sorted(
        {
            (number_of(c.from_on), number_of(c.to_on) if c.to_on else open_end)
            for c in world.covered(kind)
        }
    )


# Handing over --------------------------------------------------------------------------------------


def make_moments(work: Work, world: World, *, last: date) -> None:
    """This function will make the table ``moments``, of all days up to ``last``. ``everybody`` is there."""
    if not world.moments and not world.incidents:
        work.hand_over("moments", _COLUMNS, [])
        return
    work.hand_over(
        "moments_told" if world.incidents else "moments",
        _COLUMNS,
        [
            (m.account, m.what, m.tag, m.mark or None, number_of(m.on), m.minute, m.amount)
            for m in world.moments
            if m.on <= last
        ],
    )
    if not world.incidents:
        return
    work.hand_over(
        "incident_days",
        (("account", "BIGINT"), ("at", "INTEGER"), ("minutes", "BIGINT")),
        [
            (i.account, number_of(day), minutes)
            for i in world.incidents
            for day, minutes in days_of(i, last)
        ],
    )
    work.make("moments", _WITH_INCIDENTS)


# Two incidents on one day are one day of the account, and no day is longer than it is.
_WITH_INCIDENTS = f"""
with struck as (
    select i.account, i.at as d, i.minutes from incident_days as i where i.account is not null
    union all
    select e.account, i.at as d, i.minutes from incident_days as i cross join everybody as e
    where i.account is null
)
select * from moments_told
union all
select account, 'incidents' as what, '' as tag, cast(null as varchar) as mark, d as at, 0 as minute,
    {THOUSANDTHS} * least(cast(sum(minutes) as bigint), {_DAY}) as amount
from struck group by account, d
"""  # noqa: S608  numbers of our own


# Remembering ---------------------------------------------------------------------------------------


def day_marks(world: World) -> dict[int, list[tuple[date, int]]]:
    """This function will give each account's days with moments and what stands for their rows."""
    found: dict[int, dict[date, int]] = {}
    for m in world.moments:
        days = found.setdefault(m.account, {})
        days[m.on] = days.get(m.on, 0) + _mark(m)
    for i in world.incidents:
        if i.account is not None:
            days = found.setdefault(i.account, {})
            days[i.from_on] = days.get(i.from_on, 0) + _mark(i)
    return {account: sorted(days.items()) for account, days in found.items()}


def _mark(row: tuple[object, ...]) -> int:
    return zlib.crc32(repr(row[1:]).encode())


def first_other_day(
    old: Iterable[tuple[date, int]], new: Iterable[tuple[date, int]]
) -> date | None:
    """The first day whose moments differ; one that is gone or came counts as well."""
    return min((day for day, _ in {*old} ^ {*new}), default=None)


def whole_incidents(world: World) -> list[list[object]]:
    """The incidents that struck everybody, as JSON keeps them."""
    found = [i for i in world.incidents if i.account is None]
    return sorted(
        [i.from_on.isoformat(), i.from_minute, i.to_on.isoformat() if i.to_on else "", i.to_minute]
        for i in found
    )


def first_changed(old: Sequence[Sequence[object]], new: Sequence[Sequence[object]]) -> date | None:
    """The first day on which incidents of everybody differ."""
    changed = {tuple(i) for i in old} ^ {tuple(i) for i in new}
    return min((date.fromisoformat(str(i[0])) for i in changed), default=None)
