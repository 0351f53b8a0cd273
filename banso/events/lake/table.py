"""One table of the lake: read its SQL text, append to it, rewrite parts of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from deltalake import DeltaTable

from banso.events.lake import correct as corrections
from banso.events.lake import merge, rewrite
from banso.events.lake.disk import (
    DiskFull,
    locked,
    make_folder,
    naming_full_disk,
    sync_file,
    sync_folder,
)
from banso.events.lake.engine import Cursor
from banso.events.lake.files import Written, discard, stats_columns, write_stage
from banso.events.lake.keep import open_handle, refuse_missing_files, repair_log
from banso.events.lake.log import CONFIGURATION, NO_HOOKS, Log, StaleTable, entry
from banso.events.lake.snapshot import Snapshot, chosen, select_of
from banso.events.lake.spec import Column, PartitionRange, Receipt, TableSpec, Type
from banso.events.lake.stage import Params, staged
from banso.events.lake.types import check_same_types, stored_field, stored_schema
from banso.lib.problems import Problem

_TEXTS_KEPT = 32


class Table:
    """A table, opened once per process; safe to use from several threads."""

    def __init__(
        self, *, root: Path, spec: TableSpec, log: Log, repaired: Sequence[Problem]
    ) -> None:
        self.root, self.spec, self.log = root, spec, log
        self.repaired = tuple(repaired)
        self._texts: dict[tuple[int, PartitionRange | None], str] = {}

    # Reading

    def snapshot(self) -> Snapshot:
        """The files and columns of the newest version."""
        return self.log.snapshot()

    @property
    def columns(self) -> Mapping[str, Type]:
        return self.snapshot().columns

    @property
    def version(self) -> int:
        return self.snapshot().version

    @property
    def content(self) -> str:
        """Equal as long as the rows are: ``version`` also moves when files are merged or removed.

        Appends add rows and every other change is counted, so no two contents look alike.
        """
        with self.log.held():
            rows = sum(f.rows for f in self.snapshot().files)
            return f"{self.log.changes()}.{rows}"

    def mark(self, app: str) -> int | None:
        """The highest mark written under ``app``, ``None`` before the first."""
        return self.log.mark(app)

    def sql(self, partitions: PartitionRange | None = None) -> str:
        """A parenthesised select to put behind FROM: every column, typed, from the newest version.

        Hold the text for one query only: files it names may be gone an hour after a rewrite.
        ``partitions`` leaves out files, not rows; the query still needs its own WHERE.
        """
        state = self.snapshot()
        key = (state.version, partitions)
        text = self._texts.get(key)
        if text is None:
            files = chosen(state.files, self.spec, partitions)
            text = f"({select_of(self.root, self.spec, state.columns, files)})"
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.clear()
            self._texts[key] = text
        return text

    def files(
        self, partitions: PartitionRange | None = None
    ) -> tuple[Mapping[str, Type], list[Path]]:
        """The columns and the data files of the newest version, for an engine of one's own.

        Hold the list for one query only, as the text of ``sql``; ``partitions`` leaves out files.
        """
        state = self.snapshot()
        listed = chosen(state.files, self.spec, partitions)
        return state.columns, [self.root / f.path for f in listed]

    # Writing

    def append(
        self,
        cursor: Cursor,
        select_sql: str,
        params: Params = (),
        *,
        app: str | None = None,
        mark: int | None = None,
    ) -> Receipt:
        """Add the rows of a select; durable on return.

        With ``app`` and ``mark`` exactly once: a mark not above the last one of ``app`` writes
        nothing and says ``skipped``. Columns the select lacks become null. Raises ``DoesNotFit``.
        """
        if app is not None and mark is not None:
            reached = self.mark(app)
            if reached is not None and reached >= mark:
                return Receipt(version=self.version, skipped=True)
        columns = self.columns
        with staged(
            cursor, spec=self.spec, columns=columns, select_sql=select_sql, params=params
        ) as stage:
            written = write_stage(
                cursor, root=self.root, spec=self.spec, columns=columns, stage=stage
            )
        return self._commit_append(written, app, mark)

    def _commit_append(self, written: Written, app: str | None, mark: int | None) -> Receipt:
        if not written.actions and mark is None:
            return Receipt(version=self.version)
        try:
            version = self.log.commit(add=written.actions, app=app, mark=mark)
        except (StaleTable, DiskFull):
            discard(written)
            raise
        if version is None:
            discard(written)
            return Receipt(version=self.version, skipped=True)
        return Receipt(version=version, rows=written.rows, files=len(written.actions))

    def replace(
        self,
        cursor: Cursor,
        *,
        partitions: Mapping[str, Iterable[str]],
        keep: str = "false",
        select_sql: str | None = None,
        params: Params = (),
        read_version: int | None = None,
    ) -> Receipt:
        """Rewrite partitions: rows for which the SQL ``keep`` is true stay, the select's rows come in.

        With ``read_version`` it is refused if the table is past that version. Raises
        ``StaleTable`` if another rewrite came between, ``RowsOutside`` if the select has rows
        of other partitions.
        """
        wanted = {column: set(values) for column, values in partitions.items()}
        return rewrite.past_merges(
            self,
            lambda: rewrite.replace(
                self,
                cursor,
                partitions=wanted,
                keep=keep,
                select_sql=select_sql,
                params=params,
                read_version=read_version,
            ),
        )

    def replace_days(
        self,
        cursor: Cursor,
        *,
        days: Iterable[date],
        select_sql: str | None,
        params: Params = (),
        unit: rewrite.Unit = "day",
    ) -> Receipt:
        """Put the select's rows in place of all rows of ``days``; other days are untouched.

        ``unit`` 'day' writes one file per day (a month still open), 'month' one sorted file per
        month (a month that is whole). Raises ``StaleTable``, ``RowsOutside``.
        """
        wanted = set(days)
        return rewrite.past_merges(
            self,
            lambda: rewrite.replace_days(
                self, cursor, days=wanted, select_sql=select_sql, params=params, unit=unit
            ),
        )

    def correct(
        self,
        cursor: Cursor,
        *,
        days: tuple[date, date],
        inside: str,
        select_sql: str,
        params: Params = (),
        ignore: Sequence[str] = (),
        noted: str | None = None,
    ) -> corrections.Corrected:
        """Make the rows of the days first..last with ``inside`` true those of the select, as corrections.

        Only what differs is written, ``ignore`` columns left aside; ``noted`` names a temporary
        table to be made of the keys that were. Raises ``StaleTable``, ``DoesNotFit``.
        """
        return rewrite.past_merges(
            self,
            lambda: corrections.correct(
                self,
                cursor,
                days=days,
                inside=inside,
                select_sql=select_sql,
                params=params,
                ignore=ignore,
                noted=noted,
            ),
        )

    def merge_corrections(self, cursor: Cursor) -> Receipt:
        """Put every correction into the files it corrects; rows stay as they are read now."""
        return corrections.merge_corrections(self, cursor)

    def replace_days_in_parts(
        self, cursor: Cursor, *, days: Iterable[date], parts: Iterable[tuple[str, Params]]
    ) -> Receipt:
        """Put the rows of several selects in place of all rows of ``days``, in one commit.

        Each is written before the next is asked for, as a sorted file a month: so a month of more
        rows than memory holds comes in part by part. Raises ``StaleTable``, ``RowsOutside``.
        """
        return rewrite.replace_days_in_parts(self, cursor, days=days, parts=parts)

    def remove_batch(self, cursor: Cursor, batch: str) -> Receipt:
        """Take out every row whose ``batch`` is this; nothing found is no error."""
        return rewrite.past_merges(self, lambda: rewrite.remove_batch(self, cursor, batch))

    def merge_files(
        self, cursor: Cursor, *, at_least: int = 2, before: str | None = None
    ) -> Receipt:
        """Rewrite each partition of ``at_least`` files as one sorted file; rows stay the same.

        ``before`` leaves alone the partitions from this value on, such as the open month.
        """
        return merge.merge_files(self, cursor, merge.Wanted(at_least=at_least, before=before))

    def add_columns(self, columns: Iterable[Column]) -> None:
        """Add the columns that are not there yet; they are null in all rows so far.

        Raises ``ColumnTypeChanged`` for one that is there with another type.
        """
        wanted = list(columns)
        stored = self.columns
        check_same_types(self.spec.name, stored, wanted)
        new = [stored_field(c) for c in wanted if c.name not in stored]
        if not new:
            return

        def change(handle: DeltaTable) -> None:
            there = {f.name for f in handle.schema().fields}
            fields = [f for f in new if f.name not in there]
            if fields:
                handle.alter.add_columns(fields, post_commithook_properties=NO_HOOKS)

        self.log.alter(change)

    def grow(self, spec: TableSpec) -> None:
        """Go on under a newer spec: its columns are added, new files follow its order.

        Raises ``ColumnTypeChanged``; partitions cannot change.
        """
        if spec == self.spec:
            return
        if spec.partition_by != self.spec.partition_by:
            raise ValueError(f"table {spec.name}: partitions cannot change")
        self.add_columns(spec.columns)
        self.spec = self.log.spec = spec


def open_table(*, root: Path, lock: Path, spec: TableSpec) -> Table:
    """Open or create the table at ``root``: repair its log, refuse what cannot be read rightly."""
    with locked(lock):
        repaired = repair_log(root)
    if not entry(root, 0).exists() and not _has_entries(root):
        _create(root, spec)
    handle = open_handle(root)
    refuse_missing_files(root, handle)
    log = Log(root=root, lock=lock, spec=spec, handle=handle)
    log.bring_up_to_date()
    table = Table(root=root, spec=spec, log=log, repaired=repaired)
    table.add_columns(spec.columns)
    return table


def _has_entries(root: Path) -> bool:
    return (
        any((root / "_delta_log").glob("*.json")) or (root / "_delta_log/_last_checkpoint").exists()
    )


def _create(root: Path, spec: TableSpec) -> None:
    make_folder(root / "_delta_log")
    columns = stats_columns(spec, spec.types)
    with naming_full_disk(root):
        DeltaTable.create(
            root,
            stored_schema(spec.columns),
            mode="ignore",  # another process may be first
            partition_by=list(spec.partition_by),
            configuration={**CONFIGURATION, "delta.dataSkippingStatsColumns": ",".join(columns)},
        )
    sync_file(entry(root, 0))
    sync_folder(root / "_delta_log")
