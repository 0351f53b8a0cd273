"""Files in through the screen: looked at, a column corrected, taken over, the events named, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

# Invented companies. The last contract begins on no day, and "Stufe" is a header nobody knows.
ACCOUNTS = "顧客ID,会社名,業種,Stufe\nA1,朝凪製作所,製造,gold\nA2,Larkfield Tea Ltd.,食品,silver\nA3,夜長印刷,印刷,gold\n"
CONTRACTS = "契約ID,顧客ID,プラン,契約開始日,契約終了日,月額,席数\nC1,A1,standard,2026-01-10,,50000,5\nC2,A2,standard,2026-02-01,,80000,9\nC3,A3,standard,2025-11-01,,30000,3\nC4,A3,standard,2026-13-40,,12345,3\n"
EVENTS = "顧客ID,ユーザーID,イベント,日時\n" + "".join(
    f"A{1 + n % 3},u{n % 4},{name},2026-03-{1 + n % 28:02d} 09:30:00\n"
    for n, name in enumerate(["login", "create_report", "share_report"] * 40)
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    found = []
    for name, text in (("顧客.csv", ACCOUNTS), ("契約.csv", CONTRACTS), ("events.csv", EVENTS)):
        path = tmp_path / name
        path.write_bytes(text.encode("cp932" if name == "顧客.csv" else "utf-8-sig"))
        found.append(str(path))
    return found


def look_at(page: Page, files: list[str]) -> str:
    page.goto("/import/")
    page.set_input_files("#im-files", files)
    page.click("text=内容を確認")
    page.wait_for_url(re.compile(r"/import/\w{12}/$"))
    page.wait_for_selector("#im-result button.bn-btn-p", timeout=60_000)
    return page.url


def wait_done(page: Page, text: str) -> None:
    page.wait_for_selector(f"text={text}", timeout=240_000)


def test_a_file_is_looked_at_corrected_taken_over_and_undone(
    page: Page, files: list[str], accessible: Callable[..., None]
) -> None:
    address = look_at(page, files)
    body = page.inner_text("main")
    assert "Shift_JIS" in body or "cp932" in body
    assert "import." in body, "the bad date is told with its problem's id"
    accessible(page)

    # Nobody knows "Stufe": it is a field of our own already, and a person leaves it out.
    stufe = page.locator("select[aria-label='「Stufe」の意味']")
    assert stufe.input_value() == "field"
    stufe.select_option("")
    page.wait_for_selector("tr.is-left:has-text('Stufe') >> text=画面で変更", timeout=60_000)

    page.click("#im-result button:has-text('取り込む')", timeout=60_000)
    wait_done(page, "取り込んだ内容")
    assert page.locator("text=取込済み").count() == 1
    page.goto(address + "rows/")
    assert "2026-13-40" in page.inner_text("main")

    page.goto("/import/catalogue/")
    assert page.locator("tr:has-text('login') input[name$='-login']").is_checked()
    accessible(page)

    page.goto(address)
    page.click("summary:has-text('この取込を取り消す')")
    page.click("form[action$='/undo/'] button")
    wait_done(page, "取消済み")
    page.goto("/import/catalogue/")
    assert page.locator("text=イベントがまだありません").count() == 1


def test_a_picture_is_refused_and_leaves_nothing(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "logo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    page.goto("/import/")
    before = page.locator("table.bn-table tbody tr").count()
    page.set_input_files("#im-files", str(picture))
    page.click("text=内容を確認")
    page.wait_for_selector("code:has-text('import.')", timeout=60_000)
    page.goto("/import/")
    assert page.locator("table.bn-table tbody tr").count() == before


def test_the_screen_speaks_english_in_the_dark_on_a_phone(
    visit: Visits, accessible: Callable[..., None]
) -> None:
    page = visit("akiko", path="/import/", language="en", theme="dark", width=390)
    assert "Drop files here" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)


def test_a_reader_may_not_look_at_imports(visit: Visits) -> None:
    page = visit("rin", path="/settings/")
    page.goto("/import/")
    assert page.locator("form[data-drop]").count() == 0
