"""Retention as people use it: sliders, copying into a spreadsheet, a workbook, the phone, by keys."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.ground import servers

if TYPE_CHECKING:
    from tests.conftest import Serve
    from tests.ground.browsers import Visits


@pytest.fixture(scope="module")
def served_world(
    serve: Serve,
    small_world: servers.WorkspaceFolder,
    tmp_path_factory: pytest.TempPathFactory,
) -> servers.Live:
    return serve(small_world.copy_to(tmp_path_factory.mktemp("home")))


def test_a_slider_moves_both_pictures_and_the_address(
    look: Visits, accessible: Callable[..., None]
) -> None:
    page = look("makoto", path="/insight/retention/", language="ja", theme="dark")
    page.wait_for_selector("#c-churn[data-drawn]")
    page.wait_for_selector("#c-survival[data-drawn]")
    page.wait_for_selector("#c-projection[data-drawn]")
    accessible(page)
    page.focus("#rt-x")
    page.keyboard.press("End")
    expect(page.locator("output[for=rt-x]")).to_have_text("20%")
    expect(page.locator("#c-churn-f")).to_contain_text("A: 月次解約率 20%")
    page.wait_for_url("**/insight/retention/?*x=20*")
    page.wait_for_selector("#c-churn[data-drawn]")
    assert page.locator("#rt-x").evaluate("e => e === document.activeElement")
    page.reload()
    expect(page.locator("output[for=rt-x]")).to_have_text("20%")
    page.click(".bn-units >> text=千円")
    expect(page.locator("#c-years-f")).to_contain_text("単位: 千円")


def test_a_table_goes_into_a_spreadsheet_as_it_stands(look: Visits) -> None:
    page = look("makoto", path="/insight/retention/?part=year&unit=k", language="en", width=390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure = page.locator("#c-years-f")
    page.evaluate(
        "addEventListener('copy', (e) => { window.kept = e.clipboardData.getData('text/html'); })"
    )
    figure.locator("[data-take=copy]").click()
    expect(page.locator("#bn-toasts")).to_contain_text("Copied")
    rows = page.evaluate("navigator.clipboard.readText()").split("\r\n")
    shown = figure.locator("tbody tr").first.locator("td").all_inner_texts()
    assert rows[1].split("\t") == shown and len(shown) == 6
    kept = page.evaluate("window.kept")
    assert "<table" in kept and f">{shown[1]}</td>" in kept
    with page.expect_download() as taken:
        figure.locator("[data-take=xlsx]").click()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken.value.path().read_bytes()))
    cells = sheet.get_sheet_by_index(0).to_python()
    exact = figure.locator("tbody td").nth(1).get_attribute("data-v")
    assert cells[3][1] == float(exact or "nan")
    with page.expect_download() as picture:
        page.locator("#c-churn-f [data-take=png]").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    page.locator("#c-churn-f [data-take=picture]").click()
    expect(page.locator("#bn-toasts")).to_contain_text("Copied")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_cohort_opens_beside_the_page_and_closes_by_key(look: Visits) -> None:
    page = look("makoto", path="/insight/retention/?part=year", language="en")
    first = page.locator("#c-cohorts-f tbody td a").first
    count = first.inner_text()
    first.click()
    expect(page.locator(".bn-drawer")).to_contain_text(f"{count} accounts")
    page.keyboard.press("Escape")
    expect(page.locator(".bn-drawer")).to_be_hidden()
