"""The frame by keyboard: palette, letters, rows, menus, help; focus comes back where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

FOCUSED = "document.activeElement.id || document.activeElement.className"


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/settings/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "bn-skip"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "main"


def test_slash_and_ctrl_k_open_the_palette(page: Page) -> None:
    page.goto("/settings/")
    for keys in ("/", "Control+k"):
        page.keyboard.press(keys)
        assert page.evaluate(FOCUSED) == "bn-palette-q"
        page.wait_for_selector("#bn-found [role=option]")
        page.keyboard.press("Escape")
        assert not page.locator("#bn-palette").is_visible()


def test_the_palette_finds_and_goes(page: Page) -> None:
    page.goto("/settings/")
    page.keyboard.press("/")
    page.keyboard.type("処理状況")
    page.wait_for_selector("#bn-found > :only-child:has-text('処理状況')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/")


def test_arrows_choose_in_the_palette(page: Page) -> None:
    page.goto("/settings/")
    page.keyboard.press("/")
    page.wait_for_selector("#bn-found [role=option] + [role=option]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#bn-found [aria-selected=true]")
    assert chosen.count() == 1
    assert page.get_attribute("#bn-palette-q", "aria-activedescendant") == chosen.get_attribute(
        "id"
    )


def test_g_and_a_letter_go_to_a_screen(page: Page) -> None:
    page.goto("/settings/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/jobs/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/settings/")


def test_letters_typed_into_a_field_stay_there(page: Page) -> None:
    page.goto("/settings/workspace/")
    page.fill("[name=name]", "")
    page.focus("[name=name]")
    page.keyboard.type("gs/?jk")
    assert page.input_value("[name=name]") == "gs/?jk"
    assert page.url.endswith("/settings/workspace/")


def test_j_and_k_walk_the_rows(page: Page) -> None:
    page.goto("/settings/people/")
    rows = page.locator("[data-rows] tbody tr")
    assert rows.count() >= 3
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "is-cur" in (rows.nth(1).get_attribute("class") or "")
    page.keyboard.press("k")
    assert "is-cur" in (rows.nth(0).get_attribute("class") or "")


def test_question_mark_shows_the_keys(page: Page) -> None:
    page.goto("/settings/")
    page.keyboard.press("?")
    assert page.locator("#bn-help").is_visible()
    assert page.locator("#bn-help dt").count() >= 6
    page.keyboard.press("Escape")
    assert not page.locator("#bn-help").is_visible()


def test_escape_closes_a_menu_and_gives_focus_back(page: Page) -> None:
    page.goto("/settings/")
    page.focus(".bn-asof")
    page.keyboard.press("Enter")
    assert page.locator("#bn-as-of").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator("#bn-as-of").is_visible()
    assert "bn-asof" in page.evaluate(FOCUSED)


def test_a_drawer_takes_focus_and_gives_it_back(visit: Visits) -> None:
    visit.live.workspace.python(
        "-c",
        "import os, datetime, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'banso.settings');"
        "django.setup(); from banso.workspace.operations import widen_coverage;"
        "d = datetime.date; widen_coverage(kind='usage', source='app', from_on=d(2022, 1, 5), to_on=d(2022, 9, 30))",
    )
    page = visit("akiko", path="/settings/sources/")
    opener = page.locator("[data-drawer]").first
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#bn-drawer:not([hidden])")
    assert page.evaluate(FOCUSED) == "bn-drawer"
    assert page.get_attribute("#bn-drawer", "aria-labelledby") == "source-h"
    page.keyboard.press("Escape")
    assert not page.locator("#bn-drawer").is_visible()
    assert opener.evaluate("e => e === document.activeElement")
