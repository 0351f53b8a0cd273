"""Rows of quarantine taken in under their batch, as if the file had been right.

The same order as a commit, so a crash is harmless: events first, hidden under a batch name of this
try; then records, the rows' new states and the mending's own in one transaction, which makes all
of it seen.
"""

from __future__ import annotations

import copy
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from banso.connectors import steps
from banso.connectors.batches import hidden_batches, lake_batches
from banso.connectors.committing import memory_of, write_events
from banso.connectors.files import staging
from banso.connectors.files.apply import Apply
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.memory import Memory, lookups_of
from banso.connectors.files.outcome import Outcome
from banso.connectors.files.rowproblems import BadRow
from banso.connectors.files.work import Events, Work
from banso.connectors.mending.afterwards import after
from banso.connectors.mending.rules import CHANGING, Rule, changed
from banso.connectors.mending.tables import Mended, cells_of, id_column, match, small_tables
from banso.connectors.models import ImportBatch, Mending, QuarantineRow
from banso.customers import operations as customers
from banso.customers import queries as customer_queries
from banso.customers.models import AccountKey
from banso.events.operations import remove_batch, replace_events
from banso.events.store import workspace_lake
from banso.lib.problems import BansoError, problem
from banso.lib.steps import step
from banso.lib.width import fold
from banso.workspace import queries as workspace
from banso.workspace.ids import new_public_id
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

MOST = 100_000  # rows of one mending; the rest waits for the next


class NothingToMend(BansoError):
    """No open row of the import is meant by the rule."""


@dataclass(slots=True)
class Tried:
    """What taking rows in did, or would do."""

    mended: list[Mended]
    still: dict[int, BadRow]
    outcome: Outcome = field(default_factory=Outcome)
    events: int = 0

    @property
    def good(self) -> int:
        return len(self.mended) - len(self.still)


def rows_meant(row: ImportBatch, rule: Rule) -> list[Mended]:
    """The open rows a rule is about, with the cells it changes; rows it leaves as they are stay away."""
    rows = QuarantineRow.objects.filter(batch=row, state=QuarantineRow.OPEN)
    if rule.rows:
        rows = rows.filter(pk__in=rule.rows)
    if rule.problem:
        rows = rows.filter(problem=rule.problem)
    if rule.file:
        rows = rows.filter(file=rule.file)
    mapping = parse_mapping(row.mapping_text)
    found: list[Mended] = []
    for one in rows.order_by("pk").iterator(chunk_size=2_000):
        if rule.kind == "account" and one.problems[0][2] != rule.key:
            continue
        cells = cells_of(one)
        new = changed(rule, cells, id_column=id_column(mapping, one.file))
        if rule.kind in CHANGING and not new:
            continue
        found.append(Mended(one, {**cells, **new}, new))
        if len(found) >= MOST:
            break
    return found


def preview(
    row: ImportBatch, rule: Rule, *, viewer: Viewer, now: datetime, progress: Progress
) -> Tried:
    """Do it all in a transaction that is taken back; no event is written."""
    mended = _wanted(row, rule, viewer)
    if rule.kind == "leave_out":
        return Tried(mended, {})
    folder = staging.folder_of(f"mend-{secrets.token_hex(6)}")
    try:
        work, memory, events = _prepare(
            row, rule, mended, viewer=viewer, now=now, progress=progress, folder=folder
        )
        with transaction.atomic():
            tried = _apply(row, rule, work, memory, events, mended)
            transaction.set_rollback(True)
    finally:
        staging.remove(folder)
    return tried


def carry_out(
    mending: Mending, *, viewer: Viewer, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Take the rows in, or go on with it; the caller holds the import lock. Done, it answers again."""
    row, rule = mending.batch, Rule.of_json(mending.rule)
    lake = workspace_lake()
    folder = staging.folder_of(f"mend-{mending.public_id}")
    staging.remove(folder)  # of a try that died
    if mending.state == Mending.DONE:
        return _placed(mending, rule)
    if mending.lake_batch:  # what a try that died has written is under another name than this one's
        remove_batch(lake=lake, batch=mending.lake_batch)
    mended = _wanted(row, rule, viewer)
    if rule.kind == "leave_out":
        with transaction.atomic():
            return after(mending, Tried(mended, {}), rule=rule, viewer=viewer, now=now)
    try:
        work, memory, events = _prepare(
            row, rule, mended, viewer=viewer, now=now, progress=progress, folder=folder
        )
        step(steps.MEND_PREPARED)
        mending.lake_batch = new_public_id() if events.rows else ""
        mending.state = Mending.COMMITTING
        mending.save(update_fields=["lake_batch", "state"])
        step(steps.MEND_MARKED)
        if events.rows:
            work.batch = mending.lake_batch
            work.hidden = hidden_batches() | (
                frozenset(work.own_batches) if rule.kind == "instead" else frozenset()
            )
            write_events(work, events, received_at=row.created_at)
            work.batch = row.public_id
        step(steps.MEND_EVENTS_WRITTEN)
        with transaction.atomic():
            tried = _apply(row, rule, work, memory, events, mended)
            result = after(
                mending,
                tried,
                rule=rule,
                viewer=viewer,
                now=now,
                work=work,
                memory=memory,
                events=events,
            )
            step(steps.MEND_RECORDS_WRITTEN)
        step(steps.MEND_COMMITTED)
        result = _placed(mending, rule) if events.rows else result
    except BaseException:
        let_go(mending)
        raise
    finally:
        staging.remove(folder)
    step(steps.MEND_CLEANED)
    return result


def _placed(mending: Mending, rule: Rule) -> dict[str, Any]:
    """Events that took the place of others are in: those others go."""
    result = dict(mending.result)
    if rule.kind != "instead" or not mending.lake_batch or result.get("placed"):
        return result
    others = [b for b in lake_batches(mending.batch) if b != mending.lake_batch]
    result["placed"] = replace_events(lake=workspace_lake(), batch=mending.lake_batch, of=others)
    Mending.objects.filter(pk=mending.pk).update(result=result)
    return result


def let_go(mending: Mending) -> None:
    """Clear away what a try wrote unseen; the mending can be run again."""
    stands = Mending.objects.get(pk=mending.pk)
    if stands.state == Mending.DONE:
        return
    if stands.lake_batch:
        remove_batch(lake=workspace_lake(), batch=stands.lake_batch)
    Mending.objects.filter(pk=mending.pk).update(state=Mending.PREPARED, lake_batch="")


def _wanted(row: ImportBatch, rule: Rule, viewer: Viewer) -> list[Mended]:
    mended = rows_meant(row, rule)
    if not mended:
        raise NothingToMend(_nothing(row.public_id))
    return mended


def _prepare(
    row: ImportBatch,
    rule: Rule,
    mended: list[Mended],
    *,
    viewer: Viewer,
    now: datetime,
    progress: Progress,
    folder: Any,
) -> tuple[Work, Memory, Events]:
    mapping = parse_mapping(row.mapping_text)
    memory, tables = memory_of(row)
    memory.instead = rule.kind == "instead"
    work = Work(
        batch=row.public_id,
        viewer=viewer,
        staged=small_tables(row, mended, folder),
        mapping=mapping,
        lake=workspace_lake(),
        clock=workspace.clock(wall=now),
        currency=workspace.workspace(viewer=viewer).currency,
        now=now,
        hidden=hidden_batches(),
        progress=progress,
        own_batches=lake_batches(row),
        instead=memory.instead,
    )
    known = lookups_of(mapping)
    work.remember_lookups({known[n]: table for n, table in tables.items() if n < len(known)})
    work.check()
    return work, memory, work.events()


def _apply(
    row: ImportBatch, rule: Rule, work: Work, memory: Memory, events: Events, mended: list[Mended]
) -> Tried:
    work.keys_after = AccountKey.objects.aggregate(last=Max("pk"))["last"] or 0
    if rule.kind == "account":
        _tie(row, rule, work.viewer)
    bad: list[BadRow] = []
    apply = Apply(work, day=memory.day or work.clock.today, keep_bad=bad.extend, memory=memory)
    apply.outcome.days = copy.deepcopy(memory.days)
    outcome = apply.run(events)
    return Tried(mended, match(mended, bad), outcome, events.rows)


def _tie(row: ImportBatch, rule: Rule, viewer: Viewer) -> None:
    """The key names the account from now on; the undo of the import takes the key back."""
    ids = customer_queries.account_ids_of(viewer=viewer, public_ids=[rule.account])
    account = ids.get(rule.account)
    if account is None:
        raise customers.AccountUnknown(_no_account(rule.account))
    if customers.account_ids(source=row.source, keys=[rule.key]):
        return
    AccountKey.objects.create(
        source=row.source,
        key=rule.key,
        key_folded=fold(rule.key)[:200],
        account_id=account,
        batch=row.public_id,
    )


def _nothing(batch: str) -> Any:
    return problem(
        "quarantine.nothing-meant",
        ja="この指定に当てはまる行はありません。",
        en="No row is meant by this.",
        remedy_ja="列、値、対象の行を確かめてください。",
        remedy_en="Check the column, the value and the rows meant.",
        sample=batch,
    )


def _no_account(public_id: str) -> Any:
    return problem(
        "account.unknown",
        ja="この顧客企業は見つかりません。",
        en="There is no such account.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose it from the list.",
        sample=public_id,
    )
