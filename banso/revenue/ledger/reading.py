"""Contract lines as the writer of the ledger reads them: by account, those of merged accounts with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from banso.customers.models import Account
from banso.revenue.lines import Line
from banso.revenue.models import ContractLine


class Row(NamedTuple):
    """One line as stored; ``account`` is the one whose ledger it belongs to."""

    account: int
    lane: str
    add_on: str | None
    key: str
    start_on: date
    end_on: date | None
    mrr_minor: int
    currency: str
    kind: str
    plan: str | None
    product: str | None
    seats: int | None
    auto_renew: bool | None
    term_months: int | None
    billing_months: int | None
    notice_days: int | None
    notice_deadline_on: date | None
    notice_given_on: date | None
    notice_withdrawn_on: date | None
    trial: bool
    paused_from: date | None
    paused_to: date | None
    signed_on: date | None
    line: str
    discount: float | None

    @property
    def plan_key(self) -> str | None:
        """The plan, or of an add-on without one its own key."""
        return self.add_on if self.kind == "addon" and self.plan is None else self.plan

    def as_line(self) -> Line:
        return Line(self.key, self.start_on, self.end_on, self.mrr_minor, self.currency, self.kind,
                    self.plan_key, self.product, self.seats, self.auto_renew, self.term_months,
                    self.billing_months, self.notice_days, self.notice_deadline_on,
                    self.notice_given_on, self.notice_withdrawn_on, self.trial, self.paused_from,
                    self.paused_to, self.signed_on, self.line)  # fmt: skip


_COLUMNS = (
    "account_id", "lane", "add_on__key", "key", "start_on", "end_on", "mrr_minor", "currency",
    "kind", "plan__key", "product__key", "seats", "auto_renew", "term_months", "billing_months",
    "notice_days", "notice_deadline_on", "notice_given_on", "notice_withdrawn_on", "trial",
    "paused_from", "paused_to", "signed_on", "public_id", "discount",
)  # fmt: skip


def account_lines() -> Iterator[tuple[int, list[Row]]]:
    """This function will give (account, lines by lane and start) of every account with contracts.

    The lines of an account that was merged into another count as that one's: what is lineage is
    neither a loss nor a gain.
    """
    into = dict(
        Account.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    )
    more: dict[int, list[Row]] = {}
    for row in _rows(sorted(into)) if into else ():
        account = _last(into, row.account)
        more.setdefault(account, []).append(row._replace(account=account))
    for account, found in groupby(_rows(None), key=lambda row: row.account):
        if account in into:
            continue
        rows = list(found)
        if account in more:
            rows += more.pop(account)
            rows.sort(key=lambda r: (r.lane, r.start_on, r.key))
        yield account, rows
    for account, rows in more.items():
        yield account, sorted(rows, key=lambda r: (r.lane, r.start_on, r.key))


def _last(into: dict[int, int], account: int) -> int:
    seen = {account}
    while account in into and into[account] not in seen:
        account = into[account]
        seen.add(account)
    return account


def _rows(accounts: Sequence[int] | None) -> Iterator[Row]:
    rows = ContractLine.objects.order_by("account_id", "lane", "start_on", "pk")
    if accounts is not None:
        rows = rows.filter(account_id__in=accounts)
    found: Iterable[Any] = rows.values_list(*_COLUMNS).iterator(chunk_size=5000)
    return map(Row._make, found)


def digest_of(rows: Sequence[Row]) -> str:
    """What an account's lines are, in sixteen letters."""
    return hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest()
