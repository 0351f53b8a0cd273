"""Who may open Money and Renewals."""

from __future__ import annotations

from tests.access.addresses import Address, _get
from tests.access.table import ALL

MONEY_ADDRESSES: tuple[Address, ...] = (
    _get("money:index", ALL),
    _get("money:index", ALL, query="?by=csm&per=quarter"),
    _get("money:movements", ALL, query="?class=churn"),
    _get("renewals:index", ALL, query="?of=all&days=365&short=1"),
)
