"""From the demo into a workspace of one's own: one button, one form, and there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.commands.test_up import Running, up
from tests.ground import browsers
from tests.ground.people import PASSWORD, PEOPLE
from tests.ground.servers import WorkspaceFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MADE_WITHIN = 300_000  # milliseconds; two cores may be busy


@dataclass
class Served:
    """What ``Visits`` asks of a server."""

    running: Running
    workspace: WorkspaceFolder

    def __post_init__(self) -> None:
        self.cookies: dict[str, list[dict[str, object]]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"


@pytest.fixture(scope="module")
def demo(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A demo (without its companies, which nobody looks at here), served by ``banso up``."""
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("home"))
    workspace.python(
        "-c",
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'banso.settings';"
        "import django; django.setup();"
        "from banso.workspace.models import WorkspaceRow;"
        "WorkspaceRow.objects.update(is_demo=True, name='伴走デモ')",
    )
    with up(workspace) as running:
        running.wait_for("Ctrl-C")
        yield Served(running, workspace)


@pytest.fixture
def look(browser: Browser, demo: Served) -> Iterator[browsers.Visits]:
    visits = browsers.Visits(browser, demo)  # type: ignore[arg-type]
    yield visits
    visits.close()
    assert not visits.complaints, "\n".join(visits.complaints)


Accessible = Callable[..., None]


def filled(page: Page, *, name: str, email: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=family_name]", "架空")
    page.fill("[name=given_name]", "花子")
    page.fill("[name=email]", email)
    page.fill("[name=password]", "long enough to type 7")


def test_only_an_administrator_is_offered_it(look: browsers.Visits) -> None:
    page = look("makoto", path="/settings/")
    assert page.locator(".bn-own").count() == 0
    answer = page.goto("/workspaces/new/")
    assert answer and answer.status == 403


def test_a_weak_password_is_told_before_anything_is_made(look: browsers.Visits) -> None:
    page = look("akiko", path="/workspaces/new/")
    filled(page, name="弱い", email="yowai@example.com")
    page.fill("[name=password]", "password12")
    page.click("form.bn-fm [type=submit]")
    assert page.locator("#id_password_error_1").is_visible()
    page.goto("/workspaces/")
    assert page.get_by_text("弱い", exact=True).count() == 0


def test_the_first_button_leads_into_a_workspace_of_ones_own(
    look: browsers.Visits, demo: Served, accessible: Accessible
) -> None:
    page = look("akiko", path="/settings/")
    page.click(".bn-own")
    accessible(page)
    filled(page, name="架空商事", email="hanako@kaku.example")
    page.keyboard.press("Enter")
    page.wait_for_selector("#ws-coming")
    accessible(page)
    page.wait_for_url(
        lambda url: "/import/" in url and demo.url not in url, timeout=MADE_WITHIN
    )  # signed in, at its first page
    assert page.locator(".bn-switch-n").inner_text() == "架空商事"
    own = page.url.partition("/import/")[0]

    # The switch lists both, the present one marked, and leads back without signing anybody out.
    page.locator(".bn-switch summary").press("Enter")
    accessible(page)
    marked = page.locator(".bn-switch [aria-current=true]")
    assert "架空商事" in marked.inner_text()
    page.click(".bn-switch a:has-text('伴走デモ')")
    page.wait_for_url(f"{demo.url}/**")
    assert page.locator(".bn-me").is_visible()
    assert page.locator(".bn-own").count() == 0  # it has been pressed

    # Nothing flowed: the new one knows nobody of the demo, and its link is spent.
    page.goto(f"{own}/settings/people/")
    body = page.locator("main").inner_text()
    assert "hanako@kaku.example" in body and PEOPLE["chie"].email not in body

    # What was typed stands in no file.
    for path in demo.workspace.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"long enough to type 7" not in data, path


def test_backup_and_restore_on_the_screen(
    look: browsers.Visits, demo: Served, accessible: Accessible
) -> None:
    page = look("akiko", path="/workspaces/", language="en", theme="dark")
    accessible(page)
    page.click("text=Back up now")
    link = page.locator("a[download]").first
    link.wait_for(timeout=MADE_WITHIN)
    with page.expect_download() as handed:
        link.click()
    assert handed.value.suggested_filename.endswith(".banso.zip")
    accessible(page)
    page.set_input_files("[name=file]", handed.value.path())
    page.fill(".ws-all [name=name] >> nth=-1", "Copy of the demo")
    page.locator("form:has([type=file]) [type=submit]").click()
    page.wait_for_url(lambda url: demo.url not in url, timeout=MADE_WITHIN)
    assert "/accounts/login/" in page.url  # another sign-in, with the passwords of the backup
    page.fill("[name=login]", PEOPLE["akiko"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) [type=submit]")
    page.wait_for_selector(".bn-me")
    assert page.locator(".bn-switch-n").inner_text() == "Copy of the demo"


def test_a_file_that_is_no_backup_is_told_at_once(look: browsers.Visits) -> None:
    page = look("akiko", path="/workspaces/", language="en")
    page.set_input_files(
        "[name=file]", {"name": "x.zip", "mimeType": "application/zip", "buffer": b"nothing"}
    )
    page.locator("form:has([type=file]) [type=submit]").click()
    assert "cannot be read" in page.locator("main").inner_text()


def test_deleting_asks_for_the_name(
    look: browsers.Visits, demo: Served, accessible: Accessible
) -> None:
    """Last in this file: a workspace made here goes."""
    page = look("akiko", path="/workspaces/", language="en")
    page.click(".bn-switch summary")
    page.click(".bn-switch a:has-text('Copy of the demo')")
    if "/accounts/login/" in page.url:
        page.fill("[name=login]", PEOPLE["akiko"].email)
        page.fill("[name=password]", PASSWORD)
        page.click("form:has([name=password]) [type=submit]")
    page.wait_for_selector(".bn-me")
    base = page.url.split("/", 3)
    page.goto("/".join([*base[:3], "workspaces", "removal", ""]))
    accessible(page)
    page.fill("[name=repeated]", "伴走デモ")
    page.click("main form [type=submit]")
    assert page.locator(".bn-note-bad").count() >= 2
    page.fill("[name=repeated]", "Copy of the demo")
    page.click("main form [type=submit]")
    assert page.locator("h1").inner_text() == "This workspace is being deleted"
    page.goto(f"{demo.url}/workspaces/")
    for _ in range(60):
        if page.get_by_text("Copy of the demo").count() == 0:
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.get_by_text("Copy of the demo").count() == 0
