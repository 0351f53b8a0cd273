"""The files a table consists of at one version, and the SQL text that reads them."""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deltalake import DeltaTable

from banso.events.lake.spec import PartitionRange, TableSpec, Type, list_of, quoted, text_literal
from banso.events.lake.types import columns_of, empty_select

# A file says in its name, which costs a reader nothing, whether it holds corrections and which
# columns it has.
_CORRECTION = re.compile(r"(?:^|/)g(\d+)-[^/]+$")


def file_name(token: str, *, columns: Mapping[str, Type], generation: int = 0) -> str:
    """The name of a file written with all of ``columns``, those of its folder included."""
    correction = f"g{generation}-" if generation else ""
    return f"{correction}{token}-{_signature(columns)}.parquet"


def _signature(columns: Mapping[str, Type]) -> str:
    listed = "|".join(f"{name} {type}" for name, type in columns.items())
    return hashlib.blake2b(listed.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file. ``path`` is relative to the table; ``low``/``high`` only of ``prune_by`` columns."""

    path: str
    size: int
    rows: int
    partition: Mapping[str, str]
    low: Mapping[str, object]
    high: Mapping[str, object]

    @property
    def generation(self) -> int:
        """0: rows as first written; more: corrections, which lie over older rows of their keys."""
        found = _CORRECTION.search(self.path)
        return int(found[1]) if found else 0

    def days(self) -> tuple[date, date] | None:
        """First and last day in the file, where known."""
        if "day" in self.partition:
            day = date.fromisoformat(self.partition["day"])
            return day, day
        low, high = self.low.get("day"), self.high.get("day")
        if isinstance(low, date) and isinstance(high, date):
            return low, high
        return None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table at one version. ``columns`` in the table's order."""

    version: int
    columns: Mapping[str, Type]
    files: tuple[DataFile, ...]


def snapshot_of(handle: DeltaTable, spec: TableSpec) -> Snapshot:
    """Read the file list out of ``handle``; touches no disk."""
    actions = handle.get_add_actions(flatten=True)
    names = set(actions.column_names)

    def column(name: str) -> list[object]:
        return (
            list(actions.column(name).to_pylist()) if name in names else [None] * actions.num_rows
        )

    paths, sizes, rows = column("path"), column("size_bytes"), column("num_records")
    parts = {p: column(f"partition.{p}") for p in spec.partition_by}
    lows = {c: column(f"min.{c}") for c in spec.prune_by}
    highs = {c: column(f"max.{c}") for c in spec.prune_by}
    files = tuple(
        DataFile(
            path=str(paths[i]),
            size=_int(sizes[i]),
            rows=_int(rows[i]),
            partition={p: partition_text(values[i]) for p, values in parts.items()},
            low={c: values[i] for c, values in lows.items() if values[i] is not None},
            high={c: values[i] for c, values in highs.items() if values[i] is not None},
        )
        for i in range(actions.num_rows)
    )
    return Snapshot(version=handle.version(), columns=columns_of(handle.schema()), files=files)


def partition_text(value: object) -> str:
    """A partition value as it stands in folder names and in the log."""
    return value.isoformat() if isinstance(value, date) else str(value)


def chosen(
    files: Iterable[DataFile], spec: TableSpec, wanted: PartitionRange | None
) -> list[DataFile]:
    """The files that can hold rows of ``wanted``."""
    if wanted is None:
        return list(files)
    tests: list[Callable[[DataFile], bool]] = []
    if spec.partition_by and (wanted.first is not None or wanted.last is not None):
        by, first, last = spec.partition_by[0], wanted.first, wanted.last
        if first is not None:
            tests.append(lambda f: f.partition[by] >= first)
        if last is not None:
            tests.append(lambda f: f.partition[by] <= last)
    if wanted.days is not None:
        tests.append(_has_days(*wanted.days))
    return [f for f in files if all(test(f) for test in tests)]


def _has_days(first: date, last: date) -> Callable[[DataFile], bool]:
    months = f"{first:%Y-%m}", f"{last:%Y-%m}"

    def has(file: DataFile) -> bool:
        month = file.partition.get("month")
        if month is not None and not months[0] <= month <= months[1]:
            return False
        days = file.days()
        return days is None or (days[0] <= last and first <= days[1])

    return has


def select_of(
    root: Path, spec: TableSpec, columns: Mapping[str, Type], files: Iterable[DataFile]
) -> str:
    """SQL of a select with exactly ``columns``, over ``files``: of each key the newest rows.

    Where no file holds corrections it is a plain read of the files.
    """
    listed = list(files)
    over = [f for f in listed if f.generation]
    if not over:
        return stored_select(root, spec, columns, listed)
    names, key = list_of(list(columns)), list_of(spec.key)
    generation = quoted(spec.generation)
    same = " and ".join(f"o.{quoted(k)} = b.{quoted(k)}" for k in spec.key)
    base = stored_select(root, spec, columns, [f for f in listed if not f.generation])
    corrections = stored_select(root, spec, columns, over)
    return (
        f"select {names} from ({base}) as b"
        f" where not exists (select 1 from ({corrections}) as o where {same})"
        f" union all select {names} from (select *, row_number() over"
        f' (partition by {key} order by abs({generation}) desc) as "·nth" from ({corrections}))'
        f' where "·nth" = 1 and {generation} >= 0'
    )


def stored_select(
    root: Path, spec: TableSpec, columns: Mapping[str, Type], files: Iterable[DataFile]
) -> str:
    """SQL of a select with exactly ``columns``, over ``files`` as they are; over none it reads nothing.

    A file written before a column existed gives null for it, even where no file of the list has
    that column: the empty select in front brings every name with its type.
    """
    listed = list(files)
    if not listed:
        return empty_select(columns)
    # Joining files by name makes the engine look through every column of each before it reads one:
    # eight milliseconds a query with a hundred columns. Most files have all of them.
    same = f"-{_signature(columns)}.parquet"
    alike = [f for f in listed if f.path.endswith(same)]
    others = [f for f in listed if not f.path.endswith(same)]
    names = list_of(list(columns))
    parts = []
    if alike:
        parts.append(f"select {names} from {_read(root, spec, columns, alike)}")
    if others:
        read = _read(root, spec, columns, others, "union_by_name=true")
        empty = empty_select(columns)
        parts.append(f"select {names} from ({empty} union all by name select * from {read})")
    return " union all ".join(parts)


def _read(
    root: Path, spec: TableSpec, columns: Mapping[str, Type], files: Iterable[DataFile], *how: str
) -> str:
    types = {**columns, **spec.types}
    hive = ", ".join(f"{text_literal(p)}: {types[p]}" for p in spec.partition_by)
    options = [*how, f"hive_partitioning={'true' if hive else 'false'}"]
    if hive:
        options += ["hive_types_autocast=false", f"hive_types={{{hive}}}"]
    paths = ", ".join(text_literal(str(root / f.path)) for f in files)
    return f"read_parquet([{paths}], {', '.join(options)})"


def days_condition(days: Iterable[date], column: str = "day") -> str:
    """SQL that is true for rows of these days; runs of days become one comparison."""
    name = quoted(column)
    runs = [
        f"{name} between date '{first}' and date '{last}'"
        if first != last
        else f"{name} = date '{first}'"
        for first, last in day_runs(days)
    ]
    return "(" + " or ".join(runs) + ")" if runs else "false"


def day_runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """The days as runs without a gap."""
    runs: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
