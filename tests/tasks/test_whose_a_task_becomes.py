"""Owner, co-owner, role, load; absence is covered; and nobody gets what they may not see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from banso.execution.tasks import operations, queries, standing_in
from banso.execution.tasks.assigning import Crew, assignee
from banso.execution.tasks.assigning import standing_in as stands_in
from banso.execution.tasks.refusals import AbsenceRefused, TaskRefused
from banso.workspace.viewer import NotAllowed, Viewer
from tests.conftest import Viewers
from tests.tasks.conftest import NOW, TODAY, Desk

CREW = Crew(
    owner=1, co_owners=(2, 3), by_role={"csm": (1, 2, 3), "manager": (4,)},
    load={1: 90, 2: 60, 3: 30}, cover={},
)  # fmt: skip


@pytest.mark.parametrize(
    ("how", "whose"),
    [
        ("owner", 1),
        ("co_owner", 3),
        ("load", 3),
        ("role:manager", 4),
        ("me", 9),
        ("role:reader", None),
    ],
)
def test_it_goes_where_it_is_said(how: str, whose: int | None) -> None:
    assert assignee(how, CREW, me=9) == whose


def test_without_an_owner_a_co_owner_takes_it_and_the_other_way_round() -> None:
    assert assignee("owner", Crew(co_owners=(5,)), me=9) == 5
    assert assignee("co_owner", Crew(owner=6), me=9) == 6


def test_a_circle_of_people_away_ends() -> None:
    assert stands_in(1, {1: 2, 2: 3}) == 3
    assert stands_in(1, {1: 2, 2: 1}) == 1


def test_one_who_is_away_is_stood_in_for(desk: Desk, viewers: Viewers) -> None:
    makoto = viewers("makoto")
    before = desk.make("前からある件")
    standing_in.plan_absence(
        viewer=desk.chie, user_id=desk.chie.user_id or 0, cover_id=makoto.user_id or 0,
        from_on=TODAY, to_on=TODAY + timedelta(days=2), today=TODAY, now=NOW,
    )  # fmt: skip
    assert desk.one(desk.make()).owner_id == makoto.user_id
    assert desk.one(desk.make(due_on=date(2026, 5, 8))).owner_id == desk.chie.user_id
    # what she has open already stands on Makoto's list while she is away, and only then
    shown = queries.open_tasks(viewer=makoto, today=TODAY, owner_id=makoto.user_id)
    assert before in [t.public_id for t in shown]
    later = queries.open_tasks(
        viewer=makoto, today=TODAY + timedelta(days=3), owner_id=makoto.user_id
    )
    assert before not in [t.public_id for t in later]


def test_an_absence_is_ones_own_or_of_those_one_leads(desk: Desk, viewers: Viewers) -> None:
    makoto = viewers("makoto")
    words = {"from_on": TODAY, "to_on": TODAY, "today": TODAY, "now": NOW}
    chie, boss = desk.chie.user_id or 0, makoto.user_id or 0
    with pytest.raises(NotAllowed):
        standing_in.plan_absence(viewer=desk.chie, user_id=boss, cover_id=chie, **words)  # type: ignore[arg-type]
    standing_in.plan_absence(viewer=makoto, user_id=chie, cover_id=boss, **words)  # type: ignore[arg-type]
    with pytest.raises(AbsenceRefused):
        standing_in.plan_absence(viewer=makoto, user_id=chie, cover_id=chie, **words)  # type: ignore[arg-type]


def test_it_is_handed_over_with_a_word_and_back(desk: Desk, viewers: Viewers) -> None:
    makoto = viewers("makoto")
    task = desk.make()
    operations.hand_over_tasks(
        viewer=desk.chie, public_ids=[task], owner_id=makoto.user_id or 0, today=TODAY, now=NOW,
        why="出張のため",
    )  # fmt: skip
    assert desk.open() == []
    sheet = queries.task_sheet(viewer=makoto, public_id=task)
    assert sheet is not None and "出張のため" in [t.why for t in sheet.turns]
    operations.undo_turn(viewer=desk.chie, public_ids=[task], now=NOW)
    assert [t.public_id for t in desk.open()] == [task]


def test_nobody_gets_a_task_of_an_account_they_may_not_see(desk: Desk, viewers: Viewers) -> None:
    task = desk.make()
    for person in (viewers("paul"), viewers("rin")):  # no scope, and a reader
        with pytest.raises(TaskRefused):
            operations.hand_over_tasks(
                viewer=desk.chie,
                public_ids=[task],
                owner_id=person.user_id or 0,
                today=TODAY,
                now=NOW,
            )


def test_a_task_without_an_account_is_its_owners_and_the_leaders(
    desk: Desk, viewers: Viewers, makoto: Viewer
) -> None:
    task = desk.make(account_id=None)
    for other, seen in ((makoto, True), (viewers("rin"), False), (viewers("paul"), False)):
        assert (queries.task_sheet(viewer=other, public_id=task) is not None) is seen
