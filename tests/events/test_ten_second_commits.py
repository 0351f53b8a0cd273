"""A simulated day of small commits: what a reader needs to follow, and what is left on the disk.

The counts hold on any machine; the times, for 8,640 commits, are printed by ``python -m bench.lake``.
"""

from __future__ import annotations

import pytest

from banso.events.definitions import EVENTS
from banso.events.lake import Cursor, Lake, close_lake, open_lake
from banso.events.lake.table import open_table
from bench._lake_day import Day, simulate

COMMITS, EVERY, ROWS = 160, 20, 20


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("day") / "lake"
    lake = open_lake(folder)
    with lake.cursor() as cursor:
        done = simulate(lake, cursor, commits=COMMITS, upkeep_every=EVERY, rows=ROWS, late_every=20)
    close_lake(folder)
    return done


def test_it_loses_and_doubles_nothing(day: Day) -> None:
    assert sum(f.rows for f in day.table.snapshot().files) == COMMITS * ROWS
    assert day.table.mark("spool") == COMMITS


def test_it_keeps_no_more_than_twice_what_is_live_and_one_retention(day: Day) -> None:
    assert day.struck[0][1] > 0
    assert day.on_disk <= 2 * day.live + day.of_one_retention


def test_it_keeps_the_live_files_few(day: Day) -> None:
    assert day.most_live <= EVERY + 8
    assert day.live <= 8


def test_a_kept_handle_reads_only_what_is_new(day: Day) -> None:
    """Not the whole log again, nor more as the day goes on."""
    reads = [r.read for r in day.refreshes]
    assert sorted(reads)[len(reads) // 2] < 8_000
    third = 3 * EVERY
    early, late = sorted(reads[:third])[third // 2], sorted(reads[-third:])[third // 2]
    assert late <= 1.2 * early
    # The entry of a merge names every file it struck; nothing is longer than that.
    assert max(reads) < 120_000


def test_a_handle_that_slept_all_day_wakes_up(lake: Lake, cursor: Cursor) -> None:
    """Entries between what it knew and the newest checkpoint are gone by then."""
    lake.table(EVENTS)
    root, lock = lake.folder / EVENTS.name, lake.folder / "_locks" / EVENTS.name
    sleeper = open_table(root=root, lock=lock, spec=EVENTS)
    sleeper.snapshot()
    done = simulate(lake, cursor, commits=30, upkeep_every=10, rows=1, log_seconds=0)
    assert not (root / "_delta_log" / f"{2:020d}.json").exists()
    assert sleeper.version == done.table.version
    assert sum(f.rows for f in sleeper.snapshot().files) == 30
