"""The small world every test of numbers begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.metrics.small import Small


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "lake")
