"""Fixtures for every room: a workspace folder, people by name, a live server, a real browser.

In-process tests (``db``) use the records of this process and a fresh lake folder a test. Tests
against ``live`` use a folder of their own, prepared and served by other processes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings

from banso.lib import once
from tests.ground import browsers, people, postgres, servers, shared

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper

    from banso.workspace.viewer import Viewer


def pytest_configure() -> None:
    # Signing in must not cost a third of a second a test.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each test client would look through every static file again; real servers serve them.
    django_settings.WHITENOISE_USE_FINDERS = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if postgres.in_use():  # what asks no records has been seen already
        items[:] = [item for item in items if _asks_the_records(item)]
    items[:] = _interleaved(items)


def _asks_the_records(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or _STORED & set(getattr(item, "fixturenames", ()))
    )


_STORED = {"db", "transactional_db", "django_db_setup", "prepared_workspace", "empty_records"}


def _interleaved(items: list[pytest.Item]) -> list[pytest.Item]:
    """Files that start processes or a browser among the others, spread over the first four fifths: one at
    the end would run alone, and many at once would wait for each other.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    dear = [of for path, of in files.items() if _is_dear(path)]
    others = [of for path, of in files.items() if not _is_dear(path)]
    each = max(1, int(0.8 * len(others) / max(1, len(dear))))
    found: list[pytest.Item] = []
    for nth, of in enumerate(others):
        if nth % each == 0 and dear:
            found += dear.pop(0)
        found += of
    return [*found, *(item for of in dear for item in of)]


def _is_dear(path: Path) -> bool:
    return path.parent.name == "commands" or path.stem.endswith(("_in_browser", "_killed"))


@pytest.fixture(autouse=True)
def folder(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """The workspace folder of this test: an empty lake, no uploads. The records stay where they are."""
    settings.BANSO_FOLDER = tmp_path / "workspace"
    settings.FILE_UPLOAD_TEMP_DIR = settings.BANSO_FOLDER / "uploads" / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True)
    once.forget()
    return tmp_path / "workspace"


@pytest.fixture
def workspace(db: None) -> None:
    """The settings row: Tokyo, yen, Japanese, a live clock."""
    shared.workspace()


@dataclass
class Viewers:
    """``viewers("chie")`` makes Chie if she is not there yet, and gives back her viewer."""

    ids: dict[str, int] = field(default_factory=dict)

    def __call__(self, name: str, *, accounts: Iterable[int] | None = None) -> Viewer:
        from banso.workspace import queries

        if name not in self.ids:
            self.ids[name] = people.make_person(name, accounts=accounts)
        return queries.viewer_of(user_id=self.ids[name])

    def client(self, name: str) -> Client:
        """A test client signed in as this person."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        self(name)
        client = Client()
        client.force_login(get_user_model().objects.get(pk=self.ids[name]))
        return client


@pytest.fixture
def viewers(db: None) -> Viewers:
    return Viewers()


@pytest.fixture
def akiko(viewers: Viewers) -> Viewer:
    """Akiko (fictional), admin."""
    return viewers("akiko")


@pytest.fixture
def makoto(viewers: Viewers) -> Viewer:
    """Makoto (fictional), manager."""
    return viewers("makoto")


@pytest.fixture
def chie(viewers: Viewers) -> Viewer:
    """Chie (fictional), CSM."""
    return viewers("chie")


@pytest.fixture
def rin(viewers: Viewers) -> Viewer:
    """Rin (fictional), reader."""
    return viewers("rin")


@pytest.fixture
def paul(viewers: Viewers) -> Viewer:
    """Paul (fictional), an outside partner whose scope holds no account yet."""
    return viewers("paul")


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row; copy it, do not write to it."""
    made = servers.made_once(tmp_path_factory, "migrated", servers.migrated)
    return made.folder / "records.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """The records of this process. The migrations run once for a whole run, not in every process."""
    if postgres.in_use():
        yield request.getfixturevalue("django_db_setup")
        return
    from django.db import connection

    request.getfixturevalue("django_test_environment")
    source = sqlite3.connect(request.getfixturevalue("empty_records"))
    with django_db_blocker.unblock():
        connection.close()
        name = connection.creation._get_test_db_name()  # type: ignore[no-untyped-call]
        django_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        source.backup(connection.connection)
    source.close()
    yield


@pytest.fixture(scope="session")
def prepared_workspace(tmp_path_factory: pytest.TempPathFactory) -> servers.WorkspaceFolder:
    """Migrated, with all the people; copy it, do not write to it."""
    return servers.made_once(tmp_path_factory, "prepared", servers.prepared)


@pytest.fixture
def other_workspace(
    prepared_workspace: servers.WorkspaceFolder, tmp_path: Path
) -> servers.WorkspaceFolder:
    """A workspace of its own for commands run in other processes (import, daily, kill and resume)."""
    return prepared_workspace.copy_to(tmp_path / "home")


Serve = Callable[..., servers.Live]


@pytest.fixture(scope="module")
def serve(
    prepared_workspace: servers.WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serve]:
    """``serve(workspace=None, worker=False)``: start a server, on a copy of the prepared workspace by default."""
    started: list[servers.Live] = []

    def start(
        workspace: servers.WorkspaceFolder | None = None, *, worker: bool = False
    ) -> servers.Live:
        workspace = workspace or prepared_workspace.copy_to(tmp_path_factory.mktemp("home"))
        live = servers.Live(workspace, worker=worker)
        started.append(live)
        return live.start()

    yield start
    for live in started:
        live.stop()


@pytest.fixture(scope="module")
def live(serve: Serve) -> servers.Live:
    """One server for the tests of a file, with its worker; they share what they write."""
    return serve(worker=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, live: servers.Live) -> Iterator[browsers.Visits]:
    """``visit("chie", path="/", language="en", theme="dark", width=390)``: a page as this person sees it."""
    visits = browsers.Visits(browser, live)
    yield visits
    visits.close()
    assert not visits.complaints, "the browser's console complained:\n" + "\n".join(
        visits.complaints
    )


@pytest.fixture
def page(visit: browsers.Visits) -> Page:
    """A page signed in as Akiko, in Japanese, light, 1440 pixels wide."""
    return visit("akiko")


@pytest.fixture
def accessible() -> Callable[..., None]:
    """``accessible(page)`` fails with every WCAG 2.2 AA violation that axe finds."""
    return browsers.assert_accessible
