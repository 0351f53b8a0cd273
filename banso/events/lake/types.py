"""Do the types of a select fit the table? Asked before anything is written.

The storage library stores a fraction in an integer column cut off, without an error; so the
types are compared by us, and every cast that is left to the engine fails loudly on overflow.
"""

# ruff: noqa: S608  names and paths are our own and quoted; values are bound by the caller
from __future__ import annotations

from collections.abc import Mapping, Sequence

from deltalake import Field, Schema
from deltalake.schema import PrimitiveType

from banso.events.lake.spec import Column, Type, quoted
from banso.lib.problems import BansoError, problem

_INTEGERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip
_FITS: Mapping[Type, set[str]] = {
    "BIGINT": _INTEGERS,
    "INTEGER": _INTEGERS,
    "DOUBLE": _INTEGERS | {"DOUBLE", "FLOAT", "DECIMAL"},
    "DATE": {"DATE"},
    "TIMESTAMPTZ": {"TIMESTAMP WITH TIME ZONE"},
    "VARCHAR": {"VARCHAR", "ENUM", "UUID"},
    "BOOLEAN": {"BOOLEAN"},
}
_STORED: Mapping[Type, str] = {
    "BIGINT": "long",
    "INTEGER": "integer",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp",
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
}
_READ: Mapping[str, Type] = {stored: type for type, stored in _STORED.items()}


class DoesNotFit(BansoError):
    """The rows offered do not have the table's columns and types."""


class ColumnTypeChanged(BansoError):
    """A table was opened with another type for a column it already has."""


def check_types(
    table: str, columns: Mapping[str, Type], offered: Sequence[tuple[str, str]]
) -> None:
    """Raise ``DoesNotFit`` naming every column of ``offered`` (name, engine type) that cannot go in."""
    found = []
    for name, offered_type in offered:
        wanted = columns.get(name)
        if wanted is None:
            found.append(
                problem(
                    "lake.column.unknown",
                    ja=f"表 {table} に列 {name} はありません。",
                    en=f"The table {table} has no column {name}.",
                    remedy_ja="列を追加してから書き込んでください。",
                    remedy_en="Add the column first, then write.",
                    path=f"{table}.{name}",
                )
            )
        elif not _fits(offered_type, wanted):
            found.append(
                problem(
                    "lake.column.type",
                    ja=f"列 {table}.{name} の型は {wanted} ですが、{offered_type} の値が渡されました。",
                    en=f"The column {table}.{name} is {wanted}, but values of {offered_type} were offered.",
                    remedy_ja="明示的に変換するか、型の異なる新しい列を使ってください。",
                    remedy_en="Convert on purpose, or use a new column of the other type.",
                    path=f"{table}.{name}",
                )
            )
    if found:
        raise DoesNotFit(found)


def _fits(offered: str, wanted: Type) -> bool:
    base = offered.split("(", 1)[0]
    return base == '"NULL"' or base in _FITS[wanted]


def check_same_types(table: str, stored: Mapping[str, Type], wanted: Sequence[Column]) -> None:
    """Raise ``ColumnTypeChanged`` naming each column of ``wanted`` that is stored with another type."""
    found = [
        problem(
            "lake.column.type_changed",
            ja=f"列 {table}.{c.name} は {stored[c.name]} で保存済みですが、定義は {c.type} です。",
            en=f"The column {table}.{c.name} is stored as {stored[c.name]}, but is now defined as {c.type}.",
            remedy_ja="列の型は変えられません。新しい名前の列にしてください。",
            remedy_en="A column keeps its type. Give the new one a new name.",
            path=f"{table}.{c.name}",
        )
        for c in wanted
        if c.name in stored and stored[c.name] != c.type
    ]
    if found:
        raise ColumnTypeChanged(found)


def empty_select(columns: Mapping[str, Type]) -> str:
    """SQL of a select with these columns and no rows; gives every column its type in a union."""
    nulls = ", ".join(f"null::{type} as {quoted(name)}" for name, type in columns.items())
    return f"select {nulls} where false"


def stored_schema(columns: Sequence[Column]) -> Schema:
    return Schema([stored_field(c) for c in columns])


def stored_field(column: Column) -> Field:
    return Field(column.name, PrimitiveType(_STORED[column.type]), nullable=True)


def columns_of(schema: Schema) -> dict[str, Type]:
    """The columns a stored table has now, in its order."""
    return {f.name: _READ[f.type.type] for f in schema.fields}
