"""A simulated world whose obstacle is known, brought in as any vendor's export would be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ground.shared import Shared, made_once, workspace

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
LAST = date(2026, 3, 31)
STEPS = (
    "workspace_created",
    "members_invited",
    "it_approval_granted",
    "source_connected",
    "report_published",
)
FILES = ("accounts", "contracts", "plans", "tickets", "voices")


@dataclass(frozen=True)
class Planted:
    """What the world knows of itself: the share of accounts that met the obstacle, of those that began."""

    folder: Path
    share: float


def _make(folder: Path) -> Planted:
    """160 accounts that began within 140 days, without their everyday use, which would cost the most and says nothing here."""
    from banso.events.store import workspace_lake
    from banso.metrics import measuring, operations, rollups
    from banso.workspace import operations as closing
    from banso.workspace.viewer import Viewer
    from simulator.making import make
    from simulator.scenario.reading import shipped
    from tests.connectors.helping import take_in

    workspace()
    world = folder / "world"
    scenario = shipped("planted").changed(
        accounts=150,
        days=400,
        activity=0.01,
        users_median=1,
        start_before=0,
        touches_rate=0,
        tickets_rate=0.2,
    )
    make(scenario=scenario, seed=7, into=world, words=True)
    for file in world.glob("*.csv"):
        if file.stem.startswith("events"):
            _only_the_start(file)
        elif file.stem not in FILES:
            file.unlink()
    take_in(world, now=NOW)
    text = (world / "catalogue.yaml").read_text(encoding="utf-8")
    operations.save_catalogue(viewer=Viewer.system(), text=text, now=NOW, why="test")
    lake = workspace_lake()
    rollups.roll(lake=lake)
    measuring.measure(lake=lake, days=[LAST], now=NOW)
    closing.record_closed_day(day=LAST, now=NOW)
    return Planted(world, _share(world))


def _only_the_start(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    kept = [r for r in rows if r[head.index("event")] in STEPS]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *kept])


def _share(world: Path) -> float:
    with (world / "truth" / "setup.csv").open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["step"] == "it_approval_granted"]
    return sum(r["obstacle"] == "1" for r in rows) / len(rows)


@pytest.fixture(scope="package")
def _planted(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared[Planted]]:
    folder = tmp_path_factory.mktemp("planted")
    with made_once(django_db_blocker, folder, lambda: _make(folder)) as shared:
        yield shared


@pytest.fixture
def planted(_planted: Shared[Planted], db: None, folder: Path) -> Planted:
    return _planted.copy_to(folder)
