"""Rewrites: some rows leave, others come in, in one commit.

Files whose rows all leave are only struck from the log; files that keep some rows are written
again without the others. The list of files comes from the same state the commit is checked
against (see ``log``).

Merging files changes no row (see ``merge``). So a rewrite that only a merge came before is planned and
written again by itself: upkeep never makes anybody else's work fail.
"""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from banso.events.lake.disk import DiskFull
from banso.events.lake.engine import Cursor
from banso.events.lake.files import NOTHING, Part, Written, discard, write_parts, write_stage
from banso.events.lake.log import NotSynced, StaleTable, WriteTooSlow, stale
from banso.events.lake.snapshot import (
    DataFile,
    Snapshot,
    days_condition,
    select_of,
    stored_select,
)
from banso.events.lake.spec import Receipt, quoted, text_literal
from banso.events.lake.stage import Params, staged
from banso.lib.problems import BansoError, problem

if TYPE_CHECKING:
    from banso.events.lake.table import Table

Unit = Literal["day", "month"]
_TRIES = 4
T = TypeVar("T")


class RowsOutside(BansoError):
    """A rewrite was given rows that do not belong to the part it rewrites."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``gone`` are struck; ``trimmed`` are written again with the rows for which ``keep`` is true.

    ``groups`` says which of them become one file; without it, those of a partition do.
    """

    state: Snapshot
    rewrites: int
    gone: Sequence[DataFile]
    trimmed: Sequence[DataFile]
    keep: str
    inside: str  # SQL every new row must satisfy
    split_new: Sequence[str] = ()
    together: bool = True  # kept and new rows share files
    data_change: bool = True  # a merge changes no row: corrections go into what they correct
    groups: Sequence[Sequence[DataFile]] | None = None


def past_merges(table: Table, attempt: Callable[[], T]) -> T:
    """Run ``attempt`` again while only merges came between its plan and its commit."""
    for left in reversed(range(_TRIES)):
        table.log.snapshot()
        changes = table.log.changes()
        try:
            return attempt()
        except WriteTooSlow:
            raise
        except StaleTable:
            table.log.snapshot()
            if not left or table.log.changes() != changes:
                raise
    raise AssertionError("unreachable")


def replace(
    table: Table,
    cursor: Cursor,
    *,
    partitions: Mapping[str, Iterable[str]],
    keep: str,
    select_sql: str | None,
    params: Params,
    read_version: int | None,
) -> Receipt:
    wanted = {column: set(values) for column, values in partitions.items()}
    if not wanted or not set(wanted) <= set(table.spec.partition_by):
        raise ValueError(f"replace: name partition columns of {table.spec.name}")
    state, rewrites = table.log.listed()
    if read_version is not None and state.version != read_version:
        raise stale(table.spec.name)
    files = [f for f in state.files if all(f.partition[c] in v for c, v in wanted.items())]
    whole = keep.strip().lower() == "false"
    inside = " and ".join(
        f"{quoted(c)}::VARCHAR in ({', '.join(text_literal(v) for v in sorted(values))})"
        if values
        else "false"
        for c, values in wanted.items()
    )
    plan = Plan(
        state=state,
        rewrites=rewrites,
        gone=files if whole else (),
        trimmed=() if whole else files,
        keep=keep,
        inside=inside,
    )
    return carry_out(table, cursor, plan, select_sql, params)


def replace_days(
    table: Table,
    cursor: Cursor,
    *,
    days: Iterable[date],
    select_sql: str | None,
    params: Params,
    unit: Unit,
) -> Receipt:
    wanted = set(days)
    if not wanted:
        return Receipt(version=table.version)
    return carry_out(table, cursor, _days_plan(table, wanted, unit), select_sql, params)


def replace_days_in_parts(
    table: Table, cursor: Cursor, *, days: Iterable[date], parts: Iterable[tuple[str, Params]]
) -> Receipt:
    wanted = set(days)
    if not wanted:
        return Receipt(version=table.version)
    table.log.snapshot()
    changes = table.log.changes()
    plan = _days_plan(table, wanted, "month")
    new = NOTHING
    try:
        for select_sql, params in parts:
            with staged(
                cursor,
                spec=table.spec,
                columns=plan.state.columns,
                select_sql=select_sql,
                params=params,
            ) as stage:
                _refuse_outside(cursor, table.spec.name, stage, plan.inside)
                written = write_stage(
                    cursor,
                    root=table.root,
                    spec=table.spec,
                    columns=plan.state.columns,
                    stage=stage,
                )
            new = Written(
                actions=new.actions + written.actions,
                paths=new.paths + written.paths,
                rows=new.rows + written.rows,
            )
        return past_merges(table, lambda: _instead(table, cursor, wanted, new, changes))
    except NotSynced:  # it stands in the log
        raise
    except BaseException:
        discard(new)
        raise


def _instead(
    table: Table, cursor: Cursor, wanted: set[date], new: Written, changes: int
) -> Receipt:
    """Commit rows that are written already in place of those of the days, as these lie now."""
    plan = replaced(_days_plan(table, wanted, "month"), together=False)
    if table.log.changes() != changes:
        raise stale(table.spec.name)
    kept = _write_kept(table, cursor, plan)
    try:
        return _commit(table, plan, kept, new)
    except (StaleTable, DiskFull):
        discard(kept)
        raise


def _days_plan(table: Table, wanted: set[date], unit: Unit) -> Plan:
    months = {f"{d:%Y-%m}" for d in wanted}
    state, rewrites = table.log.listed()
    gone, trimmed = [], []
    for file in state.files:
        if file.partition.get("month", "") not in months and "month" in file.partition:
            continue
        touched = _touches(file, wanted)
        if touched == "all":
            gone.append(file)
        elif touched == "some":
            trimmed.append(file)
    condition = days_condition(wanted)
    return Plan(
        state=state,
        rewrites=rewrites,
        gone=gone,
        trimmed=trimmed,
        keep=f"not coalesce({condition}, false)",
        inside=condition,
        split_new=("day",) if unit == "day" else (),
        together=unit == "month",
    )


def _touches(file: DataFile, days: set[date]) -> Literal["none", "some", "all"]:
    """Which of the file's rows are of ``days``, as far as its first and last day tell."""
    span = file.days()
    if span is None:
        return "some"
    length = (span[1] - span[0]).days + 1
    inside = sum(span[0] + timedelta(days=i) in days for i in range(length))
    if inside == 0:
        return "none"
    return "all" if inside == length else "some"


def remove_batch(table: Table, cursor: Cursor, batch: str) -> Receipt:
    state, rewrites = table.log.listed()
    literal = text_literal(batch)
    gone: list[DataFile] = []
    perhaps: list[DataFile] = []
    for file in state.files:
        low, high = file.low.get("batch"), file.high.get("batch")
        if low is None or high is None:
            perhaps.append(file)
        elif str(low) <= batch <= str(high):
            (gone if low == high else perhaps).append(file)
    trimmed = []
    for file in perhaps:
        rows = stored_select(table.root, table.spec, state.columns, [file])
        if cursor.execute(f"select 1 from ({rows}) where batch = {literal} limit 1").fetchall():
            trimmed.append(file)
    if not gone and not trimmed:
        return Receipt(version=state.version)
    plan = Plan(
        state=state,
        rewrites=rewrites,
        gone=gone,
        trimmed=trimmed,
        keep=f"batch is distinct from {literal}",
        inside="false",
    )
    return carry_out(table, cursor, plan, None, ())


def carry_out(
    table: Table, cursor: Cursor, plan: Plan, select_sql: str | None, params: Params
) -> Receipt:
    """Write what the plan says and commit it. Raises ``StaleTable``, ``DiskFull``, ``RowsOutside``."""
    kept, new = _write(table, cursor, plan, select_sql, params)
    try:
        return _commit(table, plan, kept, new)
    except (StaleTable, DiskFull):
        discard(kept)
        discard(new)
        raise


def _commit(table: Table, plan: Plan, kept: Written, new: Written) -> Receipt:
    removed = [*plan.gone, *plan.trimmed]
    if not removed and not new.actions:
        return Receipt(version=plan.state.version)
    version = table.log.commit(
        add=[*kept.actions, *new.actions],
        remove=removed,
        rewrite_seen=plan.rewrites,
        data_change=plan.data_change,
    )
    before = sum(f.rows for f in removed)
    return Receipt(
        version=version or 0,
        rows=new.rows,
        files=len(kept.actions) + len(new.actions),
        removed_rows=before - kept.rows,
        removed_files=len(removed),
    )


def _write(
    table: Table, cursor: Cursor, plan: Plan, select_sql: str | None, params: Params
) -> tuple[Written, Written]:
    """The files with the rows that stay, and those with the new rows."""
    spec, columns, root = table.spec, plan.state.columns, table.root
    if select_sql is None:
        return _write_kept(table, cursor, plan), NOTHING
    kept, stayed = NOTHING, 0
    with staged(cursor, spec=spec, columns=columns, select_sql=select_sql, params=params) as stage:
        _refuse_outside(cursor, spec.name, stage, plan.inside)
        came = _count(cursor, stage)
        # Corrections stay apart: they lie over rows that may not be in this rewrite.
        base = [f for f in plan.trimmed if plan.together and not f.generation]
        if base:
            old = stored_select(root, spec, columns, base)
            cursor.execute(
                f"insert into {quoted(stage)} select * from ({old}) where {plan.keep}"
            ).fetchall()
            stayed = _count(cursor, stage) - came
        rest = [f for f in plan.trimmed if f not in base]
        kept = _write_kept(table, cursor, replaced(plan, trimmed=rest))
        try:
            new = write_stage(
                cursor, root=root, spec=spec, columns=columns, stage=stage, split_by=plan.split_new
            )
        except BaseException:
            discard(kept)
            raise
    # Rows that stayed in a shared file are not new: the receipt counts what came.
    return replaced(kept, rows=kept.rows + stayed), replaced(new, rows=came)


def _write_kept(table: Table, cursor: Cursor, plan: Plan) -> Written:
    """One file per group, else per partition and generation, with the rows that stay of the trimmed."""
    groups = plan.groups
    if groups is None:
        apart: dict[tuple[int, tuple[str, ...]], list[DataFile]] = {}
        for file in plan.trimmed:
            generation = file.generation if plan.data_change else 0
            apart.setdefault((generation, tuple(file.partition.values())), []).append(file)
        groups = list(apart.values())
    columns = plan.state.columns
    read = stored_select if plan.data_change else select_of
    parts = [
        Part(
            partition=files[0].partition,
            rows=f"({read(table.root, table.spec, columns, files)})",
            where=plan.keep,
            generation=files[0].generation if plan.data_change else 0,
        )
        for files in groups
    ]
    return write_parts(
        cursor,
        root=table.root,
        spec=table.spec,
        columns=columns,
        parts=parts,
        data_change=plan.data_change,
    )


def _count(cursor: Cursor, stage: str) -> int:
    return int(cursor.execute(f"select count(*) from {quoted(stage)}").fetchall()[0][0])


def _refuse_outside(cursor: Cursor, table: str, stage: str, inside: str) -> None:
    found = cursor.execute(
        f"select count(*) from {quoted(stage)} where not coalesce({inside}, false)"
    ).fetchall()[0][0]
    if found:
        raise RowsOutside(
            problem(
                "lake.rewrite.outside",
                ja=f"表 {table} の置き換え範囲の外にある行が {found} 件渡されました。",
                en=f"{found} rows offered to {table} lie outside the part to be replaced.",
                remedy_ja="範囲内の行だけを渡してください。何も書き込まれていません。",
                remedy_en="Offer only rows of that part. Nothing was written.",
                path=table,
            )
        )
