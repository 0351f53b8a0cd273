"""The first steps: what each needs and lights up, read from what is there; nothing else is kept."""

from __future__ import annotations

import dataclasses

import pytest

from banso.interfaces.web.start.steps import Facts, current, steps

EMPTY = Facts(
    accounts=0, contracts=False, usage=False, answered=0, questions=3,
    map_version=None, measured=False, segments=0,
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
    assert at(**files, answered=2) == 1
    assert at(**files, answered=3) == 2
    assert at(**files, answered=3, map_version=1) == 2
    assert at(**files, answered=3, map_version=1, measured=True) == 3
    assert at(**files, answered=3, map_version=1, measured=True, segments=1) is None


def test_a_step_whose_room_is_not_open_is_neither_done_nor_next() -> None:
    walk = steps(EMPTY)
    assert [s.number for s in walk if not s.open] == [4]
    assert not walk[3].done


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
    assert page.count("st-step") >= 5 and "質問に答える" not in page
    assert viewers.client("paul").get("/start/").status_code == 403  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_an_empty_map_leads_here(workspace: object, viewers: object) -> None:
    page = viewers.client("akiko").get("/map/").content.decode()  # type: ignore[attr-defined]
    assert 'href="/start/"' in page
