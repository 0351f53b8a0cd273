"""The first run: open only while nobody can sign in; makes workspace and administrator, or nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from banso.workspace import queries
from banso.workspace.viewer import Viewer
from tests.conftest import Viewers

FORM = {
    "name": "みなと計測",
    "time_zone": "Asia/Tokyo",
    "currency": "JPY",
    "language": "ja",
    "family_name": "湊",
    "given_name": "遥",
    "email": "Haruka@example.com",
    "password": "long enough to keep",
}


@pytest.fixture
def client(db: None) -> Client:
    return Client()


def test_every_address_leads_to_it(client: Client) -> None:
    for path in ("/", "/settings/", "/jobs/"):
        assert client.get(path)["Location"] == "/welcome/"


def test_htmx_is_sent_there_as_a_whole_page(client: Client) -> None:
    answer = client.get("/settings/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/welcome/"


def test_it_makes_workspace_and_administrator_and_signs_in(client: Client) -> None:
    assert client.post("/welcome/", FORM)["Location"] == "/"
    made = queries.workspace(viewer=Viewer.system())
    assert (made.name, made.time_zone, made.currency) == ("みなと計測", "Asia/Tokyo", "JPY")
    (person,) = queries.people(viewer=Viewer.system())
    assert (person.name, person.email, person.role) == ("湊 遥", "haruka@example.com", "admin")
    assert "湊 遥" in client.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("header", "words"), [("ja-JP", "初期設定"), ("en-GB", "Welcome to Banso")]
)
def test_it_speaks_the_browsers_language(client: Client, header: str, words: str) -> None:
    assert words in client.get("/welcome/", headers={"Accept-Language": header}).content.decode()


def test_it_is_over_once_somebody_can_sign_in(client: Client) -> None:
    client.post("/welcome/", FORM)
    stranger = Client()
    assert stranger.get("/welcome/")["Location"] == "/accounts/login/"
    answer = stranger.post("/welcome/", {**FORM, "email": "second@example.com"})
    assert answer["Location"] == "/accounts/login/"
    assert len(queries.people(viewer=Viewer.system())) == 1


def test_of_two_first_runs_at_once_one_wins(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second had its form open, and looked before the first was done."""
    client.post("/welcome/", FORM)
    looked = iter([False])
    real = queries.has_people
    monkeypatch.setattr(queries, "has_people", lambda: next(looked, None) or real())
    answer = Client().post("/welcome/", {**FORM, "email": "second@example.com"})
    assert answer["Location"] == "/accounts/login/"
    assert [p.email for p in queries.people(viewer=Viewer.system())] == ["haruka@example.com"]


def test_a_weak_password_leaves_nothing_behind(client: Client) -> None:
    answer = client.post("/welcome/", {**FORM, "password": "password12"})
    assert answer.status_code == 422
    assert "person.password" in answer.content.decode()
    assert not queries.exists()
    assert not queries.has_people()


def test_every_mistake_is_shown_at_once(client: Client) -> None:
    page = client.post("/welcome/", {**FORM, "name": "", "email": "no address"}).content.decode()
    assert page.count('aria-invalid="true"') == 2


def test_a_workspace_made_by_a_command_only_lacks_its_administrator(
    client: Client, workspace: None
) -> None:
    assert 'name="time_zone"' not in client.get("/welcome/").content.decode()
    person = {k: FORM[k] for k in ("family_name", "given_name", "email", "password")}
    assert client.post("/welcome/", person)["Location"] == "/"
    assert queries.workspace(viewer=Viewer.system()).name == "試験用"


def test_it_is_open_to_nobody_who_is_signed_in(workspace: None, viewers: Viewers) -> None:
    assert viewers.client("akiko").get("/welcome/").status_code == 302
