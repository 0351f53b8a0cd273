"""A restored workspace shows what the one it was taken from shows: page by page, letter by letter."""

from __future__ import annotations

import json
import re
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.ground.people import PASSWORD, PEOPLE
from tests.ground.servers import Live, WorkspaceFolder

if TYPE_CHECKING:
    from tests.conftest import Serve

_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<="X-CSRFToken": ")[^"]+')
_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
_ONE = re.compile(r'href="(/accounts/[0-9a-z]{12}/)')


class Reader:
    """Akiko, signed in, reading pages as they come from the server."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        found = _TOKEN.search(self._get("/accounts/login/"))
        assert found
        given = {
            "csrfmiddlewaretoken": found[0],
            "login": PEOPLE["akiko"].email,
            "password": PASSWORD,
        }
        self._get("/accounts/login/", urlencode(given).encode())

    def _get(self, path: str, data: bytes | None = None) -> str:
        with self.opener.open(self.live.url + path, data, timeout=60) as answer:
            return str(answer.read().decode())

    def page(self, path: str) -> str:
        text = self._get(path)
        assert "/accounts/logout/" in text, f"{path}: not signed in"
        return _ADDRESS.sub("here", _TOKEN.sub("token", text))


@pytest.fixture(scope="module")
def both(
    small_world: WorkspaceFolder, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Live, Live]:
    """The small world, and what a backup of it taken while it was served became elsewhere."""
    source = small_world.copy_to(tmp_path_factory.mktemp("source"))
    first = serve(source, worker=True)
    file = tmp_path_factory.mktemp("backup") / "world.banso.zip"
    source.run("backup", "--to", str(file))
    home = tmp_path_factory.mktemp("elsewhere")
    WorkspaceFolder(home, "main").run("restore", str(file), "--as", "copy")
    return first, serve(WorkspaceFolder(home, "copy"), worker=True)


@pytest.fixture(scope="module")
def readers(both: tuple[Live, Live]) -> tuple[Reader, Reader]:
    return Reader(both[0]), Reader(both[1])


@pytest.mark.parametrize(
    "path",
    [
        "/map/",
        "/map/?as_of=2022-06-30",
        "/accounts/",
        "/accounts/?q=mrr+%3E+100000&sort=mrr&down=1&col=mrr&col=logins_28d",
        "/import/",
        "/editor/",
        "/settings/people/",
        "/settings/definitions/",
    ],
)
def test_it_shows_the_same_page(readers: tuple[Reader, Reader], path: str) -> None:
    first, second = (r.page(path) for r in readers)
    assert first == second
    assert len(first) > 2_000


def test_it_shows_the_same_of_every_tenth_account(readers: tuple[Reader, Reader]) -> None:
    paths = sorted(set(_ONE.findall(readers[0].page("/accounts/"))))[::10]
    assert len(paths) >= 3
    for path in paths:
        for tab in ("", "?tab=timeline", "?tab=contracts", "?tab=people"):
            first, second = (r.page(path + tab) for r in readers)
            assert first == second, path + tab


def test_it_holds_the_same_rows(both: tuple[Live, Live]) -> None:
    first, second = (counted(live.workspace) for live in both)
    assert first["lake"] == second["lake"] and sum(first["events"].values()) > 1000
    differ = {t for t in first["records"] if first["records"][t] != second["records"][t]}
    assert differ <= {"workspace.AuditRow"}  # each says that a backup was taken, or restored


def counted(workspace: WorkspaceFolder) -> dict[str, Any]:
    return dict(json.loads(workspace.python("-m", "tests.commands.counting")))


def test_upkeep_goes_on_in_the_copy(both: tuple[Live, Live]) -> None:
    """The log that came along is one that the lake can go on with: merged, shortened, cleaned."""
    before = counted(both[1].workspace)
    both[1].workspace.python(
        "-c",
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'banso.settings';"
        "import django; django.setup();"
        "from banso.events.operations import tidy_events;"
        "from banso.events.store import workspace_lake;"
        "tidy_events(lake=workspace_lake())",
    )
    assert counted(both[1].workspace)["lake"] == before["lake"]
    assert Path(both[1].workspace.folder / "lake/events/_delta_log/_last_checkpoint").exists()
