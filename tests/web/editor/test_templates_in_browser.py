"""The chooser in a browser: choosing a map by keyboard and mouse, clean for axe in both languages and themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.ground.browsers import Visits


@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_the_templates_are_accessible(
    look: Visits, accessible: Callable[..., None], language: str, theme: str
) -> None:
    page = look("makoto", path="/editor/templates/", language=language, theme=theme)
    page.wait_for_selector(".tc-sums")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.goto("/editor/templates/three-phases/")
    page.wait_for_selector(".bn-apply")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_map_is_chosen_with_another_place_for_some(look: Visits) -> None:
    page = look("makoto", path="/editor/templates/")
    page.wait_for_selector(".tc-sums")
    page.click("a[href='/editor/templates/time-based-four/']")
    page.wait_for_selector(".bn-apply")
    page.select_option("select[name='to:engagement']", "expansion")
    # Not wait_for_function: it evaluates a string, which our content security policy refuses.
    expect(page.locator("textarea[name=text]")).to_have_value(re.compile("engagement: expansion"))
    page.fill("#ed-why", "契約だけで始める")
    page.click(".bn-apply button[type=submit]")
    page.wait_for_selector("text=版2を適用し")
    page.goto("/editor/templates/")
    page.wait_for_selector(".tc-sums")
    assert "経過期間による4フェーズ" in page.inner_text(".tc-card.is-on")
