"""Days are closed: every account is walked, its stays and states are written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.journey.models import ClassifiedDay, KeptStanding, PhaseStay, Standing
from tests.journey_store.worlds import (
    D0,
    NOW,
    account,
    close,
    contract,
    everything,
    field,
    made,
    on,
    path,
    places,
    stays,
    tracks,
)

pytestmark = pytest.mark.usefixtures("workspace")


def test_it_walks_an_account_day_by_day_from_its_start() -> None:
    made()
    one = account("one", on(3))
    field(one, "seats_assigned", 12, 18)
    close(0, 40)
    found = places(one)
    assert [found[n] for n in (3, 17, 18, 40)] == ["first", "first", "second", "second"]
    assert path(one) == [("first", 3, 18), ("second", 18, None)]
    first, second = stays(one)
    assert first.success_on == on(18) and first.left_to == "second"
    assert first.reason["kind"] == "start" and second.reason["text"] == "phase_succeeded"
    assert second.reason["success"]["root"]["with"] == {"seats_assigned": 12}


def test_a_track_turns_behind_and_stuck_on_its_day() -> None:
    made()
    one = account("one")
    close(0, 25)
    found = tracks(one)
    assert [found[n] for n in (10, 11, 20, 21)] == ["on_track", "behind", "behind", "stuck"]


def test_an_account_older_than_the_data_is_placed_and_its_start_unseen() -> None:
    made()
    old = account("old", D0 - timedelta(days=400))
    field(old, "seats_assigned", 20, -30)
    close(0, 5)
    assert path(old) == [("second", 0, None)]
    assert stays(old)[0].start_unseen
    assert stays(old)[0].reason["kind"] == "placement"


def test_one_that_had_left_before_the_data_began_is_placed_among_those_who_left() -> None:
    made()
    gone = account("gone", D0 - timedelta(days=400), D0 - timedelta(days=60))
    close(0, 3)
    assert places(gone)[0] == "gone.left"
    assert stays(gone)[0].start_unseen


def test_days_before_everything_is_covered_are_not_walked() -> None:
    made(covered=on(10))
    one = account("one", D0)
    close(0, 20)
    assert min(places(one)) == 10
    assert stays(one)[0].start_unseen


def test_days_since_the_last_close_come_along() -> None:
    made()
    one = account("one")
    close(0, 3)
    close(9, 10)
    assert sorted(places(one)) == list(range(11))
    assert ClassifiedDay.objects.count() == 11


def test_closing_again_gives_the_same_rows() -> None:
    made()
    one, two = account("one", on(2)), account("two", D0 - timedelta(days=90), on(30))
    field(one, "seats_assigned", 12, 9)
    field(two, "leaving_intent", "considering", 12)
    close(0, 60)
    before = everything()
    close(0, 60)
    close(0, 60, again=True)
    close(20, 60, again=True)
    assert everything() == before


def test_day_by_day_and_all_at_once_give_the_same() -> None:
    made()
    one = account("one", on(2))
    field(one, "seats_assigned", 12, 9)
    field(one, "seats_assigned", 2, 22)
    field(one, "leaving_intent", "considering", 14)
    field(one, "leaving_intent", "staying", 20)
    for n in range(32):  # over the end of a month
        close(n, n)
    daily = everything()
    PhaseStay.objects.all().delete()
    Standing.objects.all().delete()
    KeptStanding.objects.all().delete()
    ClassifiedDay.objects.all().delete()
    close(0, 31)
    assert everything() == daily
    assert [p for p, *_ in path(one)] == ["first", "second", "gone", "first"]


def test_a_stay_that_is_resumed_is_one_row_with_two_intervals() -> None:
    made()
    one = account("one")
    field(one, "leaving_intent", "considering", 5)
    field(one, "leaving_intent", "staying", 9)
    close(0, 20)
    first, gone = stays(one)
    assert [len(first.intervals), len(gone.intervals)] == [2, 1]
    assert first.left_on is None and first.exit_reason is None
    assert [t["what"] for t in first.turns] == ["left", "back"]
    assert first.turns[1]["reason"]["kind"] == "previous"
    assert [s["place"] for s in gone.states] == ["gone.considering"]


def test_who_returns_after_a_gap_begins_a_second_stay() -> None:
    made()
    one = account("one", on(0), on(20))
    contract(one, on(90))
    close(0, 100)
    # 30 days of grace, then it ended on its last day
    assert path(one) == [("first", 0, 51), ("gone", 51, 90), ("first", 90, None)]
    assert stays(one)[2].times == 2
    assert stays(one)[1].effective_on == on(20)


def test_a_standing_is_kept_at_the_end_of_a_month() -> None:
    made()
    account("one")
    close(0, 40)
    assert {row.day.day for row in KeptStanding.objects.all()} == {31}
    assert Standing.objects.get().recorded_at == NOW
