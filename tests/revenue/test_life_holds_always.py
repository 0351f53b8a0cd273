"""What must hold for every book of contracts whatever, tried on random ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from banso.revenue.life import Book, Life, Line, contract_days, contract_facts, contract_spans
from banso.revenue.standing import stand

DAY_0 = date(2024, 1, 1)
FIRST, LAST = DAY_0 - timedelta(days=20), DAY_0 + timedelta(days=560)

offsets = st.integers(0, 400)
days = offsets.map(lambda n: DAY_0 + timedelta(days=n))
lengths = st.sampled_from([1, 7, 14, 28, 29, 30, 31, 59, 90, 91, 181, 365, 366])


@st.composite
def lines(draw: st.DrawFn, key: int = 0) -> Line:
    start = draw(days)
    end = draw(st.none() | lengths.map(lambda n: start + timedelta(days=n)))
    notice = draw(st.none() | days)
    pause = draw(st.none() | days)
    return Line(
        key=str(draw(st.integers(0, 9))),
        start=start,
        end=end,
        mrr_minor=draw(st.integers(0, 3)) * 10,
        currency=draw(st.sampled_from(["JPY", "JPY", "JPY", "USD"])),
        kind=draw(st.sampled_from(["plan", "plan", "addon"])),
        plan=draw(st.sampled_from(["a", "b"])),
        product=draw(st.sampled_from([None, "p", "q"])),
        seats=draw(st.none() | st.integers(0, 5)),
        auto_renew=draw(st.sampled_from([True, False, None])),
        term_months=draw(st.sampled_from([None, None, 1, 6, 12])),
        billing_months=draw(st.sampled_from([None, 1, 3])),
        notice_days=draw(st.sampled_from([None, 0, 30, 60])),
        notice_deadline_on=draw(st.none() | days),
        notice_given_on=notice,
        notice_withdrawn_on=draw(
            st.none() | st.integers(0, 90).map(lambda n: notice + timedelta(days=n))
        )
        if notice
        else None,
        trial=draw(st.sampled_from([False, False, True])),
        paused_from=pause,
        paused_to=draw(st.none() | lengths.map(lambda n: pause + timedelta(days=n)))
        if pause
        else None,
        signed_on=draw(st.none() | st.integers(-90, 60).map(lambda n: start + timedelta(days=n))),
    )


books = st.lists(lines(), max_size=6)


@settings(max_examples=40, deadline=None)
@given(books, st.sampled_from([0, 30]))
def test_it_says_the_same_day_by_day_as_span_by_span(book: list[Line], grace: int) -> None:
    walked = list(contract_days(book, FIRST, LAST, grace_days=grace))
    assert [f.day for f in walked] == [FIRST + timedelta(days=n) for n in range(len(walked))]
    assert walked[-1].day == LAST
    fresh = Book(book, grace_days=grace)
    for found in walked:
        assert stand(fresh, found.day) == found.at, found.day
    assert contract_facts(book, LAST, grace_days=grace) == walked[-1]


@settings(max_examples=50, deadline=None)
@given(books)
def test_it_keeps_its_numbers_in_order(book: list[Line]) -> None:
    for facts in contract_days(book, FIRST, LAST):
        at, day = facts.at, facts.day
        assert at.until >= day
        if at.life in (Life.BEFORE, Life.ENDED):
            assert at.tenure_start is at.lead is at.decision_on is at.expansion_signed_on is None
            assert at.mrr_minor == 0
        else:
            assert at.tenure_start is not None and at.term_start is not None
            assert at.tenure_start <= at.term_start <= day
            assert (facts.tenure_days or 0) >= (facts.term_days or 0) >= 0
        if at.life is Life.ENDED:
            assert at.ended_on is not None and at.decided_on is not None
            assert at.ended_on <= at.decided_on <= day
            assert (at.decided_on - at.ended_on).days <= 31
        else:
            assert at.ended_on is None
        if at.life in (Life.PENDING, Life.PAUSED, Life.TRIAL):
            assert at.mrr_minor in (0, None)
        for past in (at.next_term_settled_on, at.expansion_signed_on, at.notice_given_on):
            assert past is None or past <= day
        if at.previous_ended_on is not None and at.tenure_start is not None:
            assert (facts.contract_gap_days or 0) > 30
            assert at.tenure_number > 1


@settings(max_examples=50, deadline=None)
@given(books, days, st.randoms(use_true_random=False))
def test_it_does_not_look_past_the_day(book: list[Line], day: date, chance: random.Random) -> None:
    """Lines known only later, and notices given or withdrawn later, change nothing of a day."""
    whole = Book(book)
    past = [_as_of(ln, day) for ln, k in zip(whole.lines, whole.known_on, strict=True) if k <= day]
    chance.shuffle(past)
    seen, then = stand(whole, day), stand(Book(past), day)
    assert replace(seen, until=day) == replace(then, until=day)


def _as_of(ln: Line, day: date) -> Line:
    """The line as somebody saw it on ``day``."""
    given = ln.notice_given_on if ln.notice_given_on and ln.notice_given_on <= day else None
    back = ln.notice_withdrawn_on if ln.notice_withdrawn_on and given else None
    return replace(
        ln,
        notice_given_on=given,
        notice_withdrawn_on=back if back and back <= day else None,
        paused_from=ln.paused_from if ln.paused_from and ln.paused_from <= day else None,
    )


@settings(max_examples=60, deadline=None)
@given(books)
def test_it_joins_its_spans_without_gap_or_overlap(book: list[Line]) -> None:
    expected = FIRST
    for begin, end, _ in contract_spans(Book(book), FIRST, LAST):
        assert begin == expected and end >= begin
        expected = end + timedelta(days=1)
    assert expected == LAST + timedelta(days=1)
