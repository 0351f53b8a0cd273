# ruff: noqa: S608  table texts are our own, values are bound
"""The commit of a batch, in the order that makes a crash harmless (rules.md R19).

Events first, in numbered parts, hidden; then records, coverage and the batch's state in one
transaction, which makes both seen. Before that transaction nothing of the batch is visible
anywhere; behind it nothing can fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from banso.connectors import steps
from banso.connectors.batches import refused, work_of
from banso.connectors.files import staging
from banso.connectors.files.apply import Apply
from banso.connectors.files.memory import Memory, lookups_of, pack_lookup, unpack_lookup
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import BadRow
from banso.connectors.files.span import OVER_AFTER, Covered, covered
from banso.connectors.files.work import Events, Work
from banso.connectors.models import ImportBatch, KeptPiece, QuarantineRow
from banso.events.definitions import EVENTS
from banso.events.lake import text_literal
from banso.events.operations import append_events, remove_batch
from banso.lib.steps import step
from banso.workspace import operations as workspace
from banso.workspace import queries as workspace_queries
from banso.workspace.progress import JobCancelled, Progress
from banso.workspace.viewer import Viewer

PART_ROWS = 500_000


def commit_batch(
    row: ImportBatch, *, viewer: Viewer, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Take the batch over, or go on with it; the caller holds the import lock."""
    if row.state == ImportBatch.COMMITTED:
        return result_of(row)
    if row.state not in (ImportBatch.STAGED, ImportBatch.COMMITTING):
        raise refused("import.not-staged", row)
    _sweep_dead(row, viewer=viewer, now=now)
    work = work_of(row, viewer=viewer, now=now, progress=progress)
    try:
        events = work.events()
        step(steps.PREPARED)
        _mark(row, viewer=viewer, now=now)
        write_events(work, events, received_at=row.created_at)
        step(steps.EVENTS_WRITTEN)
        _records(row, work, events)
    except JobCancelled:
        if ImportBatch.objects.get(pk=row.pk).state == ImportBatch.COMMITTING:
            sweep_batch(row, viewer=viewer, now=now)
        raise
    step(steps.COMMITTED)
    staging.remove(work.staged.folder)
    step(steps.CLEANED)
    row.refresh_from_db()
    return result_of(row)


def _sweep_dead(row: ImportBatch, *, viewer: Viewer, now: datetime) -> None:
    """A commit of the same source that died may have left the same events behind, unseen."""
    dead = ImportBatch.objects.filter(state=ImportBatch.COMMITTING, source=row.source)
    for other in dead.exclude(pk=row.pk):
        sweep_batch(other, viewer=viewer, now=now)


def _mark(row: ImportBatch, *, viewer: Viewer, now: datetime) -> None:
    with transaction.atomic():
        begun = ImportBatch.objects.filter(pk=row.pk, state=ImportBatch.STAGED).update(
            state=ImportBatch.COMMITTING
        )
        if begun:
            _audit(row, viewer, "import.begun", now, {"files": row.files.count()})
    step(steps.MARKED)


# Events ------------------------------------------------------------------------------------------


def write_events(
    work: Work, events: Events, *, received_at: datetime, app: str | None = None
) -> None:
    """Write staged events under the work's batch, in numbered parts; ``app`` numbers them anew."""
    parts = events.parts(PART_ROWS)
    if not parts:
        return
    work.progress.begin("Writing events", total=events.rows, unit="rows")
    for number, (first, last, rows) in enumerate(parts, start=1):
        with work.lake.cursor() as cursor:
            append_events(
                lake=work.lake,
                cursor=cursor,
                select_sql=f"""
                    select "at", {text_literal(work.source)} as source, message_id, account_key,
                        user_key, name, value, props
                    from {events.sql}
                    where cast("at" at time zone {text_literal(work.zone)} as date)
                        between date '{first.isoformat()}' and date '{last.isoformat()}'
                """,
                batch=work.batch,
                part=number,
                zone=work.zone,
                received_at=received_at,
                hidden=work.hidden,
                app=app,
            )
        step(steps.PART_WRITTEN)
        work.progress.advance(rows)


def stored_events(work: Work, batch: str) -> tuple[int, date | None]:
    """How many events of a batch the lake holds, and their first local day."""
    with work.lake.cursor() as cursor:
        count, first = cursor.execute(
            f"select count(*), min(day) from {work.lake.table(EVENTS).sql()} where batch = ?",
            [batch],
        ).fetchall()[0]
    return int(count), first


# Records -----------------------------------------------------------------------------------------


def day_of(work: Work, events: Events) -> date:
    """The day that values without history hold from: today, or the last day of data that are over."""
    today = work.clock.today
    last = work.mapping.covers[1] or (events.days[-1][0] if events.days else None)
    return last if last and last < today - OVER_AFTER else today


def _records(row: ImportBatch, work: Work, events: Events) -> None:
    """Everything in the records, and the state that makes the whole import seen: one transaction."""
    first_stored: date | None = None
    if events.rows:
        stored, first_stored = stored_events(work, row.public_id)
    with transaction.atomic():
        QuarantineRow.objects.filter(batch=row).delete()
        memory = Memory(day=day_of(work, events))
        apply = Apply(
            work,
            day=memory.day or work.clock.today,
            keep_bad=lambda bad: _quarantine(row, bad),
            memory=memory,
        )
        outcome = apply.run(events)
        if events.rows:
            counts = outcome.of("event")
            counts.created, counts.known = stored, events.rows - stored + events.same
        version = workspace.save_definition(
            viewer=work.viewer,
            kind="mapping",
            key=work.mapping.key,
            text=work.mapping.text,
            now=work.now,
            batch=row.public_id,
        )
        span = _cover(row, work, outcome)
        reopen = _reopen(outcome, span, first_stored)
        stands_at = _clock(work, span)
        _finish(row, work, outcome, span, version, stands_at)
        remember(row, work, outcome, memory)
        _audit(
            row,
            work.viewer,
            "import.committed",
            work.now,
            {
                "counts": outcome.counts_json(),
                "mapping": f"{work.mapping.key}@{version}",
                "reopened_from": reopen.isoformat() if reopen else None,
            },
        )
        step(steps.RECORDS_WRITTEN)


def _quarantine(row: ImportBatch, bad: Sequence[BadRow]) -> None:
    QuarantineRow.objects.bulk_create(
        [
            QuarantineRow(
                batch=row,
                file=b.file[:300],
                row=b.row,
                kind=b.kind,
                problem=b.problems[0].id,
                problems=[[p.id, p.column, p.seen] for p in b.problems],
                raw=b.raw,
                twin=b.twin,
            )
            for b in bad
        ],
        batch_size=2_000,
    )


def remember(
    row: ImportBatch, work: Work, outcome: Outcome, memory: Memory, *, again: bool = False
) -> None:
    """Keep what rows in quarantine need to come in later as if they had been right."""
    memory.days = outcome.days
    ImportBatch.objects.filter(pk=row.pk).update(kept=memory.as_json())
    kinds = {kind for kind, counts in outcome.kinds.items() if counts.quarantined}
    if again:
        kinds = {p.removeprefix("seen:") for p in row.pieces.values_list("name", flat=True)}
    pieces = {f"seen:{k}": v for k, v in memory.packed().items() if k in kinds}
    if kinds and not again:
        tables = {f"lookup:{n}": work.looked_up(k) for n, k in enumerate(lookups_of(work.mapping))}
        pieces |= {n: pack_lookup(t) for n, t in tables.items() if t is not None}
    row.pieces.filter(name__in=list(pieces)).delete()
    KeptPiece.objects.bulk_create(KeptPiece(batch=row, name=n, data=v) for n, v in pieces.items())


def memory_of(row: ImportBatch) -> tuple[Memory, dict[int, dict[str, str]]]:
    """What an import kept, and the tables its rows were looked up in by their number."""
    pieces = {p.name: bytes(p.data) for p in KeptPiece.objects.filter(batch=row)}
    seen = [(n.removeprefix("seen:"), d) for n, d in pieces.items() if n.startswith("seen:")]
    tables = {
        int(n.removeprefix("lookup:")): unpack_lookup(d)
        for n, d in pieces.items()
        if n.startswith("lookup:")
    }
    return Memory.of(row.kept, seen), tables


def span_of(work: Work, outcome: Outcome) -> Covered:
    people = any(outcome.kinds.get(k) for k in ("account", "contact", "user"))
    return covered(
        outcome,
        work.mapping,
        wall_today=work.clock.local_day(work.now),
        has_people=people,
    )


def _cover(row: ImportBatch, work: Work, outcome: Outcome) -> Covered:
    span = span_of(work, outcome)
    for kind, (first, last) in span.coverage.items():
        workspace.widen_coverage(
            kind=kind, source=work.source, from_on=first, to_on=last, batch=row.public_id
        )
    return span


def _reopen(outcome: Outcome, span: Covered, first_stored: date | None) -> date | None:
    """Take closed days back from the first day that has changed on (rules.md R12)."""
    days = [d for d in (span.first, first_stored, outcome.reopened_from) if d]
    changed = any(c.created or c.changed or c.implied for c in outcome.kinds.values())
    closed = workspace_queries.workspace(viewer=Viewer.system()).closed_day
    if not days or not changed or closed is None or closed < min(days):
        return None
    workspace.reset_closed_day(day=min(days) - timedelta(days=1))
    return min(days)


def _clock(work: Work, span: Covered) -> date | None:
    """Let a clock that nobody ever set stand at the last day of data that are over (R0)."""
    if not span.over or span.last is None or work.clock.stands or _clock_was_set():
        return None
    workspace.set_clock(viewer=Viewer.system(), mode="stands", stands_at=span.last, now=work.now)
    return span.last


def _clock_was_set() -> bool:
    settings = workspace_queries.workspace(viewer=Viewer.system())
    trail = workspace_queries.audit_trail(
        viewer=Viewer.system(), limit=500, subject_kind="workspace"
    )
    return settings.closed_day is not None or any(a.act == "workspace.clock-set" for a in trail)


def _finish(
    row: ImportBatch,
    work: Work,
    outcome: Outcome,
    span: Covered,
    version: int,
    stands_at: date | None,
) -> None:
    counts = outcome.counts_json()
    if outcome.unknown_keys:
        counts["unknown_account_keys"] = {
            "keys": outcome.unknown_keys,
            "events": outcome.unknown_key_events,
        }
    ImportBatch.objects.filter(pk=row.pk).update(
        state=ImportBatch.COMMITTED,
        source=work.source,
        mapping_key=work.mapping.key,
        mapping_version=version,
        counts=counts,
        problems=outcome.problems_json(),
        coverage={
            k: [first.isoformat(), last.isoformat() if last else None]
            for k, (first, last) in span.coverage.items()
        },
        first_on=min((d for d in (span.first, outcome.reopened_from) if d), default=None),
        last_on=span.last,
        set_clock=stands_at is not None,
        committed_at=work.now,
    )


def result_of(row: ImportBatch) -> dict[str, Any]:
    """What a commit answers, also when asked again."""
    counts = dict(row.counts)
    unknown = counts.pop("unknown_account_keys", {"keys": 0, "events": 0})
    clock = workspace_queries.clock()
    return {
        "batch": row.public_id,
        "state": row.state,
        "source": row.source,
        "mapping": {"key": row.mapping_key, "version": row.mapping_version},
        "files": list(row.files.order_by("pk").values_list("name", flat=True)),
        "counts": counts,
        "quarantined": sum(c["quarantined"] for c in counts.values()),
        "unknown_account_keys": unknown,
        "problems": row.problems,
        "first_day": row.first_on.isoformat() if row.first_on else None,
        "last_day": row.last_on.isoformat() if row.last_on else None,
        "coverage": row.coverage,
        "clock": {"mode": clock.mode, "today": clock.today.isoformat()},
    }


# Cleaning up -------------------------------------------------------------------------------------


def sweep_batch(row: ImportBatch, *, viewer: Viewer, now: datetime) -> None:
    """Remove what a dead commit wrote into the lake; nothing of it was ever seen."""
    from banso.events.store import workspace_lake

    removed = remove_batch(lake=workspace_lake(), batch=row.public_id)
    with transaction.atomic():
        ImportBatch.objects.filter(pk=row.pk).update(state=ImportBatch.SWEPT)
        _audit(row, viewer, "import.swept", now, {"events": removed})
    staging.remove(staging.folder_of(row.public_id))


def _audit(
    row: ImportBatch, viewer: Viewer, act: str, now: datetime, detail: dict[str, Any]
) -> None:
    workspace.audit(
        viewer=viewer,
        act=act,
        subject_kind="import",
        subject_id=row.public_id,
        now=now,
        detail=detail,
        batch=row.public_id,
    )
