"""The lake tables of the journey: where each account stood on each day, and the sums of a day."""

from __future__ import annotations

from banso.events.lake import Column, TableSpec

MAP_KIND = "journey"  # of the definition
MAP_KEY = "map"
FIRST_TEMPLATE = "six-phases"
TEMPLATES = ("six-phases", "time-based-four", "retention-four", "three-phases", "success-funnel")

# One row per account, lane and closed day. `phase` is '' before the account is on the map, `track`
# is '' where no time is set. `last_mrr` is the MRR of the last day before the contract ended, null
# while it runs and where nobody saw it. `since` and `days_in_phase` speak of the stay, `order` is the move by
# hand in force, `verdict` where the rules alone would have the account then.
STATE_DAYS = TableSpec(
    name="state_days",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("phase", "VARCHAR"),
        Column("state", "VARCHAR"),
        Column("track", "VARCHAR"),
        Column("phase_succeeded", "BOOLEAN"),
        Column("days_in_phase", "BIGINT"),
        Column("days_in_state", "BIGINT"),
        Column("since", "DATE"),
        Column("state_since", "DATE"),
        Column("success_on", "DATE"),
        Column("times", "BIGINT"),
        Column("start_unseen", "BOOLEAN"),
        Column("manual", "BOOLEAN"),
        Column("verdict", "VARCHAR"),
        Column("waiting", "BOOLEAN"),
        Column("provisional", "BOOLEAN"),
        Column("last_mrr", "BIGINT"),
        Column("release", "BIGINT"),
        Column("recorded_at", "TIMESTAMPTZ"),
    ),
    partition_by=("month",),
    sort_by=("account", "lane", "day"),
    prune_by=("day",),
)

# For trends: one row per day and place with its track. MRR in minor units of the workspace.
JOURNEY_DAILY = TableSpec(
    name="journey_daily",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("lane", "VARCHAR"),
        Column("phase", "VARCHAR"),
        Column("state", "VARCHAR"),
        Column("track", "VARCHAR"),
        Column("accounts", "BIGINT"),
        Column("mrr_minor", "BIGINT"),
        Column("succeeded", "BIGINT"),
    ),
    partition_by=("month",),
    sort_by=("day", "phase", "state", "track"),
    prune_by=("day",),
)

# Every step of every day, passed phases too: what flowed where, and movements for KPIs. `source`
# and `target` are places, '' is "not yet on the map"; `within` changed the state only.
JOURNEY_MOVES = TableSpec(
    name="journey_moves",
    columns=(
        Column("month", "VARCHAR"),
        Column("day", "DATE"),
        Column("account", "BIGINT"),
        Column("lane", "VARCHAR"),
        Column("step", "BIGINT"),
        Column("source", "VARCHAR"),
        Column("target", "VARCHAR"),
        Column("kind", "VARCHAR"),
        Column("within", "BOOLEAN"),
        Column("resumed", "BOOLEAN"),
        Column("effective_on", "DATE"),
    ),
    partition_by=("month",),
    sort_by=("day", "account", "lane", "step"),
    prune_by=("day",),
)
