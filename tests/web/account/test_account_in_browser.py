"""One account: where it stands and why, numbers that open, tabs, a move by hand, the past."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits


def open_first(page: Page, condition: str = "phase = 'onboarding'") -> None:
    page.goto(f"/accounts/?q={condition}")
    page.click("table.bn-acct tbody tr:first-child a.bn-nm")
    page.wait_for_selector(".bn-path")
    page.wait_for_load_state()  # a click before that follows the link instead of opening it beside


def test_every_state_says_why(look: Visits) -> None:
    page = look("chie")
    open_first(page)
    page.click(".bn-path .is-now .bn-why a")
    page.wait_for_selector("#bn-pop .bn-leaf, #bn-pop p")
    said = page.inner_text("#bn-pop")
    assert "ここに来た理由" in said
    assert "マップ版1" in said
    page.keyboard.press("Escape")
    assert not page.locator("#bn-pop").is_visible()


def test_every_number_opens_to_its_formula_and_rows(look: Visits) -> None:
    page = look("chie")
    open_first(page, "active_users_28d > 0")
    page.click(".bn-cells a.bn-n >> nth=0")
    page.wait_for_selector("#bn-pop dl")
    said = page.inner_text("#bn-pop")
    for word in ("式", "期間", "除外", "計算"):
        assert word in said
    assert page.locator("#bn-pop .bn-behind li").count() > 0, "the rows behind the number"


@pytest.mark.parametrize("tab", ["timeline", "usage", "people", "contracts", "fields"])
def test_each_tab_shows_its_facts(look: Visits, tab: str, accessible: Callable[..., None]) -> None:
    page = look("chie")
    open_first(page, "active_users_28d > 3")
    page.goto(page.url.split("?")[0] + f"?tab={tab}")
    page.wait_for_selector(f"#p-{tab} > :not(.bn-skel)")
    assert page.locator(f"#p-{tab} table, #p-{tab} ol").count() > 0
    accessible(page)


def test_a_move_by_hand_stands_beside_the_rules_and_is_given_back(look: Visits) -> None:
    page = look("chie")
    open_first(page)
    page.click("button:has-text('手動で移動')")
    page.wait_for_selector("#mv-place")
    page.select_option("#mv-place", "engagement")
    page.fill("#mv-why", "先方と合意した使い方に移っています")
    page.click("#bn-drawer button[type=submit]:has-text('移動')")
    page.wait_for_selector(".bn-path .is-now:has-text('エンゲージメント')")
    now = page.inner_text(".bn-path .is-now")
    assert "手動" in now
    assert "条件による判定" in now
    page.click("button:has-text('手動で移動')")
    page.click("button:has-text('条件の判定に戻す')")
    page.wait_for_selector(".bn-path .is-now:has-text('オンボーディング')")


def test_waiting_for_the_customer_is_noted_and_ended(look: Visits) -> None:
    page = look("chie")
    open_first(page)
    page.click("button:has-text('先方都合で待機')")
    page.fill("#wt-why", "先方の情報システム部門の確認待ち")
    page.click("form:has(#wt-why) button:has-text('記録')")
    page.wait_for_selector(".bn-path .is-now:has-text('先方都合で待機中')")
    page.click("button:has-text('待機を終える')")
    page.wait_for_selector("button:has-text('先方都合で待機')")


def test_the_past_is_read_only(look: Visits) -> None:
    page = look("chie")
    open_first(page)
    page.goto(page.url.split("?")[0] + "?as_of=2022-06-15")
    assert page.locator(".bn-past").is_visible()
    assert page.locator("button:has-text('手動で移動')").count() == 0


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("ja", "light", 1440), ("en", "dark", 1440), ("ja", "dark", 390), ("en", "light", 390)],
)
def test_the_page_is_accessible_everywhere(
    look: Visits, accessible: Callable[..., None], language: str, theme: str, width: int
) -> None:
    page = look("rin", path="/accounts/", language=language, theme=theme, width=width)
    page.click("table.bn-acct tbody tr:first-child a.bn-nm")
    page.wait_for_selector("#p-timeline > :not(.bn-skel)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)
