"""What was done stays done; where late facts took its reason away the account says so (rules.md R12)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from banso.journey.by_hand import move_by_hand
from banso.journey.decided import Fallen, fallen
from banso.journey.models import ManualMove, PhaseStay, Standing, Waiting
from banso.journey.planning import apply, plan
from banso.journey.waiting import start_waiting
from banso.workspace import operations as workspace
from tests.ground.remembered import remembered
from tests.journey_store.worlds import MAP, NOW, SYSTEM, account, close, field, lake, made, on, path

pytestmark = pytest.mark.usefixtures("workspace")
THEN = NOW + timedelta(hours=1)


@remembered
def world() -> int:
    made()
    workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=on(25), now=NOW)
    one = account("one")
    close(0, 25)
    return one


def told(one: int, **given: str) -> tuple[Fallen, ...]:
    return fallen(viewer=SYSTEM, lake=lake(), account_id=one, **given)


def late(one: int, at: datetime) -> None:
    """It turns out that the seats had been given out long before."""
    field(one, "seats_assigned", 12, 5)
    close(5, 25, now=at)


def test_a_move_by_hand_stays_and_says_that_its_reason_fell_away() -> None:
    one = world()
    move_by_hand(
        viewer=SYSTEM, account_id=one, place="gone.considering", why="stuck", now=THEN, lake=lake(),
        until=on(60),
    )  # fmt: skip
    move = ManualMove.objects.get()
    assert move.known == {"day": str(on(25)), "place": "first", "track": "stuck"}
    assert told(one, move=move.public_id) == ()
    late(one, THEN + timedelta(hours=1))
    [found] = told(one, move=move.public_id)
    assert (found.kind, found.at, found.day, found.why) == ("move", THEN, on(25), "stuck")
    assert (found.then.place, found.now.place) == ("first", "second")
    assert Standing.objects.get().place == "gone.considering"


def test_a_wait_goes_on_and_says_so() -> None:
    one = world()
    wait = start_waiting(viewer=SYSTEM, account_id=one, why="asked", until=on(60), now=THEN)
    late(one, THEN + timedelta(hours=1))
    [found] = told(one, wait=wait)
    assert (found.kind, found.then.track, found.now.place) == ("wait", "stuck", "second")
    assert Waiting.objects.get().ended_on is None


def test_a_move_of_an_applied_map_that_was_corrected_is_told() -> None:
    one = world()
    text = MAP.replace("{to: second, when: phase_succeeded}", "{to: second, when: life = 'active'}")
    seen = plan(viewer=SYSTEM, text=text, lake=lake(), now=THEN)
    assert seen.pin is not None
    apply(viewer=SYSTEM, text=text, pin=seen.pin, why="try", lake=lake(), now=THEN)
    assert path(one) == [("first", 0, 25), ("second", 25, None)]
    assert told(one) == ()
    late(one, THEN + timedelta(hours=1))
    assert path(one) == [("first", 0, 5), ("second", 5, None)]
    [found] = told(one)
    assert (found.kind, found.map_version, found.day) == ("version", 2, on(25))
    assert PhaseStay.objects.filter(superseded_at__isnull=False, entered_on=on(25)).exists()
