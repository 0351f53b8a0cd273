"""The first run as a person sees it, in both languages, from an empty folder to the first screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ground import browsers, servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORDS = {
    "ja": ("Banso の初期設定", "利用開始", "ログイン", "姓"),
    "en": ("Welcome to Banso", "Start using Banso", "Sign in", "Family name"),
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_first_run(
    language: str,
    browser: Browser,
    serve: Callable[..., servers.Live],
    accessible: Callable[..., None],
    tmp_path: Path,
) -> None:
    empty = servers.WorkspaceFolder(tmp_path)
    empty.folder.mkdir(parents=True)
    empty.run("migrate", "--verbosity", "0")
    visits = browsers.Visits(browser, serve(empty))
    heading, start, sign_in, family = WORDS[language]

    page = visits(None, path="/", language=language)
    assert page.url.endswith("/welcome/")
    assert page.inner_text("h1") == heading
    assert page.get_by_label(family).is_visible()
    accessible(page)
    page.fill("[name=name]", "Minato")
    page.fill("[name=family_name]", "湊")
    page.fill("[name=given_name]", "遥")
    page.fill("[name=email]", "haruka@example.com")
    page.fill("[name=password]", "short")
    page.click(f"button:has-text('{start}')")
    assert page.locator(".bn-note-bad").count() == 1  # too short: told, nothing made
    page.fill("[name=password]", "long enough to keep")
    page.click(f"button:has-text('{start}')")
    page.wait_for_url(lambda url: "/welcome" not in url)
    assert page.locator(".bn-me .bn-av").inner_text() == "湊"

    stranger = visits(None, path="/", language=language)
    assert stranger.inner_text("h1") == sign_in
    accessible(stranger)
    stranger.fill("[name=login]", "haruka@example.com")
    stranger.fill("[name=password]", "not the one")
    stranger.click("main [type=submit]")
    assert stranger.locator("main .bn-note-bad").is_visible()
    stranger.fill("[name=password]", "long enough to keep")
    stranger.click("main [type=submit]")
    stranger.wait_for_url(lambda url: "/accounts/login" not in url)
    visits.close()
    assert not visits.complaints
