"""A day of small writes ends with few files, a short log and nothing left on the disk."""

from __future__ import annotations

import os
from pathlib import Path

from banso.events.lake import Cursor, Table, tidy
from tests.events.conftest import values


def size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def test_it_keeps_disk_and_log_small(plain: Table, cursor: Cursor) -> None:
    log = plain.root / "_delta_log"
    for n in range(60):
        plain.append(cursor, "select ? + i as n from range(500) t(i)", [n * 500], app="s", mark=n)
        if n % 20 == 19:
            for entry in log.iterdir():
                os.utime(entry, (0, 0))  # the log keeps a day: pretend it is over
            tidy(plain, cursor, at_least=2, retention_hours=0)
    live = sum(f.size for f in plain.snapshot().files)
    data = sum(f.stat().st_size for f in plain.root.glob("*.parquet"))
    assert data <= 2 * live
    assert len(list(log.iterdir())) < 40
    assert values(cursor, plain) == list(range(30_000))
    assert plain.mark("s") == 59


def test_it_removes_what_a_killed_writer_left(plain: Table, cursor: Cursor) -> None:
    plain.append(cursor, "select 1 as n")
    orphan = plain.root / "orphan.parquet"
    orphan.write_bytes(b"PAR1")
    os.utime(orphan, (0, 0))
    fresh = plain.root / "fresh.parquet"
    fresh.write_bytes(b"PAR1")
    assert tidy(plain, cursor).removed == 1
    assert (orphan.exists(), fresh.exists()) == (False, True)


def test_it_keeps_files_a_reader_may_still_hold(plain: Table, cursor: Cursor) -> None:
    for n in range(3):
        plain.append(cursor, "select ? as n", [n])
    held = plain.sql()
    tidy(plain, cursor, at_least=2)
    assert cursor.execute(f"select count(*) from {held}").fetchall() == [(3,)]
    assert len(plain.snapshot().files) == 1
