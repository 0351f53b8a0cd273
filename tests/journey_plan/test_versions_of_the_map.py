"""Texts come back byte for byte, an old one comes into force as a new version, removed phases have heirs."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.journey import planning
from banso.journey.definitions import TEMPLATES
from banso.journey.models import PhaseStay
from banso.lib.problems import Level
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
    on,
    places,
    world,
)

pytestmark = pytest.mark.django_db

EASIER = MAP.replace("seats_assigned >= 3", "seats_assigned >= 2")
ODD = "\ufeff# 全角　空白\t\r\n" + MAP.replace("\n", "\r\n") + "\r\n# 終わりに改行なし　"


def plan(text: str) -> planning.Plan:
    return planning.plan(viewer=SYSTEM, text=text, lake=workspace_lake(), now=NOW)


def test_the_text_comes_back_byte_for_byte(workspace: None) -> None:
    world()
    apply(ODD)
    assert planning.export(viewer=SYSTEM).encode() == ODD.encode()
    assert planning.version_text(viewer=SYSTEM, version=1) == MAP
    assert plan(MAP).text_same is False  # other line ends are another text


def test_rollback_is_a_new_version_and_deletes_nothing(workspace: None) -> None:
    book = world()
    apply(EASIER, why="やさしく")
    stays = PhaseStay.objects.count()
    seen = plan(planning.version_text(viewer=SYSTEM, version=1))
    done = planning.rollback(
        viewer=SYSTEM, version=1, pin=seen.pin, why="元に戻す", now=NOW, lake=workspace_lake()
    )
    assert (done.version, done.moves) == (3, 0)
    assert planning.export(viewer=SYSTEM) == MAP
    assert PhaseStay.objects.count() == stays
    assert places()[book["aoi"]] == "use"  # what happened is not undone
    found = planning.history(viewer=SYSTEM)
    assert [(v.version, v.in_force, v.moved, v.why) for v in found] == [
        (3, True, 0, "元に戻す"), (2, False, 1, "やさしく"), (1, False, 0, "はじめての版"),
    ]  # fmt: skip
    assert [v.text for v in found] == [MAP, EASIER, MAP]
    with pytest.raises(planning.VersionUnknown):
        planning.version_text(viewer=SYSTEM, version=9)


def test_who_applied_it_is_in_the_history(workspace: None, makoto: Viewer) -> None:
    world()
    lake = workspace_lake()
    planning.apply(viewer=makoto, text=EASIER, pin=plan(EASIER).pin, why="x", now=NOW, lake=lake)
    by = planning.history(viewer=makoto)[0].by
    assert by
    assert planning.history(viewer=makoto)[1].by == ""


# A phase is gone ----------------------------------------------------------------------------------------

GROW = MAP[MAP.index("  - key: grow") : MAP.index("  - key: doubt")]
WITHOUT = MAP.replace(GROW, "").replace(
    "    exits:\n      - {to: grow, when: seats_assigned >= 9}\n", ""
)
MOVED = WITHOUT.replace("phases:\n", "moved_to: {grow: use}\nphases:\n", 1)


def test_a_removed_phase_needs_a_place_to_go(workspace: None) -> None:
    world()
    seen = plan(WITHOUT)
    assert [p.id for p in seen.problems if p.level is Level.ERROR] == ["journey.removed-key"]
    assert not seen.ok


def test_its_accounts_stand_there_afterwards(workspace: None) -> None:
    book = world()
    seen = plan(MOVED)
    assert not seen.errors
    assert [(m.account_id, m.source, m.target, m.kind) for m in seen.moves] == [
        (book["chizu"], "grow", "use", "version")
    ]
    move = seen.moves[0]
    assert (move.reason, move.old) == (None, None)
    assert move.line is not None
    assert MOVED.splitlines()[move.line - 1].startswith("moved_to")
    apply(MOVED)
    assert places()[book["chizu"]] == in_the_lake()[book["chizu"]] == "use"
    after = everything()
    close(on(3), LAST, again=True)
    assert everything() == after


def test_the_days_before_keep_the_phase(workspace: None) -> None:
    book = world()
    apply(MOVED)
    assert in_the_lake(on(15))[book["chizu"]] == "grow"
    close(on(3), LAST, again=True)
    assert in_the_lake(on(15))[book["chizu"]] == "grow"


def test_the_templates_can_be_chosen(workspace: None) -> None:
    world()
    found = planning.templates(viewer=SYSTEM)
    assert [t.key for t in found] == list(TEMPLATES)
    assert len(found[0].phases) == 6
    assert all(t.name.in_("ja") and t.text for t in found)


def test_another_day_zero_is_said(workspace: None) -> None:
    world()
    seen = plan(MAP.replace("start: {", "day_zero: signed_on\nstart: {", 1))
    assert "journey.day-zero-changes" in [p.id for p in seen.problems]
    assert seen.ok


def test_a_version_that_asks_of_yesterday_gives_the_same_when_walked_again(workspace: None) -> None:
    book = world()
    asking = MAP.replace(
        "- {to: use, when: phase_succeeded}",
        "- {to: use, when: \"phase_succeeded or yesterday.track = 'stuck'\"}",
    )
    assert [m.account_id for m in plan(asking).moves] == [book["aoi"]]
    apply(asking)
    after = everything()
    close(on(3), LAST, again=True)
    assert everything() == after
