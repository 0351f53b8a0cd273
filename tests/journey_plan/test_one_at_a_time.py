"""What writes stays does so one at a time, and none loses what another did."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

import pytest

from banso.events.store import workspace_lake
from banso.journey import by_hand, planning
from banso.journey.models import PhaseStay, Standing
from banso.journey.turns import DaysBeingClosed, writing
from tests.journey_plan.worlds import (
    LAST,
    MAP,
    SYSTEM,
    apply,
    close,
    everything,
    in_the_lake,
    on,
    places,
    world,
)

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")


@contextmanager
def held_elsewhere() -> Iterator[None]:
    """Another thread closes days meanwhile."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with writing():
            begun.set()
            over.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        over.set()
        other.join()


def test_while_one_writes_another_is_told_so() -> None:
    with held_elsewhere():
        with pytest.raises(DaysBeingClosed) as refused, writing(patience=0):
            pass
        assert refused.value.problems[0].remedy.in_("ja")
    with writing(patience=0), writing(patience=0):  # within one piece of work it is held once
        pass


@pytest.mark.django_db
def test_a_person_waits_until_the_other_is_done(workspace: None) -> None:
    book = world()
    begun = threading.Event()

    def hold() -> None:
        with writing():
            begun.set()

    other = threading.Thread(target=hold)
    other.start()
    begun.wait(30)
    by_hand.start_waiting(
        viewer=SYSTEM, account_id=book["aoi"], why="x", until=None, now=datetime.now(UTC)
    )
    other.join()


@pytest.mark.django_db
def test_a_version_applied_while_a_move_is_provisional_keeps_both(workspace: None) -> None:
    book = world(stands=False)
    noon = datetime.combine(on(21), time(3), tzinfo=UTC)
    for name in ("aoi", "bunta"):
        by_hand.move_by_hand(
            viewer=SYSTEM, account_id=book[name], place="grow", why="x", until=on(40), now=noon,
            lake=workspace_lake(),
        )  # fmt: skip
    seen = planning.plan(viewer=SYSTEM, text=EASIER, lake=workspace_lake(), now=noon)
    assert [(m.account_id, m.target) for m in seen.moves] == [(book["aoi"], "use")]
    apply(EASIER, now=noon)
    assert places()[book["aoi"]] == in_the_lake()[book["aoi"]] == "grow"
    stays = PhaseStay.objects.filter(account_id=book["aoi"], superseded_at__isnull=True)
    assert list(stays.order_by("number").values_list("phase", "entered_on")) == [
        ("setup", on(0)), ("use", LAST), ("grow", on(21)),
    ]  # fmt: skip
    close(on(21), on(22), now=noon)
    assert in_the_lake()[book["aoi"]] == "use"
    assert in_the_lake(on(21))[book["aoi"]] == "grow"
    assert Standing.objects.filter(ahead__isnull=False).count() == 0
    after = everything()
    close(on(3), on(22), now=noon, again=True)
    assert everything() == after


@pytest.mark.django_db
def test_at_a_months_end_later_days_begin_from_what_was_done(workspace: None) -> None:
    end = on(25)  # 31 January
    book = world(last=end)
    by_hand.move_by_hand(
        viewer=SYSTEM, account_id=book["bunta"], place="setup", why="x", until=on(60),
        now=datetime.now(UTC), lake=workspace_lake(),
    )  # fmt: skip
    apply(EASIER)
    close(on(26), on(28))
    assert places()[book["bunta"]] == "setup"
    after = everything()
    close(on(27), on(28), again=True)  # begins from the standings kept on the 31st
    assert everything() == after
