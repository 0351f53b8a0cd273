"""What Settings changes, and that each change stands in the audit trail."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from banso.workspace import operations, queries
from banso.workspace.viewer import Role, Viewer
from tests.conftest import Viewers
from tests.ground.people import SINCE

SYSTEM = Viewer.system()


@pytest.fixture
def client(workspace: None, viewers: Viewers) -> Client:
    return viewers.client("akiko")


def acts() -> list[str]:
    return [row.act for row in queries.audit_trail(viewer=SYSTEM)]


def test_it_renames_the_workspace(client: Client) -> None:
    client.post("/settings/workspace/", {"name": "新しい名前", "fiscal_year_start": "10"})
    now = queries.workspace(viewer=SYSTEM)
    assert (now.name, now.fiscal_year_start) == ("新しい名前", 10)
    assert acts()[0] == "workspace.changed"


def test_time_zone_and_currency_cannot_be_sent_along(client: Client) -> None:
    client.post(
        "/settings/workspace/",
        {"name": "x", "fiscal_year_start": "4", "time_zone": "UTC", "currency": "USD"},
    )
    now = queries.workspace(viewer=SYSTEM)
    assert (now.time_zone, now.currency) == ("Asia/Tokyo", "JPY")


def test_it_lets_the_clock_stand_and_says_so(client: Client) -> None:
    client.post("/settings/clock/", {"mode": "stands", "stands_at": "2022-09-30"})
    clock = queries.clock()
    assert clock.stands
    assert clock.today == date(2022, 9, 30)
    header = re.sub("<[^>]+>", "", client.get("/settings/").content.decode())
    assert "時計停止中2022年9月30日(金)" in header
    assert acts()[0] == "workspace.clock-set"


def test_a_standing_clock_needs_a_day(client: Client) -> None:
    answer = client.post("/settings/clock/", {"mode": "stands", "stands_at": ""})
    assert answer.status_code == 422
    assert "日付を選んでください" in answer.content.decode()
    assert not queries.clock().stands


def test_it_adds_a_person_who_can_sign_in(client: Client) -> None:
    client.post(
        "/settings/people/",
        {
            "family_name": "根岸",
            "given_name": "薫",
            "email": "kaoru@example.com",
            "role": "csm",
            "language": "ja",
            "password": "long enough to keep",
        },
    )
    added = next(p for p in queries.people(viewer=SYSTEM) if p.email == "kaoru@example.com")
    assert (added.name, added.role, added.scope_size) == ("根岸 薫", "csm", None)
    assert Client().login(email="kaoru@example.com", password="long enough to keep")


def test_a_partner_begins_without_any_account(client: Client) -> None:
    client.post(
        "/settings/people/",
        {
            "family_name": "Out",
            "email": "out@example.com",
            "role": "partner",
            "language": "en",
            "password": "long enough to keep",
        },
    )
    added = next(p for p in queries.people(viewer=SYSTEM) if p.email == "out@example.com")
    assert added.scope_size == 0
    assert queries.viewer_of(user_id=added.id).scope == frozenset()


def test_an_address_that_is_taken_is_told(client: Client, viewers: Viewers) -> None:
    viewers("chie")
    answer = client.post(
        "/settings/people/",
        {
            "family_name": "千葉",
            "email": "chie@example.com",
            "role": "csm",
            "language": "ja",
            "password": "long enough to keep",
        },
    )
    assert answer.status_code == 422
    assert "person.email-taken" in answer.content.decode()


def test_it_sets_the_days_of_a_source_by_hand(client: Client) -> None:
    operations.widen_coverage(
        kind="usage", source="app", from_on=date(2022, 1, 5), to_on=date(2022, 9, 30)
    )
    page = client.get("/settings/sources/").content.decode()
    assert "2022年1月5日(水)" in page
    client.post(
        "/settings/sources/usage/app/",
        {"kind": "usage", "source": "app", "from_on": "2022-01-01", "to_on": ""},
    )
    (row,) = queries.coverage(viewer=SYSTEM, kind="usage")
    assert (row.from_on, row.to_on, row.by_hand) == (date(2022, 1, 1), None, True)


def test_days_in_the_wrong_order_are_told(client: Client) -> None:
    answer = client.post(
        "/settings/sources/usage/app/",
        {"kind": "usage", "source": "app", "from_on": "2022-02-01", "to_on": "2022-01-01"},
    )
    assert answer.status_code == 422
    assert "開始日より前です" in answer.content.decode()


def test_it_lists_what_is_in_force_and_who_brought_it(client: Client) -> None:
    for version in (1, 2):
        operations.save_definition(
            viewer=SYSTEM, kind="journey", key="six-phases", text=f"v{version}", now=SINCE
        )
        operations.make_release(
            viewer=SYSTEM,
            changes={"journey/six-phases": version},
            now=SINCE,
            why=f"because {version}",
        )
    page = client.get("/settings/definitions/").content.decode()
    assert "journey/six-phases@2" in page
    assert "because 1" in page


def test_the_audit_trail_names_the_person(client: Client) -> None:
    client.post("/settings/workspace/", {"name": "別名", "fiscal_year_start": "4"})
    page = client.get("/settings/audit/").content.decode()
    assert "ワークスペースの変更" in page
    assert "青木 明子" in page


def test_roles_are_all_offered(client: Client) -> None:
    page = client.get("/settings/people/").content.decode()
    assert all(f'value="{role.value}"' in page for role in Role)
