"""Who may read and write the ledger, as tests/access/table.py and writes.py list the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from banso.revenue.ledger import operations as ledger
from banso.revenue.ledger.rates import Rate
from banso.workspace.viewer import Viewer
from tests.access.table import ADMIN, ALL, Read
from tests.access.world import FIRST, LAST, NOW, SYSTEM, Built, Place

_USD = Rate("USD", LAST, Decimal(150))


def _months(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"first": "2020-01", "last": f"{LAST:%Y-%m}", "lake": w.lake}


def _lake(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"lake": w.lake}


LEDGER_READS: dict[str, Read] = {
    "revenue.ledger.queries.account_ledger": Read(
        ALL, lambda w, v, p: {"account": p.id, "lake": w.lake}
    ),
    "revenue.ledger.queries.first_paid_on": Read(ALL, _lake),
    "revenue.ledger.queries.ledger_months": Read(ALL, _months, silent=True),
    "revenue.ledger.queries.ledger_through": Read(ALL, silent=True),
    "revenue.ledger.queries.locks": Read(ALL, silent=True),
    "revenue.ledger.queries.missing_rates": Read(ALL, _lake, silent=True),
    "revenue.ledger.queries.movements": Read(ALL, _months),
    "revenue.ledger.queries.mrr_at": Read(
        ALL, lambda w, v, p: {"days": [FIRST, LAST], "lake": w.lake}
    ),
    "revenue.ledger.queries.rates": Read(ALL, silent=True),
    # nothing of this world was ever said otherwise
    "revenue.ledger.queries.restatements": Read(ALL, _lake, silent=True),
}


def ledger_writes(write: Any) -> dict[str, Any]:
    """Rows for writes.py, which hands in its own ``Write``."""

    def removed(w: Built, v: Viewer, p: Place) -> Any:
        ledger.set_rates(viewer=SYSTEM, rows=[_USD], now=NOW)
        return ledger.remove_rate(viewer=v, currency="USD", from_on=LAST, now=NOW)

    return {
        "revenue.ledger.operations.lock_month": write(
            ADMIN,
            "ledger.month-locked",
            lambda w, v, p: ledger.lock_month(viewer=v, month="2026-03", now=NOW, lake=w.lake),
        ),
        "revenue.ledger.operations.set_rates": write(
            ADMIN,
            "ledger.rate-set",
            lambda w, v, p: ledger.set_rates(viewer=v, rows=[_USD], now=NOW),
        ),
        "revenue.ledger.operations.remove_rate": write(ADMIN, "ledger.rate-removed", removed),
    }
