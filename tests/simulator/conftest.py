"""One small world for all tests of this room that only look."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.making import make
from simulator.scenario.reading import shipped

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 accounts, 400 days, every kind of play."""
    into = tmp_path_factory.mktemp("world") / "out"
    scenario = shipped("demo").changed(accounts=150, days=400, leave_rate=0.05)
    make(scenario=scenario, seed=11, into=into)
    return into


@pytest.fixture(scope="session")
def table(world: Path) -> Callable[[str], Rows]:
    """``table("truth/churns")``: the rows of a file, the several event files as one."""
    seen: dict[str, Rows] = {}

    def read(name: str) -> Rows:
        if name not in seen:
            seen[name] = [r for p in sorted(world.glob(f"{name}.csv")) for r in _rows(p)]
        return seen[name]

    return read


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
