"""One run of all checks: counts, samples, accounts and money touched; stored with its time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from banso.connectors.models import ImportBatch
from banso.connectors.quality import disagreeing, records, renewals, usage
from banso.connectors.quality.checks import CHECKS
from banso.connectors.quality.look import SAMPLES, Found, LookAt, looking
from banso.workspace.progress import Progress

FINDERS: dict[str, Callable[[LookAt], Found]] = {
    "orphan.rows": records.orphan_rows,
    "orphan.events": usage.unknown_keys,
    "orphan.users": usage.unknown_users,
    "duplicate.differs": records.repeated,
    "duplicate.same": records.same_again,
    "duplicate.alike": usage.alike,
    "time.before-line": usage.before_line,
    "time.after-line": usage.after_line,
    "time.before-contract": usage.before_contract,
    "time.after-contract": usage.after_contract,
    "time.between-contracts": usage.between_contracts,
    "time.future": records.future,
    "time.end-before-start": records.upside_down,
    "unread.rows": records.unread,
    "disagree.flag-list": disagreeing.flag_list,
    "disagree.list-contracts": disagreeing.list_contracts,
    "disagree.flag-contracts": disagreeing.flag_contracts,
    "missing.contract": records.without_contract,
    "missing.name": records.without_name,
    "missing.mrr": records.without_mrr,
    "missing.seats": records.without_seats,
    "contract.several-leads": records.several_leads,
    "contract.two-renewals": renewals.two_renewals,
    "money.currencies": records.currencies,
    "coverage.gap": usage.gaps,
    "contact.domain": records.domains,
    "dates.placeholder": records.placeholders,
    "dates.round": records.round_starts,
    "dates.midnight": usage.midnight,
}


def run_checks(
    *, day: date, batch: ImportBatch | None, progress: Progress
) -> tuple[dict[str, int], list[dict[str, Any]], float]:
    """(rows looked at by kind, findings that found something, seconds)."""
    started = time.monotonic()
    progress.begin("Checking data", total=len(CHECKS), unit="checks")
    found: list[dict[str, Any]] = []
    with looking(day=day, batch=batch) as look:
        for check in CHECKS:
            one = FINDERS[check.id](look)
            if one.count:
                found.append(_finding(check.id, one, look))
            progress.advance()
        rows = _looked_at(look)
    return rows, found, time.monotonic() - started


def _finding(id: str, one: Found, look: LookAt) -> dict[str, Any]:
    accounts = set(one.accounts())
    return {
        "id": id,
        "count": one.count,
        "entries": one.entries,
        "accounts": len(accounts),
        "money": look.money(accounts),
        "facts": one.facts,
        "samples": [[_json(c) for c in cells] for cells in one.page(0, SAMPLES)],
    }


def _json(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def _looked_at(look: LookAt) -> dict[str, int]:
    from banso.customers.models import Account, Contact, Ticket
    from banso.revenue.models import ContractLine

    models = {"account": Account, "contract": ContractLine, "contact": Contact, "ticket": Ticket}
    rows = {k: look.mine(m._default_manager.all()).count() for k, m in models.items()}
    events = look.all(f"select coalesce(sum(events), 0) from {look.by_day()}")[0][0]  # noqa: S608
    return {**rows, "event": int(events), "quarantine": look.quarantine().count()}


def rows_of(
    id: str, *, day: date, batch: ImportBatch | None, first: int, most: int
) -> tuple[Found, list[tuple[Any, ...]]]:
    """A check's entries of now, from ``first`` on."""
    with looking(day=day, batch=batch) as look:
        found = FINDERS[id](look)
        return found, found.page(first, most)
