"""The contracts tab: every line, what each counts for on the day looked at, and the sum that is MRR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.charts import Sheet
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.money.account import account_sheet
from banso.revenue import queries as revenue
from banso.revenue.facts import ContractFacts
from banso.revenue.queries import ContractLineView
from banso.workspace import queries as workspace


@dataclass(frozen=True, slots=True)
class ContractsTab:
    day: date
    facts: ContractFacts | None
    running: list[ContractLineView]
    coming: list[ContractLineView]
    past: list[ContractLineView]
    past_total: int
    currency: str
    other_currencies: tuple[str, ...]
    ledger: Sheet | None


def contracts_tab(request: ScreenRequest, reached: Reached, most: int = 40) -> ContractsTab:
    """This function will read the account's contract lines as known on the day looked at."""
    day = request.as_of.rows_day or request.as_of.day
    viewer, account_id = request.viewer, reached.account.id
    lines = revenue.contracts_of(viewer=viewer, account_id=account_id, day=day)
    facts = revenue.facts_on(viewer=viewer, day=day, account_ids=[account_id]).get(account_id)
    running = [ln for ln in lines if ln.runs]
    coming = [ln for ln in lines if not ln.runs and ln.start_on > day]
    past = [ln for ln in lines if not ln.runs and ln.start_on <= day]
    past.sort(key=lambda ln: ln.start_on, reverse=True)
    return ContractsTab(
        day=day,
        facts=facts,
        running=running,
        coming=coming,
        past=past[:most],
        past_total=len(past),
        currency=workspace.workspace(viewer=viewer).currency,
        other_currencies=facts.at.other_currencies if facts else (),
        ledger=account_sheet(request, reached, day),
    )
