"""People in a browser: a champion's move in a minute and back, accounts handed over; both languages, phone and desktop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits


def people_of_first(page: Page) -> None:
    page.goto("/accounts/?q=active_users_28d > 3")
    address = page.locator("table.bn-acct tbody tr:first-child a.bn-nm").get_attribute("href")
    page.goto(f"{str(address).split('?')[0]}?tab=people")
    page.wait_for_selector("#p-people > :not(.bn-skel)")


def add_champion(page: Page, name: str) -> None:
    page.click("#p-people .bn-more")
    page.fill("#pe-fam", name)
    page.select_option("#pe-role", "champion")
    page.click("#bn-drawer button[type=submit], dialog[open] button[type=submit]")
    page.wait_for_selector(f"#p-people .pe-org >> text={name}")


@pytest.mark.parametrize(("language", "width", "name"), [("ja", 1440, "佐伯"), ("en", 390, "黒川")])
def test_a_champions_move_is_recorded_introduced_and_taken_back(
    look: Visits, accessible: Callable[..., None], language: str, width: int, name: str
) -> None:
    page = look("chie", language=language, width=width)
    people_of_first(page)
    add_champion(page, name)
    accessible(page)
    page.click(f"#p-people .pe-org >> text={name}")
    page.click("#pe-one ~ form button[hx-get]")
    page.wait_for_selector("#pe-move")
    today = date.fromisoformat(page.input_value("#pe-last"))
    page.fill("#pe-last", (today - timedelta(days=1)).isoformat())
    page.fill("#pe-move ~ form #pe-fam", "三田村")
    page.click("#pe-move ~ form button[type=submit]")
    moved = page.locator(f"#p-people .pe-list .pe-row:has-text('{name}')").first
    moved.wait_for()
    assert "三田村" in moved.inner_text()
    page.wait_for_selector("#p-people .pe-org >> text=三田村")
    moved.locator("form[action*='introduced'] button").click()
    page.wait_for_selector("#p-people .pe-list .bn-good")
    page.locator("#p-people .pe-list form[action*='undo'] button").first.click()
    page.wait_for_selector("#p-people > :not(.bn-skel)")
    assert page.locator("#p-people .pe-list form[action*='undo']").count() == 0


def test_accounts_are_handed_over_with_an_introduction_to_copy(
    look: Visits, accessible: Callable[..., None]
) -> None:
    page = look("makoto", path="/people/reassign/")
    accessible(page)
    page.goto("/accounts/")
    address = page.locator("table.bn-acct tbody tr:first-child a.bn-nm").get_attribute("href")
    page.goto(f"/people/reassign/?account={str(address).split('/')[2]}")
    page.locator("table input[name=account]").first.check()
    page.select_option("#pe-to", index=1)
    accessible(page)
    page.click("form[method=post] button.bn-btn-p")
    page.wait_for_url("**/people/introductions/**")
    accessible(page)
    page.click(".bn-sec-h .bn-more")
    page.wait_for_selector(".pe-pack")
    assert "不明です" in page.inner_text(".pe-pack"), "what nobody wrote down is said"
    accessible(page)


@pytest.mark.parametrize("view", ["signals", "season", "known"])
def test_every_view_is_accessible(look: Visits, accessible: Callable[..., None], view: str) -> None:
    page = look("chie", path=f"/people/?view={view}&whose=all", theme="dark", width=390)
    accessible(page)
