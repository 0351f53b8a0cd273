"""The timeline tells roles and moves of people, each once; co-owners are chosen on the account's page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from banso.customers.models import Account, Contact
from banso.customers.people import operations as people
from banso.execution.tasks.queries import co_owners_of
from banso.workspace.viewer import Viewer
from tests.ground.people import make_person

pytestmark = pytest.mark.usefixtures("workspace")
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
SYSTEM = Viewer.system("en")


@pytest.fixture
def of(db: None) -> Account:
    return Account.objects.create(name="架空商事", created_at=NOW)


@pytest.fixture
def browser(db: None) -> Client:
    found = Client()
    found.force_login(get_user_model().objects.get(pk=make_person("makoto")))
    return found


def told(browser: Client, of: Account) -> str:
    where = reverse("account:tab", args=[of.public_id, "timeline"])
    page: str = browser.get(where + "?kind=people").content.decode()
    return " ".join(page.split())


def test_a_role_and_a_move_stand_on_the_timeline_once_each(of: Account, browser: Client) -> None:
    given: dict[str, Any] = {"viewer": SYSTEM, "now": NOW}
    contact = Contact.objects.create(
        account=of, family_name="佐藤", valid_from=date(2024, 1, 9), created_at=NOW
    ).public_id
    people.give_role(contact=contact, role="champion", from_on=date(2024, 1, 9), **given)
    people.give_role(contact=contact, role="admin", from_on=date(2025, 2, 3), **given)
    people.end_role(contact=contact, role="admin", last_on=date(2025, 5, 5), **given)
    people.record_move(
        contact=contact, kind="leaves", last_on=date(2025, 6, 30),
        successor=people.Successor(family_name="鈴木"), **given,
    )  # fmt: skip
    page = told(browser, of)
    for words, times in (
        ("この役割に就く", 1),  # what a person came with is told there
        ("この役割を離れる", 1),
        ("最終日", 1),
        ("後任：鈴木", 1),
    ):
        assert page.count(words) == times, (words, page)


def test_co_owners_are_ticked_and_stay_where_they_are_ticked_again(
    of: Account, browser: Client
) -> None:
    rin = get_user_model().objects.get(pk=make_person("rin"))
    chie = get_user_model().objects.get(pk=make_person("chie"))
    where = reverse("tasks:co_owners", args=[of.public_id])
    assert chie.public_id in browser.get(where).content.decode()
    browser.post(where, {"user": [chie.public_id, "nobody"]})
    assert co_owners_of(viewer=SYSTEM, account_ids=[of.pk]) == {of.pk: (chie.pk,)}
    assert rin.pk not in co_owners_of(viewer=SYSTEM, account_ids=[of.pk])[of.pk]
    browser.post(where, {"user": []})
    assert co_owners_of(viewer=SYSTEM, account_ids=[of.pk]) == {}
