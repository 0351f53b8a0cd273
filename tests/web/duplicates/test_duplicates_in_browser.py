"""Duplicates in a browser: pairs with reasons, side by side, a merge, its notice, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.browsers import Visits
    from tests.ground.servers import Live


@pytest.fixture(scope="module")
def twins(served_world: Live) -> Live:
    """The small world with second records of three fictional companies, looked for."""
    served_world.workspace.module("tests.web.duplicates.twins")
    return served_world


def test_nothing_to_decide_says_so(look: Visits) -> None:
    page = look("makoto", path="/duplicates/?show=dismissed", language="en")
    assert "No pair was set aside" in page.inner_text("main")


@pytest.mark.usefixtures("twins")
def test_a_pair_is_compared_merged_and_taken_back(look: Visits) -> None:
    page = look("makoto", path="/duplicates/", language="en")
    page.wait_for_selector("table.dp-pairs tbody tr")
    pairs = page.locator("table.dp-pairs tbody tr").count()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dp-merge")
    assert page.locator("#dp-merge tr.is-diff").count() >= 1
    assert "Where every comparison starts" in page.inner_text(".dp-score-t")
    gone = page.locator(".dp-side a").nth(1).get_attribute("href")
    page.click("#dp-merge .dp-go button")
    page.wait_for_selector("text=merged into")
    page.goto(page.url.split("/duplicates/")[0] + str(gone))
    assert "/accounts/" in page.url and str(gone) not in page.url, "it leads to the survivor"
    page.goto(page.url.split("/accounts/")[0] + "/duplicates/?show=history")
    page.click("table.bn-table tbody tr:first-child a.bn-nm")
    page.click("button:has-text('Take it back')")
    page.wait_for_selector("text=Taken back")
    page.goto(page.url.split("/duplicates/")[0] + "/duplicates/")
    assert page.locator("table.dp-pairs tbody tr").count() == pairs


@pytest.mark.usefixtures("twins")
def test_said_to_be_two_it_is_asked_no_more_until_somebody_wants(look: Visits) -> None:
    page = look("chie", path="/duplicates/", language="en")
    pairs = page.locator("table.dp-pairs tbody tr").count()
    page.click("table.dp-pairs tbody tr:last-child button:has-text('They are two')")
    page.wait_for_selector(".bn-toast, .dp-nav")
    assert page.locator("table.dp-pairs tbody tr").count() == pairs - 1
    page.goto(page.url.split("?")[0] + "?show=dismissed")
    page.click("button:has-text('Ask again')")
    page.wait_for_selector(".dp-nav")


@pytest.mark.usefixtures("twins")
@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_every_page_is_accessible(
    look: Visits, accessible: Callable[..., None], theme: str, language: str
) -> None:
    page = look("makoto", path="/duplicates/", language=language, theme=theme)
    accessible(page)
    page.click("table.dp-pairs tbody tr:first-child a.bn-nm")
    page.wait_for_selector("#dp-merge")
    accessible(page)
    base = page.url.split("/duplicates/")[0]
    account = page.url.split("/with/")[1].split("/")[0]
    for path in (f"/duplicates/split/{account}/", f"/duplicates/with/{account}/?q=株", "/duplicates/?show=history"):  # fmt: skip
        page.goto(base + path)
        accessible(page)
