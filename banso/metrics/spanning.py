"""Years of rows in one pass: month by month, and in each month one stretch of accounts after the other.

Every stretch is written before the next is computed, so memory follows the size of a stretch, not
of the book. The stretches of a month follow each other in order of account, so its files do too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from banso.events.lake import Cursor
from banso.metrics.computing import Span
from banso.metrics.work import DuckWork, Sources
from banso.metrics.world import World

# Rows (accounts times days) of one stretch; with some hundred columns about a gigabyte at work.
ROWS_AT_ONCE = 300_000


def buckets(world: World, *, days: int, rows: int = ROWS_AT_ONCE) -> list[tuple[int, int]]:
    """The accounts as stretches (first id, last id), each of about ``rows`` rows for ``days`` days."""
    ids = sorted(a.id for a in world.accounts)
    parts = max(1, -(-len(ids) * days // rows))
    size = max(1, -(-len(ids) // parts))
    return [(ids[i], ids[min(i + size, len(ids)) - 1]) for i in range(0, len(ids), size)]


def ready(
    cursor: Cursor,
    world: World,
    sources: Sources,
    *,
    days: Sequence[date],
    now: datetime,
    first_events: dict[int, date] | None = None,
    keep: bool = True,
) -> Span:
    """This function will make the embedded engine ready for chunks of ``days``."""
    return Span.ready(
        DuckWork(cursor), world, sources, first=min(days), last=max(days), now=now,
        first_events=first_events, keep=keep,
    )  # fmt: skip


def parts(
    span: Span, days: Sequence[date], *, rows: int = ROWS_AT_ONCE
) -> Iterator[tuple[str, dict[str, Any]]]:
    """This function will compute a chunk of days stretch by stretch; each select holds until the next."""
    for stretch in buckets(span.world, days=len(days), rows=rows):
        yield span.rows(days, accounts=stretch)
