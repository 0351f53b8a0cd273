"""The obstacle that the simulated world planted comes out on top, with its share and its delay."""

from __future__ import annotations

from banso.events.store import workspace_lake
from banso.feedback.friction import queries
from banso.workspace.viewer import Viewer
from tests.funnel.conftest import LAST, STEPS, Planted

SYSTEM = Viewer.system()
SECURITY = {
    "審査",
    "監査",
    "承認",
    "利用申請",
    "セキュリティチェックシート",
}  # the theme's own words


def test_it_is_on_top_with_its_share_and_delay(planted: Planted) -> None:
    found = queries.friction(viewer=SYSTEM, lake=workspace_lake(), day=LAST)
    assert [found.names[s.index].event for s in found.steps] == [*STEPS[:4], queries.FIRST_VALUE]
    top = found.ranked[0]
    assert found.names[top.index].event == "it_approval_granted"
    assert top.share is not None and top.share.holds(planted.share)
    assert top.longer is not None and top.longer.holds(19), "the scenario's mean delay"
    others = [s.lost_days for s in found.ranked[1:]]
    assert top.lost_days > 3 * max(others, default=0)


def test_what_they_said_then_speaks_of_the_security_review(planted: Planted) -> None:
    found = queries.friction(viewer=SYSTEM, lake=workspace_lake(), day=LAST)
    heard = queries.heard(viewer=SYSTEM, passages=found.ranked[0].held, day=LAST)
    assert heard.texts and {w.word for w in heard.words} & SECURITY


def test_time_to_value_counts_those_still_on_their_way(planted: Planted) -> None:
    found = queries.starting(viewer=SYSTEM, lake=workspace_lake(), day=LAST)
    goals = {g.role: g.goal for g in found.goals if not g.event}
    value = goals["first_value"]
    assert value.reached + value.open + value.left == value.n == found.accounts
    seen = sorted(b.reached[-1] for b in found.begins if b.reached[-1] is not None)
    plain, told = seen[len(seen) // 2], value.days_for(0.5)
    assert told is not None and told >= plain, "leaving out the slow ones would flatter"


def test_a_past_day_knows_nothing_of_what_came_later(planted: Planted) -> None:
    lake = workspace_lake()
    now = queries.friction(viewer=SYSTEM, lake=lake, day=LAST)
    early = next(p for p in now.ranked[0].held if p.outcome == "done")
    again = queries.friction(viewer=SYSTEM, lake=lake, day=LAST, after=300)
    assert all(p.days <= 300 for s in again.steps for p in s.passages if p not in s.held)
    assert early.end <= LAST


def test_only_the_viewers_accounts_are_counted(planted: Planted) -> None:
    lake = workspace_lake()
    now = queries.friction(viewer=SYSTEM, lake=lake, day=LAST)
    some = frozenset(p.account for p in now.steps[0].passages[:10])
    partner = Viewer(user_id=None, role=SYSTEM.role, scope=some, language="en")
    theirs = queries.friction(viewer=partner, lake=lake, day=LAST)
    assert {p.account for s in theirs.steps for p in s.passages} == some
