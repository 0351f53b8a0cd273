"""Merging: many files become fewer, sorted, with the same rows.

Two kinds. *Small files* of a partition that is still written to: only files below ``target_size``, so
that the large ones are not written again each time. *Closing* a partition nobody writes to any more:
all its files become one. Every commit takes a bounded part, so a kill or somebody else's rewrite
costs that part only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from banso.events.lake.disk import DiskFull
from banso.events.lake.engine import Cursor
from banso.events.lake.rewrite import Plan, carry_out
from banso.events.lake.snapshot import DataFile
from banso.events.lake.spec import Receipt
from banso.lib.problems import problem
from banso.lib.steps import declare, step

if TYPE_CHECKING:
    from banso.events.lake.table import Table

MERGED = declare("lake.merged", "a part of the files is merged; the others are not")

TARGET_SIZE = 24 * 2**20  # bytes; larger files are left alone while their partition is written to
_BUDGET = 256 * 2**20  # bytes written by one commit, roughly
# A file this many times larger than all smaller ones together is not written again for their sake.
_TIER = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to merge. ``before`` and ``since`` are values of the first partition column.

    ``at_least`` files must come together. With ``target_size`` only smaller ones are taken.
    ``patient``: a large file is not written again for a few small ones beside it.
    """

    at_least: int = 2
    before: str | None = None
    since: str | None = None
    target_size: int | None = None
    patient: bool = False


def merge_files(table: Table, cursor: Cursor, wanted: Wanted) -> Receipt:
    """Merge what is wanted; gives the sums. Raises ``StaleTable``, ``DiskFull``: what was merged stays so."""
    done = Receipt(version=table.version)
    for part in _parts(groups_of(table.snapshot().files, wanted)):
        state, rewrites = table.log.listed()
        live = {f.path for f in state.files}
        groups = [g for g in part if all(f.path in live for f in g)]
        if not groups:
            continue
        _require_room(table, groups)
        plan = Plan(
            state=state,
            rewrites=rewrites,
            gone=(),
            trimmed=[f for g in groups for f in g],
            keep="true",
            inside="false",
            data_change=False,
            groups=groups,
        )
        receipt = carry_out(table, cursor, plan, None, ())
        done = replace(
            receipt,
            files=done.files + receipt.files,
            removed_files=done.removed_files + receipt.removed_files,
        )
        step(MERGED)
    return done


def groups_of(files: Iterable[DataFile], wanted: Wanted) -> list[list[DataFile]]:
    """The files that would become one, group by group."""
    partitions: dict[tuple[str, ...], list[DataFile]] = {}
    for file in files:
        values = tuple(file.partition.values())
        first = values[0] if values else None
        if first is not None and wanted.before is not None and first >= wanted.before:
            continue
        if first is not None and wanted.since is not None and first < wanted.since:
            continue
        partitions.setdefault(values, []).append(file)
    found: list[list[DataFile]] = []
    for _, group in sorted(partitions.items()):
        if wanted.target_size is not None:
            found += _small_ones(group, wanted.target_size)
        elif not wanted.patient or _worth(group):
            found.append(group)
    return [g for g in found if len(g) >= max(2, wanted.at_least)]


def _small_ones(files: Iterable[DataFile], target: int) -> Iterator[list[DataFile]]:
    """Files below the target, smallest first, in groups that reach it."""
    group: list[DataFile] = []
    size = 0
    # A correction lies over rows of other files: it goes in with all of its partition, or stays.
    plain = (f for f in files if not f.generation)
    for file in sorted(plain, key=lambda f: (f.size, f.path)):
        if file.size >= target:
            break
        if size and (size >= target or file.size > _TIER * size):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    yield group


def _worth(files: Sequence[DataFile]) -> bool:
    """Is it worth writing all of these again: are they small, many, or a tenth beside the largest?"""
    total, largest = sum(f.size for f in files), max(f.size for f in files)
    return total <= TARGET_SIZE or len(files) >= 8 or (total - largest) * 10 >= largest


def _parts(groups: Iterable[list[DataFile]]) -> Iterator[list[list[DataFile]]]:
    """The groups in portions of about the budget."""
    part: list[list[DataFile]] = []
    size = 0
    for group in groups:
        part.append(group)
        size += sum(f.size for f in group)
        if size >= _BUDGET:
            yield part
            part, size = [], 0
    if part:
        yield part


def _require_room(table: Table, groups: Sequence[Sequence[DataFile]]) -> None:
    """Upkeep must not take the last of the disk: others need it more. Raises ``DiskFull``."""
    needed = 2 * sum(f.size for g in groups for f in g)
    disk = os.statvfs(table.root)
    free = disk.f_bavail * disk.f_frsize
    if free < needed:
        raise DiskFull(
            problem(
                "lake.disk_low",
                ja=f"表 {table.spec.name} のファイルをまとめるには {needed / 1e6:,.0f} MB の空き容量が必要ですが、{free / 1e6:,.0f} MB しかありません。",
                en=f"Merging files of {table.spec.name} needs {needed / 1e6:,.0f} MB of room; there are {free / 1e6:,.0f} MB.",
                remedy_ja="空き容量を増やしてください。次の手入れで続きます。失われた行はありません。",
                remedy_en="Make room; the next upkeep goes on. No rows are lost.",
                file=str(table.root),
            )
        )
