"""The demo's sign-in page offers its fictional people, and never a real one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from banso.connectors.demo.people import PASSWORD as DEMO_PASSWORD
from banso.workspace import operations
from banso.workspace.viewer import Role, Viewer
from tests.ground.people import PASSWORD, SINCE

SYSTEM = Viewer.system()


def add(email: str, *, demo: bool) -> None:
    operations.create_person(
        viewer=SYSTEM,
        email=email,
        password=DEMO_PASSWORD if demo else PASSWORD,
        role=Role.CSM,
        family_name="高梨",
        given_name="美帆",
        is_demo=demo,
        now=SINCE,
    )


@pytest.fixture
def page(db: None) -> str:
    operations.create_workspace(viewer=SYSTEM, name="デモ", is_demo=True, now=SINCE)
    add("csm@example.com", demo=True)
    add("real@example.com", demo=False)
    return Client().get("/accounts/login/").content.decode()


def test_it_offers_the_fictional_people_only(page: str) -> None:
    assert "csm@example.com" in page
    assert DEMO_PASSWORD in page
    assert "real@example.com" not in page


def test_one_click_signs_in(page: str) -> None:
    (form,) = re.findall(r'<input type="hidden" name="login" value="([^"]+)">', page)
    answer = Client().post("/accounts/login/", {"login": form, "password": DEMO_PASSWORD})
    assert answer["Location"] == "/"


def test_a_workspace_that_is_no_demo_tells_nothing(db: None) -> None:
    operations.create_workspace(viewer=SYSTEM, name="本番", now=SINCE)
    add("csm@example.com", demo=True)
    assert "csm@example.com" not in Client().get("/accounts/login/").content.decode()
