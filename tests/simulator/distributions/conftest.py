"""Two worlds made to be measured: one with planted signals and plays, one with none."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from simulator.making import make
from simulator.scenario.reading import shipped

Rows = list[dict[str, str]]
Table = Callable[[str], Rows]
# Few texts and no events: these tests look at leaving and plays, and texts and events are what costs.
QUIET = {"tickets_rate": 0.12, "touches_rate": 0.06}


def table_of(folder: Path) -> Table:
    seen: dict[str, Rows] = {}

    def read(name: str) -> Rows:
        if name not in seen:
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                seen[name] = list(csv.DictReader(stream))
        return seen[name]

    return read


def _made(tmp: pytest.TempPathFactory, name: str, *, words: bool, **changed: float) -> Path:
    into = tmp.mktemp(name) / "out"
    scenario = shipped(name).changed(**QUIET, **changed)
    make(scenario=scenario, seed=5, into=into, events=False, words=words)
    return into


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory, "planted", words=True, accounts=700)


@pytest.fixture(scope="session")
def null(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory, "null", words=False, accounts=500)


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path
