"""Signing in by e-mail and password; nobody signs up by themselves; too many tries are slowed down."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from banso.interfaces.web.signin.entrance import demo_sign_ins
from tests.conftest import Viewers
from tests.ground.people import PASSWORD, PEOPLE

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_tries_remembered() -> None:
    cache.clear()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(workspace: None, viewers: Viewers) -> None:
    viewers("chie")
    client = Client()
    sent = client.get("/settings/?as_of=2024-02-28")["Location"]
    assert sent.startswith(f"{LOGIN}?next=")
    page = client.get(sent).content.decode()
    (back,) = re.findall(r'name="next" value="([^"]+)"', page.split("<main")[1])
    form = {"login": PEOPLE["chie"].email, "password": PASSWORD, "next": unescape(back)}
    assert client.post(LOGIN, form)["Location"] == "/settings/?as_of=2024-02-28"


def test_the_right_password_opens_the_start(workspace: None, viewers: Viewers) -> None:
    viewers("chie")
    answer = Client().post(LOGIN, {"login": PEOPLE["chie"].email.upper(), "password": PASSWORD})
    assert answer["Location"] == "/"


def test_a_wrong_password_says_so_without_saying_which(workspace: None, viewers: Viewers) -> None:
    viewers("chie")
    wrong = Client().post(LOGIN, {"login": PEOPLE["chie"].email, "password": "not this one"})
    nobody = Client().post(LOGIN, {"login": "nobody@example.com", "password": "not this one"})
    assert wrong.status_code == nobody.status_code == 200
    assert "bn-note-bad" in wrong.content.decode()
    assert "bn-note-bad" in nobody.content.decode()


def test_it_never_leads_to_another_site(workspace: None, viewers: Viewers) -> None:
    viewers("chie")
    form = {"login": PEOPLE["chie"].email, "password": PASSWORD, "next": "https://example.org/"}
    assert Client().post(LOGIN, form)["Location"] == "/"


def test_many_wrong_tries_are_slowed_down(workspace: None, viewers: Viewers) -> None:
    viewers("chie")
    client = Client()
    form = {"login": PEOPLE["chie"].email, "password": "not this one"}
    for _ in range(6):
        client.post(LOGIN, form)
    right = client.post(LOGIN, {**form, "password": PASSWORD})
    assert right.status_code != 302  # even the right one has to wait


def test_nobody_signs_up(workspace: None, viewers: Viewers) -> None:
    viewers("akiko")
    page = Client().get("/accounts/signup/").content.decode()
    assert 'name="password1"' not in page


@pytest.mark.parametrize(
    "path",
    ["/accounts/password/reset/", "/accounts/password/reset/done/", LOGIN],
)
def test_pages_before_sign_in_open_to_strangers(
    path: str, workspace: None, viewers: Viewers
) -> None:
    viewers("akiko")
    assert Client().get(path).status_code == 200


def test_signing_out_needs_a_form(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("chie")
    client.get("/accounts/logout/")
    assert client.get("/settings/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/settings/").status_code == 302


def test_language_and_theme_are_the_persons_own(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("chie")
    client.post("/preferences/", {"language": "en", "theme": "dark"})
    page = client.get("/settings/").content.decode()
    assert '<html lang="en" data-bs-theme="dark">' in page
    other = viewers.client("rin").get("/settings/").content.decode()
    assert '<html lang="ja" data-bs-theme="auto">' in other


def test_a_stranger_chooses_by_cookie(workspace: None, viewers: Viewers) -> None:
    viewers("akiko")
    client = Client()
    client.post("/preferences/", {"language": "en", "theme": "dark", "next": LOGIN})
    page = client.get(LOGIN).content.decode()
    assert '<html lang="en" data-bs-theme="dark">' in page


def test_senseless_choices_are_ignored(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("chie")
    client.post("/preferences/", {"language": "xx", "theme": "<script>"})
    assert '<html lang="ja" data-bs-theme="auto">' in client.get("/settings/").content.decode()


def test_only_a_demo_shows_its_people(workspace: None, viewers: Viewers) -> None:
    viewers("akiko")
    assert demo_sign_ins() == []
    assert PEOPLE["akiko"].email not in Client().get(LOGIN).content.decode()


def test_the_list_of_accounts_is_no_page_of_sign_in(workspace: None, viewers: Viewers) -> None:
    """Both live under /accounts/."""
    page = viewers.client("chie").get("/accounts/").content.decode()
    assert "顧客企業" in page
    assert viewers.client("chie").get("/accounts/email/")["Location"] == "/settings/"
