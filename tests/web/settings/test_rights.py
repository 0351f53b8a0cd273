"""Each section of Settings only for those whose role includes it."""

from __future__ import annotations

import pytest

from tests.conftest import Viewers

SECTIONS = {
    "": {"akiko", "makoto", "chie", "rin", "paul"},
    "workspace/": {"akiko"},
    "calendar/": {"akiko"},
    "schedule/": {"akiko"},
    "post/": {"akiko"},
    "people/": {"akiko"},
    "sources/": {"akiko", "makoto", "chie"},
    "sources/usage/app/": {"akiko"},
    "definitions/": {"akiko", "makoto", "chie", "rin"},
    "audit/": {"akiko", "makoto"},
}


@pytest.mark.parametrize("person", ["akiko", "makoto", "chie", "rin", "paul"])
@pytest.mark.parametrize("section", SECTIONS)
def test_it_opens_for_those_who_may(
    section: str, person: str, workspace: None, viewers: Viewers
) -> None:
    answer = viewers.client(person).get(f"/settings/{section}")
    assert answer.status_code == (200 if person in SECTIONS[section] else 403)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("workspace/", {"name": "別名", "fiscal_year_start": 4}),
        ("clock/", {"mode": "stands", "stands_at": "2022-09-30"}),
        ("people/", {"family_name": "x", "email": "x@example.com", "role": "admin"}),
        ("sources/usage/app/", {"from_on": "2022-01-01"}),
    ],
)
def test_only_an_administrator_writes(
    path: str, form: dict[str, str], workspace: None, viewers: Viewers
) -> None:
    for person in ("makoto", "chie", "rin", "paul"):
        assert viewers.client(person).post(f"/settings/{path}", form).status_code == 403


def test_a_person_sees_only_the_sections_they_may_open(workspace: None, viewers: Viewers) -> None:
    page = viewers.client("rin").get("/settings/").content.decode()
    assert "/settings/definitions/" in page
    assert "/settings/people/" not in page
    assert "/settings/audit/" not in page
