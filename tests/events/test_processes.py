"""Several threads and processes on one lake."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from banso.events.lake import Cursor, Lake, Table, open_lake, tidy
from banso.events.lake.engine import ForkedProcess
from tests.events.conftest import PLAIN, values

WRITE_ONE = """
import sys
from pathlib import Path
from banso.events.lake import open_lake
from tests.events.conftest import PLAIN
lake = open_lake(Path(sys.argv[1]))
with lake.cursor() as cursor:
    for n in sys.argv[2:]:
        lake.table(PLAIN).append(cursor, "select ?::bigint as n", [int(n)])
"""


def write_elsewhere(folder: Path, *numbers: int) -> None:
    subprocess.run([sys.executable, "-c", WRITE_ONE, str(folder), *map(str, numbers)], check=True)


def test_it_sees_what_another_process_wrote(
    plain: Table, cursor: Cursor, lake_folder: Path
) -> None:
    assert values(cursor, plain) == []
    write_elsewhere(lake_folder, 1, 2)
    assert values(cursor, plain) == [1, 2]


def test_it_wakes_up_after_the_log_was_cleaned(
    lake: Lake, plain: Table, cursor: Cursor, lake_folder: Path, start_again: object
) -> None:
    """The entry after the last one it knew may be gone; the checkpoint tells."""
    write_elsewhere(lake_folder, 1)
    assert values(cursor, plain) == [1]
    write_elsewhere(lake_folder, 2, 3)
    assert callable(start_again)
    other = start_again().table(PLAIN)
    for entry in (plain.root / "_delta_log").glob("*.json"):
        os.utime(entry, (0, 0))
    tidy(other, cursor)
    assert not (plain.root / "_delta_log" / f"{2:020d}.json").exists()
    assert values(cursor, plain) == [1, 2, 3]


def test_it_gives_every_cursor_the_same_settings(lake: Lake) -> None:
    with lake.cursor() as one, lake.cursor() as two:
        for cursor in (one, two):
            row = cursor.execute(
                "select current_setting('TimeZone'), current_setting('parquet_metadata_cache'), "
                "current_setting('autoload_known_extensions')"
            ).fetchall()
            assert row == [("UTC", True, False)]


def test_it_reads_from_several_threads_while_one_writes(
    lake: Lake, plain: Table, cursor: Cursor
) -> None:
    wrong: list[object] = []

    def read() -> None:
        with lake.cursor() as own:
            for _ in range(20):
                found = values(own, plain)
                if found != list(range(len(found))):
                    wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(10):
        plain.append(cursor, "select ? as n", [n])
    for reader in readers:
        reader.join()
    assert wrong == []


def test_it_is_one_lake_per_folder(lake: Lake, lake_folder: Path) -> None:
    assert open_lake(lake_folder) is lake
    assert open_lake(lake_folder / ".." / lake_folder.name) is lake


def test_it_refuses_a_forked_child(
    plain: Table, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(ForkedProcess):
        plain.snapshot()
    with pytest.raises(ForkedProcess), lake.cursor():
        pass
