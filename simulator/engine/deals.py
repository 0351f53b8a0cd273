"""Contracts: from fates by the month to lines with dates, and the days an account came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from banso.lib.dates import add_months
from simulator import product
from simulator.engine.deciding import Fate
from simulator.engine.latent import Latent, price_rise_months
from simulator.engine.leaving import NOTICE
from simulator.engine.population import COUNTRIES, NEVER, Floats, Population, Span
from simulator.scenario.reading import Scenario

_DAY = timedelta(days=1)


@dataclass
class Line:
    """One row of contracts.csv; ``end`` is the first day after."""

    key: str
    kind: str  # plan, addon
    what: str
    start: date
    end: date | None
    amount: float
    currency: str
    seats: int | None
    term: int
    auto: bool
    notice_days: int
    discount: float
    signed: date | None = None
    notice: date | None = None
    paused: tuple[date, date] | None = None


@dataclass
class Deal:
    """The lines of one account. Days are dates; None where it never came to that."""

    lines: list[Line] = field(default_factory=list)
    decided: date | None = None
    announced: date | None = None
    left: date | None = None
    returned: date | None = None
    pause: tuple[date, date] | None = None
    cause: tuple[str, str] = ("", "")
    sudden: bool = False
    grew: list[tuple[date, str]] = field(default_factory=list)


@dataclass
class _State:
    """What is being sold while the walk goes on."""

    plan: int
    seats: int
    raised: float = 1.0
    number: int = 0


class Seller:
    """Writes the contracts of accounts, each from a stream of its bucket."""

    def __init__(
        self, scenario: Scenario, span: Span, people: Population, latent: Latent, fate: Fate
    ) -> None:
        self.scenario, self.span, self.people = scenario, span, people
        self.latent, self.fate = latent, fate
        rise = np.flatnonzero(price_rise_months(scenario, len(span.months)))
        self.rise = span.months[rise[0]] if len(rise) else None

    def deal(self, i: int, key: str, rng: np.random.Generator) -> Deal:
        """The contracts of account number ``i``."""
        draw = rng.random(16)
        people, deal = self.people, Deal()
        state = _State(int(people.plan[i]), int(np.ceil(people.users[i] * (1.05 + 0.4 * draw[0]))))
        start = self.span.day(people.start[i])
        annual, auto = bool(people.annual[i]), bool(people.auto_renew[i])
        self._leaves(deal, i, draw)
        walk = self._annual if annual else self._monthly
        walk(deal, i, key, state, start, auto, rng)
        if people.addon[i]:
            self._add_on(deal, i, key, state, start, annual, int(draw[3] * len(product.ADD_ONS)))
        self._close(deal)
        self._returns(deal, i, key, state, draw)
        return deal

    # Leaving -------------------------------------------------------------------------------------

    def _leaves(self, deal: Deal, i: int, draw: Floats) -> None:
        days = self.fate.days
        if days.left[i] == NEVER:
            return
        deal.decided, deal.left = self.span.day(days.decided[i]), self.span.day(days.left[i])
        deal.announced = self.span.day(days.announced[i]) if days.announced[i] != NEVER else None
        deal.sudden = bool(self.fate.sudden[i])
        deal.cause = self._cause(i, int(self.fate.decided[i]), deal.sudden, draw[7])

    def _cause(self, i: int, month: int, sudden: bool, draw: float) -> tuple[str, str]:
        if sudden:
            return SUDDEN_CAUSES[int(draw * len(SUDDEN_CAUSES))]
        parts = {
            name: coefficient * float(self.latent.signals[name][i, month])
            for name, coefficient in self.latent.coefficients.items()
        }
        if self.fate.shift[i, month] > 0.2:
            return ("external", "price")
        chosen = CAUSES[max(parts, key=lambda name: parts[name])]
        return chosen[int(draw * len(chosen))]

    def _close(self, deal: Deal) -> None:
        """Nothing goes on past the end; the notice stands on the lines that were running."""
        if deal.left is None:
            return
        said = deal.announced is not None and deal.announced <= self.span.last
        if deal.left > self.span.last and not said:
            return  # nobody outside knows of it yet
        kept = [line for line in deal.lines if line.start < deal.left]
        for line in kept:
            rolls = line.auto and not self._goes_on(line, kept)
            if rolls or (line.end is not None and line.end >= deal.left):
                line.end, line.notice = deal.left, deal.announced
                line.auto = line.auto and deal.announced is not None
        deal.lines = kept

    @staticmethod
    def _goes_on(line: Line, lines: list[Line]) -> bool:
        """Whether a later line of the same sort takes its place."""
        return any(
            other is not line and other.kind == line.kind and other.start == line.end
            for other in lines
        )

    def _returns(self, deal: Deal, i: int, key: str, state: _State, draw: Floats) -> None:
        if deal.left is None or draw[8] >= self.scenario.number("share_reactivation"):
            return
        back = deal.left + timedelta(days=45 + int(draw[9] * 240))
        if back > self.span.last - timedelta(days=20):
            return
        deal.returned = back
        state.number += 1
        line = self._line(i, f"{key}-R", state, back, None, 1, True, back - _DAY)
        deal.lines.append(line)

    # Terms ---------------------------------------------------------------------------------------

    def _monthly(
        self,
        deal: Deal,
        i: int,
        key: str,
        state: _State,
        start: date,
        auto: bool,
        rng: np.random.Generator,
    ) -> None:
        """One open line that repeats each month, cut where something changes."""
        line = self._line(i, f"{key}-1", state, start, None, 1, True, start)
        deal.lines.append(line)
        state.number = 1
        for day, change in self._changes(i, start, rng):
            k = 1
            while (at := add_months(start, k)) < day:
                k += 1
            if at > self.span.last or (deal.left and at >= deal.left) or at <= line.start:
                continue
            if change == "pause":
                back = min(add_months(at, 2), deal.left or date.max)
                if deal.pause is None and back > at and back > line.start:
                    deal.pause = line.paused = (at, back)
                continue
            if not self._apply(deal, state, change, at, rng):
                continue
            state.number += 1
            line.end, line.auto = at, False
            if line.paused and line.paused[1] > at:
                line.paused = deal.pause = (line.paused[0], at)
            line = self._line(i, f"{key}-{state.number}", state, at, None, 1, True, at - _DAY * 10)
            deal.lines.append(line)

    def _annual(
        self,
        deal: Deal,
        i: int,
        key: str,
        state: _State,
        start: date,
        auto: bool,
        rng: np.random.Generator,
    ) -> None:
        """Term after term; what renews by itself and did not change keeps its row."""
        changes = [c for c in self._changes(i, start, rng) if c[1] != "pause"]
        begin, number, line = start, 0, None
        touched = True
        while True:
            end = add_months(start, 12 * (number + 1))
            due = [c for c in changes if c[0] < begin]
            changes = [c for c in changes if c[0] >= begin]
            for day, change in due:
                touched |= change in ("shrink", "rise") and self._apply(
                    deal, state, change, max(day, begin), rng
                )
            signed = self._signed(begin, number, auto, rng)
            if begin > self.span.last and (auto or signed > self.span.last):
                break
            if deal.left is not None and begin >= deal.left:
                break
            if touched or not auto or line is None:
                state.number += 1
                line = self._line(i, f"{key}-{state.number}", state, begin, end, 12, auto, signed)
                deal.lines.append(line)
            touched = False
            now = [c for c in changes if c[0] < end and c[1] in ("seats", "plan")]
            changes = [c for c in changes if c not in now]
            for day, change in now:
                if (
                    day <= begin + _DAY * 40
                    or day > self.span.last
                    or (deal.left and day >= deal.left)
                ):
                    continue
                line = self._mid_term(deal, i, key, state, line, day, end, change, rng)
                touched = True
            begin, number = end, number + 1

    def _mid_term(
        self,
        deal: Deal,
        i: int,
        key: str,
        state: _State,
        line: Line,
        day: date,
        end: date,
        change: str,
        rng: np.random.Generator,
    ) -> Line:
        """More seats are a line beside the first; a higher plan takes its place."""
        before = state.seats
        if not self._apply(deal, state, change, day, rng):
            return line
        state.number += 1
        name = f"{key}-{state.number}"
        if change == "seats":
            more = _State(state.plan, state.seats - before, state.raised)
            extra = self._line(i, name, more, day, end, 12, False, day - _DAY * 5)
            deal.lines.append(extra)
            return line
        line.end, line.auto = day, False
        new = self._line(
            i, name, state, day, end, 12, bool(self.people.auto_renew[i]), day - _DAY * 5
        )
        new.seats = line.seats
        new.amount = self._amount(i, _State(state.plan, line.seats or 1, state.raised))
        deal.lines.append(new)
        return new

    def _signed(self, begin: date, number: int, auto: bool, rng: np.random.Generator) -> date:
        """When a term was signed: ahead, or late by a share, some of those beyond the grace."""
        early, late, how = rng.random(3)
        if number == 0:
            return begin - _DAY * int(5 + early * 25)
        if not auto and late < self.scenario.number("share_late_renewal"):
            return begin + _DAY * int(3 + how * 20 if how < 0.9 else 34 + early * 10)
        return begin - _DAY * int(10 + early * 40)

    # Changes -------------------------------------------------------------------------------------

    def _changes(self, i: int, start: date, rng: np.random.Generator) -> Iterator[tuple[date, str]]:
        """Days and kinds of change, in order, before the decision to leave."""
        found: list[tuple[date, str]] = []
        until = int(self.fate.decided[i])
        until = len(self.span.months) if until < 0 else until
        for rows, choose in (
            (self.fate.expands, _growth),
            (self.fate.contracts, lambda _: "shrink"),
            (self.fate.pauses, lambda _: "pause"),
        ):
            for m in np.flatnonzero(rows[i, :until]):
                day = self.span.months[int(m)] + timedelta(days=int(rng.integers(0, 27)))
                if day > start + _DAY * 60 and day >= self.span.first:
                    found.append((day, choose(rng)))
        if self.rise and start < self.span.first:
            found.append((self.rise, "rise"))
        return iter(sorted(found))

    def _apply(
        self, deal: Deal, state: _State, change: str, on: date, rng: np.random.Generator
    ) -> bool:
        if change == "seats":
            state.seats += max(1, int(state.seats * (0.15 + 0.25 * rng.random())))
        elif change == "plan" and state.plan < 2:
            state.plan += 1
        elif change == "shrink" and (state.plan > 0 or state.seats > 2):
            if state.plan > 0 and rng.random() < 0.5:
                state.plan -= 1
            else:
                state.seats = max(1, int(state.seats * 0.75))
        elif change == "rise":
            state.raised *= 1 + self.scenario.number("price_rise_share")
        else:
            return False
        deal.grew.append((on, change))
        return True

    def _line(
        self,
        i: int,
        key: str,
        state: _State,
        start: date,
        end: date | None,
        term: int,
        auto: bool,
        signed: date,
    ) -> Line:
        currency = product.CURRENCIES[COUNTRIES[self.people.country[i]]][0]
        plan = product.PLANS[state.plan].key
        return Line(
            key, "plan", plan, start, end, self._amount(i, state), currency, state.seats, term,
            auto, NOTICE[term == 12], float(self.people.discount[i]), signed,
        )  # fmt: skip

    def _amount(self, i: int, state: _State) -> float:
        currency, rate = product.CURRENCIES[COUNTRIES[self.people.country[i]]]
        yen = product.PLANS[state.plan].price * state.seats * state.raised
        return _rounded(yen * (1 - float(self.people.discount[i])) / rate, currency)

    def _add_on(
        self, deal: Deal, i: int, key: str, state: _State, start: date, annual: bool, which: int
    ) -> None:
        """An add-on bought with the first contract, or in the data's first year for old accounts."""
        begin = start if start >= self.span.first else add_months(start, 12 if annual else 3)
        if begin > self.span.last or (deal.left and begin >= deal.left):
            return
        name, price = product.ADD_ONS[which]
        currency, rate = product.CURRENCIES[COUNTRIES[self.people.country[i]]]
        amount = _rounded(price / rate, currency)
        end = add_months(begin, 12) if annual else None
        term = 12 if annual else 1
        deal.lines.append(
            Line(f"{key}-A", "addon", name, begin, end, amount, currency, None, term, True,
                 NOTICE[annual], 0.0, begin - _DAY)
        )  # fmt: skip


def _growth(rng: np.random.Generator) -> str:
    return "seats" if rng.random() < 0.65 else "plan"


def _rounded(amount: float, currency: str) -> float:
    return float(round(amount)) if currency == "JPY" else round(amount, 2)


CAUSES: dict[str, tuple[tuple[str, str], ...]] = {
    "low_value": (("value", "no_result"), ("product", "missing_feature")),
    "dissatisfied": (("product", "quality"), ("product", "hard_to_use")),
    "no_champion": (("internal", "champion_left"), ("internal", "reorganisation")),
    "setup_unfinished": (("value", "never_started"),),
    "price_rise": (("external", "price"), ("external", "competitor")),
    "poor_fit": (("value", "poor_fit"), ("external", "competitor")),
}
SUDDEN_CAUSES = (
    ("internal", "budget_cut"), ("internal", "business_closed"), ("external", "group_decision"),
)  # fmt: skip
CAUSE_WORDS = {
    "value": ("成果", "value"), "product": ("製品", "product"), "internal": ("社内要因", "internal"),
    "external": ("外的要因", "external"), "no_result": ("成果が出なかった", "no result"),
    "missing_feature": ("必要な機能がない", "a feature is missing"), "quality": ("品質・障害", "quality"),
    "hard_to_use": ("使いにくい", "hard to use"), "champion_left": ("推進者の異動", "the champion left"),
    "reorganisation": ("組織変更", "reorganisation"), "never_started": ("導入が進まなかった", "never started"),
    "price": ("価格", "price"), "competitor": ("他社への乗り換え", "went to a competitor"),
    "poor_fit": ("用途が合わなかった", "poor fit"), "budget_cut": ("予算の削減", "budget cut"),
    "business_closed": ("事業の終了", "business closed"), "group_decision": ("親会社の決定", "decided by the group"),
}  # fmt: skip
