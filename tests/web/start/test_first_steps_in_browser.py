"""The first steps in a browser: found again after leaving, readable without a mouse, in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("ja", 390, "dark"), ("en", 1440, "light")]
)
def test_the_way_can_be_left_and_found_again(
    visit: Visits, accessible: Callable[[Page], None], language: str, width: int, theme: str
) -> None:
    page = visit("akiko", path="/map/", language=language, width=width, theme=theme)
    page.locator("main a[href^='/start/']").click()
    page.wait_for_selector("li[aria-current='step']")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("BANSO_SCREENSHOTS_TO"):
        page.screenshot(path=f"{folder}/start-{language}-{width}-{theme}.png", full_page=True)
    page.locator("li[aria-current='step'] a.bn-btn-p").first.click()
    page.wait_for_url("**/import/")
    page.goto(page.url.replace("/import/", "/map/"))
    page.locator("main a[href^='/start/']").click()
    page.wait_for_selector("li[aria-current='step']")
