"""Which of two records should stay: the one more hangs on."""

from __future__ import annotations

from banso.customers.queries import AccountView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.revenue import queries as revenue


def survivor_first(
    request: ScreenRequest, one: AccountView, other: AccountView
) -> tuple[AccountView, AccountView]:
    """This function will put the record first that has more contracts, then a name, then the older one."""
    ids = [one.id, other.id]
    lines = {
        account: len(found)
        for account, _lane, found in revenue.lines_for_accounts(
            viewer=request.viewer, account_ids=ids
        )
    }

    def weight(a: AccountView) -> tuple[int, bool, bool, int]:
        return (lines.get(a.id, 0), not a.unnamed, bool(a.corporate_number), -a.id)

    return (one, other) if weight(one) >= weight(other) else (other, one)
