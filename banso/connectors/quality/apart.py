"""Rows in quarantine that read well all the same, so that checks of time see them too: events under an
id that another row has, and contract lines whose end is not behind their start."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from banso.connectors.committing import memory_of
from banso.connectors.files.accounts import key_of
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.memory import lookups_of
from banso.connectors.files.shape import Row, Shaper
from banso.connectors.mending.tables import Mended, cells_of, small_tables
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.customers.operations import account_ids
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

MOST = 50_000  # rows of one import; beyond it the rest are counted as quarantine only


def events_apart(imports: Iterable[ImportBatch], *, zone: str) -> Iterator[tuple[Any, ...]]:
    """(day, at, source, id, account key, user key, name, value, props) of each such row."""
    for row in imports:
        rows = QuarantineRow.objects.filter(
            batch=row, kind="event", state=QuarantineRow.OPEN, problem="import.row.duplicate-id"
        ).order_by("pk")[:MOST]
        mended = [Mended(r, cells_of(r)) for r in rows]
        if mended:
            yield from _events(row, mended, zone)


def lines_apart(imports: Iterable[ImportBatch], *, zone: str) -> Iterator[tuple[Any, ...]]:
    """(source, key, account, start, end) of contract lines that stayed out with both days written."""
    for row in imports:
        rows = QuarantineRow.objects.filter(
            batch=row,
            kind="contract",
            state=QuarantineRow.OPEN,
            problem="import.row.end-before-start",
        ).order_by("pk")[:MOST]
        mended = [Mended(r, cells_of(r)) for r in rows]
        if not mended:
            continue
        read = [r for _, source, r in _read(row, mended, "contract", zone)]
        ids = account_ids(source=row.source, keys={key_of(r) for r in read})
        for one in read:
            given = one.values
            if given.get("key") and given.get("end_on") and key_of(one) in ids:
                yield row.source, given["key"], ids[key_of(one)], given["start_on"], given["end_on"]


def _events(row: ImportBatch, mended: list[Mended], zone: str) -> Iterator[tuple[Any, ...]]:
    local = ZoneInfo(zone)
    for props, source, read in _read(row, mended, "event", zone):
        yield _event(read, source, props, local)


def _read(
    row: ImportBatch, mended: list[Mended], kind: str, zone: str
) -> Iterator[tuple[tuple[str, ...], str, Row]]:
    """(properties, source, row) of those that read."""
    mapping = parse_mapping(row.mapping_text)
    _, tables = memory_of(row)
    known = lookups_of(mapping)
    lookups = {known[n]: table for n, table in tables.items() if n < len(known)}
    with tempfile.TemporaryDirectory() as folder:
        staged = small_tables(row, mended, Path(folder))
        for table in staged.tables:
            file = mapping.of(table.name)
            if file is None or file.kind != kind:
                continue
            shaper = Shaper(
                table,
                file,
                zone=mapping.time_zone or zone,
                currency=mapping.currency or workspace.workspace(viewer=Viewer.system()).currency,
                lookups=lookups,
            )
            for read in shaper.rows():
                if isinstance(read, Row):
                    yield file.props, mapping.source, read


def _event(read: Row, source: str, props: tuple[str, ...], local: ZoneInfo) -> tuple[Any, ...]:
    values = read.values
    at: datetime = values["at"]
    kept = {p: read.raw[p] for p in props if read.raw.get(p)}
    return (
        at.astimezone(local).date(),
        at,
        source,
        values.get("message_id"),
        values.get("account_key") or values.get("account_name"),
        values.get("user_key"),
        values["name"],
        values.get("value"),
        json.dumps(kept, ensure_ascii=False) if kept else None,
    )
