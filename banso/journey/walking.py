"""One account through its days: the rules of each day, what people ordered, new versions of the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from banso.journey.acts import NOTHING, AccountActs, Act, Key
from banso.journey.engine import give_back_at_once, move_at_once, under_new_rules, walk
from banso.journey.maps import Edition, Editions
from banso.journey.model import phase_of, state_of
from banso.journey.moving import track_of
from banso.journey.results import DayResult
from banso.journey.rules import Rules, Track
from banso.journey.standing import Standing
from banso.lib.dates import WEEKDAYS_ONLY, HolidayCalendar

_PAYS = ("trial", "active", "paused")  # not pending: its term is over, and nothing is paid
_BEGUN = ("trial", "active", "pending", "paused", "ended")  # values of `life`


class StateRow(NamedTuple):
    """A row of ``state_days``, and the day's MRR beside it."""

    day: date
    account: int
    lane: str
    phase: str
    state: str
    track: str
    phase_succeeded: bool | None
    days_in_phase: int | None
    days_in_state: int | None
    since: date | None
    state_since: date | None
    success_on: date | None
    times: int | None
    start_unseen: bool
    manual: bool
    verdict: str
    waiting: bool
    release: int
    last_mrr: int | None
    mrr: int | None


@dataclass
class Walked:
    """An account while it is walked: where it stands, and the results that changed its stays.

    ``paid`` is the MRR of the newest day inside a term of its contract.
    """

    standing: Standing
    paid: int | None = None
    results: list[tuple[DayResult, Edition]] = field(default_factory=list)
    last: StateRow | None = None


class _Day(NamedTuple):
    """The version a day is walked under, those that came into force at its close."""

    edition: Edition
    versions: tuple[Edition, ...]
    business: bool
    asks_yesterday: bool


@dataclass
class Walker:
    """Walks accounts. ``changes`` are the versions' instants, to put them in order with people's acts."""

    editions: Editions
    acts: Mapping[Key, AccountActs]
    made_at: Mapping[int, datetime]  # version's place in ``editions`` → when it was applied
    calendar: HolidayCalendar = WEEKDAYS_ONLY

    _known: dict[date, _Day] = field(default_factory=dict)

    def day(self, day: date) -> _Day:
        """What holds for every account on ``day``."""
        known = self._known.get(day)
        if known is None:
            edition, versions = self.editions.on(day), self.editions.made_on(day)
            asks = any(e.asks_yesterday for e in (edition, *versions))
            business = self.calendar.is_business_day(day)
            known = self._known[day] = _Day(edition, versions, business, asks)
        return known

    def days(
        self,
        walked: Walked,
        key: Key,
        rows: Iterable[tuple[date, dict[str, Any]]],
    ) -> Iterator[StateRow]:
        """Walk ``walked`` through ``rows``; what it becomes stands in it, one row a day comes out."""
        acts = self.acts.get(key, NOTHING)
        for day, facts in rows:
            today = self.day(day)
            edition = today.edition
            if today.asks_yesterday:
                facts = facts | yesterday(edition.rules, walked.standing)
            waiting = bool(acts.rests) and acts.waits(day)
            result = walk(
                edition.rules,
                walked.standing,
                facts,
                day=day,
                business=today.business,
                waiting=waiting,
                order=acts.orders.get(day),
                give_back=day in acts.ends,
            )
            self._note(walked, result, edition)
            if today.versions or day in acts.after:
                for then, later in self._after(walked, acts, facts, day):
                    edition, result = then, later
                    self._note(walked, result, edition)
            ended = facts.get("life") == "ended"
            if facts.get("life") in _PAYS:
                walked.paid = facts.get("mrr")
            row = state_row(
                key, day, result, edition.release, waiting,
                walked.paid if ended else None, facts.get("mrr"),
            )  # fmt: skip
            walked.last = row
            yield row

    def _after(
        self, walked: Walked, acts: AccountActs, facts: Mapping[str, Any], day: date
    ) -> Iterator[tuple[Edition, DayResult]]:
        """What was done once ``day`` was closed, in the order it was done."""
        edition, versions = self.day(day).edition, self.day(day).versions
        done = acts.after.get(day, ())
        steps: list[tuple[datetime, Edition | Act]] = [(act.at, act) for act in done]
        steps += [(self.made_at[self.editions.all.index(v)], v) for v in versions]
        for _, step in sorted(steps, key=lambda s: s[0]):
            if isinstance(step, Edition):
                edition = step
                result = under_new_rules(step.rules, walked.standing, facts, day=day)
            else:
                result = by_hand(edition.rules, walked.standing, facts, day=day, order=step.order)
            yield edition, result

    def _note(self, walked: Walked, result: DayResult, edition: Edition) -> None:
        walked.standing = result.standing
        if result.moves or result.successes or result.agreed:
            walked.results.append((result, edition))


def by_hand(
    rules: Rules, standing: Standing, facts: Mapping[str, Any], *, day: date, order: Any
) -> DayResult:
    """A person's move on a day, or (``order`` None) its end; the day itself is not walked."""
    if order is None:
        return give_back_at_once(rules, standing, facts, day=day)
    return move_at_once(rules, standing, facts, day=day, order=order)


def first_standing(facts: Mapping[str, Any], day: date) -> Standing:
    """How an account comes before the map for the first time, on ``day`` (rules.md R3).

    Whoever began earlier was not seen beginning: placement decides, not ``start``.
    """
    zero = facts.get("day_zero_on")
    begun = facts.get("life") in _BEGUN
    return Standing(unseen=begun and (zero is None or zero < day))


def yesterday(rules: Rules, standing: Standing) -> dict[str, Any]:
    """The names ``yesterday.*`` before a day is walked."""
    stay = standing.stay
    known = stay is not None and stay.place in rules.places
    return {
        "yesterday.phase": stay.phase if stay else None,
        "yesterday.state": (stay.state or None) if stay else None,
        "yesterday.track": (track_of(rules, stay).value or None) if known else None,
    }


def state_row(
    key: Key,
    day: date,
    result: DayResult,
    release: int,
    waiting: bool,
    last_mrr: int | None,
    mrr: int | None,
) -> StateRow:
    """The state an account is in once everything dated ``day`` is done."""
    standing, stay = result.standing, result.standing.stay
    manual = standing.by_hand is not None
    verdict = standing.verdict if manual else ""
    if stay is None:
        return StateRow(
            day, key[0], key[1], "", "", Track.NONE.value, None, None, None, None, None, None, None,
            standing.unseen, manual, verdict, waiting, release, last_mrr, mrr,
        )  # fmt: skip
    return StateRow(
        day, key[0], key[1], phase_of(stay.place), state_of(stay.place), result.track.value,
        True if stay.success_on else result.phase_succeeded, stay.clock, stay.state_clock if stay.state_number else None,
        stay.entered_on, stay.state_on, stay.success_on, stay.times, stay.start_unseen, manual,
        verdict, waiting, release, last_mrr, mrr,
    )  # fmt: skip
