"""Take pictures of the screens from a running Banso: those of the README, and many more to look at.

``make screenshots`` starts ``banso up`` on a demo workspace of its own, signs in as a demo person and
walks the table below. ``--url http://127.0.0.1:8000`` uses a server that runs already,
``--only map,account`` takes some, ``--quick`` only what the README shows.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from test_tools import browser as find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = PROJECT / "docs" / "img"  # in git: what the README shows
LOOKED_AT = PROJECT / "test-results" / "screens"  # ignored by git
STARTS_WITHIN = 900.0  # seconds: the first start makes the demo workspace
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


@dataclass(frozen=True)
class Screen:
    """One screen. ``> list selector`` leads to the first link on that list that matches the selector.

    ``most``: what lies below so many pixels is cut off.
    """

    name: str
    address: str
    widths: tuple[int, ...] = (1440,)
    languages: tuple[str, ...] = ("ja", "en")
    themes: tuple[str, ...] = ("light", "dark")
    wait_for: str = "main"
    most: int = 2400


@dataclass(frozen=True)
class Shot:
    screen: Screen
    language: str
    theme: str
    width: int

    @property
    def in_readme(self) -> bool:
        return (self.screen.name, self.theme, self.width) in README

    @property
    def path(self) -> Path:
        if self.in_readme:
            return SHOWN / f"{self.screen.name}-{self.language}.png"
        return LOOKED_AT / f"{self.screen.name}-{self.language}-{self.theme}-{self.width}.png"


BOTH = (1440, 390)
A_STUCK_ONE = "> /accounts/?q=track%20%3D%20%27stuck%27%20and%20mrr%20%3E%200 main tbody a[href^='/accounts/']"
SCREENS = (
    Screen("map", "/map/", widths=BOTH),
    Screen("accounts", "/accounts/"),
    Screen("account", A_STUCK_ONE, widths=BOTH, most=1200),
    Screen("editor", "/editor/"),
    Screen("import", "/import/"),
    Screen("settings", "/settings/"),
)
README = {("map", "light", 1440), ("account", "light", 1440)}


def shots(only: set[str], quick: bool) -> Iterator[Shot]:
    for screen in SCREENS:
        if only and screen.name not in only:
            continue
        for language in screen.languages:
            for theme in screen.themes:
                for width in screen.widths:
                    shot = Shot(screen, language, theme, width)
                    if shot.in_readme or not quick:
                        yield shot


@contextmanager
def running() -> Iterator[str]:
    """``banso up`` on a fresh demo workspace; gives the address, stops it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="banso-screens-") as home:
        environment = {**os.environ, "BANSO_HOME": home, "BANSO_WORKSPACE": "demo"}
        command = [str(Path(sys.executable).with_name("banso")), "up", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, start_new_session=True)
        try:
            _wait_until_it_answers(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            sys.exit(f"banso up ended with {process.returncode} before it answered")
        time.sleep(0.2)
    sys.exit(f"banso up did not answer within {STARTS_WITHIN:.0f} seconds")


def sign_in(context: BrowserContext, email: str, password: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("form:has([name=password]) [type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.close()


def choose(context: BrowserContext, shot: Shot) -> None:
    """Language and theme are the person's own; the screen for them is skipped, its address is not."""
    token = next(c["value"] for c in context.cookies() if c["name"].endswith("_csrf"))
    wanted = {"language": shot.language, "theme": shot.theme}
    headers = {"X-CSRFToken": token}
    context.request.post("/preferences/", form=wanted, headers=headers, max_redirects=0)


def open_screen(page: Page, screen: Screen) -> None:
    address = screen.address
    if address.startswith(">"):
        listing, selector = address.removeprefix(">").strip().split(" ", 1)
        page.goto(listing)
        address = page.locator(selector).first.get_attribute("href") or listing
    page.goto(address)
    page.wait_for_selector(screen.wait_for)
    page.wait_for_load_state("networkidle")


def take(browser: Browser, url: str, wanted: list[Shot], email: str, password: str) -> None:
    context = browser.new_context(base_url=url, locale="ja-JP", reduced_motion="reduce")
    sign_in(context, email, password)
    for shot in wanted:
        choose(context, shot)
        page = context.new_page()
        page.set_viewport_size({"width": shot.width, "height": 900})
        page.emulate_media(color_scheme="dark" if shot.theme == "dark" else "light")
        open_screen(page, shot.screen)
        shot.path.parent.mkdir(parents=True, exist_ok=True)
        height = page.evaluate("document.documentElement.scrollHeight")
        area = {"x": 0, "y": 0, "width": shot.width, "height": min(height, shot.screen.most)}
        page.screenshot(path=shot.path, full_page=True, clip=area)  # type: ignore[arg-type]
        page.close()
        print(shot.path.relative_to(PROJECT))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--url", help="a server that runs already")
    options.add_argument("--only", default="", help="names of screens, comma-separated")
    options.add_argument("--quick", action="store_true", help="only what the README shows")
    options.add_argument("--email", default="mari.takatori@banso.example")
    options.add_argument("--password", default="banso-demo")
    chosen = options.parse_args()
    executable = find_browser()
    if executable is None:
        sys.exit("No Chromium on this machine: run `make test-tools`")
    from playwright.sync_api import sync_playwright

    wanted = list(shots({name for name in chosen.only.split(",") if name}, chosen.quick))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        if chosen.url:
            take(browser, chosen.url, wanted, chosen.email, chosen.password)
        else:
            with running() as url:
                take(browser, url, wanted, chosen.email, chosen.password)
        browser.close()


if __name__ == "__main__":
    main()
