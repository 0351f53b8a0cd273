"""One account on the map: the path it walked, its stays with their reasons, and where it can go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from banso.events.lake import Lake
from banso.journey.hues import hues_of
from banso.journey.kept import states_sql
from banso.journey.maps import Edition, Editions
from banso.journey.model import JourneyMap, phase_of, state_of
from banso.journey.models import ManualMove, PhaseStay, Waiting
from banso.journey.models import Standing as StandingRow
from banso.journey.rules import Rules, Track
from banso.journey.standing import Standing, Stay, from_json
from banso.journey.stays import Content, known_on
from banso.journey.views import (
    NextView,
    OrderView,
    PathView,
    ReasonView,
    StateStep,
    StayView,
    Step,
    WaitView,
    WayView,
)
from banso.journey.ways import Way, explain_next
from banso.lib.dates import Duration, Unit
from banso.lib.text import Text


class Words:
    """Names and hues of places; a place that is gone from the map shows its key."""

    def __init__(self, editions: Sequence[JourneyMap]) -> None:
        self.maps = tuple(reversed(editions))  # newest first: what it is called now
        self.hues = tuple(hues_of(m) for m in self.maps)

    def name(self, place: str) -> Text:
        for journey in self.maps:
            if journey.phase(phase_of(place)) is not None:
                return Text(ja=journey.name_of(place, "ja"), en=journey.name_of(place, "en"))
        return Text.of(place)

    def phase(self, key: str) -> Text:
        found = next((p for m in self.maps if (p := m.phase(key)) is not None), None)
        return found.name if found else Text.of(key)

    def state(self, place: str) -> Text:
        for journey in self.maps:
            phase = journey.phase(phase_of(place))
            state = phase.state(state_of(place)) if phase else None
            if state is not None:
                return state.name
        return Text.of(state_of(place))

    def hue(self, key: str) -> int:
        return next((h[key] for h in self.hues if key in h), 0)

    def known(self, key: str) -> bool:
        return bool(self.maps) and self.maps[0].phase(key) is not None


def reason_view(data: Mapping[str, Any] | None) -> ReasonView | None:
    """A stored reason for a template."""
    if not data:
        return None
    return ReasonView(
        data["kind"], data.get("text", ""), data.get("path", ""), data.get("leaves"),
        data.get("success"), data.get("order", ""),
    )  # fmt: skip


def order_view(move: ManualMove) -> OrderView:
    return OrderView(
        move.public_id, move.place, move.why, move.until, move.day, move.by_id, move.made_at,
        move.ended_on, move.ended_by_id,
    )  # fmt: skip


def wait_view(wait: Waiting) -> WaitView:
    return WaitView(
        wait.public_id, wait.from_on, wait.until, wait.ended_on, wait.why, wait.by_id, wait.made_at
    )


# The path -------------------------------------------------------------------------------------------


def steps_of(
    rows: Iterable[PhaseStay],
    *,
    words: Words,
    day: date | None,
    orders: Mapping[str, OrderView],
) -> list[Step]:
    """Every step of these stays as known on ``day`` (None: as known at all), oldest first."""
    found: list[tuple[date, int, int, Step]] = []
    for row in rows:
        content: Content | None = row.content()
        if day is not None and content is not None:
            content = known_on(content, day)
        if content is None:
            continue
        for n, step in enumerate(_steps(row, content, words, day, orders)):
            found.append((step.entered_on, row.number, n, step))
    found.sort(key=lambda item: item[:3])
    return [step for *_, step in found]


def _steps(
    row: PhaseStay,
    content: Content,
    words: Words,
    day: date | None,
    orders: Mapping[str, OrderView],
) -> list[Step]:
    left = [t for t in content["turns"] if t["what"] == "left"]
    back = [t for t in content["turns"] if t["what"] == "back"]
    steps = []
    for n, (begin, end) in enumerate(content["intervals"]):
        entered, gone = date.fromisoformat(begin), date.fromisoformat(end) if end else None
        arrival = content["reason"] if n == 0 else back[n - 1]["reason"]
        leaving = left[n] if gone else None
        until = gone or day or entered
        steps.append(
            Step(
                public_id=row.public_id,
                phase=row.phase,
                name=words.phase(row.phase),
                hue=words.hue(row.phase),
                known=words.known(row.phase),
                entered_on=entered,
                left_on=gone,
                left_to=leaving["place"] if leaving else "",
                days=(until - entered).days,
                stay_entered_on=content["entered_on"],
                resumed=n > 0,
                now=gone is None,
                passed=gone == entered,
                times=content["times"],
                start_unseen=content["start_unseen"],
                success_on=content["success_on"],
                effective_on=content["effective_on"],
                reason=reason_view(arrival) or ReasonView("start"),
                exit_reason=reason_view(leaving["reason"]) if leaving else None,
                success_reason=reason_view(content["success_reason"]),
                states=_states(content, words, entered, gone),
                order=orders.get(content["order"]) if n == 0 else None,
                by_hand_until=content["by_hand_until"],
                release=row.release,
                map_version=row.map_version,
            )
        )
    return steps


def _states(content: Content, words: Words, begin: date, end: date | None) -> tuple[StateStep, ...]:
    """The states lived through between the two days."""
    found = []
    for state in content["states"]:
        entered = date.fromisoformat(state["entered_on"])
        if entered < begin or (end is not None and entered > end):
            continue
        found.append(
            StateStep(
                key=state_of(state["place"]),
                place=state["place"],
                name=words.state(state["place"]),
                entered_on=entered,
                left_on=date.fromisoformat(state["left_on"]) if state["left_on"] else None,
                reason=reason_view(state["reason"]) or ReasonView("start"),
                exit_reason=reason_view(state["exit_reason"]),
            )
        )
    return tuple(found)


def over(limit: Duration | None, clock: int | None, *, business: int | None = None) -> int | None:
    """Days past ``limit``; None within it, without one, or counted in business days not known."""
    if limit is None or clock is None:
        return None
    if limit.unit is Unit.BUSINESS_DAY:
        past = business - limit.n if business is not None else 0
    else:
        past = clock - (limit.days or limit.n)
    return past if past > 0 else None


def with_clock(
    steps: Sequence[Step], state: Mapping[str, Any] | None, journey: JourneyMap
) -> list[Step]:
    """The steps, the present one with its track and how long its phase has taken by its clock."""
    if state is None:
        return list(steps)
    found = []
    for step in steps:
        if step.now:
            phase = journey.phase(step.phase)
            clock = state["days_in_phase"]
            late = state["track"] in (Track.BEHIND.value, Track.STUCK.value)
            limit = (phase.should_take or phase.stuck_after) if phase and late else None
            past = over(limit, clock, business=state.get("business"))
            step = replace(step, track=state["track"], clock=clock, over_days=past)
        found.append(step)
    return found


# Standing -------------------------------------------------------------------------------------------

_STATE = (
    "day", "phase", "state", "track", "phase_succeeded", "days_in_phase", "days_in_state", "since",
    "state_since", "success_on", "times", "start_unseen", "manual", "verdict", "waiting", "release",
)  # fmt: skip


def state_on(
    lake: Lake, account: int, lane: str, day: date, seen: datetime | None = None
) -> dict[str, Any] | None:
    """The row of one account in ``state_days``, as it was at ``seen``; None where it was not walked."""
    table = states_sql(lake, day, seen)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select {', '.join(_STATE)} from {table} where account = ? and lane = ? and day = ?",  # noqa: S608
            [account, lane, day],
        ).fetchall()
    return dict(zip(_STATE, rows[0], strict=True)) if rows else None


def standing_on(
    row: StandingRow | None, state: Mapping[str, Any] | None, stays: Sequence[PhaseStay], day: date
) -> Standing:
    """The standing after ``day``: as it is kept if that is the newest day, else put together again.

    A standing put together does not know how long arrows with ``hold`` have been TRUE.
    """
    if row is not None and row.day <= day:
        return from_json(row.ahead or row.data)
    if state is None:
        return Standing(day=day)
    contents = [c for s in stays if (c := known_on(s.content(), day)) is not None]
    left: dict[str, date] = {}
    for content in contents:
        for turn in content["turns"]:
            if turn["what"] == "left":
                left[content["phase"]] = date.fromisoformat(turn["day"])
    here = next((c for c in contents if c["left_on"] is None), None)
    if here is None or not state["phase"]:
        return Standing(day=day, left=left)
    return Standing(day=day, stay=_stay(here, state, contents), left=left)


def _stay(here: Content, state: Mapping[str, Any], contents: Sequence[Content]) -> Stay:
    place = f"{state['phase']}.{state['state']}" if state["state"] else state["phase"]
    before = phase_of(here["came_from"])
    former = max(
        (c for c in contents if c["phase"] == before and c["number"] < here["number"]),
        key=lambda c: c["number"],
        default=None,
    )
    came_from = (
        Stay(
            former["number"],
            here["came_from"],
            former["entered_on"],
            success_on=former["success_on"],
        )
        if former
        else None
    )
    return Stay(
        number=here["number"],
        place=place,
        entered_on=here["entered_on"],
        clock=state["days_in_phase"] or 0,
        state_number=here["states"][-1]["number"] if here["states"] and state["state"] else 0,
        state_on=state["state_since"],
        state_clock=state["days_in_state"] or 0,
        success_on=state["success_on"],
        start_unseen=bool(state["start_unseen"]),
        times=here["times"],
        came_from=came_from,
    )


# Where it can go ------------------------------------------------------------------------------------


def next_view(
    edition: Edition, standing: Standing, facts: Mapping[str, Any], *, day: date
) -> NextView:
    """Every way on from where the account stands after ``day``."""
    rules: Rules = edition.rules
    words = Words([edition.map])
    outlook = explain_next(rules, standing, facts, day=day)
    phase = rules.map.phase(phase_of(standing.place))
    return NextView(
        day=day,
        place=standing.place,
        success=outlook.success.as_json() if outlook.success else None,
        success_text=phase.success.text if phase and phase.success else None,
        success_on=outlook.success_on,
        ways=tuple(_way(way, words) for way in outlook.ways),
    )


def _way(way: Way, words: Words) -> WayView:
    return WayView(
        to=way.to,
        name=words.name(way.to),
        hue=words.hue(phase_of(way.to)),
        previous=way.previous,
        interrupt=way.interrupt,
        truth=way.truth,
        text=way.text,
        leaves=way.explanation.as_json(),
        success=way.success.as_json() if way.success else None,
        missing=way.missing,
        hold=way.hold,
        held=way.held,
        again_in=way.again_in,
    )


def all_maps(editions: Editions) -> list[JourneyMap]:
    return [e.map for e in editions.all]


__all__ = [
    "PathView", "StayView", "Words", "all_maps", "from_json", "next_view", "order_view", "over", "standing_on",
    "state_on", "steps_of", "wait_view", "with_clock",
]  # fmt: skip
