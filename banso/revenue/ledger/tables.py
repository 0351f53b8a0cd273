"""The lake tables of the ledger. They are written whole for an account whose contracts changed.

``part`` holds a range of account ids, so that a change of few accounts rewrites few rows.
"""

from __future__ import annotations

from banso.events.lake import Column, TableSpec

PART_SIZE = 20_000  # account ids in one part

# What every line brought in, from a day until before another (null: it still ran on the last day
# written). `mrr_minor` counts, in the line's own currency: 0 while paused or on trial; `held_minor`
# is the line's own amount. Status: active, pending (carried over the grace), paused, trial.
MRR_SPANS = TableSpec(
    name="mrr_spans",
    columns=(
        Column("part", "VARCHAR"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("line", "VARCHAR"),
        Column("from_on", "DATE"),
        Column("to_on", "DATE"),
        Column("mrr_minor", "BIGINT"),
        Column("held_minor", "BIGINT"),
        Column("currency", "VARCHAR"),
        Column("kind", "VARCHAR"),
        Column("plan", "VARCHAR"),
        Column("product", "VARCHAR"),
        Column("seats", "BIGINT"),
        Column("status", "VARCHAR"),
    ),
    partition_by=("part",),
    sort_by=("account", "lane", "from_on", "line"),
    prune_by=("account",),
)

# Every change of an account's MRR. `amount_minor` in the workspace's currency at the rate of the
# last day of the month before (null: no rate), `own_minor` in `currency`. `class` is the row's own,
# `month_class` the one class of the account's month; adjustments stand in the month they were made
# for and keep their `day`. `restated`: certain only in a later month than the day it counts from.
MRR_MOVEMENTS = TableSpec(
    name="mrr_movements",
    columns=(
        Column("part", "VARCHAR"),
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("decided_on", "DATE"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("class", "VARCHAR"),
        Column("month_class", "VARCHAR"),
        Column("reason", "VARCHAR"),
        Column("amount_minor", "BIGINT"),
        Column("own_minor", "BIGINT"),
        Column("before_minor", "BIGINT"),
        Column("currency", "VARCHAR"),
        Column("plan", "VARCHAR"),
        Column("plan_before", "VARCHAR"),
        Column("product", "VARCHAR"),
        Column("product_before", "VARCHAR"),
        Column("line_before", "VARCHAR"),
        Column("line_after", "VARCHAR"),
        Column("restated", "BOOLEAN"),
    ),
    partition_by=("part",),
    sort_by=("account", "day"),
    prune_by=("account", "day"),
)

# One row an account with contracts: what it was written from, the last day that holds without a
# change, and the first day it paid (its cohort).
MRR_ACCOUNTS = TableSpec(
    name="mrr_accounts",
    columns=(
        Column("part", "VARCHAR"),
        Column("account", "BIGINT"),
        Column("digest", "VARCHAR"),
        Column("until_on", "DATE"),
        Column("first_on", "DATE"),
    ),
    partition_by=("part",),
    sort_by=("account",),
    prune_by=("account",),
)

# Every term of six months and more that came up for renewal: it ended on `term_to`, the first day
# after it; outcome renewed, lost, pending. Amounts in `currency`, see ``revenue.terms``.
MRR_TERMS = TableSpec(
    name="mrr_terms",
    columns=(
        Column("part", "VARCHAR"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("line", "VARCHAR"),
        Column("term_from", "DATE"),
        Column("term_to", "DATE"),
        Column("months", "BIGINT"),
        Column("mrr_minor", "BIGINT"),
        Column("renewed_minor", "BIGINT"),
        Column("currency", "VARCHAR"),
        Column("outcome", "VARCHAR"),
    ),
    partition_by=("part",),
    sort_by=("account", "term_to"),
    prune_by=("account", "term_to"),
)

# The movements of locked months as they were when the month was locked; never rewritten.
MRR_LOCKED = TableSpec(
    name="mrr_locked",
    columns=MRR_MOVEMENTS.columns,
    partition_by=("part",),
    sort_by=("account", "day"),
    prune_by=("account", "day"),
)

# What was said of a month that was over, and is said now: one row a difference, appended.
MRR_RESTATEMENTS = TableSpec(
    name="mrr_restatements",
    columns=(
        Column("recorded_at", "TIMESTAMPTZ"),
        Column("through_on", "DATE"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("class", "VARCHAR"),
        Column("reason", "VARCHAR"),
        Column("line_before", "VARCHAR"),
        Column("line_after", "VARCHAR"),
        Column("was_minor", "BIGINT"),
        Column("is_minor", "BIGINT"),
    ),
    sort_by=("recorded_at", "account", "day"),
    prune_by=("day",),
)


def names_of(spec: TableSpec, *, without: tuple[str, ...] = ("part",)) -> list[str]:
    """The columns of a table in order, without those the writer derives."""
    return [c.name for c in spec.columns if c.name not in without]
