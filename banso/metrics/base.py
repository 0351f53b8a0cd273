"""The rows of a chunk of days, before anything is counted: who, which tenure, how far covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from banso.events.lake import Cursor, quoted
from banso.metrics.arrays import hand_over, run
from banso.metrics.contracting import (
    SPAN_COLUMNS,
    Entitlements,
    begun_on,
    key_coverage,
    spans,
)
from banso.metrics.fielding import field_table
from banso.metrics.world import World


def make_base(
    cursor: Cursor, world: World, *, days: Sequence[date], first_events: dict[int, date]
) -> None:
    """Make the temporary tables ``contract``, ``entitled``, ``base`` and the macro ``in_tenure``.

    ``base`` has one row per account and day. ``since`` is the first day that counts as this
    tenure, ``zero`` day zero (both the year 1 where there is none); ``covered_from`` the first
    day from which usage is covered without a hole up to the row's day, null where it is not.
    """
    first, last = min(days), max(days)
    _make_days(cursor, world, days)
    _make_accounts(cursor, world, first_events)
    entitlements = Entitlements()
    hand_over(
        cursor,
        "contract",
        SPAN_COLUMNS,
        spans(world, first=first, last=last, entitlements=entitlements),
    )
    hand_over(
        cursor, "entitled", (("entitlement", "BIGINT"), ("feature", "VARCHAR")), entitlements.rows()
    )
    hand_over(
        cursor,
        "key_cover",
        (
            ("account", "BIGINT"), ("key_from", "DATE"), ("key_to", "DATE"),
            ("from_on", "DATE"), ("to_on", "DATE"),
        ),
        key_coverage(world),
    )  # fmt: skip
    zeros = field_table(cursor, world, world.day_zero)
    run(cursor, _BASE.format(zeros=quoted(zeros)))
    run(cursor, _MACRO)


def _make_days(cursor: Cursor, world: World, days: Sequence[date]) -> None:
    tickets = world.covered("tickets")

    def covered_from(day: date) -> date | None:
        inside = [
            c.from_on for c in tickets if c.from_on <= day and (not c.to_on or day <= c.to_on)
        ]
        return min(inside, default=None)

    hand_over(
        cursor,
        "days",
        (("day", "DATE"), ("tickets_from", "DATE")),
        [(d, covered_from(d)) for d in sorted(set(days))],
    )


def _make_accounts(cursor: Cursor, world: World, first_events: dict[int, date]) -> None:
    """An account's rows begin with its first fact or its making, whichever is earlier; one
    without any fact has been there since ever, so that no account is lost."""
    contracts = begun_on(world)

    def begun(account: int, created: date) -> date | None:
        facts = [d for d in (contracts.get(account), first_events.get(account)) if d]
        return min(*facts, created) if facts else None

    hand_over(
        cursor,
        "accounts",
        (("account", "BIGINT"), ("begun_on", "DATE"), ("ended_on", "DATE")),
        [(a.id, begun(a.id, a.created_on), a.ended_on) for a in world.accounts],
    )


_BASE = """
create or replace temp table base as
with asked as (
    select a.account, d.day, d.tickets_from
    from accounts as a join days as d
        on (a.begun_on is null or d.day >= a.begun_on) and (a.ended_on is null or d.day < a.ended_on)
),
-- Each key of a source that sends usage says from when on the account is covered. A key given up
-- by the day matters only for the days it was held.
holds as (
    select a.account, a.day,
        k.key_to is not null and k.key_to <= a.day as over,
        k.to_on is null or k.to_on >= least(a.day, coalesce(k.key_to - 1, a.day)) as reaches,
        case when k.from_on > coalesce(k.key_from, date '0001-01-01') then k.from_on
            else date '0001-01-01' end as from_day,
        k.key_to
    from asked as a join key_cover as k on k.account = a.account
    where k.key_from is null or k.key_from <= a.day
),
covered as (
    select account, day,
        case when not bool_or(not over and not reaches) then max(
            case when over then case when reaches then least(from_day, key_to) else key_to end
            else from_day end
        ) end as covered_from
    from holds group by account, day
),
zeroed as (
    select a.*, c.* exclude (account, first, last), v.covered_from,
        case when c.tenure_start is null then null
            when z.value is null
                or (c.previous_ended_on is not null and z.value < c.previous_ended_on)
            then c.tenure_start else z.value end as day_zero
    from asked as a
    left join contract as c on c.account = a.account and a.day between c.first and c.last
    left join {zeros} as z on z.account = a.account and a.day >= z.from_on and a.day < z.to_on
    left join covered as v on v.account = a.account and v.day = a.day
)
select *,
    coalesce(least(tenure_start, day_zero), date '0001-01-01') as since,
    coalesce(day_zero, date '0001-01-01') as zero
from zeroed
"""

# Windows count in the present tenure; a workspace's own metric may ask for every day there is.
_MACRO = """
create or replace temp macro in_tenure(which) as table
select account, day, covered_from, tickets_from, entitlement,
    case when which = 'any' then date '0001-01-01' else since end as since,
    case when which = 'any' then date '0001-01-01' else zero end as zero
from base
"""
