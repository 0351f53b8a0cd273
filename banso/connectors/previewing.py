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
from banso.connectors.files.mapping import FieldSource, FileMapping, Source
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import BadRow
from banso.connectors.files.tables import Table, sample_rows
from banso.connectors.files.vocabulary import KINDS
from banso.connectors.files.work import Events, Work
from banso.connectors.learning import Proposal, proposal_of, provenance
from banso.connectors.models import ImportBatch
from banso.events.queries import visible

ROWS_SHOWN = 1_000
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column and what it is understood as: ``target`` with its name in both languages, or nothing.

    ``how`` says where that comes from: saved, shipped, learned, name, content, chosen, or None.
    """

    header: str
    target: str | None
    ja: str
    en: str
    samples: tuple[str, ...]
    how: str | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    name: str
    kind: str | None
    kind_ja: str
    kind_en: str
    confidence: float | None  # of the guess; None where a mapping says it
    rows: int
    encoding: str
    delimiter: str
    columns: tuple[ColumnView, ...]
    lacks: tuple[str, ...] = ()  # columns the proposed mapping names and this table has not
    new: tuple[str, ...] = ()  # columns it says nothing of
    why: dict[str, str] | None = None  # of a table left out: the reason in both languages


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
        tables=tuple(_table(work, t, proposal) for t in work.staged.tables),
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
        proposal=_proposal_json(proposal),
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


def _proposal_json(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {k: getattr(proposal, k) for k in ("how", "key", "name", "version", "last")}


def _table(work: Work, table: Table, proposal: Proposal | None) -> TableView:
    mapping = work.mapping.of(table.name)
    kind = KINDS.get(mapping.kind) if mapping else None
    why = mapping.why if mapping else None
    rows = sample_rows(table, 50)
    return TableView(
        name=table.name,
        kind=kind.key if kind else None,
        kind_ja=kind.text.in_("ja") if kind else "取り込まない",
        kind_en=kind.text.in_("en") if kind else "left out",
        confidence=proposal.confidence.get(table.name) if proposal else None,
        rows=table.rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=tuple(
            _column(table, h, mapping, rows, provenance(proposal, work.mapping, table.name, h))
            for h in table.header
        ),
        lacks=tuple(proposal.lacks.get(table.name, ())) if proposal else (),
        new=tuple(proposal.new.get(table.name, ())) if proposal else (),
        why={"ja": why.in_("ja"), "en": why.in_("en")} if why else None,
    )


def _column(
    table: Table,
    header: str,
    mapping: FileMapping | None,
    rows: Sequence[Sequence[str]],
    how: str | None,
) -> ColumnView:
    at = table.header.index(header)
    cells = [row[at] for row in rows if row[at].strip()]
    samples = tuple(c[:60] for c in list(dict.fromkeys(cells))[:_SAMPLES])
    target, ja, en = _meaning(header, mapping)
    return ColumnView(header, target, ja, en, samples, how)


def _meaning(header: str, mapping: FileMapping | None) -> tuple[str | None, str, str]:
    if mapping is None or mapping.kind == "skip":
        return None, "", ""
    known = KINDS[mapping.kind].targets
    for target, source in mapping.columns.items():
        if header in source.columns:
            text = known[target].text
            return target, text.in_("ja"), text.in_("en")
    sources: dict[str, Source | FieldSource] = {**mapping.fields, **mapping.traits}
    for key, own in sources.items():
        inner = own.source if isinstance(own, FieldSource) else own
        if header in inner.columns:
            return f"field:{key}", "独自の項目", "field of your own"
    if header in mapping.props:
        return "props", "イベントの属性", "property of the event"
    return None, "", ""
