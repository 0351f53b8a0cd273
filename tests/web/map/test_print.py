"""The map on paper: one A3 page in both languages, with few and many phases, however long the texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits
    from tests.web.map.conftest import Book

A3 = (1190.6, 841.9)  # points, landscape


def sheet(look: Visits, language: str, theme: str = "light") -> Page:
    page = look("makoto", path="/map/print/", language=language, theme=theme)
    page.wait_for_selector("[data-fitted]")
    return page


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def assert_one_page(page: Page) -> None:
    pdf = page.pdf(prefer_css_page_size=True)
    assert pages(pdf) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert box is not None
    assert (float(box[1]), float(box[2])) == pytest.approx(A3, abs=1.0)
    assert pages(page.pdf(format="A3", landscape=True, print_background=True)) == 1


def assert_nothing_is_cut(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1512, "height": 1047})  # 400 × 277 mm
    cut = page.evaluate(
        "[...document.querySelectorAll('.pr-sheet td, .pr-sheet th, .pr-sheet li, .pr-sheet p')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')"
        ".map(e => e.className + ' ' + e.textContent.slice(0, 40))"
    )
    assert cut == []
    low, right = page.evaluate(
        "(() => { const r = document.querySelector('.pr-foot').getBoundingClientRect();"
        " return [r.bottom + scrollY, r.right]; })()"
    )
    assert low <= 1047 and right <= 1513


@pytest.mark.parametrize("language", ["ja", "en"])
def test_six_phases_stand_on_one_a3_page(look: Visits, language: str) -> None:
    page = sheet(look, language, theme="dark")
    assert_one_page(page)
    assert_nothing_is_cut(page)
    # light only, whatever the person works in
    assert page.evaluate("getComputedStyle(document.querySelector('.pr-sheet')).backgroundColor") == "rgb(255, 255, 255)"  # fmt: skip
    assert page.evaluate("matchMedia('print').matches")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_long_texts_are_made_to_fit_not_cut(look: Visits, language: str) -> None:
    page = sheet(look, language)
    before = float(page.get_attribute("[data-sheet]", "data-fitted") or 0)
    page.evaluate(
        "document.querySelectorAll('.pr-map tbody tr:nth-child(n+3) td, .pr-map td li span').forEach("
        "e => { if (!e.children.length) e.textContent = (e.textContent + ' ').repeat(3); })"
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    after = float(page.get_attribute("[data-sheet]", "data-fitted") or 0)
    assert 4.5 < after < before
    assert_one_page(page)
    assert_nothing_is_cut(page)


def test_its_type_is_large_enough_to_be_read_on_a_wall(look: Visits) -> None:
    page = sheet(look, "ja")
    assert float(page.get_attribute("[data-sheet]", "data-fitted") or 0) >= 9


def test_the_letters_are_in_the_file(look: Visits) -> None:
    pdf = sheet(look, "ja").pdf(prefer_css_page_size=True)
    names = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", pdf))
    assert names, "fonts are embedded, each as the subset that is used"


@pytest.mark.parametrize("key", ["three-phases", "success-funnel"])
def test_maps_of_four_to_six_columns_stand_on_one_page(look: Visits, key: str) -> None:
    page = look("makoto", path=f"/editor/templates/{key}/")
    page.wait_for_selector(".bn-apply")
    page.fill("#ed-why", "印刷の確認")
    page.click(".bn-apply button[type=submit]")
    page.wait_for_url("**/editor/")
    page.goto("/map/print/")
    page.wait_for_selector("[data-fitted]")
    assert page.locator(".pr-ph").count() == {"three-phases": 4, "success-funnel": 6}[key]
    assert_one_page(page)
    assert_nothing_is_cut(page)


def test_the_sheet_says_what_the_map_says(book: Book) -> None:
    client = book.viewers.client("makoto")
    paper = client.get("/map/print/").content.decode()
    seen = book.read()
    counts = [int(n) for n in re.findall(r'<div class="pr-big"><b>(\d+)', paper)]
    assert counts == [seen.accounts(p) for p in ("first", "second", "gone")]
    for words in ("試験用", "短い地図", "席が10以上", "席を配る", "一番目", "離脱"):
        assert words in paper
    assert 'href="/map/print/' in seen.body
