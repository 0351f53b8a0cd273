"""A real browser for tests: Debian's Chromium driven by Playwright, with axe and a watch on errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from scripts.test_tools import browser as find_browser
from tests.ground.people import PASSWORD, PEOPLE
from tests.ground.servers import Live

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
# Milliseconds; against waiting for ever, not a measure of speed: a loaded machine may take long.
PATIENCE = 60_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium. Without one on the machine the test is skipped, or failed under CI=true."""
    executable = find_browser()
    if executable is None:
        reason = "no Chromium on this machine: run `make test-tools`"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # Playwright keeps an event loop in this thread, which Django's ORM would refuse to work beside.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
            yield running
            running.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visits:
    """Opens pages as one of the people; at the end, no page may have complained on its console."""

    browser: Browser
    live: Live
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        person: str | None = "akiko",
        *,
        path: str = "",
        language: str = "ja",
        theme: str = "light",
        width: int = 1440,
        height: int = 900,
    ) -> Page:
        """A page signed in as ``person`` (None: a stranger), at ``path`` if one is given."""
        context = self.browser.new_context(
            base_url=self.live.url,
            viewport={"width": width, "height": height},
            locale=LOCALES[language],
            timezone_id="Asia/Tokyo",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error on the page: {error}"))
        if person is not None:
            self._sign_in(context, page, person)
        self._choose(context, language, theme, signed_in=person is not None)
        if path:
            page.goto(path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused form or a missing row answers 4xx on purpose; Chromium logs that as an error.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _sign_in(self, context: BrowserContext, page: Page, person: str) -> None:
        if person not in self.live.cookies:
            page.goto("/accounts/login/")
            page.fill("[name=login]", PEOPLE[person].email)
            page.fill("[name=password]", PASSWORD)
            page.click("form:has([name=password]) [type=submit]")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
            self.live.cookies[person] = context.cookies()  # type: ignore[assignment]
        else:
            context.add_cookies(self.live.cookies[person])  # type: ignore[arg-type]

    def _choose(
        self, context: BrowserContext, language: str, theme: str, *, signed_in: bool
    ) -> None:
        """Language and theme belong to the person: the last visit decides for all their pages."""
        wanted = {"language": language, "theme": theme}
        prefix = f"banso_{self.live.workspace.name}_"
        if not signed_in:
            for name, value in wanted.items():
                context.add_cookies([{"name": prefix + name, "value": value, "url": self.live.url}])
            return
        token = next(c["value"] for c in context.cookies() if c["name"] == f"{prefix}csrf")
        headers = {"X-CSRFToken": token}
        response = context.request.post(
            "/preferences/", form=wanted, headers=headers, max_redirects=0
        )
        assert response.status < 400, f"preferences were refused with {response.status}"


def assert_accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fail with every WCAG 2.2 A/AA violation that axe finds on the page; ``without`` names rules to leave out."""
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in without},
    }
    found = Axe().run(page, options=options).response["violations"]
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(
            str(node["target"]) + " " + node["html"][:160] for node in violation["nodes"][:5]
        )
        for violation in found
    ]
    assert not lines, f"{page.url} breaks WCAG:\n" + "\n".join(lines)
