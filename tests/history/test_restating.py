"""A second series under another text: beside what really was, never instead of it (rules.md R4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from banso.journey.comparing import apart, comparison
from banso.journey.models import PhaseStay, RestatedSeries
from banso.journey.planning import TextHasErrors
from banso.journey.restating import (
    STATE_DAYS_RESTATED,
    NothingToRestate,
    SeriesUnknown,
    delete_restated,
    restate,
    restated,
)
from banso.workspace.models import AuditRow
from banso.workspace.progress import JobCancelled
from banso.workspace.viewer import Role, Viewer
from tests.ground.remembered import remembered
from tests.journey_store.worlds import (
    MAP,
    NOW,
    SYSTEM,
    account,
    close,
    everything,
    field,
    lake,
    made,
    on,
)

pytestmark = pytest.mark.usefixtures("workspace")
LATER = NOW + timedelta(days=1)
FIVE = MAP.replace(
    "when: seats_assigned >= 10\n    should", "when: seats_assigned >= 5\n    should"
)


@remembered
def world() -> tuple[int, int]:
    made()
    one, two = account("one"), account("two")
    field(one, "seats_assigned", 6, 10)
    field(two, "seats_assigned", 12, 20)
    close(0, 40)
    return one, two


def tried(**given: Any) -> Any:
    return restate(
        viewer=SYSTEM, lake=lake(), now=LATER, **{"from_on": on(0), "text": FIVE, **given}
    )


def rows() -> int:
    with lake().cursor() as cursor:
        table = lake().table(STATE_DAYS_RESTATED).sql()
        return int(cursor.execute(f"select count(*) from {table}").fetchall()[0][0])


def test_it_counts_both_ways_and_names_who_stands_elsewhere() -> None:
    one, _ = world()
    series = tried()
    found = comparison(viewer=SYSTEM, lake=lake(), public_id=series.public_id)
    days = {(d.day - on(0)).days: d for d in found.days}
    assert days[15].actual == {"first": 2} and days[15].restated == {"first": 1, "second": 1}
    assert days[30].actual == {"first": 1, "second": 1} and days[30].restated == {"second": 2}
    total, listed = apart(viewer=SYSTEM, lake=lake(), public_id=series.public_id, day=on(40))
    assert total == 1 and listed[0].account_id == one
    assert listed[0].actual is not None and listed[0].actual.phase == "first"
    assert listed[0].restated is not None and listed[0].restated.phase == "second"


def test_nothing_else_knows_of_it() -> None:
    world()
    before, stays = everything(), PhaseStay.objects.count()
    tried()
    assert everything() == before and PhaseStay.objects.count() == stays


def test_it_begins_where_accounts_really_stood_the_day_before() -> None:
    one, two = world()
    series = tried(from_on=on(25))
    total, listed = apart(viewer=SYSTEM, lake=lake(), public_id=series.public_id, day=on(25))
    assert total == 1 and listed[0].account_id == one
    found = comparison(viewer=SYSTEM, lake=lake(), public_id=series.public_id)
    assert found.days[0].day == on(25) and two


def test_the_version_in_force_gives_what_really_was() -> None:
    world()
    for begin in (0, 17):
        series = tried(from_on=on(begin), text=None)
        found = comparison(viewer=SYSTEM, lake=lake(), public_id=series.public_id)
        assert all(d.actual == d.restated for d in found.days) and series.version == 1


def test_places_the_text_lacks_are_left_for_the_likeliest() -> None:
    world()
    series = tried(from_on=on(30), text=FIVE.replace("key: second", "key: later").replace(
        "to: second", "to: later").replace("at: second", "at: later"))  # fmt: skip
    found = comparison(viewer=SYSTEM, lake=lake(), public_id=series.public_id)
    assert set(found.days[-1].restated) <= {"first", "later"}


def test_a_cancelled_run_leaves_nothing() -> None:
    world()

    class Stop:
        def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
            return

        def advance(self, n: int = 1) -> None:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        tried(progress=Stop())
    assert rows() == 0 and not RestatedSeries.objects.exists()


def test_what_a_killed_run_left_is_swept_by_the_next() -> None:
    world()
    dead = tried()
    RestatedSeries.objects.filter(public_id=dead.public_id).update(state=RestatedSeries.RUNNING)
    assert restated(viewer=SYSTEM) == []
    series = tried()
    assert rows() == series.rows
    assert [s.public_id for s in restated(viewer=SYSTEM)] == [series.public_id]


def test_it_can_be_deleted_and_both_acts_are_audited() -> None:
    world()
    series = tried()
    delete_restated(viewer=SYSTEM, public_id=series.public_id, lake=lake(), now=LATER)
    assert rows() == 0
    with pytest.raises(SeriesUnknown):
        comparison(viewer=SYSTEM, lake=lake(), public_id=series.public_id)
    acts = list(AuditRow.objects.order_by("id").values_list("act", flat=True))
    assert acts[-2:] == ["journey.restated", "journey.restated-deleted"]


def test_it_refuses_a_day_not_closed_and_a_text_with_errors() -> None:
    world()
    with pytest.raises(NothingToRestate):
        tried(from_on=on(41))
    with pytest.raises(TextHasErrors):
        tried(text=MAP.replace("seats_assigned", "seats_asigned"))


def test_a_viewer_with_a_scope_counts_their_own_accounts() -> None:
    _, two = world()
    series = tried()
    reader = Viewer(user_id=None, role=Role.READER, scope=frozenset({two}))
    found = comparison(viewer=reader, lake=lake(), public_id=series.public_id)
    assert sum(found.days[-1].actual.values()) == 1
    assert apart(viewer=reader, lake=lake(), public_id=series.public_id, day=on(40)) == (0, [])
