"""A workbook as teams have it: titles, two-row header, 合計, 令和, 千円, months in columns, a hidden sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

# Fictional companies.
COMPANIES = ("株式会社あおぞら製作所", "（株）北浜フーズ", "㈱みなと印刷", "ヒノキ精機株式会社")
MONTHS = ("2026年1月", "2026年2月", "2026年3月")


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("契約一覧")
        sheet.write(0, 0, "契約一覧表（架空）")
        sheet.write(1, 0, "作成日：令和8年4月3日")
        sheet.write(1, 4, "単位：千円")
        sheet.merge_range(3, 0, 4, 0, "顧客コード")
        sheet.merge_range(3, 1, 4, 1, "会社名")
        sheet.merge_range(3, 2, 3, 3, "契約期間")
        sheet.write_row(4, 2, ["開始日", "終了日"])
        sheet.merge_range(3, 4, 4, 4, "月額")
        sheet.merge_range(3, 5, 4, 5, "支店名")
        for n, name in enumerate(COMPANIES):
            row = [f"{n + 1:05d}", name, f"令和7年{n + 1}月1日", f"R9.{n + 1}.1", 100 + n, "大阪"]
            sheet.write_row(5 + n, 0, row)
        sheet.write_row(9, 0, ["合計", "", "", "", 406])
        wide = book.add_worksheet("月別利用数")
        wide.write(0, 0, "月別利用数")
        wide.write_row(2, 0, ["顧客コード", "会社名", *MONTHS])
        for n, name in enumerate(COMPANIES):
            wide.write_row(3 + n, 0, [f"{n + 1:05d}", name, 5 + n, 6 + n, 7 + n])
        hidden = book.add_worksheet("旧データ")
        hidden.hide()
        hidden.write_row(0, 0, ["顧客コード", "会社名", "契約開始日"])
        hidden.write_row(1, 0, ["00099", "株式会社むかし", "2020-04-01"])
    return path


def hand_in(page: Page, path: Path) -> str:
    page.goto("/import/")
    page.set_input_files("#im-files", str(path))
    page.click("text=内容を確認")
    page.wait_for_url(re.compile(r"/import/\w{12}/$"))
    known(page)
    return page.url


def known(page: Page) -> None:
    """What a take-over would do is known."""
    page.wait_for_selector("#im-result button.bn-btn-p", timeout=240_000)


def row(page: Page, table: int, header: str) -> str:
    found = page.locator(f"section.im-table >> nth={table}").locator(
        f"tr:has(td.im-name:has-text('{header}'))"
    )
    return " ".join(found.first.inner_text().split())


def test_a_workbook_is_understood_changed_taken_over_and_known_again(
    page: Page, tmp_path: Path, accessible: Callable[..., None]
) -> None:
    address = hand_in(page, workbook(tmp_path / "契約_202604.xlsx"))
    first = page.locator("section.im-table").first.inner_text()
    assert "題名として読みました" in first and "契約一覧表（架空）" in first
    assert "集計行1行を、データから除きました" in first and "行 10" in first
    assert "旧データ" in first, "the hidden sheet is offered"
    assert "令和7年1月1日 → 2025-01-01" in row(page, 0, "契約期間 / 開始日")
    assert "×1,000" in row(page, 0, "月額") and "¥100,000" in row(page, 0, "月額")
    assert "列名" in row(page, 0, "会社名")
    assert (
        "3列の月を、月ごとの行に直しました" in page.locator("section.im-table").nth(1).inner_text()
    )
    accessible(page)

    # Another unit, by keyboard alone: the preview follows, and the focus stays where it was.
    place = page.locator("td.im-name", has_text="月額").locator("xpath=..")
    place.locator("summary:has-text('読み取り方を変える')").press("Enter")
    unit = place.locator("select[name^=unit]")
    unit.focus()
    unit.select_option("1")
    page.wait_for_selector("tr:has(td.im-name b:text-is('月額')) >> text=画面で変更")
    assert page.evaluate("document.activeElement.id").startswith("im-unit-")
    assert "100 → ¥100" in row(page, 0, "月額")
    place.locator("select[name^=unit]").select_option("1000")
    page.wait_for_selector("tr:has(td.im-name b:text-is('月額')) >> text=¥100,000")

    # The branch is left out; this answer is remembered.
    page.locator("select[aria-label='「支店名」の意味']").select_option("")
    known(page)
    page.click("#im-result button.bn-btn-p")
    page.wait_for_selector("text=マップで顧客企業を見る", timeout=240_000)
    page.wait_for_selector("text=取り込んだ内容", timeout=240_000)
    assert "対応付け 契約 v1" in page.inner_text("main")

    # Next month's file is read the same way, byte for byte.
    hand_in(page, workbook(tmp_path / "契約_202605.xlsx"))
    assert "の取込と同じ対応付けで読みました" in page.inner_text(".im-origin")
    assert "保存済み v1" in row(page, 0, "月額")
    page.goto(address)
    page.click("text=対応付け 契約 v1")
    assert "times: 1000" in page.input_value("#im-text")
    accessible(page)


def test_sheet_header_totals_and_months_are_chosen_on_the_screen(
    page: Page, tmp_path: Path
) -> None:
    hand_in(page, workbook(tmp_path / "別の表.xlsx"))
    page.select_option("#im-totals-0", "keep")
    page.wait_for_selector("text=指定どおりデータとして残しました")
    page.select_option("#im-wide-1", "columns")
    page.wait_for_selector("section.im-table >> nth=1 >> td.im-name:has-text('2026年3月')")
    page.select_option("#im-wide-1", "rows")
    page.wait_for_selector("section.im-table >> nth=1 >> td.im-name b:text-is('値')")
    page.fill("#im-header-0", "5")
    page.press("#im-header-0", "Tab")
    page.wait_for_selector("section.im-table >> nth=0 >> td.im-name b:text-is('開始日')")
    page.select_option("#im-sheet-0", "旧データ")
    page.wait_for_selector("section.im-table >> nth=0 >> .im-pair:has-text('株式会社むかし')")
    # What is asked for and not there is refused in words, and nothing is lost.
    page.fill("#im-header-0", "900")
    page.press("#im-header-0", "Tab")
    page.wait_for_selector("#bn-notices .bn-note-bad, #bn-notices code")
    assert "株式会社むかし" in page.locator("section.im-table").first.inner_text()


def test_a_kind_that_lacks_a_column_says_which(page: Page, tmp_path: Path) -> None:
    hand_in(page, workbook(tmp_path / "種類.xlsx"))
    page.select_option("#im-kind-0", "ticket")
    page.wait_for_selector("#im-result >> text=受付日時")
    assert page.locator("#im-result button").count() == 0, "it cannot be taken over yet"
    page.select_option("#im-kind-0", "skip")
    known(page)


def test_a_text_with_problems_is_not_saved(page: Page, accessible: Callable[..., None]) -> None:
    page.goto("/import/mappings/zendesk/")
    text = page.input_value("#im-text").replace("kind: ticket", "kind: tickets")
    line = text.split("kind: tickets")[0].count("\n") + 1
    page.fill("#im-text", text)
    page.click("form:has(#im-text) button")
    page.wait_for_selector(f".im-problems >> text={line}行目")
    assert page.input_value("#im-text").strip() == text.strip(), "what was written is still there"
    assert page.locator(".im-lines .is-bad").inner_text() == str(line)
    accessible(page)


@pytest.mark.parametrize(("language", "theme"), [("ja", "dark"), ("en", "light")])
def test_saved_mappings_are_listed(
    visit: Visits, accessible: Callable[..., None], language: str, theme: str
) -> None:
    page = visit("akiko", path="/import/mappings/", language=language, theme=theme, width=1440)
    assert "Salesforce" in page.inner_text("main")
    accessible(page)
