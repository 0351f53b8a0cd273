"""The working table of one account's day, and how an account leaves, enters and resumes on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from banso.journey.model import NOWHERE, phase_of, state_of
from banso.journey.results import DayResult, Kind, Move, Reason, Succeeded
from banso.journey.rules import Landing, Rule, Rules, Track, worse
from banso.journey.standing import Standing, Stay

STOPPED = ("pending", "paused")  # values of `life` in which clocks stop and exits do not act
MAX_CHAIN = 6  # how many stays `previous` can look back over


class Table:
    """Mutable for the length of one day, then thrown away."""

    __slots__ = (
        "agreed", "business", "counting", "day", "ended", "facts", "hand", "holds", "last_order", "left",
        "moves", "rests", "rules", "runs", "started", "states", "stay", "stays", "stopped",
        "success", "successes", "times", "unseen", "values", "visited",
    )  # fmt: skip

    def __init__(
        self,
        rules: Rules,
        standing: Standing,
        facts: Mapping[str, Any],
        day: date,
        business: bool,
        waiting: bool,
    ) -> None:
        self.rules = rules
        self.started = standing
        self.facts = facts
        self.values: dict[str, Any] = dict(facts)
        self.day = day
        self.business = business
        life = facts.get("life")
        self.stopped = life in STOPPED
        self.ended = life == "ended"
        self.runs = not waiting and not self.stopped
        self.stay = standing.stay
        # replaced, never changed in place: a standing is shared with whoever holds it
        self.left: Mapping[str, date] = standing.left
        self.times: Mapping[str, int] = standing.times
        gap = standing.day is not None and (day - standing.day).days > 1
        self.holds: dict[str, int] = {} if gap else dict(standing.holds)
        self.stays = standing.stays
        self.states = standing.states
        self.unseen = standing.unseen
        self.hand = standing.by_hand
        self.last_order = standing.last_order
        self.moves: list[Move] = []
        self.successes: list[Succeeded] = []
        self.visited: set[str] = set()
        self.counting = True  # False: today's TRUE days are already in `holds`
        self.success: bool | None = False
        self.agreed = False
        self.rests = False

    def result(self) -> DayResult:
        standing = Standing(
            self.day, self.stay, self.holds, self.left, self.times, self.stays, self.states,
            self.unseen, self.hand, self.last_order,
        )  # fmt: skip
        return DayResult(
            standing,
            tuple(self.moves),
            tuple(self.successes),
            self.track(),
            self.success,
            self.agreed,
        )

    def track(self) -> Track:
        return track_of(self.rules, self.stay)

    # Success ------------------------------------------------------------------------------------

    def look_for_success(self) -> None:
        stay = self.stay
        if stay is None:
            return
        values = self.values
        values["phase"] = stay.phase
        values["days_in_phase"] = stay.clock
        values["days_in_state"] = stay.state_clock if stay.state_number else stay.clock
        former = stay.came_from
        if former is not None and self.ended and stay.phase in self.rules.departure:
            # who returns begins anew: `previous` never leads back across the end of a contract
            self.stay = stay = replace(stay, came_from=None)
        elif former is not None and former.interrupted and former.success_on is None:
            self.stay = stay = replace(stay, came_from=self.success_of_interrupted(former))
        if stay.success_on is not None:
            self.success = True
        else:
            condition = self.rules.places[stay.place].success
            self.success = condition.evaluate(values) if condition else False
            if self.success is True:
                self.stay = replace(stay, success_on=self.day)
                self.note_success(stay.number, stay.place, values)
        values["phase_succeeded"] = self.success

    def success_of_interrupted(self, former: Stay) -> Stay:
        """A stay an interrupt cut short can still succeed while the account is away.

        Without it, a renewal settled while the customer was "considering" would leave the account
        in the renewal phase for a whole further term.
        """
        here = self.rules.places.get(former.place)
        if here is None or here.success is None:
            return former
        values = {**self.values, "phase": former.phase, "days_in_phase": former.clock}
        if here.success.evaluate(values) is not True:
            return former
        self.note_success(former.number, former.place, values)
        return replace(former, success_on=self.day)

    def note_success(self, number: int, place: str, values: Mapping[str, Any]) -> None:
        here = self.rules.places[place]
        if here.success is not None and number:
            seen = here.success.explain(values)
            reason = Reason(Kind.SUCCESS, here.success_text, "", seen)
            self.successes.append(Succeeded(self.day, number, reason))

    # Moving -------------------------------------------------------------------------------------

    def enter(self, place: str, reason: Reason, *, unseen: bool = False) -> None:
        """Leave where it stands and enter ``place``: a new stay, or a new state of the same stay."""
        old = self.stay
        phase = phase_of(place)
        if old is not None and old.phase == phase:
            self.enter_state(old, place, reason)
            return
        self.leave(old)
        self.stays += 1
        self.times = {**self.times, phase: self.times.get(phase, 0) + 1}
        state_number = self.next_state(place)
        self.stay = Stay(
            number=self.stays,
            place=place,
            entered_on=self.day,
            state_number=state_number,
            state_on=self.day if state_number else None,
            # what is entered on the day of placement was really entered at some time before
            start_unseen=unseen
            or (old is not None and old.start_unseen and old.entered_on == self.day),
            times=self.times[phase],
            came_from=self.trail(old, interrupted=reason.kind is Kind.INTERRUPT),
        )
        self.unseen = False
        self.arrived(old, reason, resumed=False)

    def enter_state(self, old: Stay, place: str, reason: Reason) -> None:
        self.left = {**self.left, old.place: self.day}
        state_number = self.next_state(place)
        self.stay = replace(
            old,
            place=place,
            state_number=state_number,
            state_on=self.day if state_number else None,
            state_clock=0,
            state_business=0,
        )
        self.arrived(old, reason, resumed=False)

    def go_back(self, reason: Reason) -> None:
        """Resume the stay it came from; where none is known, placement decides."""
        old = self.stay
        if old is None:
            return
        if old.came_from is None:
            line = self.placement_line(old)
            if line is not None:
                self.enter(line.place, reason, unseen=True)
                self.look_for_success()
            return
        self.resume(old.came_from, reason)

    def resume(self, former: Stay, reason: Reason) -> None:
        """Go on with a stay where it stopped: clock and success as they were."""
        old = self.stay
        place = self.rules.resolve(former.place) or former.place
        self.leave(old)
        resumed = former.number > 0
        if not resumed:
            self.stays += 1
            self.times = {**self.times, former.phase: self.times.get(former.phase, 0) + 1}
            former = replace(
                former, number=self.stays, times=self.times[former.phase], entered_on=self.day
            )
        state_number = self.next_state(place)
        self.stay = replace(
            former,
            place=place,
            interrupted=False,
            state_number=state_number,
            state_on=self.day if state_number else None,
            state_clock=former.state_clock if state_number else 0,
            state_business=former.state_business if state_number else 0,
        )
        self.arrived(old, reason, resumed=resumed)
        self.look_for_success()

    def leave(self, old: Stay | None) -> None:
        if old is not None:
            self.left = {**self.left, old.phase: self.day, old.place: self.day}

    def arrived(self, old: Stay | None, reason: Reason, *, resumed: bool) -> None:
        self.holds = {}
        place = self.stay.place if self.stay else NOWHERE
        if self.stay is not None:
            self.visited.add(self.stay.phase)
            self.visited.add(place)
        # a contract found ended after its grace ended on its last day: both dates are kept
        ended_on = self.facts.get("ended_on") if self.ended else None
        self.moves.append(
            Move(
                self.day, old.place if old else NOWHERE, place, old, self.stay, resumed, reason,
                ended_on if phase_of(place) in self.rules.departure else None,
            )
        )  # fmt: skip

    def next_state(self, place: str) -> int:
        if not state_of(place):
            return 0
        self.states += 1
        return self.states

    def trail(self, old: Stay | None, *, interrupted: bool) -> Stay | None:
        """What `previous` will resume; a departure phase is not counted, unneeded links are cut."""
        if old is None:
            return None
        if old.phase in self.rules.departure:
            return _shorten(old.came_from, MAX_CHAIN)
        here = self.rules.places.get(old.place)
        keep = _shorten(old.came_from, MAX_CHAIN - 1) if here and here.previous_out else None
        return replace(old, came_from=keep, interrupted=interrupted)

    def previous_place(self, stay: Stay) -> str | None:
        """Where `previous` leads: the former stay, or what placement says; None = nowhere."""
        if stay.came_from is not None:
            return self.rules.resolve(stay.came_from.place)
        line = self.placement_line(stay)
        return line.place if line else None

    def placement_line(self, stay: Stay) -> Landing | None:
        for line in self.rules.placement:
            phase = phase_of(line.place)
            if phase == stay.phase or phase in self.rules.departure:
                continue
            if line.when.evaluate(self.values) is True:
                return line
        return None

    # Reasons ------------------------------------------------------------------------------------

    def reason(self, kind: Kind, rule: Rule | Landing) -> Reason:
        success = None
        if "phase_succeeded" in rule.when.names and self.stay is not None:
            here = self.rules.places[self.stay.place]
            success = here.success.explain(self.values) if here.success else None
        return Reason(kind, rule.text, rule.path, rule.when.explain(self.values), success)


def track_of(rules: Rules, stay: Stay | None) -> Track:
    """How a stay stands against the times of its phase and state."""
    if stay is None:
        return Track.NONE
    here = rules.places[stay.place]
    track = here.phase_limit.track(clock=stay.clock, business=stay.business)
    if here.state_limit is not None:
        track = worse(
            track, here.state_limit.track(clock=stay.state_clock, business=stay.state_business)
        )
    if track is Track.NONE:
        return track
    if stay.success_on is not None:
        return Track.ON_TRACK
    if track is Track.STUCK and stay.start_unseen:
        return Track.BEHIND  # nobody saw it begin: no stuck alarm
    return track


def _shorten(stay: Stay | None, depth: int) -> Stay | None:
    if stay is None or depth <= 0:
        return None
    interrupted = False if depth == MAX_CHAIN else stay.interrupted
    return replace(stay, interrupted=interrupted, came_from=_shorten(stay.came_from, depth - 1))
