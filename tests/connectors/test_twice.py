"""The same file twice changes nothing; a changed file changes what changed; the rest is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from banso.connectors import operations
from banso.connectors.models import ImportBatch
from banso.revenue.models import ContractLine
from banso.workspace.models import AuditRow, Definition
from tests.connectors.helping import (
    ACCOUNTS,
    CONTRACTS,
    NOW,
    SYSTEM,
    counts,
    look,
    small_export,
    stored,
    take_in,
    uploads,
    write,
)

pytestmark = pytest.mark.usefixtures("workspace")


def test_it_comes_in(tmp_path: Path) -> None:
    result = take_in(small_export(tmp_path / "a"))
    kinds = result["counts"]
    assert {k: c["created"] for k, c in kinds.items()} == {
        "account": 2,
        "contract": 2,
        "event": 4,
        "user": 0,
    }
    assert kinds["user"]["implied"] == 3
    assert stored("account_key, user_key, name, value, day::varchar") == [
        ("A1", "u1", "login", None, "2026-04-01"),
        ("A1", "u1", "login", None, "2026-04-01"),
        ("A1", "u2", "export", 3.0, "2026-04-02"),
        ("A2", "u1", "login", None, "2026-04-03"),
    ]
    assert result["coverage"]["usage"] == ["2026-04-01", "2026-04-03"]
    assert uploads() == []
    assert AuditRow.objects.filter(act="import.committed", batch=result["batch"]).count() == 1


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    first = take_in(small_export(tmp_path / "a"))
    before, events = counts(), stored("*")
    again = take_in(small_export(tmp_path / "b"))
    assert counts() == before and stored("*") == events
    for kind, found in again["counts"].items():
        assert found["created"] == found["changed"] == found["implied"] == 0, kind
        assert found["known"] == first["counts"][kind]["rows"]


def test_identical_rows_without_an_id_are_not_lost(tmp_path: Path) -> None:
    take_in(small_export(tmp_path / "a"))
    assert [r for r in stored() if r == ("A1", "login")] == [("A1", "login")] * 2


def test_a_changed_file_changes_only_what_changed(tmp_path: Path) -> None:
    take_in(small_export(tmp_path / "a"))
    folder = tmp_path / "b"
    folder.mkdir()
    write(
        folder,
        "accounts.csv",
        [
            ACCOUNTS[0],
            ACCOUNTS[1],
            ("A2", "Beacon Labs (fictional)", "retail"),
            ("A3", "Cedar (fictional)", ""),
        ],
    )
    write(folder, "contracts.csv", [CONTRACTS[0], CONTRACTS[1], (*CONTRACTS[2][:5], "60000", "10")])
    result = take_in(folder)
    account, contract = result["counts"]["account"], result["counts"]["contract"]
    assert (account["created"], account["changed"], account["known"]) == (1, 1, 1)
    assert (contract["created"], contract["changed"], contract["known"]) == (0, 1, 1)
    line = ContractLine.objects.get(key="S2")
    assert line.mrr_minor == 60000


def test_events_with_ids_are_known_in_another_file(tmp_path: Path) -> None:
    head = ("event_id", "account_id", "event_name", "timestamp")
    take_in(
        write(
            tmp_path,
            "events.csv",
            [
                head,
                ("e1", "A1", "login", "2026-04-01 09:00"),
                ("e2", "A1", "login", "2026-04-01 09:01"),
            ],
        )
    )
    more = write(
        tmp_path,
        "more_events.csv",
        [
            head,
            ("e2", "A1", "login", "2026-04-01 09:01"),
            ("e3", "A1", "login", "2026-04-02 09:00"),
        ],
    )
    seen = look(more).counts["event"]
    assert (seen["created"], seen["known"]) == (1, 1)
    done = take_in(more)["counts"]["event"]
    assert (done["created"], done["known"]) == (1, 1)
    assert stored("message_id") == [("e1",), ("e2",), ("e3",)]


def test_lines_without_an_id_are_known_by_account_plan_and_start(tmp_path: Path) -> None:
    head = ("顧客名", "プラン", "契約開始日", "契約終了日", "月額")
    row = ("あおば（架空）", "標準", "2025/4/1", "2026/3/31", "100,000")
    take_in(write(tmp_path, "契約.csv", [head, row, row]))
    assert ContractLine.objects.count() == 2  # two lines that say the same are two lines
    changed = (*row[:4], "110,000")
    again = take_in(write(tmp_path, "契約2.csv", [head, changed, row]))["counts"]["contract"]
    assert (again["created"], again["changed"], again["known"]) == (0, 1, 1)
    assert str(ContractLine.objects.first().end_on) == "2026-04-01"  # type: ignore[union-attr]


def test_the_preview_says_what_the_commit_does_and_writes_nothing(tmp_path: Path) -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=small_export(tmp_path / "a"), now=NOW)
    said = operations.preview(viewer=SYSTEM, batch=batch, now=NOW)
    assert not any(counts().values()) and stored() == []
    assert not Definition.objects.filter(kind="mapping").exists()
    done = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert said.counts == done["counts"]
    assert {
        k: [a.isoformat(), b.isoformat() if b else None] for k, (a, b) in said.coverage.items()
    } == done["coverage"]
    table = next(t for t in said.tables if t.name == "contracts.csv")
    mrr = next(c for c in table.columns if c.header == "mrr")
    assert (mrr.target, mrr.ja, mrr.samples) == ("mrr", "月額", ("120000", "50000"))


def test_a_commit_asked_twice_answers_the_same(tmp_path: Path) -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=small_export(tmp_path / "a"), now=NOW)
    once = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert operations.commit(viewer=SYSTEM, batch=batch, now=NOW) == once
    assert ImportBatch.objects.count() == 1


def test_the_same_contents_twice_in_one_import_count_once(tmp_path: Path) -> None:
    folder = small_export(tmp_path / "a")
    (folder / "events_copy.csv").write_bytes((folder / "events.csv").read_bytes())
    batch = operations.stage_path(viewer=SYSTEM, path=folder, now=NOW)
    said = operations.preview(viewer=SYSTEM, batch=batch, now=NOW).counts["event"]
    done = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)["counts"]["event"]
    assert said == done and (done["rows"], done["created"], done["known"]) == (8, 4, 4)
    assert len(stored()) == 4
