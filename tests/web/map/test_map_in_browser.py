"""The map as people use it: from the loud cell to a name and its reason, by mouse, by key, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.browsers import Visits

LAST_DAY = "2022-09-30"  # of the demo's data
PAST_DAY = "2022-05-31"


def test_three_clicks_to_a_name_a_reason_and_a_next_step(look: Visits) -> None:
    page = look("chie", path="/map/")
    loud = page.locator(".bn-wide .bn-cell-bad")
    assert loud.count() == 1
    said = loud.locator(".bn-alarm-h").inner_text()
    loud.locator(".bn-btn").click()
    page.wait_for_selector("#bn-drawer h2")
    rows = page.locator("#bn-drawer [data-rows] > li")
    many = re.findall(r"\d+", page.inner_text("#bn-drawer h2"))[0]
    assert rows.count() == int(many) and f"{many}社" in said
    first = rows.first
    assert first.locator(".bn-leaves .bn-chip").count() >= 1
    assert "次の一歩" in first.inner_text() and "担当" in first.inner_text()
    name = first.locator("a.bn-b").inner_text()
    first.locator("a.bn-b").click()
    page.wait_for_url(re.compile(r"/accounts/[\w-]{12}/"))
    assert name in page.inner_text("h1")


def test_a_number_says_what_it_means(look: Visits) -> None:
    page = look("chie", path="/map/")
    page.click(".bn-wide .bn-beh a.bn-pc >> nth=0")
    page.wait_for_selector("#bn-pop dl")
    told = page.inner_text("#bn-pop")
    for word in ("式", "÷", "締め日", "計算"):
        assert word in told, word
    page.keyboard.press("Escape")
    page.wait_for_selector("#bn-pop", state="hidden")
    assert page.evaluate("document.activeElement.classList.contains('bn-pc')"), "focus comes back"


def test_a_kpi_says_what_it_is_and_opens_its_accounts(look: Visits) -> None:
    page = look("chie", path="/map/", language="en")
    page.click(".bn-wide .bn-kpi a >> nth=0")
    page.wait_for_selector("#bn-pop dl")
    told = page.inner_text("#bn-pop")
    for word in ("≥ 85%", "Formula", "Base", "Left out", "Period"):
        assert word in told, word
    page.click("#bn-pop a:text('The accounts behind it')")
    page.wait_for_selector("#bn-drawer .bn-dr-h, .bn-drawer .bn-dr-h")


def test_arrow_keys_go_from_cell_to_cell_and_j_k_through_a_drawer(look: Visits) -> None:
    page = look("chie", path="/map/")
    page.locator(".bn-r-head td a").first.focus()
    page.keyboard.press("ArrowRight")
    assert "phase=adoption" in page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bn-drawer [data-rows] > li")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("#bn-drawer li.is-cur").count() == 1
    second = page.locator("#bn-drawer [data-rows] > li").nth(1)
    assert "is-cur" in (second.get_attribute("class") or "")
    page.keyboard.press("Escape")
    page.wait_for_selector("#bn-drawer", state="hidden")
    assert "phase=onboarding" in page.evaluate("document.activeElement.getAttribute('href')")


def test_a_past_day_is_calm_read_only_and_stays_in_every_link(look: Visits) -> None:
    page = look("chie", path=f"/map/?as_of={PAST_DAY}")
    assert "時点" in page.inner_text(".bn-past")
    assert f"{2022}年{5}月" in page.inner_text(".bn-foot")
    page.locator(".bn-r-head td a").first.click()
    page.wait_for_selector("#bn-drawer h2")
    links = page.locator("#bn-drawer a[href]").evaluate_all("all => all.map(a => a.href)")
    assert links and all(f"as_of={PAST_DAY}" in link for link in links)


def test_the_filters_live_in_the_address(look: Visits) -> None:
    page = look("chie", path="/map/")
    page.click(".bn-map-menu >> nth=1")
    page.click(".bn-map-menu >> nth=1 >> a >> nth=2")
    page.wait_for_url(re.compile(r"month=2022-07"))
    assert "2022年7月" in page.inner_text(".bn-flow th")


def test_on_a_phone_phases_stand_under_each_other(look: Visits) -> None:
    page = look("chie", path="/map/", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator(".bn-wide").is_visible()
    sections = page.locator(".bn-ph-sec")
    assert sections.count() == 6
    tops = [box["y"] for n in range(6) if (box := sections.nth(n).bounding_box())]
    assert tops == sorted(tops) and len(tops) == 6
    sections.first.locator("summary").click()
    assert sections.first.locator(".bn-kpi").is_visible()
    sections.first.locator(".bn-track a >> nth=0").click()
    page.wait_for_selector("#bn-drawer h2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_the_whole_grid_is_there(look: Visits) -> None:
    page = look("chie", path="/map/", width=390)
    page.emulate_media(media="print")
    assert page.locator(".bn-wide").is_visible() and not page.locator(".bn-phone").is_visible()
    assert not page.locator(".bn-top").is_visible()


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("ja", "light", 1440), ("en", "dark", 1440), ("ja", "dark", 390), ("en", "light", 390)],
)
def test_it_is_accessible(
    look: Visits, accessible: Callable[..., None], language: str, theme: str, width: int
) -> None:
    page = look("chie", path="/map/", language=language, theme=theme, width=width)
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)
    place = ".bn-wide" if width > 900 else ".bn-phone"
    page.click(f"{place} .bn-cell-bad .bn-btn")
    page.wait_for_selector("#bn-drawer h2")
    accessible(page)
