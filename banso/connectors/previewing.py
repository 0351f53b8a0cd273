# ruff: noqa: S608  table texts are our own, values are bound
"""What a commit would do: the same writes in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from banso.connectors.committing import day_of, span_of
from banso.connectors.files.apply import Apply
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import BadRow
from banso.connectors.files.work import Events, Work
from banso.connectors.learning import proposal_of
from banso.connectors.looking import TableView, proposal_json, tables_of
from banso.connectors.models import ImportBatch
from banso.events.queries import visible

ROWS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Preview:
    """``counts``: kind → rows, created, changed, known, quarantined, implied. ``problems``: by id with
    samples. ``rows``: the first rows that would stay out. ``fitting``: mappings made for these files."""

    batch: str
    source: str
    mapping: dict[str, Any]
    tables: tuple[TableView, ...]
    counts: dict[str, dict[str, int]]
    problems: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    unknown_account_keys: dict[str, Any]
    new_fields: list[str]
    first_day: date | None
    last_day: date | None
    coverage: dict[str, tuple[date, date | None]]
    stands_at: date | None
    fitting: tuple[str, ...]
    proposal: dict[str, Any] | None = (
        None  # how, key, name, version, last: where the mapping is from
    )

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        for key in ("first_day", "last_day", "stands_at"):
            data[key] = data[key].isoformat() if data[key] else None
        data["coverage"] = {
            k: [first.isoformat(), last.isoformat() if last else None]
            for k, (first, last) in self.coverage.items()
        }
        data["quarantined"] = sum(c["quarantined"] for c in self.counts.values())
        return data


def preview_batch(row: ImportBatch, work: Work) -> Preview:
    events = work.events()
    kept: list[dict[str, Any]] = []
    with transaction.atomic():
        apply = Apply(work, day=day_of(work, events), keep_bad=lambda bad: _keep(kept, bad))
        outcome = apply.run(events)
        transaction.set_rollback(True)
    if events.rows:
        counts = outcome.of("event")
        counts.created = _new(work, events)
        counts.known = events.rows - counts.created + events.same
    span = span_of(work, outcome)
    stands = span.last if span.over and not work.clock.stands else None
    proposal = proposal_of(work.staged.folder)
    return Preview(
        batch=row.public_id,
        source=work.source,
        mapping={"key": work.mapping.key, "text": work.mapping.text},
        tables=tables_of(work, proposal),
        counts=outcome.counts_json(),
        problems=outcome.problems_json(),
        rows=kept,
        unknown_account_keys=_unknown(outcome),
        new_fields=outcome.new_fields,
        first_day=span.first,
        last_day=span.last,
        coverage=span.coverage,
        stands_at=stands,
        fitting=tuple(proposal.fitting) if proposal else (),
        proposal=proposal_json(proposal),
    )


def _keep(kept: list[dict[str, Any]], bad: Sequence[BadRow]) -> None:
    for row in bad[: max(0, ROWS_SHOWN - len(kept))]:
        kept.append(
            {
                "file": row.file,
                "row": row.row,
                "kind": row.kind,
                "problems": [
                    {"id": p.id, "column": p.column, "seen": p.seen} for p in row.problems
                ],
                "raw": row.raw,
            }
        )


def _unknown(outcome: Outcome) -> dict[str, Any]:
    return {
        "keys": outcome.unknown_keys,
        "events": outcome.unknown_key_events,
        "samples": outcome.unknown_key_samples,
    }


def _new(work: Work, events: Events) -> int:
    """How many of the staged events the lake does not hold yet, each id once."""
    stored = visible(lake=work.lake, hidden=work.hidden)
    with work.lake.cursor() as cursor:
        found = cursor.execute(
            f"""
            select count(distinct s.message_id) from {events.sql} as s
            anti join (select message_id from {stored} where source = ?) as k
                on k.message_id = s.message_id
            """,
            [work.source],
        ).fetchall()
    return int(found[0][0])
