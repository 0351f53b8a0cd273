"""While we wait for the customer the clocks of the phase rest, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from banso.journey import by_hand
from banso.journey.models import Waiting
from banso.workspace import queries as workspace_queries
from banso.workspace.viewer import NotAllowed, Viewer
from tests.conftest import Viewers
from tests.journey_plan.test_a_person_moves_an_account import row_of
from tests.journey_plan.worlds import (
    LAST,
    NOW,
    SYSTEM,
    close,
    everything,
    field,
    next_day,
    on,
    places,
    world,
)

pytestmark = pytest.mark.django_db


def wait(account: int, days: int | None = 30, viewer: Viewer = SYSTEM, now: datetime = NOW) -> str:
    until = None if days is None else LAST + timedelta(days=days)
    return by_hand.start_waiting(
        viewer=viewer, account_id=account, why="先方の組織変更待ち", until=until, now=now
    )


def test_the_clock_rests_and_goes_on(workspace: None) -> None:
    book = world()
    before = row_of(book["aoi"])["days_in_phase"]
    wait(book["aoi"])
    for _ in range(3):
        day = next_day()
        assert (row_of(book["aoi"], day)["days_in_phase"], row_of(book["aoi"], day)["waiting"]) == (
            before,
            True,
        )
    by_hand.end_waiting(viewer=SYSTEM, account_id=book["aoi"], now=NOW)
    day = next_day()
    assert row_of(book["aoi"], day)["days_in_phase"] == before + 1  # type: ignore[operator]
    assert row_of(book["aoi"], day)["waiting"] is False


def test_it_ends_by_its_date(workspace: None) -> None:
    book = world()
    before = row_of(book["aoi"])["days_in_phase"]
    wait(book["aoi"], 1)
    assert row_of(book["aoi"], next_day())["days_in_phase"] == before
    assert row_of(book["aoi"], next_day())["days_in_phase"] == before + 1  # type: ignore[operator]


def test_arrows_act_all_the_same(workspace: None) -> None:
    book = world()
    wait(book["aoi"])
    field(book["aoi"], "seats_assigned", 5, on(21))
    next_day()
    assert places()[book["aoi"]] == "use"


def test_days_walked_again_rest_again(workspace: None) -> None:
    book = world()
    wait(book["aoi"])
    next_day()
    next_day()
    by_hand.end_waiting(viewer=SYSTEM, account_id=book["aoi"], now=NOW)
    next_day()
    after = everything()
    close(on(3), LAST, again=True)
    assert everything() == after


def test_on_an_open_day_that_day_rests_too(workspace: None) -> None:
    book = world(stands=False)
    noon = datetime.combine(on(21), time(3), tzinfo=UTC)
    before = row_of(book["aoi"])["days_in_phase"]
    wait(book["aoi"], now=noon)
    close(on(21), on(21), now=noon)
    assert row_of(book["aoi"], on(21))["days_in_phase"] == before
    by_hand.end_waiting(viewer=SYSTEM, account_id=book["aoi"], now=noon + timedelta(days=1))
    close(on(22), on(22), now=noon)
    assert row_of(book["aoi"], on(22))["days_in_phase"] == before + 1  # type: ignore[operator]


def test_it_refuses_what_cannot_be(workspace: None, viewers: Viewers, rin: Viewer) -> None:
    book = world()
    with pytest.raises(by_hand.NotWaiting):
        by_hand.end_waiting(viewer=SYSTEM, account_id=book["aoi"], now=NOW)
    with pytest.raises(by_hand.UntilTooLate):
        wait(book["aoi"], 91)
    with pytest.raises(by_hand.PastDay):
        wait(book["aoi"], -1)
    wait(book["aoi"], None)
    assert Waiting.objects.get().until == by_hand.latest_until(now=NOW) == LAST + timedelta(days=90)
    with pytest.raises(by_hand.WaitingAlready):
        wait(book["aoi"])
    with pytest.raises(by_hand.WhyMissing):
        by_hand.start_waiting(viewer=SYSTEM, account_id=book["bunta"], why="", until=None, now=NOW)
    paul = viewers("paul", accounts=[book["bunta"]])
    for viewer in (paul, rin):
        with pytest.raises(NotAllowed):
            by_hand.end_waiting(viewer=viewer, account_id=book["aoi"], now=NOW)
    wait(book["bunta"], viewer=paul)


def test_the_words_stay_out_of_the_audit_trail(workspace: None, chie: Viewer) -> None:
    book = world()
    wait(book["aoi"], viewer=chie)
    by_hand.end_waiting(viewer=chie, account_id=book["aoi"], now=NOW)
    trail = workspace_queries.audit_trail(viewer=SYSTEM, subject_kind="account")
    assert [a.act for a in trail] == ["journey.waiting-ended", "journey.waiting-started"]
    assert "先方" not in str([a.detail for a in trail])
