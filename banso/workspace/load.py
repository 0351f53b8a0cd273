"""Records read back from a dump (``banso.workspace.dump``): all of them, or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.dump import (
    CONTENTS,
    Dumped,
    Table,
    TableCount,
    columns_of,
    file_of,
    key_of,
    tables_in_order,
)
from banso.workspace.progress import Progress, Silent

Src = Callable[[str], AbstractContextManager[IO[bytes]]]  # a name → a file to read

CHUNK = 1_000  # rows
_AS_THEY_ARE = (
    models.IntegerField,
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.JSONField,
)


class RecordsNotEmpty(BansoError):
    """The database already holds rows."""


class RecordsDoNotFit(BansoError):
    """The dump has tables or columns this database lacks, or rows it cannot take."""


def load_records(
    src: Src,
    *,
    using: str = "default",
    apps: Apps | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Dumped:
    """This function will read a dump into the migrated, empty database ``using``: everything or nothing.

    ``apps`` are the models of the migrations the dump stands under, where these are not today's.
    ``replace`` empties the tables first. Gives back what was read; keys go on behind the highest
    one ever given out. Raises RecordsNotEmpty, RecordsDoNotFit.
    """
    progress = progress or Silent()
    connection = connections[using]
    expected = contents_of(src)
    tables = tables_in_order(apps or installed)
    _require_same_tables(tables, expected)
    with transaction.atomic(using=using):
        _require_empty(tables, using, replace=replace)
        progress.begin("Reading records", total=expected.rows, unit="rows")
        for table in tables:
            label = table._meta.label
            with src(file_of(table)) as file:
                rows = _read(table, file, connection, progress)
            stored = table._base_manager.using(using).count()
            if not rows == stored == expected.tables[label].rows:
                raise RecordsDoNotFit(_count_differs(label, expected.tables[label].rows, stored))
        _go_on_behind(tables, expected, connection)
        _check_keys(connection)
    return expected


def folder_src(folder: Path) -> Src:
    """Files of a dump from a folder."""

    def src(name: str) -> IO[bytes]:
        return (folder / name).open("rb")

    return src


def contents_of(src: Src) -> Dumped:
    """What a dump says about itself."""
    with src(CONTENTS) as file:
        found = json.loads(file.read())
    tables = {k: TableCount(v["rows"], v["last_id"]) for k, v in found["tables"].items()}
    return Dumped(tables, dict(found["migrations"]))


def _require_same_tables(tables: Sequence[Table], expected: Dumped) -> None:
    ours = {t._meta.label for t in tables}
    odd = sorted(ours ^ set(expected.tables))
    if odd:
        raise RecordsDoNotFit(
            problem(
                "records.tables",
                ja=f"表の構成が異なります: {', '.join(odd)}",
                en=f"The tables differ: {', '.join(odd)}.",
                remedy_ja="書き出したときと同じ版の Banso で読み込んでください。",
                remedy_en="Read it with the version of Banso that wrote it.",
            )
        )


def _require_empty(tables: Sequence[Table], using: str, *, replace: bool) -> None:
    for table in reversed(tables):
        rows = table._base_manager.using(using)
        if not rows.exists():
            continue
        if not replace:
            raise RecordsNotEmpty(_not_empty(table._meta.label))
        rows._raw_delete(using)


# Rows ----------------------------------------------------------------------------------------------


def _read(
    table: Table, file: IO[bytes], connection: BaseDatabaseWrapper, progress: Progress
) -> int:
    columns = columns_of(table)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(c.column)) for c in columns)
    marks = ", ".join(["%s"] * len(columns))
    insert = f"insert into {quote(table._meta.db_table)} ({names}) values ({marks})"  # noqa: S608
    read = 0
    for lines in _chunks(file):
        rows = [
            _values(table, columns, line, number, connection)
            for number, line in enumerate(lines, read + 1)
        ]
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.executemany(insert, rows)
        except (DatabaseError, ValueError, OverflowError) as refused:
            raise _row_refused(table, insert, rows, read, connection) from refused
        read += len(lines)
        progress.advance(len(lines))
    return read


def _chunks(file: IO[bytes]) -> Iterator[list[bytes]]:
    while lines := list(islice(file, CHUNK)):
        yield lines


def _values(
    table: Table,
    columns: Sequence[models.Field[Any, Any]],
    line: bytes,
    number: int,
    connection: BaseDatabaseWrapper,
) -> list[Any]:
    """One row as the database takes it. Nothing is filled in: no defaults, no times of now."""
    try:
        row = json.loads(line)
        if row.keys() != {c.attname for c in columns}:
            raise ValueError("other columns")
        return [_stored(c, row[c.attname], connection) for c in columns]
    except (ValueError, TypeError, AttributeError, ValidationError) as refused:
        raise RecordsDoNotFit(_unreadable(file_of(table), number)) from refused


def _stored(column: models.Field[Any, Any], value: Any, connection: BaseDatabaseWrapper) -> Any:
    if value is not None and not isinstance(column, _AS_THEY_ARE):
        value = column.to_python(value)
    return column.get_db_prep_save(value, connection)


def _row_refused(
    table: Table, insert: str, rows: list[list[Any]], before: int, connection: BaseDatabaseWrapper
) -> RecordsDoNotFit:
    """Which row it was: the chunk again, one by one, up to the first refusal."""
    for number, row in enumerate(rows, before + 1):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute(insert, row)
        except (DatabaseError, ValueError, OverflowError) as refused:
            return RecordsDoNotFit(_refused(file_of(table), number, str(refused).split("\n")[0]))
    return RecordsDoNotFit(_refused(file_of(table), before + 1, ""))


# Afterwards ----------------------------------------------------------------------------------------


def _go_on_behind(
    tables: Sequence[Table], expected: Dumped, connection: BaseDatabaseWrapper
) -> None:
    """The next key of each table comes behind the highest one ever given out."""
    for table in tables:
        last = expected.tables[table._meta.label].last_id
        if last is None:
            continue
        highest = table._base_manager.using(connection.alias).aggregate(n=models.Max("pk"))["n"]
        last = max(last, highest or 0)
        name, key = table._meta.db_table, key_of(table).column
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("delete from sqlite_sequence where name = %s", [name])
                cursor.execute(
                    "insert into sqlite_sequence (name, seq) values (%s, %s)", [name, last]
                )
            else:
                cursor.execute(
                    "select setval(pg_get_serial_sequence(%s, %s), greatest(%s, 1), %s)",
                    [connection.ops.quote_name(name), key, last, last > 0],
                )


def _check_keys(connection: BaseDatabaseWrapper) -> None:
    """Every row points at a row that is there."""
    try:
        connection.check_constraints()
    except IntegrityError as refused:
        raise RecordsDoNotFit(
            problem(
                "records.keys",
                ja="存在しない行を指す行があります。",
                en="A row points at a row that is not there.",
                remedy_ja="データは変更していません。別の書き出しをお使いください。",
                remedy_en="Nothing was changed. Use another dump.",
                sample=str(refused).split("\n")[0][:200],
            )
        ) from refused


# Refusals ------------------------------------------------------------------------------------------


def _not_empty(label: str) -> Problem:
    return problem(
        "records.not-empty",
        ja=f"読み込み先には、すでにデータがあります（{label}）。",
        en=f"The database to read into already holds rows ({label}).",
        remedy_ja="空のデータベースを指定してください。",
        remedy_en="Name an empty database.",
    )


def _count_differs(label: str, wanted: int, found: int) -> Problem:
    return problem(
        "records.count",
        ja=f"{label} の行数が合いません（{wanted:,}行のはずが{found:,}行）。",
        en=f"{label} should have {wanted:,} rows and has {found:,}.",
        remedy_ja="ファイルが途中で切れています。データは変更していません。",
        remedy_en="The file was cut off. Nothing was changed.",
    )


def _unreadable(file: str, line: int) -> Problem:
    return problem(
        "records.unreadable",
        ja=f"{file} の{line:,}行目を読み取れません。",
        en=f"Line {line:,} of {file} cannot be read.",
        remedy_ja="データは変更していません。別の書き出しをお使いください。",
        remedy_en="Nothing was changed. Use another dump.",
        file=file,
        line=line,
    )


def _refused(file: str, line: int, why: str) -> Problem:
    return problem(
        "records.row",
        ja=f"{file} の{line:,}行目をデータベースに書き込めません。",
        en=f"The database does not take line {line:,} of {file}.",
        remedy_ja="この行を元の画面で直してから、もう一度実行してください。データは変更していません。",
        remedy_en="Correct this row where it came from, then try again. Nothing was changed.",
        file=file,
        line=line,
        sample=why[:120],
    )
