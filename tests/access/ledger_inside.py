"""Why functions of the ledger take no viewer, or take one and are no read of their own."""

from __future__ import annotations

LEDGER_WITHOUT_VIEWER = {
    "revenue.ledger.queries.locked_month": "a month of the calendar",
    "revenue.ledger.queries.points_sql": "SQL over the lake for packages above, which narrow it to accounts",
}
LEDGER_INSIDE = {
    "revenue.ledger.points.rates_of": "rates between currencies, for the reads of the ledger",
    "revenue.ledger.points.theirs": "the filter the reads of the ledger use",
}
