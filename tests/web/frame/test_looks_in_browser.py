"""Every page of frame and settings: accessible, no complaint, no sideways scroll, in all its looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.browsers import Visits

PATHS = [
    "/settings/",
    "/settings/workspace/",
    "/settings/people/",
    "/settings/sources/",
    "/settings/definitions/",
    "/settings/audit/",
    "/settings/?as_of=2025-02-28",
    "/jobs/",
    "/search/?q=s",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/nowhere/",
]


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [
        ("ja", "light", 1440),
        ("en", "light", 1024),
        ("en", "dark", 390),
    ],
)
def test_pages_are_fit_to_show(
    language: str, theme: str, width: int, visit: Visits, accessible: Callable[..., None]
) -> None:
    page = visit("akiko", language=language, theme=theme, width=width)
    for path in PATHS:
        page.goto(path)
        assert page.get_attribute("html", "lang") == language
        assert page.get_attribute("html", "data-bs-theme") == theme
        accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide at {width}"


@pytest.mark.parametrize("width", [1440, 390])
def test_what_opens_is_accessible_too(
    width: int, visit: Visits, accessible: Callable[..., None]
) -> None:
    page = visit("akiko", path="/settings/", width=width)
    page.click("summary.bn-asof")
    accessible(page)
    page.keyboard.press("Escape")
    page.click(".bn-me summary")
    accessible(page)
    page.keyboard.press("Escape")
    page.click(".bn-tabbar summary" if width == 390 else ".bn-menu-nav summary")
    accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_selector("#bn-found [role=option]")
    accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    accessible(page)


def test_auto_follows_the_machine(visit: Visits) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page = visit("akiko", path="/settings/")
    page.click(".bn-me summary")
    page.click(".bn-me [name=theme][value=auto]")
    page.wait_for_load_state()
    page.emulate_media(color_scheme="light")
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) != light


def test_the_language_changes_where_one_stands(visit: Visits) -> None:
    page = visit("akiko", path="/settings/people/?as_of=2025-02-28")
    page.click(".bn-me summary")
    page.click(".bn-me [name=language][value=en]")
    page.wait_for_load_state()
    assert page.url.endswith("/settings/people/?as_of=2025-02-28")
    assert page.inner_text("h1") == "Settings"


def test_a_past_day_stays_in_every_link(visit: Visits) -> None:
    page = visit("akiko", path="/settings/")
    page.click("summary.bn-asof")
    page.fill("#bn-as-of", "2025-02-28")
    page.click(".bn-menu-p [type=submit]:has-text('表示')")
    page.wait_for_url("**/settings/?as_of=2025-02-28*")
    assert "2025年2月28日(金)時点" in page.inner_text(".bn-past")
    page.click(".bn-set-nav a >> nth=4")
    page.wait_for_url("**as_of=2025-02-28*")
    page.click(".bn-past a >> nth=-1")
    page.wait_for_url(lambda url: "as_of" not in url)
    assert page.locator(".bn-past").count() == 0


def test_a_toast_goes_but_an_error_stays(visit: Visits) -> None:
    page = visit("akiko", path="/settings/workspace/")
    page.fill("[name=name]", "試験用の名前")
    page.click("main .bn-btn-p")
    page.wait_for_selector(".bn-toast:has-text('保存しました')")
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('bn:toast', {bubbles: true,"
        " detail: {text: 'x', level: 'error'}}))"
    )
    page.click(".bn-toast[data-level=error] button")
    assert page.locator(".bn-toast[data-level=error]").count() == 0
