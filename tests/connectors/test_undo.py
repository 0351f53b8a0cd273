"""Undo takes back what one import brought, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banso.connectors import operations, queries
from banso.connectors.batches import BatchRefused
from banso.connectors.models import ImportBatch
from banso.customers.models import Account
from banso.revenue.models import ContractLine
from banso.workspace import operations as workspace
from banso.workspace import queries as workspace_queries
from banso.workspace.changes import UndoRefused
from banso.workspace.models import AuditRow, Coverage
from banso.workspace.viewer import NotAllowed, Viewer
from tests.connectors.helping import (
    ACCOUNTS,
    NOW,
    SYSTEM,
    counts,
    small_export,
    stored,
    take_in,
    write,
)

pytestmark = pytest.mark.usefixtures("workspace")


def test_it_leaves_things_as_before_the_import(tmp_path: Path) -> None:
    batch = take_in(small_export(tmp_path / "a"))["batch"]
    result = operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert result["state"] == "undone"
    assert not any(counts().values()) and stored() == []
    acts = set(AuditRow.objects.filter(batch=batch).values_list("act", flat=True))
    assert {"import.begun", "import.committed", "import.undo-begun", "import.undone"} <= acts


def test_a_second_undo_is_refused(tmp_path: Path) -> None:
    batch = take_in(small_export(tmp_path / "a"))["batch"]
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    with pytest.raises(BatchRefused) as refused:
        operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert refused.value.problems[0].id == "import.already-undone"


def test_a_staged_batch_cannot_be_undone(tmp_path: Path) -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=small_export(tmp_path / "a"), now=NOW)
    with pytest.raises(BatchRefused, match="import.not-committed"):
        operations.undo(viewer=SYSTEM, batch=batch, now=NOW)


def test_former_values_come_back(tmp_path: Path) -> None:
    take_in(small_export(tmp_path / "a"))
    changed = write(
        tmp_path,
        "accounts.csv",
        [ACCOUNTS[0], ("A1", "新しい名前（架空）", "製造"), ("A9", "New (fictional)", "")],
    )
    batch = take_in(changed)["batch"]
    assert Account.objects.filter(name="新しい名前（架空）").exists()
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert sorted(Account.objects.values_list("name", flat=True)) == sorted(
        str(r[1]) for r in ACCOUNTS[1:]
    )
    assert Account.objects.get(keys__key="A1").search.startswith("株式会社あおば")
    assert len(stored()) == 4


def test_it_undoes_the_later_import_first(tmp_path: Path) -> None:
    first = take_in(small_export(tmp_path / "a"))["batch"]
    head = ("contract_id", "account_id", "plan", "start_date", "mrr")
    later = take_in(
        write(tmp_path, "contracts.csv", [head, ("S9", "A1", "pro", "2026-01-01", "1000")])
    )["batch"]
    with pytest.raises(UndoRefused):
        operations.undo(viewer=SYSTEM, batch=first, now=NOW)
    assert ImportBatch.objects.get(public_id=first).state == "committed"
    assert len(stored()) == 4 and ContractLine.objects.count() == 3
    operations.undo(viewer=SYSTEM, batch=later, now=NOW)
    operations.undo(viewer=SYSTEM, batch=first, now=NOW)
    assert not any(counts().values())


def test_coverage_shrinks_to_what_is_left(tmp_path: Path) -> None:
    head = ("account_id", "event_name", "timestamp")
    take_in(
        write(
            tmp_path,
            "events.csv",
            [head, ("A1", "login", "2026-03-01 09:00"), ("A1", "login", "2026-03-20 09:00")],
        )
    )
    later = take_in(write(tmp_path, "events2.csv", [head, ("A1", "login", "2026-04-05 09:00")]))[
        "batch"
    ]
    assert usage() == (date(2026, 3, 1), date(2026, 4, 5))
    operations.undo(viewer=SYSTEM, batch=later, now=NOW)
    assert usage() == (date(2026, 3, 1), date(2026, 3, 20))


def usage() -> tuple[date, date | None]:
    row = Coverage.objects.get(kind="usage")
    return row.from_on, row.to_on


def test_coverage_set_by_hand_stays(tmp_path: Path, akiko: Viewer) -> None:
    batch = take_in(small_export(tmp_path / "a"))["batch"]
    workspace.set_coverage(
        viewer=akiko, kind="usage", source="files", from_on=date(2026, 1, 1), to_on=None, now=NOW
    )
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert usage() == (date(2026, 1, 1), None)


def test_closed_days_are_opened_again_by_import_and_undo(tmp_path: Path) -> None:
    take_in(small_export(tmp_path / "a"))
    workspace.record_closed_day(day=date(2026, 4, 8), now=NOW)
    head = ("account_id", "event_name", "timestamp")
    late = take_in(write(tmp_path, "events2.csv", [head, ("A1", "login", "2026-03-05 09:00")]))[
        "batch"
    ]
    assert closed() == date(2026, 3, 4)
    workspace.record_closed_day(day=date(2026, 4, 8), now=NOW)
    operations.undo(viewer=SYSTEM, batch=late, now=NOW)
    assert closed() == date(2026, 3, 4)


def closed() -> date | None:
    return workspace_queries.workspace(viewer=SYSTEM).closed_day


def test_an_import_that_changes_nothing_opens_no_day(tmp_path: Path) -> None:
    take_in(small_export(tmp_path / "a"))
    workspace.record_closed_day(day=date(2026, 4, 8), now=NOW)
    take_in(small_export(tmp_path / "b"))
    assert closed() == date(2026, 4, 8)


def test_the_clock_stands_where_old_data_end_and_goes_again_after_undo(tmp_path: Path) -> None:
    head = ("account_id", "event_name", "timestamp")
    batch = take_in(write(tmp_path, "events.csv", [head, ("A1", "login", "2024-12-30 09:00")]))[
        "batch"
    ]
    clock = workspace_queries.clock(wall=NOW)
    assert clock.stands and clock.today == date(2024, 12, 30)
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert not workspace_queries.clock(wall=NOW).stands


def test_a_clock_that_somebody_set_stays(tmp_path: Path, akiko: Viewer) -> None:
    workspace.set_clock(viewer=akiko, mode="live", stands_at=None, now=NOW)
    head = ("account_id", "event_name", "timestamp")
    take_in(write(tmp_path, "events.csv", [head, ("A1", "login", "2024-12-30 09:00")]))
    assert not workspace_queries.clock(wall=NOW).stands


def test_only_those_who_may_import_do(
    tmp_path: Path, makoto: Viewer, chie: Viewer, rin: Viewer, paul: Viewer
) -> None:
    path = small_export(tmp_path / "a")
    for nobody in (chie, rin, paul):
        with pytest.raises(NotAllowed):
            operations.stage_path(viewer=nobody, path=path, now=NOW)
    batch = operations.stage_path(viewer=makoto, path=path, now=NOW)
    operations.commit(viewer=makoto, batch=batch, now=NOW)
    assert queries.batch(viewer=chie, public_id=batch).state == "committed"
    for nobody in (rin, paul):
        with pytest.raises(NotAllowed):
            queries.batches(viewer=nobody)
    with pytest.raises(NotAllowed):
        operations.undo(viewer=chie, batch=batch, now=NOW)
