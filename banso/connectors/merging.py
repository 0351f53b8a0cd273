"""The way to merge, split and put accounts together: records, contracts and the days computed anew.

The records change in one transaction that also hands the days to the background worker, so a crash
leaves either everything as it was, or everything moved and the work waiting. It shares the import's
lock: an import and a merge never write at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from banso.connectors.lock import one_at_a_time
from banso.customers import acts, finding, merging, splitting
from banso.customers.acts import Acted, ActRefused
from banso.customers.splitting import Taken
from banso.journey.day import last_closable
from banso.lib import steps
from banso.lib.problems import Problem
from banso.revenue.moving import move_lines
from banso.workspace import queries as workspace
from banso.workspace.jobs import start_job
from banso.workspace.progress import Progress
from banso.workspace.viewer import Act, Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Moved",
    "ask_again",
    "days_again",
    "dismiss",
    "look_for_duplicates",
    "merge",
    "merge_many",
    "place_under",
    "split",
    "take_back",
]

RECORDS_MOVED = steps.declare(
    "merging.records-moved", "the records moved and the work ordered, nothing committed yet"
)
DONE = steps.declare("merging.done", "everything moved; the days wait to be computed anew")


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done: the act, and the job that computes the days anew (None: no day is touched)."""

    act: str
    account_id: int
    other_id: int | None
    job: str | None


@dataclass(frozen=True, slots=True)
class ManyMoved:
    """What a list of merges did. ``refused``: (survivor id, other id, why)."""

    acts: tuple[str, ...]
    refused: tuple[tuple[int, int, Problem], ...]
    job: str | None


def merge(
    *,
    viewer: Viewer,
    keep: int,
    gone: int,
    now: datetime,
    from_on: date | None = None,
    columns: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Moved:
    """This function will merge ``gone`` into ``keep`` with contracts, and order its days to be computed anew.

    See :func:`banso.customers.merging.merge_accounts`. Raises ActRefused and ImportBusy.
    """
    with _writing():
        done = _merge(viewer, keep, gone, now, from_on, columns or {}, fields or {})
        job_id = _days_anew(viewer, [done], now)
        steps.step(RECORDS_MOVED)
    steps.step(DONE)
    return Moved(done.public_id, done.account_id, done.other_id, job_id)


def merge_many(*, viewer: Viewer, pairs: Sequence[tuple[int, int]], now: datetime) -> ManyMoved:
    """This function will merge a list of (survivor, other), since ever, with what each brings unasked.

    Who was merged away by an earlier pair of the list is replaced by its survivor. A pair that
    cannot be merged is left out and named; the others are merged.
    """
    viewer.require(Act.IMPORT)
    done: list[Acted] = []
    refused: list[tuple[int, int, Problem]] = []
    into: dict[int, int] = {}
    with _writing():
        for keep, gone in pairs:
            keep, gone = _now(into, keep), _now(into, gone)
            if keep == gone:
                continue
            try:
                with transaction.atomic():
                    done.append(_merge(viewer, keep, gone, now, None, {}, {}))
                into[gone] = keep
            except ActRefused as found:
                refused.append((keep, gone, found.problems[0]))
        job_id = _days_anew(viewer, done, now)
        steps.step(RECORDS_MOVED)
    return ManyMoved(tuple(d.public_id for d in done), tuple(refused), job_id)


def split(
    *,
    viewer: Viewer,
    account: int,
    taken: Taken,
    now: datetime,
    lines: Sequence[str] = (),
    name: str = "",
    to: int | None = None,
    from_on: date | None = None,
) -> Moved:
    """This function will take keys, contracts (``lines``), people and tickets out into another account.

    See :func:`banso.customers.splitting.split_account`. Raises ActRefused and ImportBusy.
    """
    with _writing():
        done = splitting.split_account(
            viewer=viewer, account=account, taken=taken, now=now, name=name, to=to,
            from_on=from_on, nothing_else=not lines,
        )  # fmt: skip
        if lines and done.other_id:
            moved = move_lines(account_id=account, to=done.other_id, lines=lines)
            acts.add_to_act(act=done.public_id, changes=moved)
        # A contract says where an account stood since it was signed, whichever day the keys change.
        job_id = _days_anew(viewer, [done], now, since_ever=bool(lines))
        steps.step(RECORDS_MOVED)
    return Moved(done.public_id, done.account_id, done.other_id, job_id)


def place_under(
    *,
    viewer: Viewer,
    units: Iterable[int],
    now: datetime,
    company: int | None = None,
    name: str = "",
    corporate_number: str = "",
) -> Moved:
    """This function will put accounts under one company. See :func:`banso.customers.splitting.place_under_company`."""
    with _writing():
        done = splitting.place_under_company(
            viewer=viewer, units=units, now=now, company=company, name=name,
            corporate_number=corporate_number,
        )  # fmt: skip
        steps.step(RECORDS_MOVED)
    return Moved(done.public_id, done.account_id, None, None)


def take_back(*, viewer: Viewer, act: str, now: datetime) -> Moved:
    """This function will undo a merge, split or placing. See :func:`banso.customers.acts.undo_act`."""
    with _writing():
        done = acts.undo_act(viewer=viewer, act=act, now=now)
        job_id = _days_anew(viewer, [done], now, since_ever=done.reopens)
        steps.step(RECORDS_MOVED)
    steps.step(DONE)
    return Moved(done.public_id, done.account_id, done.other_id, job_id)


def dismiss(*, viewer: Viewer, pair: str, now: datetime) -> None:
    """This function will remember that two accounts are not the same company."""
    finding.dismiss_pair(viewer=viewer, pair=pair, now=now)


def ask_again(*, viewer: Viewer, pair: str, now: datetime) -> None:
    """This function will put a dismissed pair back among the suggestions."""
    finding.ask_again(viewer=viewer, pair=pair, now=now)


def look_for_duplicates(
    *, viewer: Viewer, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will compare all accounts anew. See :func:`banso.customers.finding.find_duplicates`."""
    return finding.find_duplicates(viewer=viewer, now=now, progress=progress)


def days_again(*, viewer: Viewer, from_on: date | None, now: datetime) -> tuple[date, date] | None:
    """This function will say which days must be computed anew when accounts change from a day on
    (None: since ever, then the first day is ``date.min``); None when none has been closed."""
    clock = workspace.clock(wall=now)
    if clock.closed_day is None:
        return None
    settle = workspace.workspace(viewer=viewer).settle_hours
    last = last_closable(clock=clock, wall=now, settle_hours=settle)
    first = from_on or date.min
    return (first, last) if first <= last else None


# Helpers -----------------------------------------------------------------------------------------


@contextmanager
def _writing() -> Iterator[None]:
    with one_at_a_time(), transaction.atomic():
        yield


def _merge(
    viewer: Viewer,
    keep: int,
    gone: int,
    now: datetime,
    from_on: date | None,
    columns: Mapping[str, str],
    fields: Mapping[str, str],
) -> Acted:
    done = merging.merge_accounts(
        viewer=viewer, keep=keep, gone=gone, now=now, day=workspace.clock(wall=now).today,
        from_on=from_on, columns=columns, fields=fields,
    )  # fmt: skip
    moved = move_lines(account_id=gone, to=keep, from_on=from_on)
    acts.add_to_act(act=done.public_id, changes=moved)
    return done


def _now(into: Mapping[int, int], account: int) -> int:
    while account in into:
        account = into[account]
    return account


def _days_anew(
    viewer: Viewer, done: Sequence[Acted], now: datetime, *, since_ever: bool = False
) -> str | None:
    """Order the days to be computed anew: one job for all of them, written with the records."""
    if not any(d.reopens for d in done):
        return None
    days = [d.first_day for d in done if d.reopens]
    known = [d for d in days if d is not None]
    first = None if since_ever or len(known) < len(days) else min(known)
    span = days_again(viewer=viewer, from_on=first, now=now)
    if span is None:
        return None
    arguments = {"first": span[0].isoformat(), "last": span[1].isoformat()}
    return start_job(viewer=viewer, kind="day.backfill", arguments=arguments, now=now)
