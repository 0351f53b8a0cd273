"""Every name of a number opens what it means, beside where it stands, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits


def signs(page: Page) -> set[str]:
    """The keys whose definitions open from this page."""
    found = page.locator("a.bn-def").evaluate_all(
        "all => all.map(a => new URL(a.href).pathname.split('/')[2])"
    )
    return set(found)


def test_the_lists_headers_open_formula_coverage_and_library(
    look: Visits, accessible: Callable[..., None]
) -> None:
    page = look("chie", path="/accounts/")
    assert {"phase", "mrr", "active_seat_rate_28d"} <= signs(page)
    sign = page.locator("th .bn-def[href*='/mrr/']")
    assert sign.evaluate("e => getComputedStyle(e).opacity") == "0"  # at rest the answer alone
    page.locator("th:has(.bn-def[href*='/mrr/']) > a").first.focus()
    page.keyboard.press("Tab")
    expect(sign).to_be_focused()
    assert sign.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.keyboard.press("Enter")
    popover = page.locator("#bn-pop")
    expect(popover.locator("dt")).to_contain_text(["式", "期間", "除外", "値がない場合", "単位"])
    expect(popover.locator("a[href*='null']").first).to_be_visible()  # the rows behind the coverage
    accessible(page)
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()
    sign.click()
    popover.locator("a[href='/metrics/mrr/']").click()
    expect(page.locator("h1")).to_have_text("月額（MRR）")


def test_they_open_over_a_drawer_and_from_a_number(look: Visits) -> None:
    page = look("chie", path="/accounts/", language="en")
    account = page.locator("a.bn-nm").first.get_attribute("href")
    page.goto(f"{account}?tab=usage")
    page.locator("a.bn-more[data-drawer]").click()
    leaf = page.locator("#bn-drawer .bn-leaf").first
    leaf.hover()
    leaf.locator(".bn-def").first.click()
    expect(page.locator("#bn-pop dt").first).to_have_text("Formula")
    page.keyboard.press("Escape")
    expect(
        page.locator("#bn-drawer")
    ).to_be_visible()  # it stands over the drawer, not in its place
    page.keyboard.press("Escape")
    expect(page.locator("#bn-drawer")).to_be_hidden()
    page.locator("[data-figure='c-heat'] .bn-def").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bn-pop .bn-kpop-h")).to_have_text("People a day")
    page.keyboard.press("Escape")
    page.locator(".bn-big a.bn-n").first.click()  # MRR, with its rows
    page.locator("#bn-pop a[href='/metrics/mrr/']").click()
    expect(page.locator("h1")).to_have_text("MRR")


def test_counts_that_are_no_metric_say_what_they_count(look: Visits) -> None:
    page = look("chie", path="/segments/", width=390)
    assert {"segment-members", "segment-change", "segment-unknown"} <= signs(page)
    page.goto("/map/over-time/")
    assert signs(page) == {"phase-accounts"}
    page.locator(".bn-def").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bn-pop dd").first).to_contain_text("企業の数です")
    page.goto("/metrics/segment-members/definition/")  # in a tab of its own, too
    expect(page.locator("dl dd").first).to_contain_text("セグメントの条件")
    page.goto("/map/")
    page.locator(".bn-phone .bn-pmrr a").first.click()
    page.locator("#bn-pop a[href*='/definition/']").click()
    expect(page.locator("#bn-pop code")).to_have_text("mrr")
