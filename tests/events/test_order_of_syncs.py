"""Nothing is reported as written before it is on the disk, and in an order that a cut can stop anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from banso.events.lake import Cursor, Table, tidy

Synced = list[tuple[str, int]]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch, plain: Table, numbers: Table) -> Iterator[Synced]:
    """Every path that is synced, with the number of log entries there were at that moment."""
    seen: Synced = []
    really: Callable[[int], None] = os.fsync

    def fsync(handle: int) -> None:
        path = os.readlink(f"/proc/self/fd/{handle}")
        table = numbers if str(numbers.root) in path else plain
        seen.append((path, len(list((table.root / "_delta_log").glob("*.json")))))
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    yield seen


def names(table: Table, synced: Synced) -> list[tuple[str, int]]:
    return [(str(Path(p).relative_to(table.root)), n) for p, n in synced]


def test_it_syncs_file_and_folders_then_commits_then_syncs_the_entry(
    numbers: Table, cursor: Cursor, synced: Synced
) -> None:
    numbers.append(cursor, "select date '2024-05-06' as day, 1 as account")
    [file] = numbers.snapshot().files
    assert names(numbers, synced) == [
        (file.path, 1),
        ("month=2024-05", 1),
        (".", 1),
        ("_delta_log/00000000000000000001.json", 2),
        ("_delta_log", 2),
    ]


def test_it_syncs_a_checkpoint_right_after_its_entry(
    plain: Table, cursor: Cursor, synced: Synced
) -> None:
    for n in range(1, 11):
        plain.append(cursor, "select ? as n", [n])
    assert [name for name, _ in names(plain, synced)][-5:] == [
        "_delta_log/00000000000000000010.json",
        "_delta_log",
        "_delta_log/00000000000000000010.checkpoint.parquet",
        "_delta_log/_last_checkpoint",
        "_delta_log",
    ]


def test_it_syncs_the_checkpoint_before_old_entries_go(
    plain: Table, cursor: Cursor, synced: Synced
) -> None:
    for n in range(1, 6):
        plain.append(cursor, "select ? as n", [n])
    old = plain.root / "_delta_log/00000000000000000001.json"
    os.utime(old, (0, 0))  # as if it had been there for years
    synced.clear()
    tidy(plain, cursor, at_least=2)
    seen = names(plain, synced)
    checkpoint = next(i for i, (name, _) in enumerate(seen) if name.endswith(".checkpoint.parquet"))
    entries = max(n for _, n in seen[: checkpoint + 1])
    assert entries == 7  # creation, five appends, the merge: none is gone yet
    assert "_delta_log" in [name for name, _ in seen[checkpoint + 1 :]]


def test_it_syncs_the_entries_of_others_it_builds_upon(
    plain: Table, cursor: Cursor, synced: Synced
) -> None:
    """An entry of another process is on the disk before ours is, because the lock is held until then."""
    plain.append(cursor, "select 1 as n")
    plain.append(cursor, "select 2 as n")
    entries = [name for name, _ in names(plain, synced) if name.endswith(".json")]
    assert entries == [f"_delta_log/{n:020d}.json" for n in (1, 2)]
