"""Notes in a browser: minutes written, promises seen while typing, kept, found again; on the phone too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits


def _account(page: Page) -> str:
    """The id of the first account of the list."""
    href = page.locator("table.bn-acct tbody tr a.bn-nm").first.get_attribute("href") or ""
    return href.strip("/").split("/")[1]


def test_minutes_become_promises_and_are_found(
    look: Visits, accessible: Callable[[Page], None]
) -> None:
    page = look("chie", path="/accounts/", language="ja")
    public_id = _account(page)
    base = page.url.split("/accounts/")[0]
    page.goto(f"{base}/notes/new/?account={public_id}&type=visit")
    expect(page.locator("textarea")).to_have_value(
        "出席者：\n\n気づき\n・ → \n\n決定事項\n・\n\n宿題\n・当社：\n・先方：\n\n次回：\n"
    )
    page.locator("label:has-text('電話')").click()  # another type, another template
    expect(page.locator("textarea")).to_have_value("")
    page.fill("[name=subject]", "試験の電話")
    page.fill(
        "textarea",
        "宿題\n・当社：お見積もりを送る（〆2030-04-10）\n・先方：一覧を出す\n<script>alert(1)</script>",
    )
    expect(page.locator("#nt-preview li")).to_have_count(3)
    expect(page.locator("#nt-preview li").first).to_contain_text("2030年4月10日")
    accessible(page)
    page.click(".nt-foot [type=submit]")
    expect(page.locator(".nt-body")).to_contain_text("<script>alert(1)</script>")
    accessible(page)
    page.locator(".nt-prom li", has_text="お見積もり").get_by_role("button").click()
    expect(page.locator(".nt-prom li", has_text="お見積もり")).to_contain_text("完了")
    page.keyboard.press("/")
    page.fill("#bn-palette-q", "ｵ見積モリ")
    page.locator("#bn-found [role=option]", has_text="試験の電話").click()
    expect(page.locator("h1")).to_contain_text("試験の電話")
    page.goto(f"{base}/accounts/{public_id}/?tab=notes")
    expect(page.locator("#p-notes")).to_contain_text("一覧を出す")
    accessible(page)


def test_it_holds_on_a_phone(look: Visits, accessible: Callable[[Page], None]) -> None:
    page = look("chie", path="/notes/", language="en", theme="dark", width=390)
    accessible(page)
    base = page.url.split("/notes/")[0]
    page.goto(f"{base}/accounts/")
    public_id = _account(page)
    page.goto(f"{base}/notes/new/?account={public_id}&type=note")
    page.fill("textarea", "Short.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".nt-foot [type=submit]")
    expect(page.locator(".nt-body")).to_have_text("Short.")
