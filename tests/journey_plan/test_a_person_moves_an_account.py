"""A move by hand is seen at once, keeps the rules' verdict beside it, and ends in three ways."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from banso.events.store import workspace_lake
from banso.journey import by_hand
from banso.journey.definitions import STATE_DAYS
from banso.journey.models import ManualMove, PhaseStay, Standing
from banso.workspace import queries as workspace_queries
from banso.workspace.viewer import NotAllowed, Viewer
from tests.conftest import Viewers
from tests.journey_plan.worlds import (
    LAST,
    NOW,
    SYSTEM,
    close,
    everything,
    field,
    in_the_lake,
    lake_rows,
    next_day,
    on,
    places,
    world,
)

pytestmark = pytest.mark.django_db


def move(
    account: int, place: str, until: date | None = None, viewer: Viewer = SYSTEM
) -> by_hand.HandMove:
    return by_hand.move_by_hand(
        viewer=viewer, account_id=account, place=place, why="先方の体制変更", until=until, now=NOW,
        lake=workspace_lake(),
    )  # fmt: skip


def give_back(account: int, viewer: Viewer = SYSTEM) -> by_hand.HandMove:
    return by_hand.give_back(viewer=viewer, account_id=account, now=NOW, lake=workspace_lake())


def at(offset: int) -> datetime:
    """Noon of a day, by the wall clock."""
    return datetime.combine(on(offset), time(3), tzinfo=UTC)


def row_of(account: int, day: date = LAST) -> dict[str, object]:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        found = cursor.execute(
            f"select * from {lake.table(STATE_DAYS).sql()} where account = ? and day = ?",  # noqa: S608
            [account, day],
        )
        names = [d[0] for d in found.description or ()]
        return dict(zip(names, found.fetchall()[0], strict=True))


def test_it_is_seen_at_once_in_records_and_lake(workspace: None) -> None:
    book = world()
    made = move(book["aoi"], "grow", LAST + timedelta(days=30))
    assert (made.source, made.place, made.verdict, made.provisional) == (
        "setup",
        "grow",
        "setup",
        False,
    )
    assert places()[book["aoi"]] == in_the_lake()[book["aoi"]] == "grow"
    row = row_of(book["aoi"])
    assert (row["manual"], row["verdict"], row["provisional"]) == (True, "setup", False)
    stay = PhaseStay.objects.get(account_id=book["aoi"], left_on__isnull=True)
    assert (stay.phase, stay.order, stay.entered_on) == ("grow", made.public_id, LAST)
    assert ManualMove.objects.get().why == "先方の体制変更"


def test_days_walked_again_give_the_same(workspace: None) -> None:
    book = world()
    move(book["aoi"], "grow", LAST + timedelta(days=3))
    move(book["bunta"], "setup")
    give_back(book["bunta"])
    after = everything()
    close(LAST, LAST)
    assert everything() == after
    close(on(4), LAST, again=True)
    assert everything() == after


def test_it_ends_by_its_date_and_the_former_stay_goes_on(workspace: None) -> None:
    book = world()
    move(book["aoi"], "grow", LAST + timedelta(days=2))
    clock = row_of(book["aoi"], LAST - timedelta(days=1))["days_in_phase"]
    for _ in range(2):
        next_day()
        assert places()[book["aoi"]] == "grow"
    day = next_day()
    assert places()[book["aoi"]] == "setup"
    row = row_of(book["aoi"], day)
    assert (row["manual"], row["days_in_phase"]) == (False, clock + 1)  # type: ignore[operator]


def test_it_ends_by_an_interrupt(workspace: None) -> None:
    book = world()
    move(book["aoi"], "grow", LAST + timedelta(days=60))
    field(book["aoi"], "leaving_intent", "considering", on(21))
    next_day()
    assert places()[book["aoi"]] == "doubt"


def test_it_ends_when_the_rules_agree(workspace: None) -> None:
    book = world()
    move(book["aoi"], "use")
    field(book["aoi"], "seats_assigned", 5, on(21))
    next_day()
    standing = Standing.objects.get(account_id=book["aoi"])
    assert (standing.place, standing.order) == ("use", "")


def test_a_person_gives_it_back(workspace: None, chie: Viewer) -> None:
    book = world()
    move(book["aoi"], "grow", LAST + timedelta(days=60), viewer=chie)
    done = give_back(book["aoi"], viewer=chie)
    assert (done.source, done.place) == ("grow", "setup")
    assert places()[book["aoi"]] == in_the_lake()[book["aoi"]] == "setup"
    row = ManualMove.objects.get()
    assert (row.ended_on, row.ended_by_id) == (LAST, chie.user_id)
    with pytest.raises(by_hand.NotByHand):
        give_back(book["aoi"])


def test_each_act_leaves_an_audit_row_without_the_words(workspace: None, chie: Viewer) -> None:
    book = world()
    move(book["aoi"], "grow", viewer=chie)
    give_back(book["aoi"], viewer=chie)
    trail = workspace_queries.audit_trail(viewer=SYSTEM, subject_kind="account")
    assert [a.act for a in trail] == ["journey.given-back", "journey.moved-by-hand"]
    assert "先方" not in str([a.detail for a in trail])


# A day still open ---------------------------------------------------------------------------------------


def test_on_an_open_day_it_is_provisional_and_the_close_makes_it_real(workspace: None) -> None:
    book = world(stands=False)
    before = lake_rows(STATE_DAYS)
    made = by_hand.move_by_hand(
        viewer=SYSTEM, account_id=book["aoi"], place="grow", why="x", now=at(21), lake=workspace_lake(),
        until=on(60),
    )  # fmt: skip
    assert (made.provisional, made.day) == (True, on(21))
    row = row_of(book["aoi"])
    assert (row["phase"], row["provisional"], row["since"], row["manual"]) == (
        "grow",
        True,
        on(21),
        True,
    )
    assert places()[book["aoi"]] == "grow"
    assert PhaseStay.objects.get(account_id=book["aoi"], left_on__isnull=True).entered_on == on(21)
    close(on(21), on(21), now=at(22))
    assert row_of(book["aoi"], on(21))["phase"] == "grow"
    assert [r for r in lake_rows(STATE_DAYS) if r[1] <= LAST] == before
    assert Standing.objects.get(account_id=book["aoi"]).ahead is None
    assert PhaseStay.objects.filter(account_id=book["aoi"], superseded_at__isnull=True).count() == 2


def test_given_back_on_the_same_open_day_nothing_is_left_of_it_but_a_passing(
    workspace: None,
) -> None:
    book = world(stands=False)
    lake = workspace_lake()
    by_hand.move_by_hand(
        viewer=SYSTEM,
        account_id=book["aoi"],
        place="grow",
        why="x",
        now=at(21),
        lake=lake,
        until=on(60),
    )
    by_hand.give_back(viewer=SYSTEM, account_id=book["aoi"], now=at(21), lake=lake)
    assert places()[book["aoi"]] == in_the_lake()[book["aoi"]] == "setup"
    by_hand.move_by_hand(
        viewer=SYSTEM,
        account_id=book["aoi"],
        place="use",
        why="y",
        now=at(21),
        lake=lake,
        until=on(60),
    )
    assert places()[book["aoi"]] == "use"
    close(on(21), on(22), now=at(23))
    assert places()[book["aoi"]] == "use"


def test_it_stays_in_sight_while_earlier_days_are_closed(workspace: None) -> None:
    book = world(stands=False)
    by_hand.move_by_hand(
        viewer=SYSTEM, account_id=book["aoi"], place="grow", why="x", now=at(23), lake=workspace_lake(),
        until=on(60),
    )  # fmt: skip
    close(on(21), on(22), now=at(23))
    assert places()[book["aoi"]] == "grow"
    assert row_of(book["aoi"], LAST)["provisional"] is False
    row = row_of(book["aoi"], on(22))
    assert (row["phase"], row["provisional"]) == ("grow", True)
    close(on(23), on(23), now=at(24))
    assert row_of(book["aoi"], on(22))["phase"] == "setup"
    assert row_of(book["aoi"], on(23))["phase"] == "grow"


# Refusals -----------------------------------------------------------------------------------------------


def test_it_refuses_what_cannot_be(workspace: None) -> None:
    book = world()
    with pytest.raises(by_hand.UntilTooLate):
        move(book["aoi"], "grow", LAST + timedelta(days=91))
    move(book["bunta"], "grow", LAST + timedelta(days=90))
    with pytest.raises(by_hand.PastDay):
        move(book["aoi"], "grow", LAST - timedelta(days=1))
    with pytest.raises(by_hand.PlaceUnknown) as refused:
        move(book["aoi"], "grwo")
    assert refused.value.problems[0].suggestion == "grow"
    with pytest.raises(by_hand.AlreadyThere):
        move(book["aoi"], "setup")
    with pytest.raises(by_hand.WhyMissing):
        by_hand.move_by_hand(
            viewer=SYSTEM,
            account_id=book["aoi"],
            place="use",
            why="  ",
            now=NOW,
            lake=workspace_lake(),
        )
    assert ManualMove.objects.count() == 1


def test_who_may_not_is_refused(workspace: None, viewers: Viewers, rin: Viewer) -> None:
    book = world()
    paul = viewers("paul", accounts=[book["bunta"]])
    with pytest.raises(NotAllowed):
        move(book["aoi"], "grow", viewer=paul)
    with pytest.raises(NotAllowed):
        move(book["aoi"], "grow", viewer=rin)
    assert move(book["bunta"], "grow", viewer=paul).place == "grow"
    with pytest.raises(NotAllowed):
        give_back(book["aoi"], viewer=paul)


def test_every_place_of_the_map_can_be_chosen(workspace: None, chie: Viewer) -> None:
    world()
    found = by_hand.places(viewer=chie, language="ja")
    assert [(p.place, p.name) for p in found][:2] == [("setup", "準備"), ("use", "利用")]
