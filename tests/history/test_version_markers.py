"""Where lines of a chart may turn: the release of the rows changes, or another map came into force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from banso.journey.planning import apply, plan
from banso.journey.releases import ReleaseUnknown, markers, release_note, release_notes
from banso.metrics.operations import save_metrics
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.ground.remembered import remembered
from tests.journey_store.worlds import MAP, NOW, SYSTEM, account, close, lake, made, on

pytestmark = pytest.mark.usefixtures("workspace")
LATER = NOW + timedelta(days=1)
OWN = """
schema: banso/metric@1
metrics:
  - key: own_seats
    name: {ja: 自社の席, en: Own seats}
    help: {ja: 席の数, en: The number of seats.}
    kind: rate
    shape: ratio
    with: {of: seats_assigned, to: seats}
"""


@remembered
def one_closed() -> None:
    made()
    account("one")
    close(0, 5)


def new_map(why: str) -> None:
    text = MAP.replace("10 days", "12 days")
    found = plan(viewer=SYSTEM, text=text, lake=lake(), now=LATER)
    assert found.pin is not None
    apply(viewer=SYSTEM, text=text, pin=found.pin, why=why, lake=lake(), now=LATER)


def test_it_marks_the_day_a_map_came_into_force() -> None:
    one_closed()
    new_map("twelve days are enough")
    close(6, 9, now=LATER)
    [marker] = markers(viewer=SYSTEM, first=on(0), last=on(9))
    assert (marker.day, marker.kinds, marker.why) == (on(5), ("map",), "twelve days are enough")
    assert [(c.key, c.before, c.after) for c in marker.changes] == [("map", 1, 2)]
    assert markers(viewer=SYSTEM, first=on(6), last=on(9)) == []


def test_what_came_after_the_day_was_seen_leaves_no_mark() -> None:
    one_closed()
    new_map("twelve days are enough")
    close(6, 9, now=LATER)
    span = {"first": on(0), "last": on(9)}
    assert markers(viewer=SYSTEM, **span, seen=LATER - timedelta(hours=1)) == []
    assert len(markers(viewer=SYSTEM, **span, seen=LATER)) == 1


def test_it_marks_the_first_day_measured_under_other_metrics() -> None:
    one_closed()
    save_own()
    close(6, 9, now=LATER)
    [marker] = markers(viewer=SYSTEM, first=on(0), last=on(9))
    assert (marker.day, marker.kinds) == (on(6), ("metrics",))
    assert [(c.key, c.before, c.after) for c in marker.changes] == [("own", 0, 1)]


def test_days_all_worked_out_anew_are_alike_and_leave_no_mark() -> None:
    one_closed()
    save_own()
    close(0, 9, now=LATER)
    assert markers(viewer=SYSTEM, first=on(0), last=on(9)) == []


def test_a_partner_learns_the_day_but_not_the_words() -> None:
    one_closed()
    new_map("a secret reason")
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({1}))
    [marker] = markers(viewer=partner, first=on(0), last=on(9))
    assert marker.kinds == ("map",) and not marker.why and not marker.changes
    with pytest.raises(NotAllowed):
        release_note(viewer=partner, number=1)


def test_a_release_opens_with_what_it_changed_since_the_one_before() -> None:
    one_closed()
    new_map("twelve days are enough")
    note = release_note(viewer=SYSTEM, number=2)
    assert (note.before, note.after, note.why) == (1, None, "twelve days are enough")
    [change] = note.changes
    assert "-    should_take: 10 days" in change.lines
    assert "+    should_take: 12 days" in change.lines
    assert [n.number for n in release_notes(viewer=SYSTEM)] == [2, 1]
    first = release_note(viewer=SYSTEM, number=1)
    assert (first.first_on, first.last_on) == (on(0), on(5))
    with pytest.raises(ReleaseUnknown):
        release_note(viewer=SYSTEM, number=7)


def save_own() -> None:
    save_metrics(viewer=SYSTEM, key="own", text=OWN, now=LATER, why="ours")
