"""From an empty workspace with an Excel export to a map with accounts in phases, led by the screens alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.ground import browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Serve
    from tests.ground import servers

# Fictional companies: their contract began and ends that many days before today.
COMPANIES = {
    "株式会社あさなぎ製作所": (24, -340),
    "（株）北浜フーズ": (20, -344),
    "㈱みなと印刷": (15, -349),
    "ヒノキ精機株式会社": (105, -260),
    "風見物流株式会社": (185, -180),
}
EVENTS = ("login", "create_report", "invite_member", "share_report")
LEAD = "aside.bn-lead"
WORK = 60_000  # ms: long work lies between the steps
NEXT = f"{LEAD} .bn-lead-on"
NEWCOMER = """
import django; django.setup()
from banso.workspace.models import User
User.objects.update(first_steps=True)
"""


def export(path: Path, *, today: date) -> Path:
    """A workbook as a sales tool and a product log give it: contracts in one sheet, usage in another."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/mm/dd"}) as book:
        contracts = book.add_worksheet("契約一覧")
        contracts.write(0, 0, "契約一覧表（架空）")
        contracts.write_row(
            2, 0, ["顧客コード", "会社名", "プラン", "契約開始日", "契約終了日", "月額", "席数"]
        )
        for n, (name, (begun, until)) in enumerate(COMPANIES.items()):
            contracts.write_row(3 + n, 0, [f"{n + 1:05d}", name, "スタンダード"])
            for column, back in ((3, begun), (4, until)):
                day = today - timedelta(days=back)
                contracts.write_datetime(3 + n, column, day)
            contracts.write_row(3 + n, 5, [50_000 + 10_000 * n, 5 + n])
        usage = book.add_worksheet("利用ログ")
        usage.write_row(0, 0, ["顧客コード", "ユーザーID", "イベント", "日時"])
        # The first company has done everything there is, the last has never begun.
        rows = [
            (n, event, today - timedelta(days=back))
            for n in range(4)
            for event in EVENTS[: 4 - n]
            for back in range(2, 22)
        ]
        for i, (n, event, day) in enumerate(rows, start=1):
            at = f"{day:%Y/%m/%d} {9 + i % 8:02d}:30:00"
            usage.write_row(i, 0, [f"{n + 1:05d}", f"u{n}{i % 3}", event, at])
    return path


@pytest.fixture
def newcomer(
    serve: Serve, browser: Browser, prepared_workspace: servers.WorkspaceFolder, tmp_path: Path
) -> Iterator[Page]:
    """A person who has just made an empty workspace."""
    workspace = prepared_workspace.copy_to(tmp_path / "home")
    workspace.module("-c", NEWCOMER)
    visits = browsers.Visits(browser, serve(workspace, worker=True))
    page = visits("akiko", path="/")
    page.set_default_timeout(WORK)
    yield page
    visits.close()
    assert not visits.complaints, visits.complaints


def test_from_an_export_to_a_map_with_accounts_in_phases(
    newcomer: Page, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    page = newcomer
    led(page, "ステップ1／5", "ファイルを取り込む")
    take_over(page, export(tmp_path / "契約と利用.xlsx", today=datetime.now(UTC).date()))
    expect(page.locator(NEXT)).to_have_text("3つの質問に答える", timeout=WORK)
    accessible(page)
    put_away_and_found_again(page)
    answer(page)
    led(page, "ステップ2／5", "5つのマップから選ぶ")
    choose(page)
    led(page, "ステップ3／5", "セグメントを作る")
    save_a_segment(page)
    led(page, "ステップ4／5", "最初のToDoを書く")
    page.fill("[name=title]", "キックオフの日程を決める")
    page.click("form.bn-tk button[type=submit]")
    expect(page.locator(LEAD)).to_have_count(0)  # walked as far as it is open
    page.goto("/start/")
    assert page.locator("li.st-step:has(.bn-chip-good)").count() == 2
    page.click("p.st-walked a")
    page.wait_for_url("**/map/")
    found = page.locator(".bn-wide .bn-r-head .bn-pbig b").all_inner_texts()
    assert found[:3] == ["3", "1", "1"], found


def led(page: Page, step: str, label: str) -> None:
    """The bar says which step it is and what is next; it leads there."""
    expect(page.locator(LEAD)).to_contain_text(step)
    expect(page.locator(NEXT)).to_have_text(label)
    page.click(NEXT)
    expect(page.locator(f"{LEAD} [aria-current=step]")).to_have_text(label)


def take_over(page: Page, path: Path) -> None:
    page.set_input_files("#im-files", str(path))
    page.click("text=内容を確認")
    page.wait_for_selector("#im-result button.bn-btn-p")
    read = page.locator("section.im-table").all_inner_texts()
    assert len(read) == 2 and "契約一覧" in read[0] and "利用ログ" in read[1]
    page.click("#im-result button.bn-btn-p")
    page.wait_for_selector("text=取り込んだ内容")


def put_away_and_found_again(page: Page) -> None:
    page.click(f"{LEAD} button")
    expect(page.locator(LEAD)).to_have_count(0)
    page.goto("/accounts/")
    assert page.locator(LEAD).count() == 0
    page.click(".bn-menu-nav > summary")
    page.click(".bn-menu-nav a[href='/start/']")
    here = page.locator("li[aria-current=step]")
    expect(here).to_contain_text("5社")
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("button:has-text('もう一度表示する')")
    expect(page.locator("button:has-text('もう一度表示する')")).to_have_count(0)
    here.locator("a.bn-btn-p").click()
    expect(page.locator(f"{LEAD} [aria-current=step]")).to_have_text("3つの質問に答える")


def answer(page: Page) -> None:
    roles = {"create_report": "use", "invite_member": "setup_step", "share_report": "first_value"}
    for event, role in roles.items():
        page.check(f"tr:has-text('{event}') input[name$='-{role}']")
    page.click("button:has-text('保存')")
    page.wait_for_url(re.compile(r"/jobs/\w{12}/"))
    expect(page.locator(".bn-job:not([hx-get])")).to_have_count(1, timeout=WORK)  # worked out anew


def choose(page: Page) -> None:
    page.wait_for_selector(".tc-sums")
    cards = page.locator(".tc-card")
    assert cards.count() == 5
    expect(cards.first.locator("button")).to_have_text("このまま使う")
    four = page.locator(".tc-card:has(a[href='/editor/templates/time-based-four/'])")
    assert "移動する顧客企業\n2" in four.locator(".tc-sums").inner_text()
    four.locator("a.bn-btn-p").click()
    page.wait_for_selector(".bn-apply")
    assert "2社が移動します" in page.inner_text(".bn-plan-h h2")
    page.fill("#ed-why", "契約からの時間で始める")
    page.click(".bn-apply button[type=submit]")
    page.wait_for_selector("text=版2を適用し")


def save_a_segment(page: Page) -> None:
    page.click(".bn-head-r a[href^='/accounts/']")
    page.click(".bn-seg button:has-text('この一覧を保存')")
    page.fill("#bn-drawer input[name=name]", "はじめの顧客企業")
    page.click("#bn-drawer button[type=submit]")
    page.wait_for_url(re.compile("segment="))
