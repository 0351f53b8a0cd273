"""A meeting is prepared: a calendar handed in, its account chosen, its page read, on desk and phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.meetings.calendars import calendar, event, guest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

# Every day since long ago, so that there is one today whatever the clock says.
DAILY = event(
    "daily@x", "20150101T010000Z", "RRULE:FREQ=DAILY", guest("who@nowhere.test"),
    "LOCATION:会議室 <b>3階</b>", end="20150101T014500Z", title="朝会 <script>steal()</script>",
)  # fmt: skip


def hand_in(page: Page) -> None:
    page.goto("/settings/calendars/")
    file = {"name": "仕事.ics", "mimeType": "text/calendar", "buffer": calendar(DAILY)}
    page.set_input_files("#ics-file", [file])  # type: ignore[list-item]
    page.click("form[action$='/file/'] button[type=submit]")
    expect(page.locator("table")).to_contain_text("仕事.ics")


def test_a_meeting_is_prepared(look: Visits, accessible: Callable[..., None]) -> None:
    page = look("chie")
    hand_in(page)
    accessible(page)
    page.goto("/meetings/")
    accessible(page)
    page.click(".mt-day.is-today a.bn-nm")
    page.click(".mt-who a[data-drawer]")
    page.fill("#mt-q", "株式会社")
    page.click(".mt-find button[type=submit]")
    name = page.locator("#mt-hits .mt-found button").first.inner_text().strip()
    page.click("#mt-hits .mt-found button >> nth=0")
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator(".mt-topic")).to_contain_text("この面談で取り上げること")
    accessible(page)
    page.click(".bn-head-r a.bn-btn-p")
    expect(page.locator("#id_subject")).to_have_value("朝会 <script>steal()</script>")
    page.fill("#id_notes", "決定事項\n・席を増やす\n宿題\n・当社: 見積りを送る")
    page.click("form[data-note] button[type=submit]")
    page.goto("/meetings/?who=all")
    expect(page.locator(".mt-day.is-today")).to_contain_text(name)
    expect(page.locator(".mt-day.is-today")).to_contain_text("議事録あり")

    phone = look("chie", path="/meetings/", language="en", width=390, theme="dark")
    phone.click(".mt-day.is-today a.bn-nm")
    expect(phone.locator(".mt-topic")).to_contain_text("Bring this up")
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{wide} px wide"
    accessible(phone)
