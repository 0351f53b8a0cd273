"""What became of a stay: gone on, left, back, away, still there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from banso.feedback.funnel.attainment import attainment
from banso.feedback.funnel.passages import (
    AWAY,
    BACK,
    HERE,
    LEFT,
    ONWARD,
    Order,
    beginners,
    flows,
    funnel_of,
    passages,
    reach_of,
)
from banso.journey.stay_rows import StayRow, _spent

ORDER = Order.of(("start", "use", "renew", "gone"), {"gone"}, {"renew"})
DAY = date(2026, 3, 31)


def on(day: int) -> date:
    return date(2025, 4, 1) + timedelta(days=day)


def stay(
    account: int,
    number: int,
    phase: str,
    since: int,
    until: int | None = None,
    to: str = "",
    **more: object,
) -> StayRow:
    left = None if until is None else on(until)
    given = {
        "came_from": "", "success_on": None, "times": 1, "passed": False, "start_unseen": False,
        "resumes": False, **more,
    }  # fmt: skip
    days = ((left or DAY) - on(since)).days
    return StayRow(account, "main", number, phase, on(since), left, left_to=to, days=days, **given)  # type: ignore[arg-type]


def outcomes(*stays: StayRow) -> list[str]:
    return [p.outcome for p in passages(stays, ORDER)]


def test_a_phase_further_right_is_going_on_and_further_left_is_back() -> None:
    assert outcomes(stay(1, 1, "start", 0, 30, "use"), stay(1, 2, "use", 30, 60, "start")) == [
        ONWARD,
        BACK,
    ]


def test_a_departure_is_dropping_off() -> None:
    assert outcomes(stay(1, 1, "start", 0, 30, "gone"), stay(1, 2, "gone", 30)) == [LEFT, HERE]


def test_a_renewal_in_between_is_neither() -> None:
    away = (stay(1, 1, "start", 0, 30, "renew"), stay(1, 2, "renew", 30))
    assert outcomes(*away) == [AWAY, HERE]


def test_what_follows_the_renewal_counts_for_the_stay_before_it() -> None:
    gone = (
        stay(1, 1, "start", 0, 30, "renew"),
        stay(1, 2, "renew", 30, 90, "gone"),
        stay(1, 3, "gone", 90),
    )
    assert outcomes(*gone)[0] == LEFT
    on_ = (
        stay(1, 1, "start", 0, 30, "renew"),
        stay(1, 2, "renew", 30, 90, "use"),
        stay(1, 3, "use", 90),
    )
    assert outcomes(*on_)[0] == ONWARD


def test_a_stay_taken_up_again_later_is_away_until_then() -> None:
    spans: list[list[str | None]] = [
        [on(0).isoformat(), on(30).isoformat()],
        [on(90).isoformat(), None],
    ]
    assert _spent(spans, on(60)) == (30, on(30), True)
    assert _spent(spans, on(100)) == (40, None, False)
    assert outcomes(stay(1, 1, "start", 0, 30, resumes=True)) == [AWAY]


def test_unseen_beginnings_are_in_no_number_and_passes_in_no_time() -> None:
    found = passages(
        [
            stay(1, 1, "start", 0, 30, "use", start_unseen=True),
            stay(2, 1, "start", 0, 0, "use", passed=True),
            stay(3, 1, "start", 0, 30, "use"),
        ],
        ORDER,
    )
    [start, *_] = funnel_of(found, ORDER)
    assert (start.unseen, start.entered, start.passed, start.curve.n) == (1, 2, 1, 1)


def test_the_share_that_went_on_reckons_with_those_still_there() -> None:
    """Two of four went on, one left on day 5; the last has been there since day 355, 9 days."""
    found = passages(
        [
            stay(1, 1, "start", 0, 10, "use"),
            stay(2, 1, "start", 0, 20, "use"),
            stay(3, 1, "start", 0, 5, "gone"),
            stay(4, 1, "start", 355),
        ],
        ORDER,
    )
    [start, *_] = funnel_of(found, ORDER)
    assert start.curve.share(30, cause=1) == pytest.approx(0.75)
    assert start.curve.share(30, cause=2) == pytest.approx(0.25)


def test_flows_leave_detours_out() -> None:
    found = passages(
        [
            stay(1, 1, "start", 0, 30, "renew"),
            stay(1, 2, "renew", 30, 90, "gone"),
            stay(1, 3, "gone", 90),
        ],
        ORDER,
    )
    assert {k: len(v) for k, v in flows(found, ORDER, first=on(0), last=DAY).items()} == {
        ("start", "gone"): 1
    }


def test_who_left_first_did_not_reach_the_phase() -> None:
    found = passages(
        [
            stay(1, 1, "start", 0, 40, "use"), stay(1, 2, "use", 40),
            stay(2, 1, "start", 0, 10, "gone"), stay(2, 2, "gone", 10, 50, "use"), stay(2, 3, "use", 50),
        ],
        ORDER,
    )  # fmt: skip
    begun = list(beginners(found, ORDER))
    assert reach_of(begun, "use", day=DAY).share(100) == pytest.approx(0.5)


def test_goals_met_in_time_later_and_not() -> None:
    found = passages(
        [
            stay(1, 1, "start", 0, success_on=on(20)),
            stay(2, 1, "start", 0, success_on=on(50)),
            stay(3, 1, "start", 0),
            stay(4, 1, "start", 350),
        ],
        ORDER,
    )
    told = attainment(found, day=DAY, limit=30)
    assert [len(x) for x in (told.met, told.late, told.missed)] == [1, 1, 1], (
        "the fourth has time left"
    )
    assert told.share is None, "fewer than five"
    free = attainment(found, day=DAY, limit=None)
    assert [len(x) for x in (free.met, free.late, free.missed)] == [2, 0, 0]
