"""The metric library: found by words, its charts taken away as files, an own metric made without code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.ground.browsers import Visits


def test_it_is_searched_by_words_and_opens_a_sheet(
    look: Visits, accessible: Callable[..., None]
) -> None:
    page = look("chie", path="/metrics/")
    page.fill("#lb-q", "mrr")
    page.wait_for_selector(".lb-count a")
    assert "mrr" in page.locator("#lb-list .lb-key").all_inner_texts()
    accessible(page)
    page.click(".lb-name[href^='/metrics/mrr/']")
    page.wait_for_selector("#c-mrr[data-drawn]")
    assert page.locator("text=値あり").count() >= 1
    page.wait_for_selector("#c-mrr-trend[data-drawn]")
    accessible(page)


def test_its_charts_have_a_table_a_picture_and_a_safe_csv(look: Visits) -> None:
    page = look("chie", path="/metrics/active_users_28d/", language="en", width=390)
    page.wait_for_selector("#c-active_users_28d[data-drawn]")
    figure = page.locator("[data-figure='c-active_users_28d']")
    figure.locator("[data-figure-table]").focus()
    page.keyboard.press("Enter")
    assert figure.locator("tbody tr a").first.is_visible()
    # A text a spreadsheet would run, as a name in the data may be.
    figure.locator("tbody td").first.evaluate("cell => { cell.dataset.v = '=1+1' }")
    with page.expect_download() as taken:
        figure.locator("[data-take=csv]").click()
    text = taken.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b"\r\n'=1+1," in text
    assert b"true on " in text.splitlines()[-1]
    with page.expect_download() as taken:
        figure.locator("[data-take=png]").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_own_metric_is_made_tried_saved_and_changed(
    look: Visits, accessible: Callable[..., None]
) -> None:
    page = look("akiko")
    # The last script comes late: the first check must wait until the form is listened to.
    held: list[Route] = []
    page.route("**/alpine-csp.min.js", lambda route: held.append(route))
    page.goto("/metrics/new/", wait_until="commit")
    page.wait_for_selector("[data-paint] .ed-line", state="attached")
    held[0].continue_()
    page.wait_for_selector("#ed-side .bn-bad")
    page.fill("#lb-nj", "よく使う人数")
    page.fill("#lb-ne", "Busy people")
    page.select_option("#lb-way", "people")
    text = page.locator("[data-editor] textarea")
    expect(text).to_have_value(re.compile("busy_people(.|\n)*shape: distinct_users"))
    page.wait_for_selector("#ed-side .lb-prev [data-drawn]")
    accessible(page)
    written = text.input_value()
    text.fill(written.replace("window: 28", "window: 0"))
    page.wait_for_selector("#ed-side [data-line='7']")
    text.fill(written.replace("window: 28", "window: 14"))
    expect(page.locator("#lb-window")).to_have_value("14")  # the form follows the text
    page.fill("#lb-why", "試し")
    with page.expect_response("**/metrics/check/"):
        text.fill(written.replace("window: 28", "window: 21"))
    expect(page.locator("#lb-window")).to_have_value("21")
    expect(page.locator("#lb-why")).to_have_value("試し")  # what was typed outlives a check
    page.click("button[form=lb-save]")
    page.wait_for_selector(".bn-chip-ai:has-text('自社の指標')")
    page.click("main a[href$='/change/']")
    page.wait_for_selector(".bn-ver .bn-chip-good")
    assert "試し" in page.inner_text(".bn-ver")
