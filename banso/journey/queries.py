# ruff: noqa: S608  columns are our own and quoted; values are bound
"""Reads of the journey: the map on a day, the accounts of a cell, an account's path, what comes next.

A past day is answered by today's knowledge (rules.md R11), late facts and corrections included,
unless the instant is given at which the day was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from banso.customers.definitions import MAIN_LANE
from banso.customers.queries import in_scope
from banso.events.lake import Cursor, Lake, PartitionRange
from banso.journey import mapview, pathview
from banso.journey.definitions import JOURNEY_DAILY
from banso.journey.kept import states_sql
from banso.journey.maps import Edition, NoMap, edition_in_force, editions, no_map, template_text
from banso.journey.models import ManualMove, MapChange, PhaseStay, Standing, Waiting
from banso.journey.names import TRACK_NAMES, with_map
from banso.journey.rules import Rules, Track
from banso.journey.views import (
    CellRow,
    CellView,
    DayCount,
    MapView,
    NextView,
    OrderView,
    PathView,
    PhaseName,
    StayView,
    Step,
)
from banso.lib.once import kept, once
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.conditions import Condition, Kind, NameTable, NameType
from banso.metrics.lists import Relation
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "CellRow", "CellView", "DayCount", "MapView", "NextView", "OrderView", "PathView", "PhaseName",
    "StayView", "Step", "cell_accounts", "list_names", "map_chosen", "map_in_force", "map_view", "next_of",
    "names", "path_of", "phases", "state_relation", "stay_of", "template_text", "trend",
]  # fmt: skip


def map_in_force(*, viewer: Viewer) -> Edition | None:
    """This function will give the version of the map in force, compiled; None before the first."""
    viewer.require(Act.SEE_ACCOUNTS)
    return edition_in_force()


def map_chosen(*, viewer: Viewer) -> bool:
    """Whether a person chose the map, or has changed it; False while it is the one that came by itself."""
    viewer.require(Act.SEE_ACCOUNTS)
    return MapChange.objects.filter(by__isnull=False).exists()


@kept(workspace.stamp)
def phases(*, viewer: Viewer) -> tuple[PhaseName, ...]:
    """This function will list the phases of the map in force, in order, with states and hues."""
    edition = map_in_force(viewer=viewer)
    return mapview.phase_names(edition.rules) if edition else ()


def names(*, viewer: Viewer, edition: Edition | None = None) -> NameTable:
    """This function will list the names of metrics, fields and of the map, as ``{% leaves %}`` takes them.

    ``edition``: the version in force, where the caller has it already.
    """
    edition = edition or map_in_force(viewer=viewer)
    return with_map(metrics.name_table(viewer=viewer), edition.map if edition else None)


@kept(workspace.stamp)
def list_names(*, viewer: Viewer) -> NameTable:
    """This function will list what a list of accounts can be filtered by: also ``state`` and ``track``."""
    edition = map_in_force(viewer=viewer)
    states = {s.key: s.name for p in edition.map.phases for s in p.states} if edition else {}
    tracks = {track.value: name for track, name in TRACK_NAMES.items()}
    here = {
        "state": NameType(Kind.CHOICE, Text(ja="状態", en="State"), choices=states or None, group="map"),
        "track": NameType(Kind.CHOICE, Text(ja="進み具合", en="Track"), choices=tracks, group="map"),
        "waiting": NameType(Kind.BOOL, Text(ja="待機中", en="Waiting"), group="map"),
        "manual": NameType(Kind.BOOL, Text(ja="手動フェーズ", en="Phase set by hand"), group="map"),
        "start_unseen": NameType(Kind.BOOL, Text(ja="開始が不明", en="Start not seen"), group="map"),
    }  # fmt: skip
    return names(viewer=viewer).plus(here)


# The map --------------------------------------------------------------------------------------------


def map_view(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    period_first: date,
    owner: int | None = None,
    ids: Collection[int] | None = None,
    edition: Edition | None = None,
    seen: datetime | None = None,
) -> MapView:
    """This function will give the map on ``day``: the definition in force with the day's numbers.

    ``owner`` (a person's id) and ``ids`` narrow to accounts; a viewer's scope always does. Flows
    are those from ``period_first`` to ``day``. MRR in minor units of the workspace's currency.
    ``edition``: the version in force, where the caller has it already. ``seen``: where accounts
    stood as it was known at that instant (``seen.seen_on``); their numbers are those known today.
    Raises ``NoMap`` before the first map.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    edition = edition or edition_in_force()
    if edition is None:
        raise NoMap(no_map())
    wanted = mapview.asked(viewer, day, owner=owner, ids=ids, seen=seen)
    return mapview.map_view(lake, edition, wanted, period_first=period_first)


def trend(
    *, viewer: Viewer, lake: Lake, first: date, last: date, seen: datetime | None = None
) -> list[DayCount]:
    """This function will count accounts and MRR by phase for each day: the viewer's.

    For a viewer with a scope, and as known at the instant ``seen``, without their MRR.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    if viewer.scope is not None or seen is not None:
        return mapview.trend_of(lake, viewer.scope, first, last, seen)
    table = lake.table(JOURNEY_DAILY).sql(PartitionRange.of_days(first, last))
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select day, phase, sum(accounts)::bigint, sum(mrr_minor)::bigint from {table}
            where day between ? and ? group by day, phase order by day
            """,
            [first, last],
        ).fetchall()
    found: dict[date, tuple[dict[str, int], dict[str, int]]] = {}
    for day, phase, accounts, mrr in rows:
        by_phase = found.setdefault(day, ({}, {}))
        by_phase[0][phase], by_phase[1][phase] = accounts, mrr
    return [DayCount(day, *counts) for day, counts in found.items()]


_SEVERITY = "case track when 'stuck' then 0 when 'behind' then 1 when 'on_track' then 2 else 3 end"


def cell_accounts(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    phase: str,
    state: str | None = None,
    track: str | None = None,
    behaviour: int | None = None,
    truth: bool | None = True,
    older: bool = False,
    owner: int | None = None,
    ids: Collection[int] | None = None,
    limit: int = 50,
    edition: Edition | None = None,
    seen: datetime | None = None,
) -> CellView:
    """This function will list the accounts behind a number of the map, the worst and longest first.

    ``phase`` '' is "not yet on the map". ``track``: on_track, behind, stuck, '' (no limit),
    succeeded, waiting, manual, start_unseen, at_stake, lost. ``behaviour`` is its place in the phase,
    ``truth`` whether seen (True), not seen (False) or unknown (None). ``older``: those of a departure
    phase who left more than 12 months ago, instead of the others. ``edition``, ``seen`` as for ``map_view``.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    edition = edition or edition_in_force()
    if edition is None:
        raise NoMap(no_map())
    rules = edition.rules
    here = next((p for p in mapview.phase_names(rules) if p.key == phase), None)
    wanted = mapview.asked(viewer, day, owner=owner, ids=ids, seen=seen)
    asks = _conditions_of(edition, phase, behaviour)
    read = sorted({n for c in asks.values() for n in c.names})
    where, params = _cell_where(phase, state, track)
    with lake.cursor() as cursor:
        mapview.join_day(cursor, lake, wanted, names=read)
        stored = mapview.stored_in(cursor)
        where += f" and {'' if older else 'not '}{mapview.OLDER_SQL}"
        params += mapview.older_params(day, rules.departure)
        if "behaviour" in asks:
            compiled = asks["behaviour"].compile(column=mapview.column_of(stored))
            where += f" and ({compiled.sql}) is not distinct from ?"
            params += [*compiled.params, truth]
        total, mrr = cursor.execute(
            f"select count(*), coalesce(sum(mrr), 0)::bigint from joined where {where}", params
        ).fetchall()[0]
        rows = _dicts(
            cursor,
            f"select * from joined where {where} order by {_SEVERITY}, days_in_phase desc nulls last,"
            " mrr desc nulls last, account limit ?",
            [*params, limit],
        )
    return CellView(here, tuple(_cell_row(r, rules, asks) for r in rows), total, mrr)


def _dicts(cursor: Cursor, sql: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    found = cursor.execute(sql, params)
    columns = [str(d[0]) for d in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _cell_where(phase: str, state: str | None, track: str | None) -> tuple[str, list[Any]]:
    where, params = "phase = ?", [phase]
    if state is not None:
        where, params = f"{where} and state = ?", [*params, state]
    flags = {
        "succeeded": "phase_succeeded",
        "waiting": "waiting",
        "manual": "manual",
        "start_unseen": "start_unseen",
        "at_stake": "life is distinct from 'ended'",
        "lost": "life = 'ended'",
    }
    if track is not None and track in flags:
        where = f"{where} and {flags[track]}"
    elif track is not None:
        where, params = f"{where} and track = ?", [*params, track]
    return where, params


def _conditions_of(edition: Edition, phase: str, behaviour: int | None) -> dict[str, Condition]:
    found: dict[str, Condition] = {}
    here = edition.map.phase(phase)
    if here is None:
        return found
    success = edition.rules.places[here.places[0]].success
    if success is not None:
        found["success"] = success
    if behaviour is not None and 0 <= behaviour < len(here.behaviour):
        seen = here.behaviour[behaviour].seen
        if seen is not None and seen.text in edition.seen:
            found["behaviour"] = edition.seen[seen.text]
    return found


def _cell_row(row: dict[str, Any], rules: Rules, asks: dict[str, Condition]) -> CellRow:
    values = {**row, "phase": row["phase"] or None}
    told = {key: condition.explain(values).as_json() for key, condition in asks.items()}
    phase = rules.map.phase(row["phase"])
    behind = row["track"] in (Track.BEHIND.value, Track.STUCK.value)
    limit = phase.should_take or phase.stuck_after if phase and behind else None
    return CellRow(
        account_id=row["account"],
        lane=row["lane"],
        phase=row["phase"],
        state=row["state"],
        track=row["track"],
        since=row["since"],
        days=row["days_in_phase"],
        over_days=pathview.over(limit, row["days_in_phase"]),
        succeeded=row["phase_succeeded"],
        success_on=row["success_on"],
        mrr_minor=row["mrr"],
        times=row["times"] or 1,
        start_unseen=bool(row["start_unseen"]),
        manual=bool(row["manual"]),
        waiting=bool(row["waiting"]),
        success=told.get("success"),
        behaviour=told.get("behaviour"),
    )


def state_relation(
    *, lake: Lake, day: date, yesterday: bool = True, seen: datetime | None = None
) -> Relation:
    """This function will give the states of a day for ``metrics.lists``: one row per account and lane.

    The columns are the names a condition uses (``phase``, ``days_in_phase``, ``yesterday.phase`` …)
    and those a list shows (``since``, ``success_on``, ``manual`` …). Before the map ``phase`` is null.
    Without ``yesterday`` the day before is not read, which halves the cost. ``seen`` as for ``map_view``.
    """
    today = states_sql(lake, day, seen)
    plain = (
        "phase_succeeded", "days_in_phase", "days_in_state", "since", "state_since", "success_on",
        "times", "start_unseen", "manual", "waiting", "provisional",
    )  # fmt: skip
    texts = ("phase", "state", "track", "verdict")
    picked = ", ".join([*(f"nullif(s.{t}, '') as {t}" for t in texts), *(f"s.{p}" for p in plain)])
    here = f"select s.account, s.lane, {picked}"
    now = f"(select * from {today} where day = ?) as s"
    if not yesterday:
        return Relation(f"({here} from {now})", (*texts, *plain), (day,))
    before = day - timedelta(days=1)
    past = states_sql(lake, before, seen)
    former = ("phase", "state", "track")
    then = ", ".join(f"nullif(y.{t}, '') as \"yesterday.{t}\"" for t in former)
    sql = f"""(
        {here}, {then} from {now}
        left join (select * from {past} where day = ?) as y
            on y.account = s.account and y.lane = s.lane
    )"""
    return Relation(sql, (*texts, *plain, *(f"yesterday.{t}" for t in former)), (day, before))


# One account ----------------------------------------------------------------------------------------


def path_of(
    *,
    viewer: Viewer,
    account_id: int,
    day: date | None = None,
    lane: str = MAIN_LANE,
    lake: Lake | None = None,
    seen: datetime | None = None,
) -> PathView:
    """This function will give the path an account walked up to ``day``, oldest first.

    Without ``day``: up to now, with what people did on a day still open. ``lake`` lets a past day
    know its clocks and track. ``seen``: the stays that were in force at that instant, also those
    that later facts corrected. Raises ``NotAllowed`` outside the viewer's scope.
    """
    metrics.require_account(viewer, account_id)
    rows = _stays(account_id, lane) if seen is None else _stays_at(account_id, lane, seen)
    row = _standing(account_id, lane)
    if row is None:
        return PathView(account_id, lane, None, ())
    maps = pathview.all_maps(editions())
    moves = list(_of(ManualMove, account_id, lane)) if row.moved else []  # type: ignore[attr-defined]
    orders = {m.public_id: pathview.order_view(m) for m in moves}
    steps = pathview.steps_of(rows, words=pathview.Words(maps), day=day, orders=orders)
    waits = _of(Waiting, account_id, lane) if row.waited else []  # type: ignore[attr-defined]
    past = day is not None and day < row.day
    if past and lake is not None and day is not None:
        state = pathview.state_on(lake, account_id, lane, day, seen)
    else:
        state = None if past else _state_now(row)
    return _path(row, steps, state, list(waits), orders, day=day, past=past, rules_of=maps[-1])


def _path(
    row: Standing,
    steps: list[Step],
    state: dict[str, Any] | None,
    waits: list[Waiting],
    orders: dict[str, OrderView],
    *,
    day: date | None,
    past: bool,
    rules_of: Any,
) -> PathView:
    then = day or row.day
    waiting = next((w for w in reversed(waits) if _waits_on(w, then)), None)
    verdict, order = "", None
    if not past:
        standing = pathview.from_json(row.ahead or row.data)
        if standing.by_hand is not None:
            verdict, order = standing.verdict, orders.get(standing.by_hand.order)
    elif state is not None and state["manual"]:
        verdict = state["verdict"]
    return PathView(
        account_id=row.account_id,
        lane=row.lane,
        day=row.day,
        steps=tuple(pathview.with_clock(steps, state, rules_of)),
        track=state["track"] if state else "",
        succeeded=state["phase_succeeded"] if state else None,
        days_in_phase=state["days_in_phase"] if state else None,
        days_in_state=state["days_in_state"] if state else None,
        order=order,
        verdict=verdict,
        waiting=pathview.wait_view(waiting) if waiting else None,
        waits=tuple(pathview.wait_view(w) for w in waits if w.from_on <= then),
        open_day=row.ahead is not None and not past,
        corrected=row.corrected,  # type: ignore[attr-defined]
    )


def _state_now(row: Standing) -> dict[str, Any]:
    stay = pathview.from_json(row.ahead or row.data).stay
    return {
        "track": row.track,
        "phase_succeeded": row.success_on is not None,
        "days_in_phase": stay.clock if stay else None,
        "days_in_state": stay.state_clock if stay and stay.state_number else None,
        "business": stay.business if stay else None,
    }


def _waits_on(wait: Waiting, day: date) -> bool:
    if wait.ended_on is not None and wait.ended_on <= day:
        return False
    return wait.from_on <= day and (wait.until is None or day <= wait.until)


# Stays that applying a map wrote and that later facts corrected.
_CORRECTED = PhaseStay.objects.filter(
    superseded_at__isnull=False, recorded_at__in=MapChange.objects.exclude(on_day=None).values("at")
)


@once
def _standing(account_id: int, lane: str) -> Standing | None:
    mine = {"account_id": OuterRef("account_id"), "lane": OuterRef("lane")}
    rows = Standing.objects.filter(account_id=account_id, lane=lane)
    return rows.annotate(
        moved=Exists(ManualMove.objects.filter(**mine)),
        waited=Exists(Waiting.objects.filter(**mine)),
        corrected=Exists(_CORRECTED.filter(**mine)),
    ).first()


def _of(model: type[Any], account_id: int, lane: str) -> Any:
    return model.objects.filter(account_id=account_id, lane=lane).order_by("id")


@once
def _stays(account_id: int, lane: str) -> list[PhaseStay]:
    rows = PhaseStay.objects.filter(account_id=account_id, lane=lane, superseded_at__isnull=True)
    return list(rows.order_by("number"))


def _stays_at(account_id: int, lane: str, seen: datetime) -> list[PhaseStay]:
    """The stays as they were written at an instant; what has gone on since is cut off by the reader."""
    rows = PhaseStay.objects.filter(account_id=account_id, lane=lane, recorded_at__lte=seen)
    there = Q(superseded_at__isnull=True) | Q(superseded_at__gt=seen)
    return list(rows.filter(there).order_by("number"))


def next_of(
    *,
    viewer: Viewer,
    lake: Lake,
    account_id: int,
    day: date,
    lane: str = MAIN_LANE,
    row: Mapping[str, Any] | None = None,
    seen: datetime | None = None,
) -> NextView | None:
    """This function will explain every arrow out of where an account stands after ``day``.

    ``day`` is a closed day. None where the account was not walked. What an arrow still lacks, and
    which values are missing, is said leaf by leaf. ``row``: every number of that day and lane,
    where the caller has read them. ``seen``: from where it stood as known then.
    """
    metrics.require_account(viewer, account_id)
    stands = _standing(account_id, lane)
    if stands is None:
        return None
    every = editions()
    edition = every.newest if day >= stands.day else every.after(day)
    then = min(day, stands.day)
    facts = row if then == day else None
    if facts is None:
        facts = metrics.day_rows(
            viewer=viewer, lake=lake, day=then, keys=edition.rules.names | {"life", "ended_on"},
            accounts=[account_id],
        ).get((account_id, lane))  # fmt: skip
    if facts is None:
        return None
    state = pathview.state_on(lake, account_id, lane, then, seen) if then < stands.day else None
    stays = _stays(account_id, lane) if seen is None else _stays_at(account_id, lane, seen)
    standing = pathview.standing_on(stands, state, stays, then)
    return pathview.next_view(edition, standing, facts, day=then)


def stay_of(*, viewer: Viewer, public_id: str) -> StayView | None:
    """This function will give one stay with its reasons, also one that was superseded; None if unseen."""
    rows = in_scope(PhaseStay.objects.filter(public_id=public_id), viewer)
    row = rows.first()
    if row is None:
        return None
    moves = ManualMove.objects.filter(account_id=row.account_id, public_id=row.order)
    orders = {m.public_id: pathview.order_view(m) for m in moves}
    words = pathview.Words(pathview.all_maps(editions()))
    before, older = [], row.replaces
    while older is not None:
        before.append((older.public_id, older.recorded_at))
        older = older.replaces
    return StayView(
        account_id=row.account_id,
        lane=row.lane,
        steps=tuple(pathview.steps_of([row], words=words, day=None, orders=orders)),
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
        before=tuple(before),
    )
