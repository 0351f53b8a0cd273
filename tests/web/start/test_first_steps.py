"""The first steps: what each needs and lights up, read from what is there; nothing else is kept."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.interfaces.web.start.guide import lead
from banso.interfaces.web.start.steps import Facts, current, steps
from banso.journey import queries
from banso.journey.operations import ensure_map, keep_map
from banso.lib.once import one_look
from banso.workspace import operations
from banso.workspace import queries as workspace_queries
from banso.workspace.models import User, WorkspaceRow
from banso.workspace.viewer import Role, Viewer
from tests.ground.people import PASSWORD, SINCE

BAR = 'class="bn-lead"'

EMPTY = Facts(
    accounts=0, contracts=False, usage=False, answered=0, questions=3,
    map_version=None, chosen=False, measured=False, segments=0, worked=False,
)  # fmt: skip


def at(**there: object) -> int | None:
    found = current(steps(dataclasses.replace(EMPTY, **there)))  # type: ignore[arg-type]
    return found.number if found else None


def test_there_are_five_steps_each_with_needs_and_what_lights_up_in_both_languages() -> None:
    walk = steps(EMPTY)
    assert [s.number for s in walk] == [1, 2, 3, 4, 5]
    for step in walk:
        assert step.needs and not step.done
        for text in (step.title, step.lights, *(n.text for n in step.needs)):
            assert text.ja and text.en and text.ja != text.en


def test_the_next_step_is_the_first_with_something_left_to_do() -> None:
    files = {"accounts": 4, "contracts": True, "usage": True}
    assert at() == 1
    assert at(**files) == 1
    assert at(**files, answered=3) == 2
    assert at(**files, answered=3, map_version=1, chosen=True) == 2
    there = {**files, "answered": 3, "map_version": 1, "measured": True}
    assert at(**there) == 2, "the map that came by itself is not a choice yet"
    assert at(**there, chosen=True) == 3
    assert at(**there, chosen=True, segments=1) == 4
    assert at(**there, chosen=True, segments=1, worked=True) is None


def test_who_has_no_such_data_is_not_led_back_to_it() -> None:
    files = {"accounts": 4, "contracts": True, "usage": True}
    assert at(**files, answered=2) == 2, "a product without an event for set-up"
    assert not steps(dataclasses.replace(EMPTY, **files, answered=2))[0].done  # type: ignore[arg-type]
    chosen = {"accounts": 4, "contracts": True, "measured": True, "map_version": 1, "chosen": True}
    assert at(**chosen) == 3, "contracts alone"
    assert at(**{**chosen, "measured": False}) == 1


def test_what_has_no_room_yet_is_neither_done_nor_next() -> None:
    walk = steps(dataclasses.replace(EMPTY, worked=True))
    assert [n.done for n in walk[3].needs] == [True, None]
    assert walk[3].next is None and not walk[3].done


@pytest.mark.django_db
def test_the_page_shows_the_way_and_where_one_stands(workspace: object, viewers: object) -> None:
    client = viewers.client("akiko")  # type: ignore[attr-defined]
    page = client.get("/start/").content.decode()
    assert page.count('class="bn-sheet bn-sec st-step"') == 5
    assert page.count('aria-current="step"') == 1
    for address in ("/import/", "/import/catalogue/", "/editor/templates/", "/segments/"):
        assert f'href="{address}"' in page
    english = client.get("/start/", headers={"accept-language": "en"})
    assert english.status_code == 200


@pytest.mark.django_db
def test_a_reader_sees_the_way_but_no_door_to_the_import(
    workspace: object, viewers: object
) -> None:
    page = viewers.client("rin").get("/start/").content.decode()  # type: ignore[attr-defined]
    assert page.count("st-step") >= 5 and "3つの質問に答える" not in page
    assert viewers.client("paul").get("/start/").status_code == 403  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_an_empty_map_leads_here(workspace: object, viewers: object) -> None:
    page = viewers.client("akiko").get("/map/").content.decode()  # type: ignore[attr-defined]
    assert 'href="/start/"' in page


@pytest.mark.django_db
def test_the_bar_leads_on_until_it_is_put_away_and_comes_back(
    workspace: object, viewers: object
) -> None:
    client = viewers.client("makoto")  # type: ignore[attr-defined]
    assert BAR not in client.get("/accounts/").content.decode()
    client.post("/preferences/", {"first_steps": "shown"})
    page = client.get("/accounts/").content.decode()
    assert page.count(BAR) == 1 and "ステップ1／5" in page and 'href="/import/"' in page
    assert BAR not in client.get("/start/").content.decode(), "the page itself needs no bar"
    client.post("/preferences/", {"language": "en", "first_steps": "nonsense"})
    assert "step 1 of 5" in client.get("/accounts/").content.decode()
    client.post("/preferences/", {"first_steps": "away"})
    assert BAR not in client.get("/accounts/").content.decode()
    assert "Show it again" in client.get("/start/").content.decode()


@pytest.mark.django_db
def test_who_may_not_walk_and_who_sees_the_demo_is_not_led(
    workspace: object, viewers: object
) -> None:
    for name in ("chie", "rin", "paul", "akiko"):
        client = viewers.client(name)  # type: ignore[attr-defined]
        client.post("/preferences/", {"first_steps": "shown"})
        assert (BAR in client.get("/accounts/").content.decode()) is (name == "akiko")
    WorkspaceRow.objects.update(is_demo=True)
    client = viewers.client("akiko")  # type: ignore[attr-defined]
    assert BAR not in client.get("/accounts/").content.decode()


@pytest.mark.django_db
def test_a_newcomer_is_led_without_asking(workspace: object) -> None:
    operations.create_person(
        viewer=Viewer.system(), email="new@example.com", password=PASSWORD, role=Role.ADMIN,
        now=SINCE, family_name="新井", given_name="新",
    )  # fmt: skip
    client = Client()
    client.force_login(User.objects.get(email="new@example.com"))
    assert BAR in client.get("/accounts/").content.decode()


@pytest.mark.django_db
def test_the_bar_costs_a_second_page_nothing_and_is_never_behind(
    workspace: object, viewers: object
) -> None:
    viewer = viewers("makoto")  # type: ignore[operator]
    with one_look():
        first = lead(viewer=viewer)
    with one_look():
        workspace_queries.workspace(viewer=viewer)  # what every page reads anyway
        with CaptureQueriesContext(connection) as counted:
            assert lead(viewer=viewer) == first
    assert len(counted) == 0
    ensure_map(now=SINCE)
    operations.widen_coverage(kind="usage", source="crm", from_on=SINCE.date(), to_on=None)
    operations.record_closed_day(day=SINCE.date(), now=SINCE)
    with one_look():
        found = lead(viewer=viewer)
    assert found == lead(viewer=viewer) and found != first


@pytest.mark.django_db
def test_the_map_that_came_by_itself_is_a_choice_once_it_is_kept(
    workspace: object, viewers: object
) -> None:
    viewer = viewers("makoto")  # type: ignore[operator]
    assert not keep_map(viewer=viewer, now=SINCE), "there is none yet"
    ensure_map(now=SINCE)
    assert not queries.map_chosen(viewer=viewer)
    client = viewers.client("makoto")  # type: ignore[attr-defined]
    assert "このまま使う" in client.get("/editor/templates/").content.decode()
    assert client.post("/editor/templates/keep/").headers["Location"] == "/map/"
    assert queries.map_chosen(viewer=viewer)
    assert "このまま使う" not in client.get("/editor/templates/").content.decode()
    assert not keep_map(viewer=viewer, now=SINCE), "once is enough"
