"""No page is wider than a phone, in either language: also with the button of the demo in the header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ground import browsers, servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Serve

WIDE = 390
PAGES = [
    "/map/", "/map/over-time/", "/map/?as_of=2022-06-30.seen", "/accounts/", "/accounts/?q=mrr%20%3E%201",
    "/segments/", "/import/", "/import/catalogue/", "/import/mappings/", "/quality/",
    "/quality/quarantine/", "/duplicates/", "/editor/", "/editor/templates/", "/history/",
    "/history/differences/?as_of=2022-06-30", "/metrics/", "/metrics/mrr/", "/metrics/new/",
    "/metrics/phase/definition/", "/settings/", "/settings/workspace/", "/settings/people/",
    "/settings/sources/", "/settings/definitions/", "/settings/audit/", "/workspaces/",
    "/workspaces/new/", "/jobs/", "/search/?q=a", "/start/",
]  # fmt: skip
AS_DEMO = """
import django; django.setup()
from banso.workspace.models import WorkspaceRow
WorkspaceRow.objects.update(is_demo=True, changes=1_000)
"""


@pytest.fixture(scope="module")
def demo(
    serve: Serve,
    small_world: servers.WorkspaceFolder,
    tmp_path_factory: pytest.TempPathFactory,
) -> servers.Live:
    """The small world as a demo: its header also offers to start with one's own data."""
    copy = small_world.copy_to(tmp_path_factory.mktemp("narrow"))
    copy.module("-c", AS_DEMO)
    return serve(copy)


@pytest.fixture
def narrow(browser: Browser, demo: servers.Live) -> Iterator[browsers.Visits]:
    visits = browsers.Visits(browser, demo)
    yield visits
    visits.close()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_fits(narrow: browsers.Visits, language: str) -> None:
    page = narrow("akiko", path="/accounts/", language=language, width=WIDE)
    account = page.locator("a.bn-nm").first.get_attribute("href")
    page.goto("/segments/")
    segment = page.locator("a.bn-nm").first.get_attribute("href")
    assert page.locator(".bn-top .bn-own").count() == 1 and account and segment
    page.route(
        "**/*.js", lambda route: route.abort()
    )  # what htmx and charts add is tried elsewhere
    wide = {}
    for path in [*PAGES, account, segment]:
        answer = page.goto(path, wait_until="domcontentloaded")
        assert answer and answer.status == 200, path
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > WIDE:
            wide[path] = found
    assert not wide
