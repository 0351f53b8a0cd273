"""The tables of the lake by name: how they are opened, when their parts are closed, what they hang on.

The lake's own package knows files and logs, not what is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from banso.events.definitions import EVENTS
from banso.events.lake import Lake, Table, TableSpec
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.metrics.queries import metric_table
from banso.metrics.tables import NAME as METRIC_DAYS
from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
from banso.revenue.ledger.tables import (
    MRR_ACCOUNTS,
    MRR_LOCKED,
    MRR_MOVEMENTS,
    MRR_RESTATEMENTS,
    MRR_SPANS,
    MRR_TERMS,
)

# How the rows of a lost file come back: from the files they were imported from, by summing up the
# events again, by measuring again, by walking the accounts again, from the contracts. Empty: they
# do not: what a locked month was, and what was said of a month before.
Source = Literal["import", "roll", "measure", "walk", "ledger", ""]


@dataclass(frozen=True, slots=True)
class Kept:
    """``closes``: a day (small files before that), a month (one file a day before that), or never."""

    name: str
    open: Callable[[Lake], Table]
    closes: Literal["day", "month"] | None
    source: Source
    spec: TableSpec | None = (
        None  # None: it is told by what is stored and by the definitions in force
    )


def _of(spec: TableSpec, closes: Literal["day", "month"] | None, source: Source) -> Kept:
    return Kept(spec.name, lambda lake: lake.table(spec), closes, source, spec)


TABLES = (
    _of(EVENTS, "day", "import"),
    _of(USAGE_DAYS, "month", "roll"),
    _of(SESSION_DAYS, "month", "roll"),
    Kept(METRIC_DAYS, metric_table, "month", "measure"),
    _of(STATE_DAYS, "month", "walk"),
    _of(JOURNEY_DAILY, "month", "walk"),
    _of(JOURNEY_MOVES, "month", "walk"),
    _of(MRR_SPANS, None, "ledger"),
    _of(MRR_MOVEMENTS, None, "ledger"),
    _of(MRR_TERMS, None, "ledger"),
    _of(MRR_ACCOUNTS, None, "ledger"),
    _of(MRR_LOCKED, None, ""),
    _of(MRR_RESTATEMENTS, None, ""),
)
BY_NAME = {kept.name: kept for kept in TABLES}


def stands(lake: Lake, name: str) -> bool:
    """Has this table been made? Opening one makes it."""
    return (lake.folder / name / "_delta_log").is_dir()
