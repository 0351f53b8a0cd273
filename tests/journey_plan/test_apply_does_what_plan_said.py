"""Plan names who would move and why; apply moves exactly those, stamped with the day and the release."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.journey import planning
from banso.journey.models import MapChange, PhaseStay
from banso.metrics.conditions import Explanation
from banso.workspace.viewer import Viewer
from tests.journey_plan.worlds import (
    LAST,
    MAP,
    NOW,
    SYSTEM,
    apply,
    close,
    everything,
    in_the_lake,
    next_day,
    on,
    places,
    world,
)

pytestmark = pytest.mark.django_db

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")


def planned(text: str, viewer: Viewer = SYSTEM) -> planning.Plan:
    return planning.plan(viewer=viewer, text=text, lake=workspace_lake(), now=NOW)


def test_it_names_the_accounts_that_would_move_and_both_rules(workspace: None) -> None:
    book = world()
    assert places() == {
        book["aoi"]: "setup", book["bunta"]: "use", book["chizu"]: "grow", book["daigo"]: "doubt",
        book["emi"]: "gone",
    }  # fmt: skip
    seen = planned(EASIER)
    assert [(m.account_id, m.source, m.target) for m in seen.moves] == [
        (book["aoi"], "setup", "use")
    ]
    move = seen.moves[0]
    assert move.success is not None
    assert Explanation.from_json(move.success).text == "seats_assigned 2 >= 2 ✓"
    assert move.old is not None
    assert move.old.success is not None
    assert Explanation.from_json(move.old.success).text == "seats_assigned 2 >= 3 ✗"
    assert move.line is not None
    assert EASIER.splitlines()[move.line - 1].strip() == "- {to: use, when: phase_succeeded}"
    assert (seen.day, seen.release, seen.version, seen.next_version) == (LAST, 1, 1, 2)
    assert seen.counts_before["setup"] == 1
    assert "setup" not in seen.counts_after
    assert seen.track_before["setup"] == {"stuck": 1}
    assert seen.accounts == 5


def test_it_moves_exactly_those_and_leaves_the_rest(workspace: None) -> None:
    book = world()
    before = places()
    done = apply(EASIER)
    assert (done.version, done.release, done.day, done.moves) == (2, 2, LAST, 1)
    assert places() == before | {book["aoi"]: "use"}
    assert in_the_lake() == places()
    stay = PhaseStay.objects.get(account_id=book["aoi"], phase="use")
    assert (stay.entered_on, stay.release, stay.map_version) == (LAST, 2, 2)
    old = PhaseStay.objects.get(account_id=book["aoi"], phase="setup")
    assert (old.left_on, old.release, old.map_version) == (LAST, 1, 1)
    change = MapChange.objects.order_by("-id")[0]
    assert (change.on_day, change.moved, change.why) == (LAST, 1, "見直し")


def test_days_walked_again_afterwards_give_the_same(workspace: None) -> None:
    world()
    apply(EASIER)
    after = everything()
    close(LAST, LAST)
    assert everything() == after
    close(on(5), LAST, again=True)
    assert everything() == after


def test_nobody_is_pushed_back_because_an_old_entry_no_longer_satisfies(workspace: None) -> None:
    world()
    before = places()
    stricter = MAP.replace("seats_assigned >= 3", "seats_assigned >= 7")
    seen = planned(stricter)
    assert seen.moves == ()
    apply(stricter)
    assert places() == before


def test_the_days_after_follow_the_new_rules(workspace: None) -> None:
    book = world()
    apply(MAP.replace("seats_assigned < 6, hold: 7 days", "seats_assigned < 20, hold: 3 days"))
    assert places()[book["chizu"]] == "grow"  # one day held so far
    next_day()
    assert places()[book["chizu"]] == "grow"
    next_day()
    assert places()[book["chizu"]] == "use"


def test_the_track_changes_without_a_move(workspace: None) -> None:
    book = world()
    seen = planned(
        MAP.replace("should_take: 5 days\n    stuck_after: 10 days", "should_take: 40 days")
    )
    assert seen.moves == ()
    assert seen.track_before["setup"] == {"stuck": 1}
    assert seen.track_after["setup"] == {"on_track": 1}
    assert book
