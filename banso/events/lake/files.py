"""Data files: written by the engine in our order, on the disk before anybody hears of them."""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

import json
import math
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deltalake.transaction import AddAction

from banso.events.lake.disk import naming_full_disk, sync_files
from banso.events.lake.engine import Cursor
from banso.events.lake.snapshot import file_name, partition_text
from banso.events.lake.spec import (
    TableSpec,
    Type,
    list_of,
    quoted,
    text_literal,
)
from banso.lib.problems import BansoError, problem

# Longer texts are cut for the low value and left out for the high one: a cut one would be too low.
_TEXT_KEPT = 64
# Partition values become folder names; these letters need no escaping anywhere.
_FOLDER = re.compile(r"[A-Za-z0-9_.\-]+")


class PartitionRefused(BansoError):
    """A row has no value, or one that cannot name a folder, in a column that decides its folder."""


@dataclass(frozen=True, slots=True)
class Written:
    """Files on the disk that no log entry names yet."""

    actions: tuple[AddAction, ...]
    paths: tuple[Path, ...]
    rows: int


NOTHING = Written(actions=(), paths=(), rows=0)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one partition: SQL to put behind FROM, and a condition on them."""

    partition: Mapping[str, str]
    rows: str
    where: str = "true"
    generation: int = 0


def write_stage(
    cursor: Cursor,
    *,
    root: Path,
    spec: TableSpec,
    columns: Mapping[str, Type],
    stage: str,
    split_by: Sequence[str] = (),
    generation: int = 0,
) -> Written:
    """Write a temporary table as one sorted file per partition and value of ``split_by``."""
    keys = [*spec.partition_by, *(c for c in split_by if c not in spec.partition_by)]
    parts = [
        Part(
            partition={p: partition_text(values[p]) for p in spec.partition_by},
            rows=quoted(stage),
            where=" and ".join(
                f"{quoted(k)} = {_literal(v, columns[k])}" for k, v in values.items()
            )
            or "true",
            generation=generation,
        )
        for values in _groups(cursor, spec, stage, keys)
    ]
    return write_parts(cursor, root=root, spec=spec, columns=columns, parts=parts)


def write_parts(
    cursor: Cursor,
    *,
    root: Path,
    spec: TableSpec,
    columns: Mapping[str, Type],
    parts: Sequence[Part],
    data_change: bool = True,
) -> Written:
    """Write each part as one sorted file, those without rows as none.

    Returns after fsync of files and folders; if it fails, no file is left. Raises ``DiskFull``.
    """
    written: list[tuple[AddAction, Path]] = []
    begun: list[Path] = []
    rows = 0
    try:
        with naming_full_disk(root):
            for part in parts:
                path = root / _relative(part, columns)
                begun.append(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                stats = _copy(cursor, spec, columns, part, path)
                if stats is not None:
                    written.append((_added(root, path, part, stats, data_change), path))
                    rows += int(str(stats["numRecords"]))
            sync_files(root, [path for _, path in written])
    except BaseException:
        for path in begun:
            path.unlink(missing_ok=True)
        raise
    return Written(tuple(a for a, _ in written), tuple(p for _, p in written), rows)


def _copy(
    cursor: Cursor, spec: TableSpec, columns: Mapping[str, Type], part: Part, path: Path
) -> dict[str, object] | None:
    """Write one part; its statistics, or None (and no file) if it has no rows."""
    body = list_of([c for c in columns if c not in spec.partition_by])
    order = f" order by {list_of(spec.sort_by)}" if spec.sort_by else ""
    select = f"select {body} from {part.rows} where {part.where}{order}"
    done = cursor.execute(
        f"copy ({select}) to {text_literal(str(path))} (format parquet, return_stats, "
        f"compression zstd, row_group_size {spec.row_group_size})"
    ).fetchall()[0]
    count = int(done[1])
    if not count:
        path.unlink()
        return None
    return _stats(spec, columns, count, done[4] or {})


def _added(
    root: Path, path: Path, part: Part, stats: Mapping[str, object], data_change: bool
) -> AddAction:
    found = path.stat()
    return AddAction(
        path=path.relative_to(root).as_posix(),
        size=found.st_size,
        partition_values=dict(part.partition),
        modification_time=int(found.st_mtime * 1000),
        data_change=data_change,
        stats=json.dumps(stats),
    )


def discard(written: Written) -> None:
    """Remove files whose commit was refused."""
    for path in written.paths:
        path.unlink(missing_ok=True)


def _groups(
    cursor: Cursor, spec: TableSpec, stage: str, keys: Sequence[str]
) -> list[dict[str, object]]:
    if not keys:
        has_rows = cursor.execute(f"select 1 from {quoted(stage)} limit 1").fetchall()
        return [{}] if has_rows else []
    names = list_of(list(keys))
    rows = cursor.execute(
        f"select distinct {names} from {quoted(stage)} order by {names}"
    ).fetchall()
    for row in rows:
        for key, value in zip(keys, row, strict=True):
            if value is None or not _FOLDER.fullmatch(partition_text(value)):
                raise _refused(spec.name, key, value)
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _refused(table: str, key: str, value: object) -> PartitionRefused:
    return PartitionRefused(
        problem(
            "lake.partition.refused",
            ja=f"表 {table} の列 {key} に、保存先を決められない値を持つ行があります。",
            en=f"Rows for the table {table} have a value in {key} that cannot name a folder.",
            remedy_ja="空でない、英数字・ハイフン・ピリオド・下線だけの値にしてください。",
            remedy_en="Give every row a value of letters, digits, '-', '.' and '_'.",
            path=f"{table}.{key}",
            sample=None if value is None else str(value)[:40],
        )
    )


def _relative(part: Part, columns: Mapping[str, Type]) -> Path:
    folders = [f"{key}={value}" for key, value in part.partition.items()]
    name = file_name(secrets.token_hex(12), columns=columns, generation=part.generation)
    return Path(*folders, name)


def _literal(value: object, type: Type) -> str:
    return f"{text_literal(partition_text(value))}::{type}"


def _stats(
    spec: TableSpec, columns: Mapping[str, Type], rows: int, seen: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    """The file's statistics as they go into the log, without the columns of ``no_stats``."""
    by_name = {_unquoted(name): values for name, values in seen.items()}
    low: dict[str, object] = {}
    high: dict[str, object] = {}
    nulls: dict[str, int] = {}
    for name in stats_columns(spec, columns):
        values = by_name.get(name, {})
        if "null_count" in values:
            nulls[name] = int(values["null_count"])
        if values.get("has_nan") == "true" or "min" not in values or "max" not in values:
            continue
        pair = _bound(values["min"], columns[name]), _bound(values["max"], columns[name])
        if None in pair:
            continue
        low[name], high[name] = pair
        if isinstance(pair[0], str):
            low[name] = pair[0][:_TEXT_KEPT]
        if isinstance(pair[1], str) and len(pair[1]) > _TEXT_KEPT:
            del low[name], high[name]
    return {"numRecords": rows, "minValues": low, "maxValues": high, "nullCount": nulls}


def stats_columns(spec: TableSpec, columns: Mapping[str, Type]) -> list[str]:
    """The columns whose low and high values stand in the log: those that order and prune.

    Every commit reads all of them again, so a column more costs each write; the engine has the
    values of all columns in the files themselves.
    """
    useful = {*spec.sort_by, *spec.prune_by} - {*spec.partition_by, *spec.no_stats}
    return [c for c in columns if c in useful]


def _bound(value: str, type: Type) -> object:
    """A low or high value as the log writes it; ``None`` where the type has none."""
    try:
        if type in ("BIGINT", "INTEGER"):
            return int(value)
        if type == "DOUBLE":
            return float(value) if math.isfinite(float(value)) else None
        if type == "TIMESTAMPTZ":
            instant = datetime.fromisoformat(value + ":00" if value[-3] in "+-" else value)
            return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        if type == "BOOLEAN":
            return None
    except (ValueError, OverflowError):
        return None
    return value


def _unquoted(name: str) -> str:
    """``"a b"`` as the engine reports a column, back to its name."""
    if name.startswith('"') and name.endswith('"'):
        return name[1:-1].replace('""', '"')
    return name
