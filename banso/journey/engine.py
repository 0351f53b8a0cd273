"""One day's walk of one account over the map. Pure: same standing, same facts, same answer.

The order of a day: clocks → success → interrupts, once → exits, again after every arrival, each
phase at most once a day → `previous` rests until the next close.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any

from banso.journey.model import PREVIOUS, phase_of
from banso.journey.moving import Table
from banso.journey.results import DayResult, Kind, Order, Reason
from banso.journey.rules import Rule, Rules
from banso.journey.standing import ByHand, Standing, Stay


def walk(
    rules: Rules,
    standing: Standing,
    facts: Mapping[str, Any],
    *,
    day: date,
    business: bool = True,
    waiting: bool = False,
    order: Order | None = None,
    give_back: bool = False,
) -> DayResult:
    """Walk one account through the close of ``day``.

    ``facts`` are the day's metrics and dated fields (``life`` among them) and ``yesterday.*``;
    a name that is missing counts as unknown. ``business``: the day is a business day.
    ``waiting``: the account waits (customer's reason), so clocks rest. ``order``: a person's move
    made on this day, applied once; ``give_back``: the person ended it.
    """
    return _Day(rules, standing, facts, day, business, waiting).close(order, give_back)


def move_at_once(
    rules: Rules, standing: Standing, facts: Mapping[str, Any], *, day: date, order: Order
) -> DayResult:
    """Apply a person's move now, before the day is closed; clocks do not advance."""
    today = _Day(rules, standing, facts, day, business=True, waiting=False)
    today.apply(order)
    return today.unclosed()


def give_back_at_once(
    rules: Rules, standing: Standing, facts: Mapping[str, Any], *, day: date
) -> DayResult:
    """End a person's move now: the account goes to where the rules have it."""
    today = _Day(rules, standing, facts, day, business=True, waiting=False)
    today.hand_over()
    return today.unclosed()


def under_new_rules(
    rules: Rules, standing: Standing, facts: Mapping[str, Any], *, day: date
) -> DayResult:
    """Test the arrows of a new version on a day that is already walked; clocks do not advance.

    Same key = same phase: the stay goes on. A place the version no longer has is left for its
    ``moved_to``. Nothing else moves but by an arrow that holds on ``day``.
    """
    today = _Day(rules, standing, facts, day, business=True, waiting=False)
    today.change_version()
    return today.result()


class _Outcome(Enum):
    STAYS = 0
    MOVED = 1
    RESTS = 2  # no further test today


class _Day(Table):
    """The order of one day."""

    __slots__ = ()

    def close(self, order: Order | None, give_back: bool) -> DayResult:
        if self.stay is not None:
            self.tick()
        if order is not None and order.id != self.last_order:
            self.apply(order)
        if self.hand is not None:
            self.check_hand(give_back)
        if self.stay is None and self.hand is None:
            self.begin()
        self.test()
        return self.result()

    def unclosed(self) -> DayResult:
        """The result of something done while the day is open: the day itself is still to be walked."""
        result = self.result()
        return replace(result, standing=replace(result.standing, day=self.started.day))

    def tick(self) -> None:
        """Advance the clocks of the open stay by one closed day."""
        stay = self.stay
        if stay is None or not self.runs:
            return
        one = 1 if self.business else 0
        state, business = stay.state_clock, stay.state_business
        if stay.state_number:
            state, business = state + 1, business + one
        # positional and whole, because replace() costs three times as much on the hot path
        self.stay = Stay(
            stay.number, stay.place, stay.entered_on, stay.clock + 1, stay.business + one,
            stay.state_number, stay.state_on, state, business,
            stay.success_on, stay.start_unseen, stay.times, stay.interrupted, stay.came_from,
        )  # fmt: skip

    def begin(self) -> None:
        """Come onto the map: by ``start``, or by ``placement`` if the beginning was not seen."""
        lines = self.rules.placement if self.unseen else (self.rules.start,)
        kind = Kind.PLACEMENT if self.unseen else Kind.START
        for line in lines:
            if line.when.evaluate(self.values) is True:
                self.enter(line.place, self.reason(kind, line), unseen=self.unseen)
                return

    def test(self) -> None:
        """Interrupts once, then exits; an arrival is tested again."""
        if self.stay is None:
            return
        self.visited.add(self.stay.phase)
        self.visited.add(self.stay.place)
        self.look_for_success()
        if self.rests:
            return
        outcome = self.try_interrupts()
        while outcome is not _Outcome.RESTS and not self.stopped and self.hand is None:
            outcome = self.try_exits()
            if outcome is _Outcome.STAYS:
                return

    # Arrows -------------------------------------------------------------------------------------

    def try_interrupts(self) -> _Outcome:
        rules = self.rules.places[self.place].interrupts
        outcome = self.try_rules(rules, Kind.INTERRUPT)
        if self.hand is not None and self.hand.quiet:
            self.wake(self.hand)
        return outcome

    def try_exits(self) -> _Outcome:
        return self.try_rules(self.rules.places[self.place].exits, Kind.EXIT)

    @property
    def place(self) -> str:
        assert self.stay is not None  # noqa: S101 - callers test only accounts that stand somewhere
        return self.stay.place

    def try_rules(self, rules: tuple[Rule, ...], kind: Kind) -> _Outcome:
        """Follow the first rule that is TRUE; the rest is looked at only to count its days."""
        first: Rule | None = None
        values = self.values
        for rule in rules:
            if first is not None and not rule.hold:
                continue
            truth = rule.when.evaluate(values)
            if rule.hold and not self.held(rule, truth):
                continue
            if truth is not True or first is not None or self.too_soon(rule):
                continue
            if kind is Kind.INTERRUPT and self.hand is not None and rule.key in self.hand.quiet:
                continue
            first = rule
        if first is None:
            return _Outcome.STAYS
        if not self.can_go(first):
            return _Outcome.RESTS  # it leads where the account was today: tomorrow
        return self.follow(first, kind)

    def held(self, rule: Rule, truth: bool | None) -> bool:
        """Count consecutive TRUE days of an arrow with ``hold``; True when it has held long enough."""
        if self.stopped:
            return False  # days of a pending or paused contract neither count nor break
        if truth is not True:
            self.holds.pop(rule.key, None)
            return False
        if self.counting or rule.key not in self.holds:
            self.holds[rule.key] = self.holds.get(rule.key, 0) + 1
        return self.holds[rule.key] >= rule.hold

    def too_soon(self, rule: Rule) -> bool:
        last = self.left.get(rule.after) if rule.again_after else None
        return last is not None and (self.day - last).days < rule.again_after

    def can_go(self, rule: Rule) -> bool:
        stay = self.stay
        if stay is None:
            return False
        if rule.to != PREVIOUS:
            return (rule.to if rule.phase == stay.phase else rule.phase) not in self.visited
        target = self.previous_place(stay)
        return target is not None and phase_of(target) not in self.visited

    def follow(self, rule: Rule, kind: Kind) -> _Outcome:
        reason = self.reason(kind, rule)
        self.hand = None
        if rule.to == PREVIOUS:
            self.go_back(replace(reason, kind=Kind.PREVIOUS))
            return _Outcome.RESTS
        self.enter(rule.to, reason)
        self.look_for_success()
        return _Outcome.MOVED

    # By hand ------------------------------------------------------------------------------------

    def apply(self, order: Order) -> None:
        """A person's move: the rules' verdict walks on beside it from the standing of before."""
        place = self.rules.resolve(order.place)
        self.last_order = order.id
        if place is None:
            return
        hand, stay = self.hand, self.stay
        before = hand.rules if hand else replace(self.started, by_hand=None)
        known = hand.known if hand else self.stays
        left = (stay.number, stay.clock, stay.business) if stay else (0, 0, 0)
        quiet = frozenset(
            r.key for r in self.rules.interrupts if r.when.evaluate(self.values) is True
        )
        if self.stay is None or self.stay.place != place:
            self.enter(place, Reason(Kind.BY_HAND, order=order.id))
        self.hand = ByHand(order.id, order.until, before, quiet, hand.left if hand else left, known)

    def check_hand(self, give_back: bool) -> None:
        """Walk the rules' own verdict one day on; end the move when its time has come."""
        hand = self.hand
        if hand is None:
            return
        beside = hand.rules
        if beside.day is None or beside.day < self.day:
            beside = walk(
                self.rules, beside, self.facts,
                day=self.day, business=self.business, waiting=not self.runs and not self.stopped,
            ).standing  # fmt: skip
        self.hand = hand = replace(hand, rules=beside)
        if give_back or (hand.until is not None and self.day > hand.until):
            self.hand_over()
        elif hand.until is None and self.stay is not None and beside.place == self.stay.place:
            self.hand = None
            self.agreed = True

    def hand_over(self) -> None:
        """The move by hand is over: the account goes to where the rules have it, and rests there."""
        hand, old = self.hand, self.stay
        if hand is None:
            return
        self.hand = None
        verdict = hand.rules.stay
        reason = Reason(Kind.HAND_OVER, order=hand.order)
        self.left = {**hand.rules.left, **self.left}
        if verdict is None:
            self.leave(old)
            self.stay = None
            self.unseen = hand.rules.unseen
            self.arrived(old, reason, resumed=False)
        elif old is None or verdict.place != old.place:
            # stays that only the verdict saw get numbers when they are really entered
            if verdict.number == hand.left[0]:  # its days elsewhere were not spent there
                verdict = replace(verdict, clock=hand.left[1], business=hand.left[2])
            self.resume(_real(verdict, known=hand.known), reason)
            self.holds = dict(hand.rules.holds)
            self.rests = True

    def wake(self, hand: ByHand) -> None:
        """An interrupt that was TRUE when a person moved the account acts again once it was not."""
        still = frozenset(
            r.key
            for r in self.rules.interrupts
            if r.key in hand.quiet and r.when.evaluate(self.values) is True
        )
        if still != hand.quiet:
            self.hand = replace(hand, quiet=still)

    # A new version ------------------------------------------------------------------------------

    def change_version(self) -> None:
        self.counting = False
        if self.hand is not None:
            beside = under_new_rules(self.rules, self.hand.rules, self.facts, day=self.day).standing
            self.hand = replace(self.hand, rules=beside)
        if self.stay is not None:
            self.settle(self.stay)
        elif self.hand is None:
            self.begin()
        self.visited |= {k for k, on in self.left.items() if on == self.day}
        self.test()

    def settle(self, stay: Stay) -> None:
        """Bring a standing onto the new map: same key stays, a removed place is left for `moved_to`."""
        self.stay = stay = replace(stay, came_from=_renamed(stay.came_from, self.rules))
        if stay.place in self.rules.places:
            return
        place = successor(self.rules, stay.place)
        if place is None:
            raise KeyError(f"{stay.place} is gone and moved_to does not say where to")
        self.enter(place, Reason(Kind.VERSION, path="moved_to"))


def successor(rules: Rules, place: str) -> str | None:
    """Where an account that stands at ``place`` goes under a version that no longer has it."""
    moved_to = rules.map.moved_to
    target = moved_to.get(place) or moved_to.get(phase_of(place))
    if target is not None:
        return rules.resolve(target)
    phase = rules.map.phase(phase_of(place))
    # a phase that lost all its states, or gained its first, keeps its accounts
    if phase is not None and ("." not in place or not phase.states):
        return phase.places[0]
    return None


def _real(stay: Stay, *, known: int) -> Stay:
    """Stays that only the verdict saw get number 0: they were never stood in."""
    former = _real(stay.came_from, known=known) if stay.came_from else None
    if stay.number > known:
        return replace(stay, number=0, clock=0, business=0, came_from=former)
    return replace(stay, came_from=former)


def _renamed(stay: Stay | None, rules: Rules) -> Stay | None:
    """The stays `previous` could resume, in the words of the new version; unknown ones are dropped."""
    if stay is None:
        return None
    former = _renamed(stay.came_from, rules)
    place = stay.place if stay.place in rules.places else successor(rules, stay.place)
    if place is None:
        return former
    number = stay.number if phase_of(place) == stay.phase else 0
    return replace(stay, place=place, number=number, came_from=former)
