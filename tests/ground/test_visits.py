"""The ground of all browser tests: people sign in, in their language, and complaints are heard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ground.browsers import Visits


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_way_in_is_accessible(
    visit: Visits, accessible: Callable[..., None], language: str, theme: str
) -> None:
    page = visit(None, path="/accounts/login/", language=language, theme=theme)
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)


def test_a_stranger_is_led_to_the_way_in(visit: Visits) -> None:
    page = visit(None, path="/settings/")
    assert "/accounts/login/" in page.url


def test_people_sign_in_by_name_and_language(visit: Visits) -> None:
    page = visit("paul", path="/jobs/", language="en", width=390)
    assert "/accounts/login/" not in page.url
    assert page.locator("html").get_attribute("lang") == "en"
    assert visit("paul", path="/jobs/", language="ja").locator("html").get_attribute("lang") == "ja"


def test_what_the_console_says_is_heard(visit: Visits) -> None:
    page = visit(None, path="/accounts/login/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">styled</p>')"
    )
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)
    visit.complaints.clear()
