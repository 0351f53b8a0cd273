"""Run in a process of its own on a disk that gets full: ``python -m tests.events.filling FOLDER [limit]``.

Fills the disk of FOLDER up to some room and then writes, in every way there is, until each way has
failed. With ``limit`` it is the size of any file this process may write that runs out instead.
Prints what failed, as JSON; a failure that is not named, or leaves anything torn, ends it with a
traceback.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from banso.events.lake import Cursor, DiskFull, Lake, Table, Wanted, check, keep, open_lake
from tests.events.conftest import PLAIN, values

Room = Callable[[int], "Iterator[None]"]
LEFT = (0, 4096, 8192, 12288, 20480)


def main(folder: Path, limit: bool) -> None:
    lake = open_lake(folder / "lake")
    table = lake.table(PLAIN)
    ways: dict[str, Callable[[Cursor, int], object]] = {
        "append": lambda c, n: table.append(c, f"select {n} as n", app="s", mark=n),
        "merge": lambda c, n: keep(table, c, Wanted()),
        "checkpoint": lambda c, n: table.log.checkpoint(),
    }
    failed: dict[str, int] = dict.fromkeys(ways, 0)
    mark = 0
    room = _small_files_only if limit else _filled(folder)
    with lake.cursor() as cursor:
        for _ in range(13):
            mark += 1
            ways["append"](cursor, mark)
        for left in LEFT:
            for name, way in ways.items():
                for _ in range(3):
                    if name == "checkpoint":  # of a version that has none yet
                        mark += 1
                        ways["append"](cursor, mark)
                    try:
                        with room(left):
                            way(cursor, mark + 1)
                    except DiskFull as full:
                        failed[name] += 1
                        assert [p.id for p in full.problems] in (
                            ["lake.disk_full"],
                            ["lake.disk_low"],
                        )
                        assert full.problems[0].remedy.ja and full.problems[0].remedy.en
                        _whole(lake, table, cursor, mark)
                        way(cursor, mark + 1)  # there is room again: it goes on
                    mark += name == "append"
                    _whole(lake, table, cursor, mark)
    sys.stdout.write(json.dumps(failed) + "\n")


def _whole(lake: Lake, table: Table, cursor: Cursor, mark: int) -> None:
    assert check(lake.folder) == []
    assert values(cursor, table) == list(range(1, mark + 1))
    live = {f.path for f in table.snapshot().files}
    there = {p.name for p in table.root.glob("*.parquet")}
    assert live <= there
    assert not [p for p in table.root.rglob("*") if "#" in p.name or ".tmp" in p.name]


def _filled(folder: Path) -> Callable[[int], object]:
    @contextmanager
    def room(left: int) -> Iterator[None]:
        ballast = folder / "ballast"
        disk = os.statvfs(folder)
        ballast.write_bytes(b"x" * max(0, disk.f_bavail * disk.f_frsize - left))
        try:
            yield
        finally:
            ballast.unlink()

    return room


@contextmanager
def _small_files_only(left: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left // 16, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "limit" in sys.argv)
