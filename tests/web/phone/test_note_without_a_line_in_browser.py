"""A note in three taps on a phone that loses its line: it is kept, said to be kept, and sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ground.browsers import Visits

pytestmark = pytest.mark.slow
READY = """async () => {
  await navigator.serviceWorker.ready;
  const soon = async (there) => {
    for (let n = 0; n < 600 && !(await there()); n += 1) await new Promise((done) => setTimeout(done, 50));
  };
  await soon(() => caches.match("/phone/note/"));
  await soon(() => document.querySelector("#accounts option"));
}"""

SENT = """async () => {
  for (let n = 0; n < 600 && (await bansoNotes.all()).length; n += 1) await new Promise((done) => setTimeout(done, 50));
}"""


def write(page: Page, line: str, mood: str) -> None:
    """Three taps: what it was, the line, the mood that saves it."""
    page.get_by_role("radio", name="訪問").check()
    page.locator("#line").fill(line)
    page.locator(f"#note button[value={mood}]").click()


def choose(page: Page) -> str:
    name = page.locator("#accounts option").first.get_attribute("value") or ""
    page.fill("#account", name)
    return name


def test_it_goes_offline_and_back_and_nothing_is_lost(look: Visits) -> None:
    page = look("chie", path="/phone/note/", width=390, height=844)
    page.evaluate(READY)
    page.context.set_offline(True)
    page.reload()
    choose(page)
    write(page, "線のない所で書いた記録", "good")
    waiting = page.locator("#kept-list li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("接続を待っています")
    page.reload()
    expect(page.locator("#kept-list li")).to_contain_text("線のない所で書いた記録")

    page.context.set_offline(False)
    expect(page.locator("#kept")).to_be_hidden()
    written = page.locator("#written a")
    expect(written).to_have_count(1)
    written.click()
    expect(page.get_by_text("線のない所で書いた記録").first).to_be_visible()

    page.goto("/phone/note/")
    page.evaluate(READY)
    choose(page)
    session = page.context.cookies()
    page.context.clear_cookies()
    write(page, "サインアウト中の記録", "low")
    expect(page.locator("#kept-list li")).to_contain_text("サインアウトしています")
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.goto("/tasks/")  # any page sends what waits
    page.evaluate(SENT)
    page.goto("/phone/note/")
    expect(page.locator("#said")).to_contain_text("記録しました")
    expect(page.locator("#written a")).to_have_count(1)
    expect(page.locator("#kept")).to_be_hidden()
    page.reload()
    expect(page.locator("#written a")).to_have_count(0)
