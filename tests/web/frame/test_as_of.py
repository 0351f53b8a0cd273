"""One date for all screens: true on D, by today's knowledge; the past is read only (rules.md R11)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from banso.interfaces.web.frame.as_of import AsOfNotADay, PastIsReadOnly, read_as_of
from banso.workspace.clock import Clock
from tests.conftest import Viewers

TODAY = date(2026, 4, 1)


def clock(closed: date | None = date(2026, 3, 31)) -> Clock:
    now = datetime(2026, 4, 1, 3, tzinfo=UTC)
    return Clock("live", "Asia/Tokyo", TODAY, now, closed)


def test_it_is_today_without_a_date() -> None:
    seen = read_as_of(asked=None, clock=clock())
    assert (seen.day, seen.past, seen.rows_day) == (TODAY, False, date(2026, 3, 31))


def test_it_reads_the_rows_of_the_day_asked_for() -> None:
    seen = read_as_of(asked="2026-02-28", clock=clock())
    assert (seen.day, seen.past, seen.rows_day) == (date(2026, 2, 28), True, date(2026, 2, 28))


def test_it_takes_a_future_day_for_today() -> None:
    assert not read_as_of(asked="2031-01-01", clock=clock()).past


def test_it_has_no_rows_before_the_first_close() -> None:
    assert read_as_of(asked="2026-02-28", clock=clock(closed=None)).rows_day is None


def test_it_refuses_what_is_no_day() -> None:
    with pytest.raises(AsOfNotADay) as refused:
        read_as_of(asked="2026-02-30", clock=clock())
    assert refused.value.problems[0].sample == "2026-02-30"


def test_it_refuses_to_write_in_the_past() -> None:
    with pytest.raises(PastIsReadOnly):
        read_as_of(asked="2026-02-28", clock=clock()).require_today()


def test_a_past_day_is_told_and_every_form_answers_only_today(
    workspace: None, viewers: Viewers
) -> None:
    client: Client = viewers.client("akiko")
    page = client.get("/settings/workspace/?as_of=2024-02-28").content.decode()
    assert "2024年2月28日(水)時点" in re.sub("<[^>]+>", "", page)
    assert "閲覧のみ" in page
    answer = client.post(
        "/settings/workspace/?as_of=2024-02-28", {"name": "別名", "fiscal_year_start": 4}
    )
    assert answer.status_code == 422
    assert "as-of.read-only" in answer.content.decode()
    assert "別名" not in client.get("/settings/workspace/").content.decode()


def test_an_unreadable_day_is_told_with_its_remedy(workspace: None, viewers: Viewers) -> None:
    answer = viewers.client("akiko").get("/settings/?as_of=yesterday")
    assert answer.status_code == 422
    assert "as-of.not-a-day" in answer.content.decode()
