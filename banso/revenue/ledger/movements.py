"""Spans of MRR → movements: what changed on which day, why, and by which contract lines. Pure.

Two classes stand on every row. ``cls`` says what that row is (new, reactivation, churn when the
account came or went on that day, else expansion or contraction by its sign); ``month_class`` is the one
class of the account's whole month, by what it brought in at its beginning and at its end. Over the
rows of an account and month both sum to the same change.

Amounts are valued at the rate of the last day of the month before; what the rate itself changes by
the end of the month is a row of its own, ``fx``. So start + movements + fx = end, unit for unit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from banso.lib.money import share
from banso.revenue.ledger.rates import DAY, Rates, month_before, month_end
from banso.revenue.ledger.spans import PAUSED, TRIAL, History, Span
from banso.revenue.lines import Line

NEW, REACTIVATION, EXPANSION = "new", "reactivation", "expansion"
CONTRACTION, CHURN, FX, ADJUSTMENT = "contraction", "churn", "fx", "adjustment"
FLAT = "flat"  # an account's month whose movements cancel out
CLASSES = (NEW, REACTIVATION, EXPANSION, CONTRACTION, CHURN, FX, ADJUSTMENT)
REASONS = (
    "", "trial", "upsell", "cross_sell", "seats", "price", "downsell", "discount", "pause",
    "notice", "lapse", "rate",
)  # fmt: skip


class Movement(NamedTuple):
    """One change of one account. Money in minor units; ``amount_minor`` None: there is no rate.

    ``own_minor`` is in ``currency``. ``before_minor`` is what the line before brought in, valued as
    the amount. ``line_before`` and ``line_after`` name several lines, parted by a space, where several
    became one or one became several; plan and product are then those of the largest.
    """

    month: str
    day: date
    decided_on: date
    lane: str
    cls: str
    month_class: str
    reason: str
    amount_minor: int | None
    own_minor: int
    before_minor: int | None
    currency: str
    plan: str | None
    plan_before: str | None
    product: str | None
    product_before: str | None
    line_before: str | None
    line_after: str | None
    restated: bool


class _Step(NamedTuple):
    """What changed together on a day in one lane: the spans that ended and those in their place.

    The largest stands first on either side; it speaks for the others where only one can.
    """

    lane: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The one that speaks for it: the newer, where there is one."""
        return (self.after or self.before)[0]

    @property
    def was(self) -> int:
        return sum(span.mrr_minor for span in self.before)

    @property
    def now(self) -> int:
        return sum(span.mrr_minor for span in self.after)


_What = tuple[str, str | None]  # kind of line, and what is bought: product of a plan, or add-on


def movements(lanes: Mapping[str, History], *, rates: Rates, through: date) -> list[Movement]:
    """This function will list one account's movements up to the end of ``through``, by day."""
    return _Walk(lanes, rates, through).rows()


class _Walk:
    """One account walked change by change."""

    def __init__(self, lanes: Mapping[str, History], rates: Rates, through: date) -> None:
        self.lanes, self.rates, self.through = lanes, rates, through
        self.live: list[tuple[date, int]] = []  # (from day, spans that pay or would)
        self.seen: set[tuple[str, int]] = set()
        self.held: Counter[tuple[_What, str | None]] = Counter()  # (what, plan) → spans in force
        self.found: list[Movement] = []

    def rows(self) -> list[Movement]:
        ended: dict[date, list[tuple[str, Span]]] = defaultdict(list)
        begun: dict[date, list[tuple[str, Span]]] = defaultdict(list)
        for lane, told in self.lanes.items():
            for span in told.spans:
                if span.status == TRIAL or not span.held_minor:
                    continue
                begun[span.from_on].append((lane, span))
                if span.to_on is not None:
                    ended[span.to_on].append((lane, span))
        live, lived = 0, False
        for day in sorted({*ended, *begun}):
            before = live
            live += len(begun[day]) - len(ended[day])
            self._day(day, ended[day], begun[day], before=before, after=live, lived=lived)
            self.live.append((day, live))
            lived = lived or live > 0
        self._month_classes()
        self._rates_moved()
        return self.found

    # One day ---------------------------------------------------------------------------------

    def _day(
        self,
        day: date,
        ended: list[tuple[str, Span]],
        begun: list[tuple[str, Span]],
        *,
        before: int,
        after: int,
        lived: bool,
    ) -> None:
        for lane, span in ended:
            self.held[self._key(lane, span)] -= 1
        if not before:
            for lane, span in begun:
                self._come(day, _Step(lane, (), (span,)), REACTIVATION if lived else NEW)
        elif not after:
            for lane, span in ended:
                self._leave(day, _Step(lane, (span,), ()))
        else:
            for step in self._together(ended, begun):
                self._change(day, step)
        for lane, span in begun:
            self.held[self._key(lane, span)] += 1
            self.seen.add((lane, span.nth))

    def _together(
        self, ended: list[tuple[str, Span]], begun: list[tuple[str, Span]]
    ) -> Iterator[_Step]:
        """The spans that ended with those in their place: of the line itself, of its next one, or of
        whatever else was bought of the same product on that day."""
        waiting = {(lane, span.nth): span for lane, span in begun}
        groups: dict[tuple[str, str, _What], tuple[list[Span], list[Span]]] = {}
        rest: list[tuple[str, Span]] = []
        for lane, span in ended:
            same = waiting.pop((lane, span.nth), None)
            if same is not None:
                yield _Step(lane, (span,), (same,))
            else:
                rest.append((lane, span))
        alone: list[tuple[str, Span]] = []
        for lane, span in rest:
            follower = self.lanes[lane].follows.get(span.nth)
            after = None if follower is None else waiting.get((lane, follower))
            if after is None or self._currency(lane, after) != self._currency(lane, span):
                alone.append((lane, span))
                continue
            del waiting[(lane, after.nth)]
            group = groups.setdefault(self._group(lane, after), ([], []))
            group[0].append(span)
            group[1].append(after)
        for (lane, _), span in waiting.items():
            groups.setdefault(self._group(lane, span), ([], []))[1].append(span)
        for lane, span in alone:
            groups.setdefault(self._group(lane, span), ([], []))[0].append(span)
        for (lane, _, _), (gone, come) in groups.items():
            yield _Step(lane, _largest_first(gone), _largest_first(come))

    def _come(self, day: date, step: _Step, came: str) -> None:
        told = self.lanes[step.lane]
        trial = any(s.status == TRIAL and s.from_on < day for s in told.spans)
        self._add(day, step, came, "trial" if trial and came == NEW else "")

    def _leave(self, day: date, step: _Step) -> None:
        told, span = self.lanes[step.lane], step.span
        decided = told.left.get(day, day)
        if span.status != PAUSED:
            reason = "notice" if span.nth in told.noticed else "lapse"
            self._add(day, step, CHURN, reason, decided=decided)
            return
        # What the pause took out already comes back and leaves as churn.
        held, currency = span.held_minor, told.line(span).currency
        worth = self.rates.value(held, currency, month_before(day))
        less = None if worth is None else -worth
        self._put(day, step, CONTRACTION, "pause", worth, held, None, decided)
        self._put(day, step, CHURN, "pause", less, -held, None, decided)

    def _change(self, day: date, step: _Step) -> None:
        change = step.now - step.was
        if not change:
            return
        if any(span.status == PAUSED for span in (*step.before, *step.after)):
            self._add(day, step, _by_sign(change), "pause")
        elif not step.after or not step.before:
            self._add(day, step, _by_sign(change), self._alone(step))
        else:
            told = self.lanes[step.lane]
            before = [told.line(span) for span in step.before]
            after = [told.line(span) for span in step.after]
            was = step.was
            for nth, (reason, part) in enumerate(reasons(before, after, step.was, change)):
                decided = self._certain(day, step)
                self._valued(
                    day, step, _by_sign(part), reason, was, was + part, decided, first=not nth
                )
                was += part

    def _alone(self, step: _Step) -> str:
        """Why a line came or went that nothing else replaced or was replaced by."""
        span = step.span
        what, plan = self._key(step.lane, span)
        same = self.held[what, plan] > 0 and self.lanes[step.lane].line(span).seats is not None
        if not step.after:
            return "seats" if same else "downsell"
        if (step.lane, span.nth) in self.seen:
            return "pause"  # it was paused for so long that it had gone
        if same:
            return "seats"
        known = any(n > 0 for (held, _), n in self.held.items() if held == what)
        return "upsell" if known else "cross_sell"

    def _key(self, lane: str, span: Span) -> tuple[_What, str | None]:
        line = self.lanes[lane].line(span)
        if line.kind == "addon":
            return ("addon", line.plan or line.product), line.plan
        return ("plan", line.product), line.plan

    def _group(self, lane: str, span: Span) -> tuple[str, str, _What]:
        return lane, self._currency(lane, span), self._key(lane, span)[0]

    def _currency(self, lane: str, span: Span) -> str:
        return self.lanes[lane].line(span).currency

    # Rows ------------------------------------------------------------------------------------

    def _add(
        self, day: date, step: _Step, cls: str, reason: str, *, decided: date | None = None
    ) -> None:
        certain = decided or self._certain(day, step)
        self._valued(day, step, cls, reason, step.was, step.now, certain)

    def _valued(
        self,
        day: date,
        step: _Step,
        cls: str,
        reason: str,
        old: int,
        new: int,
        decided: date,
        *,
        first: bool = True,
    ) -> None:
        line = self._line(step)
        at = month_before(day)
        was = self.rates.value(old, line.currency, at)
        now = self.rates.value(new, line.currency, at)
        amount = None if was is None or now is None else now - was
        self._put(
            day, step, cls, reason, amount, new - old,
            was if first and step.before else None, decided,
        )  # fmt: skip

    def _put(
        self,
        day: date,
        step: _Step,
        cls: str,
        reason: str,
        amount: int | None,
        own: int,
        before_minor: int | None,
        decided: date,
    ) -> None:
        if not own:
            return
        line = self._line(step)
        told = self.lanes[step.lane]
        before = told.line(step.before[0]) if step.before else None
        self.found.append(
            Movement(
                month=f"{day:%Y-%m}",
                day=day,
                decided_on=decided,
                lane=step.lane,
                cls=cls,
                month_class="",
                reason=reason,
                amount_minor=amount,
                own_minor=own,
                before_minor=before_minor,
                currency=line.currency,
                plan=line.plan,
                plan_before=before.plan if before else None,
                product=line.product,
                product_before=before.product if before else None,
                line_before=self._names(step.lane, step.before),
                line_after=self._names(step.lane, step.after),
                restated=(decided.year, decided.month) > (day.year, day.month),
            )
        )

    def _line(self, step: _Step) -> Line:
        return self.lanes[step.lane].line(step.span)

    def _names(self, lane: str, spans: Sequence[Span]) -> str | None:
        return " ".join(_name(self.lanes[lane].line(span)) for span in spans) or None

    def _certain(self, day: date, step: _Step) -> date:
        """The day the change was certain: signing, or the notice, where that came later than the change."""
        told = self.lanes[step.lane]
        if step.after:
            return max(day, *(told.book.known_on[span.nth] for span in step.after))
        return max(day, *(told.noticed.get(span.nth, day) for span in step.before))

    # Months ----------------------------------------------------------------------------------

    def _live_at(self, day: date) -> bool:
        at = bisect_right(self.live, (day, 1 << 60)) - 1
        return at >= 0 and self.live[at][1] > 0

    def _month_classes(self) -> None:
        """Put the class of the account's month on each of its rows."""
        by_month: dict[str, list[int]] = defaultdict(list)
        for nth, row in enumerate(self.found):
            by_month[row.month].append(nth)
        for places in by_month.values():
            rows = [self.found[nth] for nth in places]
            start = self._live_at(month_before(rows[0].day))
            end = self._live_at(month_end(rows[0].day))
            valued = any(row.amount_minor is not None for row in rows)
            net = sum((row.amount_minor or 0) if valued else row.own_minor for row in rows)
            for nth, row in zip(places, rows, strict=True):
                self.found[nth] = row._replace(month_class=self._month_class(row, start, end, net))

    def _month_class(self, row: Movement, start: bool, end: bool, net: int) -> str:
        if start and end:
            return EXPANSION if net > 0 else CONTRACTION if net < 0 else FLAT
        if row.reason == "pause" and row.cls in (CONTRACTION, CHURN) and not end:
            return row.cls  # a pause that became churn: both halves are told
        if end:
            lived = any(count for day, count in self.live if day < row.day.replace(day=1))
            return REACTIVATION if lived else NEW
        return CHURN if start else row.cls

    def _rates_moved(self) -> None:
        """A row for each line and month in which its currency's rate changed."""
        foreign: list[tuple[str, Span, Line]] = [
            (lane, span, told.line(span))
            for lane, told in self.lanes.items()
            for span in told.spans
            if span.mrr_minor and told.line(span).currency != self.rates.own
        ]
        for lane, span, line in foreign:
            for changed in _last_of_each_month(self.rates.changes(line.currency, self.through)):
                end = min(month_end(changed), self.through)
                if span.from_on > end or (span.to_on is not None and span.to_on <= end):
                    continue
                was = self.rates.value(span.mrr_minor, line.currency, month_before(end))
                now = self.rates.value(span.mrr_minor, line.currency, end)
                if was is None or now is None or was == now:
                    continue
                day, name = max(changed, span.from_on), _name(line)
                self.found.append(
                    Movement(
                        f"{day:%Y-%m}", day, day, lane, FX, FX, "rate", now - was, 0, was,
                        line.currency, line.plan, line.plan, line.product, line.product, name, name,
                        False,
                    )
                )  # fmt: skip


def _last_of_each_month(days: Sequence[date]) -> list[date]:
    return list({(d.year, d.month): d for d in days}.values())


def _name(line: Line) -> str:
    return line.ref or line.key


def _largest_first(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda s: (-s.held_minor, s.nth)))


def _by_sign(change: int) -> str:
    return EXPANSION if change > 0 else CONTRACTION


class Bought(Protocol):
    """What a line says of what was bought."""

    @property
    def plan(self) -> str | None: ...
    @property
    def product(self) -> str | None: ...
    @property
    def seats(self) -> int | None: ...


def reasons(
    before: Sequence[Bought], after: Sequence[Bought], was: int, change: int
) -> list[tuple[str, int]]:
    """Why the next lines cost ``change`` more, in parts that add up to it. The first line speaks for the plan."""
    if before[0].plan != after[0].plan or before[0].product != after[0].product:
        return [("upsell" if change > 0 else "downsell", change)]
    price = "price" if change > 0 else "discount"
    seats, more = _seats(before), _seats(after)
    if not seats or more is None or seats == more:
        return [(price, change)]
    by_seats = share(was, more - seats, seats)
    if (by_seats > 0) != (change > 0):
        return [(price, change)]  # seats went one way and the amount the other
    rest = change - by_seats
    # Up to one unit a seat is the rounding of its price.
    if abs(rest) <= max(seats, more) or (rest > 0) != (change > 0):
        return [("seats", change)]
    return [("seats", by_seats), (price, rest)]


def _seats(lines: Sequence[Bought]) -> int | None:
    seats = [line.seats for line in lines if line.seats is not None]
    return sum(seats) if len(seats) == len(lines) else None


__all__ = [
    "ADJUSTMENT", "CHURN", "CLASSES", "CONTRACTION", "DAY", "EXPANSION", "FLAT", "FX", "Movement",
    "NEW", "REACTIVATION", "REASONS", "movements", "reasons",
]  # fmt: skip
