"""A world behind the screens, made once a process; each file serves a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ground import browsers, servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Serve


@pytest.fixture(scope="session")
def small_world(
    prepared_workspace: servers.WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> servers.WorkspaceFolder:
    """The fictional companies of the demo, with the people of the tests; copy it, do not write to it."""

    def make(home: Path) -> servers.WorkspaceFolder:
        workspace = prepared_workspace.copy_to(home)
        workspace.python("-m", "tests.web.world")
        return workspace

    return servers.made_once(tmp_path_factory, "small-world", make)


@pytest.fixture(scope="module")
def served_world(
    serve: Serve,
    small_world: servers.WorkspaceFolder,
    tmp_path_factory: pytest.TempPathFactory,
) -> servers.Live:
    """A server in front of a copy of the small world."""
    return serve(small_world.copy_to(tmp_path_factory.mktemp("home")), worker=True)


@pytest.fixture
def look(browser: Browser, served_world: servers.Live) -> Iterator[browsers.Visits]:
    """``look("chie", path="/map/", language="en", …)``: a page of the small world, as this person sees it."""
    visits = browsers.Visits(browser, served_world)
    yield visits
    visits.close()
    assert not visits.complaints, "the browser's console complained:\n" + "\n".join(
        visits.complaints
    )
