# ruff: noqa: S608  names are quoted, texts are our own
"""The rows of a chunk of days, before anything is counted: who, which tenure, how far covered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from banso.events.lake import quoted
from banso.metrics.contracting import (
    SPAN_COLUMNS,
    Entitlements,
    begun_on,
    key_coverage,
    spans,
)
from banso.metrics.fielding import field_tables
from banso.metrics.moments import make_moments
from banso.metrics.work import EVER, Work, as_number, number_of
from banso.metrics.world import World


def make_records(
    work: Work, world: World, *, first: date, last: date, first_events: dict[int, date]
) -> None:
    """This function will hand over what the records say of the days first..last, for every chunk of them.

    Tables ``contract`` (spans of one standing each), ``entitled``, ``features``, ``key_cover``,
    ``everybody`` (accounts), ``tickets``, ``moments``, ``numbers`` and one for each dated field.
    """
    entitlements = Entitlements(every=len(world.catalogue.features))
    contracts = spans(world, first=first, last=last, entitlements=entitlements)
    work.hand_over("contract", SPAN_COLUMNS, contracts)
    work.hand_over(
        "entitled", (("entitlement", "BIGINT"), ("feature", "VARCHAR")), entitlements.rows()
    )
    work.hand_over(
        "features",
        (("name", "VARCHAR"), ("feature", "VARCHAR")),
        sorted(world.catalogue.feature_of.items()),
    )
    work.hand_over(
        "key_cover",
        (
            ("account", "BIGINT"), ("key_from", "DATE"), ("key_to", "DATE"),
            ("from_on", "DATE"), ("to_on", "DATE"),
        ),
        key_coverage(world),
    )  # fmt: skip
    work.hand_over("numbers", (("n", "INTEGER"),), [(n,) for n in range(400)])
    work.hand_over(
        "tickets",
        (
            ("account", "BIGINT"), ("severity", "VARCHAR"), ("opened", "INTEGER"),
            ("closed", "INTEGER"),
        ),
        [
            (t.account, t.severity, number_of(t.opened_on), t.closed_on and number_of(t.closed_on))
            for t in world.tickets
            if t.opened_on <= last
        ],
    )  # fmt: skip
    _make_everybody(work, world, first_events)
    make_moments(work, world, last=last)
    field_tables(work, world)


def make_base(
    work: Work,
    world: World,
    *,
    days: Sequence[date],
    tenures: Collection[str] = ("current",),
    accounts: tuple[int, int] | None = None,
) -> None:
    """This function will make the tables ``base``, ``stretches`` and ``asked`` of a chunk of days.

    ``base`` has one row per account and day, ``asked`` the same for each of ``tenures`` ('current':
    windows count in the present tenure; 'any': every day there is) with days as numbers. ``since``
    is the first day that counts as this tenure, ``zero`` day zero (both the first day of the
    calendar where there is none); ``covered_from`` the first day from which usage is covered
    without a hole up to the row's day, null where it is not. ``stretches`` are an account's rows,
    one after the other, with the same ``since`` and entitlement: from day ``stretch`` to ``ends``.
    ``accounts``: only those from the first to the second.
    """
    _make_days(work, world, days)
    among = "" if accounts is None else f"where account between {accounts[0]} and {accounts[1]}"
    work.make("accounts", f"select * from everybody {among}", once=True)
    zeros = quoted(f"field_{world.day_zero}")
    work.make("base", _BASE.format(zeros=zeros, contract=_CONTRACT))
    _make_asked(work, tenures)


def _make_asked(work: Work, tenures: Collection[str]) -> None:
    numbered = " union all ".join(_NUMBERED[which] for which in sorted(tenures))
    work.make("numbered", numbered)
    work.make("stretches", _STRETCHES)
    work.make("asked", _ASKED)
    work.drop("numbered")


def _make_days(work: Work, world: World, days: Sequence[date]) -> None:
    tickets = world.covered("tickets")

    def covered_from(day: date) -> date | None:
        inside = [
            c.from_on for c in tickets if c.from_on <= day and (not c.to_on or day <= c.to_on)
        ]
        return min(inside, default=None)

    asked = sorted(set(days))
    work.hand_over(
        "days",
        (("day", "DATE"), ("d", "INTEGER"), ("place", "INTEGER"), ("tickets_from", "DATE")),
        [(d, number_of(d), i, covered_from(d)) for i, d in enumerate(asked)],
    )
    work.hand_over(
        "calendar",
        (("at", "INTEGER"), ("d", "INTEGER")),
        _next_asked([number_of(d) for d in asked]),
    )


def _next_asked(asked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every day number from the first to the last, with the first asked one that is not before it."""
    at = asked[0]
    for d in asked:
        while at <= d:
            yield at, d
            at += 1


def _make_everybody(work: Work, world: World, first_events: dict[int, date]) -> None:
    """An account's rows begin with its first fact or its making, whichever is earlier; one
    without any fact has been there since ever, so that no account is lost."""
    contracts = begun_on(world)

    def begun(account: int, created: date) -> date | None:
        facts = [d for d in (contracts.get(account), first_events.get(account)) if d]
        return min(*facts, created) if facts else None

    departments = {u.account for u in world.users if u.department}
    work.hand_over(
        "everybody",
        (
            ("account", "BIGINT"), ("begun_on", "DATE"), ("ended_on", "DATE"),
            ("departments", "BOOLEAN"), ("roles_from", "INTEGER"),
        ),
        [
            (
                a.id, begun(a.id, a.created_on), a.ended_on, a.id in departments,
                number_of(world.roles_since[a.id] or date.min) if a.id in world.roles_since else None,
            )
            for a in world.accounts
        ],
    )  # fmt: skip


_CONTRACT = ", ".join(f"c.{name}" for name, _ in SPAN_COLUMNS[3:])
_BASE = """
with asked as (
    select a.account, d.day, d.d, d.place, d.tickets_from, a.departments, a.roles_from
    from accounts as a join days as d
        on (a.begun_on is null or d.day >= a.begun_on) and (a.ended_on is null or d.day < a.ended_on)
),
-- Each key of a source that sends usage says from when on the account is covered. A key given up
-- by the day matters only for the days it was held.
holds as (
    select a.account, a.day,
        k.key_to is not null and k.key_to <= a.day as over,
        k.to_on is null or k.to_on >= least(a.day, coalesce(k.key_to + cast(-1 as integer), a.day)) as reaches,
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
    select a.*, {contract}, v.covered_from,
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
_NUMBERED = {
    which: f"""
    select '{which}' as tenure, account, d, place, {since} as since, {zero} as zero,
        {as_number("covered_from")} as covered_from, {as_number("tickets_from")} as tickets_from,
        entitlement, departments, roles_from
    from base"""
    for which, since, zero in (
        ("current", as_number("since"), as_number("zero")),
        ("any", str(EVER), str(EVER)),
    )
}
# Nearly every account has one stretch in a chunk of days; only where the same tenure is left and
# taken up again (a day zero changed and changed back) must the rows be looked at one by one.
_STRETCHES = """
with together as (
    select tenure, account, since, entitlement, min(d) as stretch, max(d) as ends,
        max(place) - min(place) + 1 = count(*) as whole
    from numbered group by tenure, account, since, entitlement
),
torn as (
    select n.tenure, n.account, n.since, n.entitlement, n.d,
        row_number() over (partition by n.tenure, n.account order by n.d)
            - row_number() over (partition by n.tenure, n.account, n.since, n.entitlement order by n.d)
            as island
    from numbered as n
    join (select distinct tenure, account from together where not whole) as t
        on t.tenure = n.tenure and t.account = n.account
)
select t.tenure, t.account, t.since, t.entitlement, t.stretch, t.ends
from together as t
left join (select distinct tenure, account from together where not whole) as o
    on o.tenure = t.tenure and o.account = t.account
where o.account is null
union all
select tenure, account, since, entitlement, min(d) as stretch, max(d) as ends
from torn group by tenure, account, since, entitlement, island
"""
_ASKED = """
select n.tenure, n.account, n.d, n.since, n.zero, n.covered_from, n.tickets_from, n.entitlement,
    n.departments, n.roles_from, s.stretch,
    case when n.entitlement is null then e.n else coalesce(z.n, 0) end as entitled_to
from numbered as n
join stretches as s on s.tenure = n.tenure and s.account = n.account and n.d between s.stretch and s.ends
cross join (select count(distinct feature) as n from features) as e
left join (select entitlement, count(*) as n from entitled group by entitlement) as z
    on z.entitlement = n.entitlement
"""
