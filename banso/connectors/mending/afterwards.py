"""What taking rows in changes besides the rows: their states, the import's counts, coverage, days."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from banso.connectors.committing import remember, span_of, stored_events
from banso.connectors.files.memory import Memory
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import IDS, BadRow, row_problem
from banso.connectors.files.work import Events, Work
from banso.connectors.mending.rules import Rule
from banso.connectors.models import ImportBatch, Mending, QuarantineRow
from banso.workspace import operations as workspace
from banso.workspace import queries as workspace_queries
from banso.workspace.viewer import Viewer

if TYPE_CHECKING:
    from banso.connectors.mending.replaying import Tried

_WHOLE = (
    "account",
    "contact",
    "user",
    "field",
    "departure",
    "product",
    "plan",
)  # may speak of any day


def after(
    mending: Mending,
    tried: Tried,
    *,
    rule: Rule,
    viewer: Viewer,
    now: datetime,
    work: Work | None = None,
    memory: Memory | None = None,
    events: Events | None = None,
) -> dict[str, Any]:
    """Write it all down, inside the caller's transaction; gives back the mending's result."""
    row = ImportBatch.objects.get(pk=mending.batch_id)
    reopened: date | None = None
    if work and memory and events:
        first = _count_events(mending, tried, work, events)
        reopened = _reopen(row, tried, work, first)
        _cover(row, tried.outcome, work, memory)
    _rows(mending, tried, rule, viewer=viewer, now=now)
    _counts(row, tried)
    left = 0 if rule.kind == "leave_out" else len(tried.still)
    result: dict[str, Any] = {
        "mending": mending.public_id,
        "batch": row.public_id,
        "rows": len(tried.mended),
        "good": 0 if rule.kind == "leave_out" else tried.good,
        "still": left,
        "reopened_from": reopened.isoformat() if reopened else None,
    }
    mending.state, mending.done_at = Mending.DONE, now
    mending.rows, mending.good = len(tried.mended), result["good"]
    mending.result, mending.reopened_from = result, reopened
    mending.save()
    detail = {k: v for k, v in result.items() if k not in ("mending", "batch")}
    if rule.column:
        detail["column"] = rule.column
    workspace.audit(
        viewer=viewer,
        act="quarantine.left-out" if rule.kind == "leave_out" else "quarantine.mended",
        subject_kind="import",
        subject_id=row.public_id,
        now=now,
        detail={"rule": rule.kind, "reason": mending.reason, **detail},
        batch=row.public_id,
    )
    return result


def _count_events(mending: Mending, tried: Tried, work: Work, events: Events) -> date | None:
    if not events.rows:
        return None
    stored, first = stored_events(work, mending.lake_batch)
    counts = tried.outcome.of("event")
    counts.created, counts.known = stored, events.rows - stored + events.same
    return first


# Rows --------------------------------------------------------------------------------------------


def _rows(mending: Mending, tried: Tried, rule: Rule, *, viewer: Viewer, now: datetime) -> None:
    for one in tried.mended:
        still = tried.still.get(one.row.pk)
        before = dict(one.row.raw) | dict(one.row.changes)
        one.row.changes = {**one.row.changes, **one.new}
        if rule.kind == "leave_out":
            one.row.state, end = QuarantineRow.LEFT_OUT, "left_out"
        elif still is None:
            one.row.state, end = QuarantineRow.MENDED, "mended"
        else:
            _still(one.row, still)
            end = one.row.problem
        one.row.changed_at = now
        one.row.history = [
            *one.row.history,
            {
                "at": now.isoformat(),
                "by": viewer.user_id,
                "mending": mending.public_id,
                "rule": rule.kind,
                "reason": mending.reason,
                "cells": {c: [before.get(c, ""), v] for c, v in one.new.items()},
                "end": end,
            },
        ]
    QuarantineRow.objects.bulk_update(
        [m.row for m in tried.mended],
        ["state", "changes", "problem", "problems", "twin", "changed_at", "history"],
        batch_size=500,
    )


def _still(row: QuarantineRow, bad: BadRow) -> None:
    row.problem = bad.problems[0].id
    row.problems = [[p.id, p.column, p.seen] for p in bad.problems]
    row.twin = bad.twin or row.twin


# The import --------------------------------------------------------------------------------------


def _counts(row: ImportBatch, tried: Tried) -> None:
    """The import's counts as if the rows had been good: a row counts once, kinds still add up."""
    counts: dict[str, Any] = dict(row.counts)
    came_in = Counter(m.row.kind for m in tried.mended if m.row.state == QuarantineRow.MENDED)
    for kind in {*tried.outcome.kinds, *came_in}:
        mine = dict(counts.get(kind) or {})
        new = tried.outcome.kinds.get(kind)
        for name in ("created", "changed", "known", "implied"):
            mine[name] = mine.get(name, 0) + (getattr(new, name) if new else 0)
        mine["quarantined"] = max(0, mine.get("quarantined", 0) - came_in[kind])
        mine["rows"] = sum(mine[n] for n in ("created", "changed", "known", "quarantined"))
        counts[kind] = mine
    row.counts = counts
    row.problems = _problems(row, tried)
    row.save(update_fields=["counts", "problems"])


def _problems(row: ImportBatch, tried: Tried) -> list[dict[str, Any]]:
    out = QuarantineRow.objects.filter(batch=row).exclude(state=QuarantineRow.MENDED)
    counted = Counter(out.values_list("problem", flat=True))
    gone = {(m.row.file, m.row.row) for m in tried.mended if m.row.state == QuarantineRow.MENDED}
    kept: dict[str, dict[str, Any]] = {p["id"]: dict(p) for p in row.problems}
    for id in IDS:
        if not counted[id]:
            kept.pop(id, None)
            continue
        known = kept.get(id) or _told(id)
        known["count"] = counted[id]
        known["samples"] = [
            s for s in known["samples"] if (s.get("file"), s.get("row")) not in gone
        ]
        kept[id] = known
    for note in tried.outcome.problems_json():
        if not note["stays_out"]:
            before = kept.get(note["id"])
            note["count"] += before["count"] if before else 0
            kept[note["id"]] = note
    return sorted(kept.values(), key=lambda p: (-p["count"], p["id"]))


def _told(id: str) -> dict[str, Any]:
    words = row_problem(id)
    return {
        "id": id,
        "stays_out": True,
        "fact": {"ja": words.fact.in_("ja"), "en": words.fact.in_("en")},
        "remedy": {"ja": words.remedy.in_("ja"), "en": words.remedy.in_("en")},
        "samples": [],
    }


def _cover(row: ImportBatch, outcome: Outcome, work: Work, memory: Memory) -> None:
    """Coverage, days and clock of the import as the whole file would have given them."""
    for kind in ("account", "contact", "user"):
        if kind in row.counts:  # implied ones count no rows, and are people all the same
            outcome.of(kind)
    span = span_of(work, outcome)
    for kind, (first, last) in span.coverage.items():
        workspace.widen_coverage(
            kind=kind, source=work.source, from_on=first, to_on=last, batch=row.public_id
        )
    _clock(row, span.last, span.over, viewer=work.viewer, now=work.now)
    row.coverage = {
        k: [first.isoformat(), last.isoformat() if last else None]
        for k, (first, last) in span.coverage.items()
    }
    starts = [d for d in (row.first_on, span.first, outcome.reopened_from) if d]
    row.first_on = min(starts, default=None)
    row.last_on = span.last or row.last_on
    row.save(update_fields=["coverage", "first_on", "last_on"])
    remember(row, work, outcome, memory, again=True)


def _clock(
    row: ImportBatch, last: date | None, over: bool, *, viewer: Viewer, now: datetime
) -> None:
    """A clock that this import let stand on its last day goes on to the new last day."""
    clock = workspace_queries.clock()
    stands_here = row.set_clock and clock.stands and clock.today == row.last_on
    if over and stands_here and last and row.last_on and last > row.last_on:
        workspace.set_clock(viewer=Viewer.system(), mode="stands", stands_at=last, now=now)


def _reopen(row: ImportBatch, tried: Tried, work: Work, first_event: date | None) -> date | None:
    """Take closed days back from the first day that what came in speaks of (rules.md R12)."""
    outcome = tried.outcome
    brought = {k for k, c in outcome.kinds.items() if c.created or c.changed or c.implied}
    days = [d for d in (first_event, outcome.reopened_from, outcome.touched_from) if d]
    if brought & set(_WHOLE) and row.first_on:
        days.append(row.first_on)
    if not brought or not days:
        return None
    first = min(days)
    closed = workspace_queries.workspace(viewer=Viewer.system()).closed_day
    if closed is not None and first <= closed:
        workspace.reset_closed_day(day=first - timedelta(days=1))
    return first
