"""The path of one account: as it is now, as it was on a day, and where it can go."""

from __future__ import annotations

import pytest

from banso.journey import queries
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.journey_store.worlds import SYSTEM, account, close, field, lake, made, on

pytestmark = pytest.mark.usefixtures("workspace")


def walked() -> int:
    made()
    one = account("one", on(0))
    field(one, "leaving_intent", "considering", 8)
    field(one, "leaving_intent", "staying", 12)
    field(one, "seats_assigned", 12, 30)
    close(0, 50)
    return one


def shown(one: int, day: int | None = None) -> queries.PathView:
    return queries.path_of(
        viewer=SYSTEM, account_id=one, day=None if day is None else on(day), lake=lake()
    )


def test_a_resumed_stay_is_two_steps_of_one_stay() -> None:
    path = shown(walked())
    assert [(s.phase, s.resumed, s.now) for s in path.steps] == [
        ("first", False, False),
        ("gone", False, False),
        ("first", True, False),
        ("second", False, True),
    ]
    assert path.steps[0].public_id == path.steps[2].public_id
    assert [s.days for s in path.steps] == [8, 4, 18, 0]
    assert path.steps[2].reason.kind == "previous"
    assert path.steps[1].state is not None and path.steps[1].state.name.en == "Considering"


def test_a_past_day_shows_what_was_true_on_it() -> None:
    one = walked()
    path = shown(one, 9)
    assert [(s.phase, s.now) for s in path.steps] == [("first", False), ("gone", True)]
    before = shown(one, 28)
    assert before.now is not None
    assert (before.now.phase, before.now.success_on, before.now.exit_reason) == (
        "first",
        None,
        None,
    )
    # four days elsewhere do not count
    assert (before.days_in_phase, before.track, before.now.over_days) == (24, "stuck", 14)


def test_next_says_what_each_arrow_lacks() -> None:
    one = walked()
    ahead = queries.next_of(viewer=SYSTEM, lake=lake(), account_id=one, day=on(20))
    assert ahead is not None and ahead.place == "first"
    assert [(w.to, w.truth, w.interrupt) for w in ahead.ways][:1] == [("second", None, False)]
    assert ahead.ways[0].missing == ("seats_assigned",)
    now = queries.next_of(viewer=SYSTEM, lake=lake(), account_id=one, day=on(50))
    assert now is not None and now.place == "second"
    back = now.ways[0]
    assert (back.to, back.truth, back.hold, back.held) == ("first", False, 7, 0)


def test_a_stay_is_found_by_its_id_and_only_by_who_may_see_it() -> None:
    one = walked()
    stay = shown(one).steps[-1]
    found = queries.stay_of(viewer=SYSTEM, public_id=stay.public_id)
    assert found is not None and found.account_id == one
    assert found.steps[0].reason.leaves is not None
    stranger = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset())
    assert queries.stay_of(viewer=stranger, public_id=stay.public_id) is None
    with pytest.raises(NotAllowed):
        queries.path_of(viewer=stranger, account_id=one)
    with pytest.raises(NotAllowed):
        queries.next_of(viewer=stranger, lake=lake(), account_id=one, day=on(5))


def test_an_account_never_walked_has_an_empty_path() -> None:
    made()
    path = shown(account("new", on(0)))
    assert path.steps == () and path.now is None
