"""Bad rows found, mended by rule and by hand on the screen, and taken in; the rest told with its money."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

# Invented companies.
ACCOUNTS = "顧客ID,会社名,業種\nQ1,潮見製作所,製造\nQ2,霧島印刷,印刷\nQ3,=HYPERLINK(1),食品\n"
CONTRACTS = "契約ID,顧客ID,プラン,契約開始日,契約終了日,月額,席数\n" + "".join(
    f"QC{n},Q{n},standard,2026-01-10,,50000,5\n" for n in (1, 2)
)
BAD = "QC8,Q1,standard,来春ごろ,,30000,3\nQC9,Q2,standard,来春ごろ,,12345,3\nQC1,Q1,standard,2026-02-01,,99,1\n"


@pytest.fixture
def imported(page: Page, tmp_path: Path) -> Page:
    """An administrator, behind an import of which three rows stayed out."""
    paths = []
    for name, text in (("q顧客.csv", ACCOUNTS), ("q契約.csv", CONTRACTS + BAD)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8-sig")
        paths.append(str(path))
    page.goto("/import/")
    page.set_input_files("#im-files", paths)
    page.locator("form[data-drop] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/import/\w{12}/"))
    page.locator("form[action$='/commit/'] button").first.click(timeout=60_000)
    page.wait_for_selector("text=取り込んだ内容", timeout=240_000)
    return page


def test_rows_are_found_mended_by_rule_and_by_hand(
    imported: Page, accessible: Callable[..., None]
) -> None:
    page = imported
    page.goto("/quality/")
    page.locator("form[action$='/check/'] button").click()
    page.wait_for_selector("text=読み取れなかった行")
    accessible(page)

    page.locator("a.bn-nm:has-text('読み取れなかった行')").click()
    assert "来春ごろ" in page.inner_text("main")
    accessible(page)

    page.goto("/quality/quarantine/")
    accessible(page)
    page.locator("a.bn-nm:has-text('日付として読み取れません')").first.click()
    accessible(page)
    form = page.locator("form:has(input[value=replace])")
    form.locator("[name=old]").fill("来春ごろ")
    form.locator("[name=new]").fill("2026-03-01")
    form.locator("[name=new]").press("Enter")  # without a mouse
    page.wait_for_selector("text=実行するとどうなるか")
    assert "2" in page.inner_text(".qu-verdict")
    accessible(page)
    page.locator("form[action$='/mend/'] button").click()
    page.wait_for_selector("text=該当する行はありません", timeout=240_000)

    page.goto("/quality/quarantine/")
    page.locator("a.bn-nm:has-text('同じIDの行')").first.click()
    page.locator("td a.bn-nm").first.click()
    assert page.locator("td.qu-diff").count() >= 2, "both rows stand side by side"
    accessible(page)
    page.locator("form:has(input[value=new_id]) button").click()
    page.locator("form[action$='/mend/'] button").click()
    page.wait_for_selector("text=該当する行はありません", timeout=240_000)
    page.goto("/quality/quarantine/?state=mended")
    page.wait_for_selector("a.bn-nm:has-text('同じIDの行')", timeout=60_000)


def test_exports_run_no_formula(imported: Page) -> None:
    page = imported
    page.goto("/quality/")
    answer = page.request.get("/quality/findings/missing.contract/csv/")
    assert answer.status == 200
    body = answer.body().decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in body and "\n=HYPERLINK" not in body
    answer = page.request.get("/quality/quarantine/export/xlsx/")
    assert answer.status == 200 and answer.body()[:2] == b"PK"


def test_it_speaks_english_in_the_dark(visit: Visits, accessible: Callable[..., None]) -> None:
    page = visit("akiko", path="/quality/", language="en", theme="dark", width=1440)
    assert "Data quality" in page.inner_text("main")
    accessible(page)
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url(re.compile(r"/quality/$"))


def test_a_reader_does_not_see_it(visit: Visits) -> None:
    page = visit("rin", path="/settings/")
    answer = page.goto("/quality/")
    assert answer is not None and answer.status == 403
