"""The condition field in a real browser: by keyboard alone, with an input method, mending, the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

FIELD = "#cd-q"


def typed(page: Page, text: str) -> None:
    page.click(FIELD)
    page.keyboard.type(text)


def test_a_whole_condition_is_written_by_keyboard_alone(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.focus(FIELD)
    page.keyboard.type("pha")
    page.wait_for_selector("#cd-list .is-on:has-text('phase')")
    page.keyboard.press("Tab")
    page.wait_for_selector("#cd-list .is-on:has-text('=')")
    page.keyboard.press("ArrowDown")  # differs from
    page.keyboard.press("Enter")  # after an arrow Enter takes, and applies nothing
    page.wait_for_selector("#cd-list [role=option]:has-text(\"'churn'\")")
    assert page.input_value(FIELD) == "phase <> "
    page.keyboard.type("'chu")
    page.wait_for_selector("#cd-list .is-on:has-text(\"'churn'\")")
    page.keyboard.press("Tab")
    page.wait_for_selector(".bn-tri")
    assert page.input_value(FIELD).strip() == "phase <> 'churn'"
    assert page.locator(".bn-comp").is_hidden(), (
        "nothing is begun, so nothing is pressed on anybody"
    )
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=phase"))
    said = page.inner_text(".cd-said")
    assert "フェーズ" in said and "以外" in said


def test_tab_leaves_the_field_when_nothing_is_begun(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 1")
    page.focus(FIELD)
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "cd-q"
    assert page.input_value(FIELD) == "mrr > 1"


def test_escape_closes_the_completions_and_keeps_the_text(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    typed(page, "act")
    page.wait_for_selector("#cd-list .is-on")
    assert page.get_attribute(FIELD, "aria-activedescendant")
    page.keyboard.press("Escape")
    assert page.locator(".bn-comp").is_hidden()
    assert page.input_value(FIELD) == "act"
    assert page.get_attribute(FIELD, "aria-expanded") == "false"


def test_enter_during_a_composition_applies_nothing(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.focus(FIELD)
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "せき", "selectionStart": 2, "selectionEnd": 2}
    )
    before = page.url
    page.keyboard.press("Enter")
    assert page.url == before, "the Enter that ends a composition is not meant for the list"
    session.send("Input.insertText", {"text": "席"})
    page.wait_for_selector("#cd-list .is-on")
    page.keyboard.press("Tab")
    assert page.url == before
    assert re.match(r"[a-z_0-9]+ ", page.input_value(FIELD))


def test_it_counts_while_somebody_types_and_names_what_is_missing(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    typed(page, "csat_90d > 3")
    page.wait_for_selector(".bn-tri-b.is-unk")
    assert int(page.inner_text(".bn-tri-b.is-unk b")) > 0
    assert "データなし" in page.inner_text(".bn-tri")
    assert "q=" not in page.url, "the list itself is asked for by Enter only"


def test_a_newer_text_is_never_overtaken_by_an_older_answer(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    held: list[object] = []

    def hold(route: object) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/accounts/live/**", hold)
    typed(page, "mrr > 1")
    page.wait_for_timeout(500)
    page.keyboard.type("00000")
    page.wait_for_selector(".cd-said:has-text('100,000')")
    assert len(held) >= 2, "the first answer was asked for, held back, and overtaken by a newer one"


def test_a_problem_is_marked_at_its_place_and_mended_there(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    typed(page, "mrr > 1 and activ_users_28d > 3 and seats > 1")
    page.wait_for_selector(".cd-paint .is-err")
    assert page.inner_text(".cd-paint .is-err") == "activ_users_28d"
    page.evaluate("document.querySelector('#cd-q').setSelectionRange(38, 38)")
    page.click("#cd-told button[data-put]")
    page.wait_for_selector(".bn-tri")
    assert page.input_value(FIELD) == "mrr > 1 and active_users_28d > 3 and seats > 1"
    assert page.evaluate("document.querySelector('#cd-q').selectionStart") == 39
    assert page.locator(".cd-paint .is-err").count() == 0


def test_what_is_only_unfinished_is_told_calmly(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    typed(page, "mrr > 1 and")
    page.wait_for_selector("#cd-told [data-level=soft]")
    assert page.locator(".cd-paint .is-err").count() == 0


def test_text_and_form_follow_one_another(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=active_seat_rate_28d < 0.5")
    page.click("[data-open=form]")
    page.wait_for_selector("#cd-v-r0")
    assert page.input_value("#cd-v-r0") == "50"
    page.fill("#cd-v-r0", "３０")
    page.wait_for_selector(".cd-said:has-text('30%')")
    assert page.input_value(FIELD) == "active_seat_rate_28d < 0.3"
    page.click("#cd-add")
    page.wait_for_selector("#cd-n-r1")
    assert page.input_value(FIELD) == "active_seat_rate_28d < 0.3", (
        "an unfinished row changes nothing"
    )
    page.select_option("#cd-n-r1", "phase")
    page.wait_for_selector("#cd-o-r1")
    page.select_option("#cd-o-r1", "in")
    page.wait_for_selector("#cd-v-r1-1")
    page.check("#cd-v-r1-1")
    page.wait_for_selector(".cd-said:has-text('フェーズ')")
    assert page.input_value(FIELD).startswith("active_seat_rate_28d < 0.3 and phase in ('")
    page.check("input[name=j][value=or]")
    page.wait_for_selector(".cd-said:has-text('または')")
    page.fill(FIELD, "tickets_open > 2")
    page.wait_for_selector("#cd-form #cd-v-r0[value='2']")
    assert page.locator("#cd-form .cd-row").count() == 1


def test_enter_in_the_form_takes_no_row_away(look: Visits) -> None:
    page = look("chie", path="/accounts/?q=mrr > 1 and seats > 2")
    page.click("[data-open=form]")
    page.wait_for_selector("#cd-v-r1")
    page.fill("#cd-v-r1", "3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cd-said:has-text('3席')")
    assert page.input_value(FIELD) == "mrr > 1 and seats > 3"
    assert page.locator("#cd-form .cd-row").count() == 2


def test_what_the_form_cannot_show_stays_a_text(look: Visits) -> None:
    text = "days_to_decision <= approval_lead_days + 30"
    page = look("chie", path=f"/accounts/?q={text.replace('+', '%2B')}")
    page.click("[data-open=form]")
    page.wait_for_selector("#cd-form [data-state=free]")
    assert page.input_value(FIELD) == text


def test_examples_can_be_asked_with_a_click(look: Visits) -> None:
    page = look("chie", path="/accounts/")
    page.click("[data-open=ideas]")
    page.wait_for_selector("#cd-ideas [data-use]")
    examples = page.locator("#cd-ideas [data-use]")
    assert examples.count() >= 8
    for n in range(examples.count()):
        examples.nth(n).click()
        text = examples.nth(n).get_attribute("data-use")
        assert page.input_value(FIELD) == text
    page.wait_for_selector(".bn-tri")
    assert page.locator("#cd-told [data-level=error]").count() == 0


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("ja", "light", 1440), ("en", "dark", 1440), ("ja", "dark", 390), ("en", "light", 390)],
)
def test_the_field_is_accessible_with_everything_open(
    look: Visits, accessible: Callable[..., None], language: str, theme: str, width: int
) -> None:
    text = "phase in ('adoption') and (seats > 1 or not do_not_contact) and setup_done_on >= date '2022-01-01'"
    page = look(
        "chie", path=f"/accounts/?q={text}", language=language, theme=theme, width=width
    )  # fmt: skip
    page.click("[data-open=form]")
    page.wait_for_selector("#cd-form .cd-group")
    accessible(page)
    page.click("[data-open=ideas]")
    page.wait_for_selector("#cd-ideas [data-use]")
    page.fill(FIELD, "activ_users_28d > 1 and act")
    page.wait_for_selector("#cd-list .is-on")
    page.wait_for_selector("#cd-told [data-level=error]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)
