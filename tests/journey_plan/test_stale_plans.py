"""Apply does exactly what was planned, or says what came between and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.events.store import workspace_lake
from banso.journey import by_hand, planning
from banso.journey.models import MapChange
from banso.metrics.catalogue import write_catalogue
from banso.metrics.operations import save_catalogue
from banso.workspace.models import Definition, Release
from banso.workspace.viewer import NotAllowed, Viewer
from tests.conftest import Viewers
from tests.journey_plan.worlds import (
    LAST,
    MAP,
    NOW,
    SYSTEM,
    apply,
    everything,
    next_day,
    on,
    places,
    seats,
    world,
)
from tests.metrics.small import CATALOGUE

pytestmark = pytest.mark.django_db

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")
OTHER = MAP.replace("should_take: 30 days", "should_take: 40 days")


def plan(text: str, viewer: Viewer = SYSTEM) -> planning.Plan:
    return planning.plan(viewer=viewer, text=text, lake=workspace_lake(), now=NOW)


def make(text: str, pin: str, *, why: str = "見直し", viewer: Viewer = SYSTEM) -> planning.Applied:
    return planning.apply(
        viewer=viewer, text=text, pin=pin, why=why, now=NOW, lake=workspace_lake()
    )


def test_it_refuses_after_another_day_was_closed(workspace: None) -> None:
    book = world()
    pin = plan(EASIER).pin
    seats(book["emi"], (21, 4))
    next_day()
    before = everything()
    with pytest.raises(planning.PlanStale) as refused:
        make(EASIER, pin)
    found = refused.value.difference
    assert (found.day_then, found.day_now) == (LAST, LAST + timedelta(days=1))
    assert "2025-01-26" in refused.value.in_("en")
    assert "2025-01-27" in refused.value.in_("ja")
    assert everything() == before
    assert MapChange.objects.count() == 1


def test_it_refuses_after_another_version_came_into_force(workspace: None) -> None:
    world()
    pin = plan(EASIER).pin
    apply(OTHER)
    with pytest.raises(planning.PlanStale) as refused:
        make(EASIER, pin)
    assert (refused.value.difference.release_then, refused.value.difference.release_now) == (1, 2)


def test_it_refuses_after_any_other_release(workspace: None) -> None:
    world()
    pin = plan(EASIER).pin
    save_catalogue(viewer=SYSTEM, text=write_catalogue(CATALOGUE.events.values()), now=NOW)
    with pytest.raises(planning.PlanStale):
        make(EASIER, pin)


def test_it_names_the_accounts_that_differ(workspace: None) -> None:
    book = world()
    pin = plan(EASIER).pin
    by_hand.move_by_hand(
        viewer=SYSTEM, account_id=book["aoi"], place="grow", why="x", until=on(60), now=NOW,
        lake=workspace_lake(),
    )  # fmt: skip
    with pytest.raises(planning.PlanStale) as refused:
        make(EASIER, pin)
    found = refused.value.difference
    assert found.gone == ((book["aoi"], "main", "setup", "use"),)
    assert (found.came, found.moves_then, found.moves_now) == ((), 1, 0)


def test_it_refuses_another_text_than_the_planned_one(workspace: None) -> None:
    world()
    pin = plan(EASIER).pin
    with pytest.raises(planning.PlanStale) as refused:
        make(OTHER, pin)
    assert refused.value.difference.other_text


def test_the_same_plan_applied_twice_is_done_once(workspace: None) -> None:
    world()
    pin = plan(EASIER).pin
    first = make(EASIER, pin)
    after = everything()
    assert make(EASIER, pin) == first
    assert everything() == after
    assert MapChange.objects.count() == 2


def test_it_refuses_the_text_in_force_and_a_text_with_errors(workspace: None) -> None:
    world()
    seen = plan(MAP)
    assert seen.text_same
    assert not seen.ok
    with pytest.raises(planning.NothingChanged):
        make(MAP, seen.pin)
    wrong = plan(MAP.replace("to: grow", "to: nowhere"))
    assert wrong.pin == ""
    assert wrong.counts_before["setup"] == 1
    with pytest.raises(planning.PinUnreadable):
        make(MAP.replace("to: grow", "to: nowhere"), wrong.pin)
    with pytest.raises(planning.TextHasErrors) as refused:
        make(MAP.replace("to: grow", "to: nowhere"), seen.pin)
    assert refused.value.problems[0].id == "journey.unknown-place"


def test_it_refuses_without_a_reason_and_without_the_right(
    workspace: None, makoto: Viewer, chie: Viewer, rin: Viewer, paul: Viewer
) -> None:
    world()
    pin = plan(EASIER, rin).pin  # looking is for every role but partners
    with pytest.raises(planning.WhyMissing):
        make(EASIER, pin, why=" 　")
    with pytest.raises(planning.WhyTooLong):
        make(EASIER, pin, why="長" * 301)
    for viewer in (chie, rin, paul):
        with pytest.raises(NotAllowed):
            make(EASIER, pin, viewer=viewer)
    with pytest.raises(NotAllowed):
        plan(EASIER, paul)
    assert (Definition.objects.filter(kind="journey").count(), Release.objects.count()) == (1, 1)
    assert make(EASIER, pin, viewer=makoto).moves == 1


def test_who_sees_some_accounts_is_told_how_many_others_move(
    workspace: None, viewers: Viewers
) -> None:
    book = world()
    scoped = viewers("makoto", accounts=[book["bunta"]])
    seen = plan(EASIER, scoped)
    assert (seen.moves, seen.hidden, seen.accounts) == ((), 1, 1)
    assert seen.counts_before == {"use": 1}
    with pytest.raises(NotAllowed):
        make(EASIER, seen.pin, viewer=scoped)
    assert places()[book["aoi"]] == "setup"


def test_before_any_day_is_closed_a_map_is_in_force_since_ever(workspace: None) -> None:
    seen = plan(MAP)
    assert (seen.day, seen.version, seen.next_version) == (None, None, 1)
    assert make(MAP, seen.pin).day is None
    assert make(EASIER, plan(EASIER).pin).day is None
    assert [c.on_day for c in MapChange.objects.all()] == [None, None]
