"""Segments on screen: kept, shared by link, changed with history, narrowing the map, broken, given up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits


def saved(page: Page, name: str, *, shared: bool = True) -> str:
    """Save the list that is open, and give the address of the segment."""
    page.click(".bn-seg button:has-text('この一覧を保存')")
    page.fill("#sg-name", name)
    if shared:
        page.check("input[name=visible][value=all]")
    page.click("#bn-drawer button[type=submit]")
    page.wait_for_url(re.compile("segment="))
    return page.url[page.url.index("/accounts/") :]


def total(page: Page) -> int:
    return int(page.inner_text(".bn-tri-b b").replace(",", ""))


def test_a_list_is_kept_with_its_columns_and_order_and_shared_by_link(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 100000&sort=mrr&down=1&col=mrr&col=seats")
    n = total(page)
    address = saved(page, "大きな契約")
    assert page.inner_text("h1") == "大きな契約"
    other = look("rin", path=address)
    assert other.inner_text("h1") == "大きな契約"
    assert total(other) == n
    assert other.locator("th[aria-sort=descending] a[title=mrr]").count() == 1
    assert other.locator("th a[title=seats]").count() == 1
    assert other.locator("button:has-text('変更を保存')").count() == 0
    other.wait_for_selector(f".bn-seg a[aria-current] small:has-text('{n}')")


def test_a_list_of_ones_own_is_nobody_elses(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 1")
    address = saved(page, "自分だけの一覧", shared=False)
    other = look("rin", path="/accounts/")
    assert "自分だけの一覧" not in other.inner_text(".bn-seg")
    answer = other.request.get(address)
    assert answer.status == 422 and "segment.gone" in answer.text()
    assert "自分だけの一覧" not in answer.text()


def test_a_change_is_a_version_with_its_difference(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=tickets_open > 0")
    address = saved(page, "問い合わせあり")
    page = look("chie", path=f"{address}&q=tickets_open > 1")
    assert "変更あり" in page.inner_text(".bn-head")
    page.click("button:has-text('変更を保存')")
    page.fill("#sg-why", "1件では少ない")
    page.click("#bn-drawer button[type=submit]")
    page.wait_for_selector("a.bn-chip:has-text('版2')")
    page.click("a.bn-chip:has-text('版2')")
    page.wait_for_selector(".ac-vers")
    told = page.inner_text(".ac-vers")
    assert "1件では少ない" in told
    assert "tickets_open > 0" in told and "tickets_open > 1" in told


def test_a_segment_narrows_the_map_and_its_file(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=phase = 'onboarding'")
    n = total(page)
    address = saved(page, "オンボーディング中")
    key = address.split("segment=")[1]
    with page.expect_download() as waiting:
        page.click("summary:has-text('書き出し')")
        page.click("a:has-text('CSV')")
    raw = waiting.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw)))
    assert len([r for r in rows[1:-1] if r]) == n
    assert "オンボーディング中" in rows[-1][0]
    page = look("chie", path=f"/map/?segment={key}")
    assert "オンボーディング中" in page.inner_text(".bn-head-r")
    counts = [int(t) for t in re.findall(r"(\d+)\s*社", page.inner_text("table, .bn-map"))]
    assert n in counts and max(counts) == n, "nobody outside the segment is counted"


def test_a_broken_segment_says_so_and_selects_nobody(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 2")
    address = saved(page, "こわれる一覧")
    page = look("chie", path=f"{address}&q=gone_metric > 2")
    assert "condition.unknown-name" in page.inner_text("#cd-told")
    assert page.locator("table.bn-acct tbody tr").count() == 0
    assert page.request.get(f"{address.replace('/accounts/', '/accounts/export/csv/')}&q=gone > 2").status == 422  # fmt: skip


def test_it_is_given_up_with_undo(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 3")
    saved(page, "消す一覧")
    page.click(".bn-head a.bn-chip")
    page.click("#bn-drawer button:has-text('削除')")
    page.wait_for_selector(".bn-toast button")
    assert "消す一覧" not in page.inner_text(".bn-seg")
    page.click(".bn-toast button:has-text('元に戻す'), .bn-toast form button")
    page.wait_for_selector("h1:has-text('消す一覧')")


def test_accounts_of_another_owner(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.click("summary:has-text('担当')")
    page.click(".ac-owners a:nth-child(3)")
    page.wait_for_url(re.compile("owner="))
    owners = set(page.locator("table.bn-acct tbody td:last-child").all_inner_texts())
    assert len(owners) <= 1


@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_the_segments_are_accessible(
    look: Visits, accessible: Callable[..., None], language: str, theme: str
) -> None:
    page = look("chie", path="/accounts/?q=mrr > 4", language=language, theme=theme)
    page.click(".bn-seg button[data-drawer]")
    page.wait_for_selector("#sg-name")
    accessible(page)
    page.fill("#sg-name", f"{language}-{theme}")
    page.click("#bn-drawer button[type=submit]")
    page.wait_for_url(re.compile("segment="))
    page.click(".bn-head a.bn-chip")
    page.wait_for_selector(".ac-vers")
    accessible(page)
    page = look("chie", path="/accounts/segments/", language=language, theme=theme, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
