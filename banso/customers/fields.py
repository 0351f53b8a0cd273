"""Dated field values written in bulk, and by a person. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from banso.customers.definitions import BY_KEY, MAIN_LANE, FieldType
from banso.customers.models import FieldDefinition, FieldValue
from banso.workspace.changes import Counts, chunks, insert_rows
from banso.workspace.operations import note_change
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One value, as stored (definitions.accept). ``from_on`` None: the source gave no history."""

    account_id: int
    key: str
    value: Any
    from_on: date | None = None


def define_field(
    *,
    viewer: Viewer,
    key: str,
    type: FieldType,
    name_ja: str,
    name_en: str,
    batch: str,
    now: datetime,
) -> bool:
    """This function will add a workspace's own field unless there is one of that key; whether it did."""
    viewer.require(Act.IMPORT)
    if key in BY_KEY:
        return False
    _, made = FieldDefinition.objects.get_or_create(
        key=key,
        defaults={
            "type": type.value,
            "name_ja": name_ja,
            "name_en": name_en,
            "created_at": now,
            "batch": batch,
        },
    )
    if made:
        note_change()
    return made


def add_field_values(
    *,
    viewer: Viewer,
    rows: Iterable[FieldRow],
    batch: str,
    now: datetime,
    day: date,
    lane: str = MAIN_LANE,
) -> Counts:
    """This function will add dated values where they differ from what already holds.

    A value without history holds from ``day``, the day of the import. If the field had none
    before, it also stands for the past, marked assumed. A date that has come dates itself.
    """
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        held = _held(part, lane)
        made: list[FieldValue] = []
        same = changed = created = 0
        for row in part:
            from_on = row.from_on or _own_day(row, day)
            history = held.setdefault((row.account_id, row.key), [])
            if _value_on(history, from_on or day) == (True, row.value):
                same += 1
                continue
            spans: list[tuple[date | None, bool]] = [(from_on or day, False)]
            if from_on is None and not history and row.value is not None:
                spans = [(None, True), (day, False)]
            elif row.value is None and not history:
                same += 1
                continue
            created, changed = created + (not history), changed + bool(history)
            for start, assumed in spans:
                history.append((start, row.value))
                made.append(
                    FieldValue(
                        account_id=row.account_id,
                        lane=lane,
                        key=row.key,
                        value=row.value,
                        from_on=start,
                        assumed=assumed,
                        recorded_at=now,
                        batch=batch,
                    )
                )
            history.sort(key=lambda pair: pair[0] or date.min)
        insert_rows(FieldValue, made)
        total += Counts(created=created, changed=changed, same=same)
    return total


_History = list[tuple[date | None, Any]]


def _held(rows: Sequence[FieldRow], lane: str) -> dict[tuple[int, str], _History]:
    """The values known of these accounts and fields, oldest first."""
    known = FieldValue.objects.filter(
        lane=lane, account_id__in={r.account_id for r in rows}, key__in={r.key for r in rows}
    ).order_by(F("from_on").asc(nulls_first=True), "pk")
    held: dict[tuple[int, str], _History] = {}
    for account, key, from_on, value in known.values_list("account_id", "key", "from_on", "value"):
        held.setdefault((account, key), []).append((from_on, value))
    return held


def _value_on(history: _History, day: date) -> tuple[bool, Any]:
    for from_on, value in reversed(history):
        if from_on is None or from_on <= day:
            return True, value
    return False, None


def _own_day(row: FieldRow, day: date) -> date | None:
    """A date field's own date, once it has come: a fact is known from the day it happened."""
    spec = BY_KEY.get(row.key)
    if spec is None or spec.type is not FieldType.DATE or not row.value:
        return None
    own = date.fromisoformat(row.value)
    return own if own <= day else None
