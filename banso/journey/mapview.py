# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""The map on a day: accounts, MRR and tracks by phase, behaviour, flows between phases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from banso.customers import queries as customers
from banso.events.lake import Cursor, Lake, PartitionRange, Table, quoted
from banso.journey.hues import hues_of
from banso.journey.kept import moves_sql, states_sql
from banso.journey.maps import Edition
from banso.journey.model import Phase, State
from banso.journey.rules import Rules, Track
from banso.journey.views import (
    BehaviourCount,
    Counts,
    DayCount,
    Departed,
    Flow,
    IssueView,
    Kpi,
    MapView,
    PhaseColumn,
    PhaseName,
    Play,
    StateColumn,
    StateName,
)
from banso.journey.words import kpi_name, play_name
from banso.lib.dates import add_months
from banso.metrics.conditions import Condition
from banso.metrics.queries import metric_table
from banso.workspace.viewer import Viewer

OLDER_MONTHS = 12  # who left longer ago is counted apart
STATE_COLUMNS = (
    "phase", "state", "track", "phase_succeeded", "days_in_phase", "days_in_state", "since",
    "state_since", "success_on", "times", "start_unseen", "manual", "verdict", "waiting",
    "provisional", "last_mrr", "release",
)  # fmt: skip

# What the counts of the map need of them: each column more is read for every account.
_COUNTED = (
    "phase", "state", "track", "phase_succeeded", "start_unseen", "manual", "waiting",
    "provisional", "last_mrr", "release",
)  # fmt: skip


class Asked(NamedTuple):
    """Whose rows of which day are read. ``seen``: as they were known at this instant, else as today."""

    day: date
    accounts: frozenset[int] | None
    seen: datetime | None = None


class _Group(NamedTuple):
    phase: str
    state: str
    track: str
    ended: bool
    older: bool
    accounts: int
    mrr: int
    succeeded: int
    waiting: int
    manual: int
    unseen: int
    provisional: int
    last_mrr: int
    last_unknown: int
    paying: int


def asked(
    viewer: Viewer,
    day: date,
    *,
    owner: int | None = None,
    ids: Collection[int] | None = None,
    seen: datetime | None = None,
) -> Asked:
    """The accounts to look at: the viewer's, of one owner on the day, of a given set."""
    chosen = None if viewer.scope is None else set(viewer.scope)
    if ids is not None:
        chosen = set(ids) if chosen is None else chosen & set(ids)
    if owner is not None:
        owners = customers.owners_on(viewer=viewer, day=day)
        theirs = {account for account, user in owners.items() if user == owner}
        chosen = theirs if chosen is None else chosen & theirs
    return Asked(day, None if chosen is None else frozenset(chosen), seen)


def map_view(lake: Lake, edition: Edition, wanted: Asked, *, period_first: date) -> MapView:
    """The map of ``edition`` on a day, with the flows since ``period_first``."""
    rules = edition.rules
    seen = _seen(edition)
    asks = sorted({name for s in seen for name in s.condition.names})
    with lake.cursor() as cursor:
        join_day(cursor, lake, wanted, names=asks, states=_COUNTED)
        groups = _groups(cursor, wanted.day, rules.departure)
        truths = _truths(cursor, wanted.day, rules.departure, seen)
        recorded_at, release = _stamp(cursor)
        flows = _flows(cursor, lake, wanted, period_first)
    journey = edition.map
    hues = hues_of(journey)
    counted = [g for g in groups if not g.older]
    phases = tuple(
        _column(phase, hues[phase.key], rules, [g for g in groups if g.phase == phase.key], truths)
        for phase in journey.phases
    )
    return MapView(
        day=wanted.day,
        period_first=period_first,
        key=journey.key,
        name=journey.name,
        purpose=journey.purpose,
        version=edition.version,
        release=release or edition.release,
        computed=recorded_at is not None,
        computed_at=recorded_at,
        phases=phases,
        flows=flows,
        nowhere=sum(g.accounts for g in counted if not g.phase),
        customers=sum(g.paying for g in counted),
        mrr_minor=sum(g.mrr for g in counted),
        waiting=sum(g.waiting for g in counted),
        manual=sum(g.manual for g in counted),
        provisional=sum(g.provisional for g in counted),
    )


def join_day(
    cursor: Cursor,
    lake: Lake,
    wanted: Asked,
    *,
    names: Iterable[str],
    states: Sequence[str] = STATE_COLUMNS,
) -> None:
    """Make the temporary table ``joined``: these states of the day beside the metrics named."""
    table, names = metric_table(lake), tuple(names)
    of_state = dict.fromkeys((*states, *(n for n in names if n in STATE_COLUMNS)))
    metrics = [n for n in dict.fromkeys(("life", "ended_on", "mrr", *names)) if n in table.columns]
    picked = "".join(f", m.{quoted(n)}" for n in metrics)
    missing = "".join(
        f", null as {quoted(n)}" for n in ("life", "ended_on", "mrr") if n not in metrics
    )
    where, params = _of_day(wanted)
    cursor.execute(
        f"""
        create or replace temp table joined as
        select s.account, s.lane, {", ".join(f"s.{c}" for c in of_state)}, s.recorded_at
            {picked}{missing}
        from (select * from {states_sql(lake, wanted.day, wanted.seen)} where {where}) as s
        left join (select * from {_on(table, wanted.day)} where {where}) as m
            on m.account = s.account and m.lane = s.lane
        """,
        [*params, *params],
    ).fetchall()


def _on(table: Table, day: date) -> str:
    return table.sql(PartitionRange.of_days(day, day))


def _of_day(wanted: Asked) -> tuple[str, list[Any]]:
    if wanted.accounts is None:
        return "day = ?", [wanted.day]
    return "day = ? and account in (select unnest(?::bigint[]))", [
        wanted.day,
        sorted(wanted.accounts),
    ]


# Who left more than a year ago is in no number of the map but one.
OLDER_SQL = """coalesce(
    life = 'ended' and ended_on <= ? and phase in (select unnest(?::varchar[])), false)"""


def older_params(day: date, departure: frozenset[str]) -> list[Any]:
    return [add_months(day, -OLDER_MONTHS), sorted(departure)]


def _groups(cursor: Cursor, day: date, departure: frozenset[str]) -> list[_Group]:
    rows = cursor.execute(
        f"""
        select phase, state, track, coalesce(life = 'ended', false) as ended, {OLDER_SQL} as older,
            count(*), coalesce(sum(mrr), 0)::bigint, count(*) filter (phase_succeeded),
            count(*) filter (waiting), count(*) filter (manual), count(*) filter (start_unseen),
            count(*) filter (provisional), coalesce(sum(last_mrr), 0)::bigint,
            count(*) filter (last_mrr is null and life = 'ended'),
            count(*) filter (life in ('active', 'pending', 'paused'))
        from joined group by all
        """,
        older_params(day, departure),
    ).fetchall()
    return [_Group(*row) for row in rows]


# Behaviour ------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """A condition of behaviour: its phase, its place there, what it asks."""

    phase: str
    n: int
    condition: Condition


def _seen(edition: Edition) -> list[_Seen]:
    return [
        _Seen(phase.key, n, edition.seen[b.seen.text])
        for phase in edition.map.phases
        for n, b in enumerate(phase.behaviour)
        if b.seen is not None and b.seen.text in edition.seen
    ]


def column_of(stored: Collection[str]) -> Callable[[str], str]:
    """Where a condition finds a name in ``joined``; what is nowhere has no value."""

    def column(name: str) -> str:
        if name in ("phase", "state", "track"):
            return f"nullif({name}, '')"
        return quoted(name) if name in stored else "null::varchar"

    return column


def stored_in(cursor: Cursor) -> frozenset[str]:
    """The columns of ``joined``."""
    found = cursor.execute("select * from joined limit 0")
    return frozenset(str(d[0]) for d in found.description or ())


def _truths(
    cursor: Cursor, day: date, departure: frozenset[str], seen: Sequence[_Seen]
) -> dict[tuple[str, int], tuple[int, int, int]]:
    """How many accounts of the phase do what the condition says, do not, or cannot be judged."""
    if not seen:
        return {}
    column = column_of(stored_in(cursor))
    compiled = [s.condition.compile(column=column) for s in seen]
    answers = ", ".join(f"({c.sql}) as t{i}" for i, c in enumerate(compiled))
    counts = ", ".join(
        f"count(*) filter (phase = ? and t{i}), count(*) filter (phase = ? and not t{i}),"
        f" count(*) filter (phase = ? and t{i} is null)"
        for i in range(len(seen))
    )
    row = cursor.execute(
        f"select {counts} from (select phase, {answers} from joined where not {OLDER_SQL})",
        [
            *(s.phase for s in seen for _ in range(3)), *(p for c in compiled for p in c.params),
            *older_params(day, departure),
        ],
    ).fetchall()[0]  # fmt: skip
    return {
        (s.phase, s.n): (row[3 * i], row[3 * i + 1], row[3 * i + 2]) for i, s in enumerate(seen)
    }


def _stamp(cursor: Cursor) -> tuple[datetime | None, int | None]:
    row = cursor.execute("select max(recorded_at), max(release) from joined").fetchall()[0]
    return row[0], row[1]


def _flows(cursor: Cursor, lake: Lake, wanted: Asked, first: date) -> tuple[Flow, ...]:
    """Steps between phases from ``first`` on; placements are not steps, nobody saw them."""
    table = moves_sql(lake, first, wanted.day, wanted.seen)
    where, params = "day between ? and ?", [first, wanted.day]
    if wanted.accounts is not None:
        where += " and account in (select unnest(?::bigint[]))"
        params.append(sorted(wanted.accounts))  # type: ignore[arg-type]
    rows = cursor.execute(
        f"""
        select split_part(source, '.', 1) as a, split_part(target, '.', 1) as b, count(*),
            count(distinct (account, lane))
        from {table} where {where} and not within and kind <> 'placement'
        group by a, b order by count(*) desc, a, b
        """,
        params,
    ).fetchall()
    return tuple(Flow(*row) for row in rows)


# Columns --------------------------------------------------------------------------------------------


def phase_names(rules: Rules) -> tuple[PhaseName, ...]:
    """The phases in their order, for lists and filters."""
    hues = hues_of(rules.map)
    return tuple(
        PhaseName(
            phase.key,
            phase.name,
            hues[phase.key],
            tuple(StateName(s.key, f"{phase.key}.{s.key}", s.name) for s in phase.states),
            phase.key in rules.departure,
        )
        for phase in rules.map.phases
    )


def _column(
    phase: Phase,
    hue: int,
    rules: Rules,
    groups: Sequence[_Group],
    truths: dict[tuple[str, int], tuple[int, int, int]],
) -> PhaseColumn:
    counted = [g for g in groups if not g.older]
    return PhaseColumn(
        key=phase.key,
        name=phase.name,
        hue=hue,
        definition=phase.definition,
        goal=phase.goal,
        success_text=phase.success.text if phase.success else None,
        success_when=phase.success.when.text if phase.success else "",
        should_take=phase.should_take,
        stuck_after=phase.stuck_after,
        counts=_counts(counted),
        states=tuple(_state(phase, s, counted) for s in phase.states),
        behaviours=tuple(
            BehaviourCount(
                i, b.text, b.seen.text if b.seen else None, *truths.get((phase.key, i), ())
            )
            for i, b in enumerate(phase.behaviour)
        ),
        issues=tuple(
            IssueView(i.key, i.text, tuple(Play(k, play_name(k)) for k in i.plays))
            for i in phase.issues
        ),
        kpis=tuple(Kpi(k.key, kpi_name(k.key), k.at_least, k.at_most) for k in phase.kpi),
        plays=tuple(Play(key, play_name(key)) for key in phase.plays),
        departed=_departed(groups) if phase.key in rules.departure else None,
    )


def _state(phase: Phase, state: State, groups: Sequence[_Group]) -> StateColumn:
    return StateColumn(
        key=state.key,
        place=f"{phase.key}.{state.key}",
        name=state.name,
        definition=state.definition,
        contact=state.contact,
        counts=_counts([g for g in groups if g.state == state.key]),
    )


def _counts(groups: Sequence[_Group]) -> Counts:
    by_track = {track: sum(g.accounts for g in groups if g.track == track.value) for track in Track}
    return Counts(
        accounts=sum(g.accounts for g in groups),
        mrr_minor=sum(g.mrr for g in groups),
        on_track=by_track[Track.ON_TRACK],
        behind=by_track[Track.BEHIND],
        stuck=by_track[Track.STUCK],
        no_limit=by_track[Track.NONE],
        succeeded=sum(g.succeeded for g in groups),
        waiting=sum(g.waiting for g in groups),
        manual=sum(g.manual for g in groups),
        start_unseen=sum(g.unseen for g in groups),
        provisional=sum(g.provisional for g in groups),
    )


def _departed(groups: Sequence[_Group]) -> Departed:
    stake = [g for g in groups if not g.ended]
    lost = [g for g in groups if g.ended and not g.older]
    return Departed(
        at_stake=sum(g.accounts for g in stake),
        at_stake_minor=sum(g.mrr for g in stake),
        lost=sum(g.accounts for g in lost),
        lost_minor=sum(g.last_mrr for g in lost),
        lost_unknown=sum(g.last_unknown for g in lost),
        older=sum(g.accounts for g in groups if g.older),
    )


def trend_of(
    lake: Lake, scope: Collection[int] | None, first: date, last: date, seen: datetime | None
) -> list[DayCount]:
    """Accounts by phase on each day, counted one by one: those of ``scope`` (None: all), as known at ``seen``."""
    states = states_sql(lake, last, seen, first=first)
    mine = "" if scope is None else " and account in (select unnest(?::bigint[]))"
    asked = [first, last, *([] if scope is None else [sorted(scope)])]
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select day, phase, count(*) from {states} where day between ? and ?{mine}"
            " group by day, phase order by day", asked,
        ).fetchall()  # fmt: skip
    found: dict[date, dict[str, int]] = {}
    for day, phase, count in rows:
        found.setdefault(day, {})[phase] = count
    return [DayCount(day, counts) for day, counts in found.items()]
