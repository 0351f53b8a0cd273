"""Rows that come in by imports: written in bulk, remembered, and taken back by batch.

A made row carries the batch in its ``batch`` column. A row that was there keeps the batch that
made it; what this batch changed in it is a :class:`~banso.workspace.models.BatchChange` with the former and the
new values. Undo restores only what nobody changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.models import BatchChange

CHUNK = 2000
_SHOWN = 20  # conflicts named one by one before the rest is only counted

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class UndoRefused(BansoError):
    """What the batch wrote was changed, or built upon, since."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one write did, in rows. ``kept``: of ``same``, those a person changed since and that are told otherwise."""

    created: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.created + other.created,
            self.changed + other.changed,
            self.same + other.same,
            self.kept + other.kept,
        )


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did, in rows."""

    deleted: int = 0
    restored: int = 0

    def __add__(self, other: Undone) -> Undone:
        return Undone(self.deleted + other.deleted, self.restored + other.restored)


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """This function will cut ``rows`` into lists of at most ``size``."""
    source = iter(rows)
    while found := list(islice(source, size)):
        yield found


def label_of(model: type[Model]) -> str:
    return model._meta.label


def to_json(value: Any) -> Any:
    """A column's value as JSON holds it; :func:`restore` reads it back."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def write(
    *,
    model: type[M],
    found: Mapping[Any, M],
    rows: Iterable[tuple[Any, Mapping[str, Any]]],
    make: Callable[[Any, Mapping[str, Any]], M],
    batch: str,
    derive: Callable[[Any, M], Iterable[str]] | None = None,
) -> tuple[Counts, dict[Any, M]]:
    """This function will create or change the rows of one chunk, inside the caller's transaction.

    ``rows`` are (identity, values by column); ``found`` holds the rows that exist by identity;
    ``make`` builds a new one. ``derive`` renews derived columns and names them. An identity seen
    twice in a chunk is one row: the later values win. Gives back the counts and the new rows by
    identity.
    """
    new: dict[Any, M] = {}
    touched: dict[Any, dict[str, tuple[Any, Any]]] = {}
    same = 0
    for identity, values in rows:
        row = new.get(identity) or found.get(identity)
        if row is None:
            new[identity] = make(identity, values)
            continue
        changes = {
            name: (getattr(row, name), value)
            for name, value in values.items()
            if getattr(row, name) != value
        }
        for name, (_, value) in changes.items():
            setattr(row, name, value)
        if identity in new:
            continue
        if not changes:
            same += 1
            continue
        kept = touched.setdefault(identity, {})
        for name, (before, value) in changes.items():
            kept[name] = (kept[name][0] if name in kept else before, value)
    if derive:
        for identity, row in new.items():
            derive(identity, row)
    insert_rows(model, list(new.values()))
    _save_changed(model, {i: found[i] for i in touched}, touched, batch=batch, derive=derive)
    changed = sum(getattr(found[i], "batch", None) != batch for i in touched)
    return Counts(created=len(new), changed=changed, same=same), new


def _save_changed(
    model: type[M],
    rows: Mapping[Any, M],
    touched: Mapping[Any, Mapping[str, tuple[Any, Any]]],
    *,
    batch: str,
    derive: Callable[[Any, M], Iterable[str]] | None,
) -> None:
    by_columns: dict[tuple[str, ...], list[M]] = {}
    for identity, row in rows.items():
        derived = tuple(derive(identity, row)) if derive else ()
        columns = tuple(sorted({*touched[identity], *derived}))
        by_columns.setdefault(columns, []).append(row)
    for columns, changed in by_columns.items():
        update_rows(model, changed, columns)
    insert_rows(
        BatchChange,
        [
            BatchChange(
                batch=batch,
                model=label_of(model),
                row_id=rows[identity].pk,
                before={name: to_json(pair[0]) for name, pair in pairs.items()},
                after={name: to_json(pair[1]) for name, pair in pairs.items()},
            )
            for identity, pairs in touched.items()
            if getattr(rows[identity], "batch", None) != batch  # undo deletes what it made itself
        ],
    )


def insert_rows(model: type[M], rows: Sequence[M]) -> None:
    """This function will insert many rows with one prepared statement, several times faster than
    ``bulk_create``. The rows do not learn their primary keys: see :func:`learn_keys`.
    """
    if not rows:
        return
    fields: list[Any] = [f for f in model._meta.concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Table and column names come from the model, values are bound.
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    memo: dict[tuple[str, Any], Any] = {}
    values = [[_bound(f, row, memo) for f in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def learn_keys(model: type[M], rows: Iterable[M]) -> None:
    """This function will give freshly inserted rows their primary keys, by their public ids."""
    for part in chunks(rows):
        by_public_id: dict[str, Any] = {row.public_id: row for row in part}  # type: ignore[attr-defined]
        found = model._default_manager.filter(public_id__in=list(by_public_id))
        for pk, public_id in found.values_list("pk", "public_id"):
            by_public_id[public_id].pk = pk
            by_public_id[public_id]._state.adding = False


_PLAIN = (str, int, float, bool, type(None))


def _bound(field: Any, row: Model, memo: dict[tuple[str, Any], Any]) -> Any:
    """A column's value as the driver takes it; plain ones need no help, days and instants recur."""
    value = getattr(row, field.attname)
    if type(value) in _PLAIN and not isinstance(field, JSONField):
        return value
    if not isinstance(value, date):
        return field.get_db_prep_save(value, connection)
    key = (field.attname, value)
    if key not in memo:
        memo[key] = field.get_db_prep_save(value, connection)
    return memo[key]


def update_rows(model: type[M], rows: Sequence[M], columns: Sequence[str]) -> None:
    """This function will save ``columns`` of many rows with one prepared statement."""
    if not rows or not columns:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    key: Any = model._meta.pk
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    # Table and column names come from the model, values are bound.
    sql = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {quote(key.column)} = %s"  # noqa: S608
    memo: dict[tuple[str, Any], Any] = {}
    values = [[*(_bound(f, row, memo) for f in fields), row.pk] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def conflicts(
    *, model: type[M], batch: str, name_of: Callable[[M], str], even_if_edited: bool = False
) -> list[Problem]:
    """This function will list what stands against undoing ``batch`` for one table."""
    found: list[Problem] = []
    label = label_of(model)
    made = model._default_manager.filter(batch=batch)
    made_ids = set(made.values_list("pk", flat=True))
    later = _changed_by_others(label, batch, made_ids)
    has_edits = any(f.name == "edited_at" for f in model._meta.get_fields())
    for row in model._default_manager.in_bulk(sorted(later)).values():
        found.append(_later_batch(name_of(row), later[row.pk]))
    if has_edits and not even_if_edited:
        found += [_edited(name_of(row)) for row in made.filter(edited_at__isnull=False)]
    written: dict[int, dict[str, Any]] = {}
    last: dict[int, int] = {}
    for change in BatchChange.objects.filter(batch=batch, model=label).order_by("pk"):
        if change.row_id not in made_ids:
            written.setdefault(change.row_id, {}).update(change.after or {})
            last[change.row_id] = change.pk
    for part in chunks(written):
        for row in model._default_manager.in_bulk(part).values():
            after = written[row.pk]
            if all(to_json(getattr(row, name)) == value for name, value in after.items()):
                continue
            others = _changed_by_others(label, batch, {row.pk}, after=last[row.pk])
            if others:
                found.append(_later_batch(name_of(row), others[row.pk]))
            elif not even_if_edited:
                found.append(_edited(name_of(row)))
    return found


def _changed_by_others(
    label: str, batch: str, ids: set[int], *, after: int | None = None
) -> dict[int, str]:
    """row id → the batch that changed it, for changes of other batches."""
    found: dict[int, str] = {}
    for part in chunks(sorted(ids)):
        rows = BatchChange.objects.filter(model=label, row_id__in=part).exclude(batch=batch)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        found.update(rows.values_list("row_id", "batch"))
    return found


def refuse_if(problems: Sequence[Problem]) -> None:
    """This function will raise UndoRefused with the first problems, and the number of the rest."""
    if not problems:
        return
    shown = list(problems[:_SHOWN])
    rest = len(problems) - len(shown)
    if rest:
        shown.append(
            problem(
                "undo.more",
                ja=f"ほかに{rest:,}件あります。",
                en=f"And {rest:,} more.",
            )
        )
    raise UndoRefused(shown)


def restore(
    *, model: type[M], batch: str, derive: Callable[[list[M]], Iterable[str]] | None = None
) -> int:
    """This function will give changed rows their former values back, and forget the changes.

    ``derive`` renews derived columns of a list of rows and names them. Gives back the number of
    rows. Call :func:`conflicts` first.
    """
    label, count = label_of(model), 0
    changes = BatchChange.objects.filter(batch=batch, model=label)
    for part in chunks(list(changes.order_by("-pk"))):
        rows = model._default_manager.in_bulk([c.row_id for c in part])
        columns: dict[int, set[str]] = {}
        for change in part:
            row = rows.get(change.row_id)
            if row is None:
                continue
            for name, value in (change.before or {}).items():
                field: Any = model._meta.get_field(name)
                setattr(row, name, field.to_python(value))
                columns.setdefault(row.pk, set()).add(name)
        derived = set(derive([rows[pk] for pk in columns])) if derive else set()
        by_columns: dict[tuple[str, ...], list[M]] = {}
        for pk, names in columns.items():
            by_columns.setdefault(tuple(sorted(names | derived)), []).append(rows[pk])
        for group_columns, group in by_columns.items():
            update_rows(model, group, group_columns)
        count += len(columns)
    changes.delete()
    return count


def _later_batch(name: str, batch: str) -> Problem:
    return problem(
        "undo.changed-by-later-import",
        ja=f"{name}は、その後の取り込み{batch}で変更されています。",
        en=f"{name} was changed by the later import {batch}.",
        remedy_ja="新しい取り込みから順に取り消してください。",
        remedy_en="Undo the later import first.",
        sample=batch,
    )


def _edited(name: str) -> Problem:
    return problem(
        "undo.edited-since",
        ja=f"{name}は、取り込みの後に画面で変更されています。",
        en=f"{name} was changed by a person after the import.",
        remedy_ja="変更も含めて取り消すかどうかを選んでください。",
        remedy_en="Decide whether to undo that change as well.",
    )
