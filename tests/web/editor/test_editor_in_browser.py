"""The map editor: problems on their lines, plan, apply, roll back; what is planned is what happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.browsers import Visits

READY = "#ed-side .bn-plan-h, #ed-side .bn-empty"


def opened(look: Visits, person: str = "makoto") -> Page:
    page = look(person, path="/editor/")
    page.wait_for_selector(READY)
    return page


def write(page: Page, change: Callable[[str], str]) -> None:
    text = page.input_value("textarea[name=text]")
    page.fill("textarea[name=text]", change(text))
    page.keyboard.press("Control+Enter")


def moves_of(page: Page) -> int:
    found = re.search(r"(\d+)社が移動します", page.inner_text(".bn-plan-h h2"))
    return int(found[1]) if found else 0


def test_a_misspelt_metric_is_marked_on_its_line_and_mended(look: Visits) -> None:
    page = opened(look)
    write(
        page,
        lambda text: text.replace("first_value_on is not null", "first_valu_on is not null", 1),
    )
    page.wait_for_selector(".ed-line.err")
    page.wait_for_selector("code:has-text('condition.unknown-name')")
    assert page.locator(".ed-gutter .err").count() == 1
    assert page.locator("button:has-text('適用')").count() == 0, (
        "nothing to apply while it is wrong"
    )
    page.click("[data-fix]")
    page.wait_for_selector(".bn-plan-h")
    assert page.locator(".ed-line.err").count() == 0


def test_plan_apply_and_back(look: Visits) -> None:
    page = opened(look)
    write(
        page,
        lambda text: text.replace("weeks_running_3_days >= 2\n", "weeks_running_3_days >= 0\n"),
    )
    page.wait_for_selector(".bn-apply")
    planned = moves_of(page)
    names = page.locator(".bn-plan tbody a.bn-nm").all_inner_texts()
    page.fill("#ed-why", "継続の目安をゆるめる")
    page.click(".bn-apply button[type=submit]")
    page.wait_for_selector("text=版2を適用し")
    assert f"{planned}社が移動しました" in page.inner_text("body")
    for name in names[:3]:
        page.goto("/accounts/?q=" + name)
        assert "オンボーディング" not in page.inner_text(f"tr:has-text('{name}')")

    page.goto("/editor/")
    page.wait_for_selector(READY)
    page.click("button:has-text('この版に戻す')")
    page.wait_for_selector(".bn-apply")
    page.fill("#ed-why", "元に戻す")
    page.click(".bn-apply button[type=submit]")
    page.wait_for_selector("text=版3を適用し")
    assert "継続の目安をゆるめる" in page.inner_text(".bn-ver")


def test_the_export_is_the_text_in_force(look: Visits) -> None:
    page = opened(look)
    answer = page.request.get("/editor/export/")
    assert answer.text() == page.input_value("#ed-running")


def test_a_draft_survives_leaving_the_page(look: Visits) -> None:
    page = opened(look)
    write(page, lambda text: text + "\n# あとで直す\n")
    page.wait_for_load_state("networkidle")  # leaving in the middle of a check would be an error
    page.goto("/map/")
    page.goto("/editor/")
    page.wait_for_selector(READY)
    assert "あとで直す" in page.input_value("textarea[name=text]")
    page.click("[data-discard]")
    assert "あとで直す" not in page.input_value("textarea[name=text]")


def test_a_csm_may_try_but_not_apply(look: Visits) -> None:
    page = opened(look, "chie")
    write(page, lambda text: text.replace("should_take: 30 days", "should_take: 20 days", 1))
    page.wait_for_selector(".bn-plan-h")
    assert page.locator(".bn-apply").count() == 0


@pytest.mark.parametrize(("language", "theme"), [("ja", "light"), ("en", "dark")])
def test_the_editor_is_accessible(
    look: Visits, accessible: Callable[..., None], language: str, theme: str
) -> None:
    page = look("makoto", path="/editor/", language=language, theme=theme)
    page.wait_for_selector(READY)
    accessible(page)
