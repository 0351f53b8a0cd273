"""The list of accounts: a condition in three values, completion, sort, columns, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.browsers import Visits


def test_a_condition_counts_in_three_values(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=csat_90d > 3")
    said = page.inner_text(".bn-tri")
    assert "判定できない" in said
    shown = int(page.inner_text(".bn-tri-b.is-unk b").replace(",", ""))
    assert shown > 0, "nobody's satisfaction is known, and that is not the same as low"
    page.click(".bn-tri-b.is-unk")
    page.wait_for_selector("table.bn-acct tbody tr")


def test_completion_proposes_and_tab_takes_it(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.click("#cd-q")
    page.keyboard.type("active_users_2")
    page.wait_for_selector("#cd-list [role=option].is-on:has-text('active_users_28d')")
    page.keyboard.press("Tab")
    assert page.input_value("#cd-q").startswith("active_users_28d")
    page.keyboard.type(">= 3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bn-tri")


def test_a_misspelt_name_is_told_with_what_was_meant(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=activ_users_28d > 3")
    assert "condition.unknown-name" in page.inner_text("#cd-told")
    page.click("#cd-told button[data-put]")
    page.wait_for_selector(".bn-tri")


def test_a_name_is_found_without_any_condition(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    name = page.inner_text("table.bn-acct tbody tr:nth-child(3) a.bn-nm")
    page.fill("#cd-q", name[:4])
    page.keyboard.press("Enter")
    page.wait_for_selector(f"table.bn-acct a.bn-nm:has-text('{name}')")


def test_any_metric_becomes_a_column_and_sorts(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.click("button:has-text('列')")
    page.check("#bn-drawer input[value=logins_28d]")
    page.click("#bn-drawer button[type=submit]")
    page.wait_for_selector("th a[title=logins_28d]")
    page.click("th a[title=logins_28d]")
    page.wait_for_selector("th[aria-sort=descending] a[title=logins_28d]")
    first, second = (
        int(page.inner_text(f"tbody tr:nth-child({n}) td:nth-last-child(2)").replace(",", "") or 0)
        for n in (1, 2)
    )
    assert first >= second


def test_the_whole_list_is_exported_and_says_what_it_is(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=phase = 'onboarding'")
    page.click("summary:has-text('書き出し')")
    with page.expect_download() as waiting:
        page.click("a:has-text('CSV')")
    raw = waiting.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 only with its mark"
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0][0] == "顧客企業"
    assert "phase = 'onboarding'" in rows[-1][0]
    total = int(page.inner_text(".bn-tri-b.is-on b").replace(",", ""))
    assert len([r for r in rows[1:-1] if r]) == total


def test_a_reader_does_not_export(look: Visits) -> None:
    page = look("rin", path="/accounts/")
    assert page.locator("summary:has-text('書き出し')").count() == 0
    assert page.request.get("/accounts/export/csv/").status == 403


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("ja", "light", 1440), ("en", "dark", 1440), ("ja", "dark", 390), ("en", "light", 390)],
)
def test_the_list_is_accessible_everywhere(
    look: Visits, accessible: Callable[..., None], language: str, theme: str, width: int
) -> None:
    page = look(
        "chie",
        path="/accounts/?q=active_users_28d > 1",
        language=language,
        theme=theme,
        width=width,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)
