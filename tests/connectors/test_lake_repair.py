"""``banso lake check`` and ``repair``: what is lost is named, and comes back from where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from banso.connectors.backfill import backfill
from banso.connectors.upkeep import repairing
from banso.connectors.upkeep.rebuilding import OtherFiles
from banso.connectors.upkeep.tables import BY_NAME
from banso.events.lake import Lake, close_lake, table_names
from banso.events.store import workspace_lake
from banso.workspace import operations
from banso.workspace import queries as workspace
from banso.workspace.models import AuditRow
from banso.workspace.progress import Silent
from banso.workspace.viewer import NotAllowed
from tests.conftest import Viewers
from tests.connectors.helping import NOW, SYSTEM, small_export, take_in
from tests.ground import shared

STAMPS = {"computed_at", "recorded_at", "received_at"}


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[shared.Shared[str]]:
    folder = tmp_path_factory.mktemp("repair")
    with shared.made_once(
        django_db_blocker, folder / "workspace", lambda: closed(small_export(folder / "a"))
    ) as once:
        yield once


@pytest.fixture
def files(made: shared.Shared[str]) -> Path:
    return made.folder.parent / "a"


@pytest.fixture
def batch(made: shared.Shared[str], folder: Path, db: None) -> str:
    return made.copy_to(folder)


def closed(files: Path) -> str:
    """An import whose days are closed, on a clock that stands: commands close no day after it."""
    shared.workspace()
    found: str = take_in(files)["batch"]
    operations.set_clock(viewer=SYSTEM, mode="stands", stands_at=date(2026, 4, 9), now=NOW)
    backfill(viewer=SYSTEM, batch=found, now=NOW, progress=Silent())
    return found


def rows(lake: Lake, name: str) -> list[tuple[object, ...]]:
    table = BY_NAME[name].open(lake)
    columns = ", ".join(f'"{c}"' for c in table.columns if c not in STAMPS)
    with lake.cursor() as cursor:
        return cursor.execute(f"select {columns} from {table.sql()} order by all").fetchall()


def lose(name: str, which: int = 0) -> None:
    """Take a data file away, as a person's `rm` or a broken disk does."""
    lake = workspace_lake()
    table = BY_NAME[name].open(lake)
    (table.root / table.snapshot().files[which].path).unlink()
    close_lake(lake.folder)


def ids() -> list[str]:
    return [p.id for p in repairing.checked(viewer=SYSTEM, lake_folder=workspace_lake().folder)]


def banso(*words: str) -> tuple[int, str]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("lake", *words, stdout=out)
    return int(ended.value.code or 0), out.getvalue()


def test_it_finds_nothing_in_a_sound_lake(batch: str) -> None:
    assert banso("check")[0] == 0
    assert banso("repair") == (0, banso("repair")[1])
    code, text = banso("stats", "--json")
    assert code == 0 and {t["name"] for t in json.loads(text)["tables"]} <= set(BY_NAME)


def test_it_says_first_what_it_would_do_and_does_nothing(batch: str) -> None:
    lose("events")
    folder = workspace_lake().folder
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert banso("check")[0] == 3
    code, text = banso("repair", "--json")
    assert code == 3
    [step] = json.loads(text)["steps"]
    assert (step["act"], step["table"], step["imports"]) == ("strike", "events", [batch])
    after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p in before}
    assert after == before


@pytest.mark.parametrize("name", ["metric_days", "state_days", "journey_daily", "mrr_movements"])
def test_derived_rows_are_made_again(batch: str, name: str) -> None:
    whole = {n: rows(workspace_lake(), n) for n in table_names(workspace_lake().folder)}
    lose(name)
    assert ids() == ["lake.data_file"]
    assert banso("repair", "--yes")[0] == 0
    assert ids() == []
    assert {n: rows(workspace_lake(), n) for n in whole} == whole
    assert AuditRow.objects.filter(act="lake.repaired").count() == 1


def test_a_derived_table_with_a_damaged_log_begins_anew(batch: str) -> None:
    whole = rows(workspace_lake(), "metric_days")
    log = workspace_lake().folder / "metric_days/_delta_log"
    for entry in log.glob("*.checkpoint*"):
        entry.unlink()
    (log / "_last_checkpoint").unlink(missing_ok=True)
    sorted(log.glob("*.json"))[0].write_text("{")
    close_lake(workspace_lake().folder)
    assert "lake.log.damaged" in ids()
    assert banso("repair", "--yes")[0] == 0
    assert rows(workspace_lake(), "metric_days") == whole
    assert len(list((workspace_lake().folder / "_damaged").iterdir())) == 1


def test_lost_events_come_back_from_the_files_of_their_import(batch: str, files: Path) -> None:
    whole = rows(workspace_lake(), "events")
    measured = rows(workspace_lake(), "metric_days")
    lose("events")
    assert banso("repair", "--yes")[0] == 4
    assert len(rows(workspace_lake(), "events")) < len(whole)
    assert ids() == ["lake.rows_missing"]
    assert banso("check")[0] == 4
    code, _ = banso("repair", "--yes", "--batch", batch, "--from", str(files))
    assert code == 0 and ids() == []
    assert rows(workspace_lake(), "events") == whole
    assert rows(workspace_lake(), "metric_days") == measured


def test_other_files_are_refused(batch: str, files: Path, tmp_path: Path) -> None:
    lose("events")
    banso("repair", "--yes")
    other = tmp_path / "b"
    other.mkdir()
    for file in files.iterdir():
        text = file.read_text(encoding="utf-8")
        (other / file.name).write_text(text.replace("1", "2"), encoding="utf-8")
    with pytest.raises(OtherFiles):
        call_command("lake", "repair", "--yes", "--batch", batch, "--from", str(other))
    assert ids() == ["lake.rows_missing"]
    assert not (workspace_lake().folder.parent / "uploads" / batch).exists()


def test_a_torn_entry_is_removed_by_repair(batch: str) -> None:
    log = workspace_lake().folder / "state_days/_delta_log"
    last = sorted(log.glob("*.json"))[-1]
    torn = log / f"{int(last.stem) + 1:020d}.json"
    torn.write_text("")
    close_lake(workspace_lake().folder)
    assert ids() == ["lake.log.torn"]
    assert banso("repair", "--yes")[0] == 0
    assert not torn.exists() and ids() == []


def test_only_who_may_import_may_look(batch: str, viewers: Viewers) -> None:
    with pytest.raises(NotAllowed):
        repairing.checked(viewer=viewers("rin"), lake_folder=workspace_lake().folder)


def test_the_days_are_closed_again(batch: str) -> None:
    closed = workspace.clock(wall=NOW).closed_day
    lose("metric_days")
    banso("repair", "--yes")
    assert workspace.clock(wall=NOW).closed_day == closed
