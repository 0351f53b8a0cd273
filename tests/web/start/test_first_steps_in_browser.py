"""The first steps in a browser: found again after leaving, within 390 pixels, accessible."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

pytestmark = pytest.mark.browser


def test_the_way_can_be_left_and_found_again(
    visit: Visits, accessible: Callable[[Page], None]
) -> None:
    page = visit("akiko", path="/map/", width=390, theme="dark")
    page.locator("main a[href^='/start/']").click()
    page.wait_for_selector("li[aria-current='step']")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("li[aria-current='step'] a.bn-btn-p").first.click()
    page.wait_for_url("**/import/")
    page.goto(page.url.replace("/import/", "/map/"))
    page.locator("main a[href^='/start/']").click()
    page.wait_for_selector("li[aria-current='step']")
