"""The chooser: five maps with one's own accounts in them; what it counts is what the plan then does."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from banso.events.store import workspace_lake
from banso.journey import choosing, planning
from banso.journey.definitions import TEMPLATES
from banso.journey.model import phase_of
from banso.journey.models import MapChange
from banso.journey.operations import install_template
from banso.journey.switching import gone_places
from tests.ground import shared
from tests.journey_store import worlds

if TYPE_CHECKING:
    from tests.conftest import Viewers

LAST = 60


def make() -> dict[str, int]:
    """The default map in force from the first day: old, young and late accounts, one that has left."""
    shared.workspace()
    for kind in ("contracts", "usage"):
        worlds.workspace.widen_coverage(
            kind=kind, source="book", from_on=worlds.D0, to_on=worlds.on(200)
        )
    install_template(viewer=worlds.SYSTEM, key="six-phases", now=worlds.NOW)
    ids = {
        name: worlds.account(name, worlds.on(start), mrr=mrr)
        for name, start, mrr in (
            ("朝凪製作所", -700, 400_000), ("夜長印刷", -200, 300_000), ("Larkfield Tea", -150, 200_000),
            ("若葉商事", 20, 50_000), ("桜観光", 50, 20_000),
        )
    }  # fmt: skip
    ids["白樺医療"] = worlds.account("白樺医療", end=worlds.on(20), mrr=90_000)
    worlds.close(0, LAST)
    return ids


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[shared.Shared[dict[str, int]]]:
    folder = tmp_path_factory.mktemp("chooser") / "workspace"
    with shared.made_once(django_db_blocker, folder, make) as once:
        yield once


@pytest.fixture
def book(made: shared.Shared[dict[str, int]], folder: Path, db: None) -> dict[str, int]:
    return dict(made.copy_to(folder))


def counted() -> dict[str, choosing.Choice]:
    found = choosing.choices(viewer=worlds.SYSTEM, lake=workspace_lake())
    return {c.key: c for c in found.choices}


@pytest.mark.parametrize("key", TEMPLATES[1:])
def test_what_is_counted_is_what_the_plan_says(book: dict[str, int], key: str) -> None:
    choice = counted()[key]
    text = choosing.switch(viewer=worlds.SYSTEM, key=key).text
    plan = planning.plan(viewer=worlds.SYSTEM, text=text, lake=workspace_lake(), now=worlds.NOW)
    assert plan.ok
    after: dict[str, int] = {}
    for place, n in plan.counts_after.items():
        after[phase_of(place)] = after.get(phase_of(place), 0) + n
    assert {p.key: p.accounts for p in choice.phases if p.accounts} == after
    assert choice.moved == sum(m.source != m.target for m in plan.moves)
    behind = sum(t.get("behind", 0) for t in plan.track_after.values())
    assert sum(p.behind for p in choice.phases) == behind


def test_nobody_is_left_out_and_the_money_stays_the_same(book: dict[str, int]) -> None:
    found = counted()
    sums = {key: (c.accounts, sum(p.mrr_minor for p in c.phases)) for key, c in found.items()}
    assert set(sums.values()) == {(len(book), 970_000)}
    assert found["six-phases"].running and found["six-phases"].moved == 0
    assert not any(c.running for key, c in found.items() if key != "six-phases")


def test_behind_each_count_stand_its_accounts(book: dict[str, int]) -> None:
    for key, choice in counted().items():
        for phase in choice.phases:
            rows = choosing.stands(
                viewer=worlds.SYSTEM, lake=workspace_lake(), key=key, phase=phase.key
            )
            assert len(rows) == phase.accounts
            assert sum(r.mrr or 0 for r in rows) == phase.mrr_minor


def test_the_page_shows_five_maps_and_the_lists_behind_them(
    book: dict[str, int], viewers: Viewers
) -> None:
    client = viewers.client("makoto")
    page = client.get("/editor/templates/").content.decode()
    assert page.count('class="bn-sheet tc-card') == 5
    part = client.get("/editor/templates/counts/", headers={"HX-Request": "true"}).content.decode()
    links = [html.unescape(h) for h in re.findall(r'href="([^"]*/accounts/\?[^"]*)"', part)]
    assert any("time-based-four" in h and "phase=expansion" in h for h in links)
    for link in dict.fromkeys(links):
        drawer = client.get(link, headers={"HX-Request": "true"})
        assert drawer.status_code == 200, link
    drawer = client.get("/editor/templates/time-based-four/accounts/?phase=expansion")
    assert "朝凪製作所" in drawer.content.decode() and "桜観光" not in drawer.content.decode()


def test_choosing_is_planned_applied_and_recorded(book: dict[str, int], viewers: Viewers) -> None:
    client = viewers.client("makoto")
    page = client.get("/editor/templates/three-phases/").content.decode()
    running = planning.plan(
        viewer=worlds.SYSTEM, text="", lake=workspace_lake(), now=worlds.NOW
    ).old_map
    new = choosing.switch(viewer=worlds.SYSTEM, key="three-phases").new
    asked = re.findall(r'<select[^>]* name="to:([^"]+)"', page)
    assert tuple(asked) == gone_places(running=running, new=new)
    side = client.post(
        "/editor/templates/three-phases/plan/",
        {"to:engagement": "retention.renewal", "to:nowhere": "adoption", "to:expansion": "wrong"},
    ).content.decode()
    text = re.search(r'<textarea[^>]* name="text"[^>]*>\n(.*?)</textarea>', side, re.S)
    pin = re.search(r'name="pin" value="([^"]+)"', side)
    assert text and pin
    written = html.unescape(text[1])
    assert "  engagement: retention.renewal\n" in written
    assert "  expansion: retention.growth\n" in written and "nowhere" not in written
    done = client.post("/editor/", {"text": written, "pin": pin[1], "why": "小さく始める"})
    assert done.status_code == 302, re.findall(r"<code[^>]*>([^<]+)", done.content.decode())
    change = MapChange.objects.order_by("-id")[0]
    assert (change.version, change.why) == (2, "小さく始める")
    assert "チャーン" not in client.get("/map/").content.decode()
    assert counted()["three-phases"].kept


def test_a_reader_looks_but_does_not_choose(book: dict[str, int], viewers: Viewers) -> None:
    client = viewers.client("rin")
    assert client.get("/editor/templates/").status_code == 200
    side = client.post("/editor/templates/three-phases/plan/", {}).content.decode()
    assert 'name="pin"' not in side
    assert client.post("/editor/templates/three-phases/").status_code == 403


def test_an_unknown_map_is_refused(book: dict[str, int], viewers: Viewers) -> None:
    assert viewers.client("makoto").get("/editor/templates/none/").status_code == 404
