"""One workspace for all walks of a file: they read, and what they write is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import Built, build


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("access")
    with (
        django_db_blocker.unblock(),
        override_settings(
            BANSO_FOLDER=folder / "workspace",
            FILE_UPLOAD_TEMP_DIR=folder / "workspace" / "uploads" / "incoming",
        ),
        transaction.atomic(),
    ):
        (folder / "workspace" / "uploads" / "incoming").mkdir(parents=True)
        yield build(folder)
        transaction.set_rollback(True)


@pytest.fixture
def world(built: Built, settings: Any, db: None) -> Built:
    """The workspace, as the one this test's process serves."""
    settings.BANSO_FOLDER = built.folder / "workspace"
    return built
