"""Settings, Business days: what the form keeps, and what it says when it cannot."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from banso.workspace.calendar import queries
from banso.workspace.viewer import Viewer
from tests.conftest import Viewers

SYSTEM = Viewer.system()


@pytest.fixture
def client(workspace: None, viewers: Viewers) -> Client:
    return viewers.client("akiko")


def test_it_offers_the_usual_closed_days_and_keeps_one(client: Client) -> None:
    page = client.get("/settings/calendar/").content.decode()
    assert "年末年始" in page and "夏季休業" in page
    days = {"name": "年末年始", "first": "2026-12-29", "last": "2027-01-03", "yearly": "on"}
    assert client.post("/settings/calendar/days/", days).status_code == 302
    (kept,) = queries.settings_of_calendar(viewer=SYSTEM).own
    assert (kept.name, kept.yearly) == ("年末年始", True)
    assert not queries.calendar_for(viewer=SYSTEM).is_business_day(date(2030, 12, 31))
    page = client.get("/settings/calendar/").content.decode()
    assert "夏季休業" not in page  # the company has said something of its own
    client.post(f"/settings/calendar/days/{kept.public_id}/")
    assert not queries.settings_of_calendar(viewer=SYSTEM).own


def test_it_sets_country_and_weekend(client: Client) -> None:
    sent = {"country": "DE", "region": "BY", "weekend": ["6"]}
    assert client.post("/settings/calendar/whose/", sent).status_code == 302
    now = queries.settings_of_calendar(viewer=SYSTEM)
    assert (now.country, now.region, now.weekend) == ("DE", "BY", (6,))
    assert 'value="DE" selected' in client.get("/settings/calendar/").content.decode()


def test_it_says_why_a_region_cannot_be(client: Client) -> None:
    answer = client.post(
        "/settings/calendar/whose/", {"country": "DE", "region": "CA", "weekend": ["6"]}
    )
    assert answer.status_code == 422
    assert "calendar.region" in answer.content.decode()


def test_days_in_the_wrong_order_are_told(client: Client) -> None:
    days = {"name": "夏", "first": "2026-08-15", "last": "2026-08-13"}
    answer = client.post("/settings/calendar/days/", days)
    assert answer.status_code == 422
    assert "calendar.days" in answer.content.decode()
