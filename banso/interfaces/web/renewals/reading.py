"""The renewals ahead, by decision day, put together by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from banso.customers import queries as customers
from banso.customers.queries import AccountView
from banso.events.store import workspace_lake
from banso.execution.today.ranking import USUAL_LEAD
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.metrics.conditions import parse
from banso.metrics.lists import Sort, list_accounts
from banso.revenue import queries as revenue
from banso.revenue.facts import GRACE_DAYS, ContractFacts
from banso.revenue.ledger import queries as ledger
from banso.workspace import queries as workspace

WINDOWS = (30, 60, 90, 180, 365)
_YEARLY = 6  # months of a term from which its renewal is prepared; the others renew by themselves all the time
SHOWN, MOST = 150, 500  # rows at first, and when all are asked for


@dataclass(frozen=True, slots=True)
class Renewal:
    """One decision. ``state``: over (its day is past, within the grace), notice (they said they leave),
    now (inside the days approval takes), ahead. ``amount_minor`` is the MRR over the term."""

    public_id: str
    name: str
    owner: str
    decides_on: date
    days: int
    lead: int
    lead_known: bool
    state: str
    plan: str
    term_end: date | None
    term_months: int | None
    auto_renew: bool | None
    mrr_minor: int | None
    elsewhere: tuple[tuple[str, int], ...]
    notice_on: date | None

    @property
    def opens_on(self) -> date:
        """When approval has to begin."""
        return self.decides_on - timedelta(days=self.lead)

    @property
    def amount_minor(self) -> int | None:
        if self.mrr_minor is None or not self.term_months:
            return None
        return self.mrr_minor * self.term_months


@dataclass(frozen=True, slots=True)
class Month:
    """The decisions of a calendar month and what they are worth."""

    first: date
    rows: tuple[Renewal, ...]

    @property
    def mrr_minor(self) -> int:
        return sum(r.mrr_minor or 0 for r in self.rows)


@dataclass(frozen=True, slots=True)
class Listed:
    """``cut``: how many more there are than are shown."""

    months: tuple[Month, ...]
    total: int
    cut: int
    mrr_minor: int


def listed(
    request: ScreenRequest, *, window: int, owner: int | None, short: bool, day: date, most: int
) -> Listed:
    """This function will list the renewals decided within ``window`` days of ``day``, and those past their day
    within the grace. ``owner`` None: everybody's; ``short``: terms below half a year, too."""
    viewer = request.viewer
    text = f"days_to_decision <= {window} and days_to_decision >= -{GRACE_DAYS}"
    text += " and life in ('active', 'pending', 'paused')"
    text += "" if short else f" and term_months >= {_YEARLY}"
    names = journey.list_names(viewer=viewer)
    condition = parse(text, names=names).condition
    among = None if owner is None else set(customers.accounts_all(viewer=viewer, owner_id=owner))
    found = list_accounts(
        viewer=viewer, lake=workspace_lake(), day=day,
        columns=("days_to_decision", "approval_lead_days", "mrr"), condition=condition,
        sort=Sort("days_to_decision", descending=False), limit=most, among=among,
    )  # fmt: skip
    ids = [row.account for row in found.rows]
    facts = revenue.facts_on(viewer=viewer, day=day, account_ids=ids)
    records = {a.id: a for a in customers.account_list_rows(viewer=viewer, ids=ids)}
    people = workspace.names_of_people(viewer=viewer)
    plans = {p.key: p.name for p in revenue.plans(viewer=viewer)}
    auto, worth = _renewing(request, ids, facts), _worth(request, ids, day)
    rows = [
        _renewal(
            records[r.account],
            facts[r.account],
            r.values,
            people,
            plans,
            auto.get(r.account),
            worth.get(r.account),
        )
        for r in found.rows
        if r.account in records and r.account in facts and facts[r.account].at.decision_on
    ]
    rows.sort(key=lambda r: (r.decides_on, -(r.mrr_minor or 0), r.name))
    months = tuple(
        Month(first, tuple(group))
        for first, group in groupby(rows, key=lambda r: r.decides_on.replace(day=1))
    )
    cut = max(0, found.total - len(found.rows))
    return Listed(months, found.total, cut, sum(m.mrr_minor for m in months))


def _worth(request: ScreenRequest, ids: Sequence[int], day: date) -> dict[int, int]:
    """MRR by the ledger: what is pending is carried, other currencies count at their rates."""
    through = ledger.ledger_through(viewer=request.viewer)
    if through is None or through < day or not ids:
        return {}
    points = ledger.mrr_at(viewer=request.viewer, days=[day], accounts=ids)
    both = zip(points.account.tolist(), points.mrr.tolist(), strict=True)
    return {int(account): int(mrr) for account, mrr in both if mrr}


def _renewing(
    request: ScreenRequest, ids: Sequence[int], facts: Mapping[int, ContractFacts]
) -> dict[int, bool | None]:
    """Whether the leading line of each account renews by itself; None: the source does not say."""
    found: dict[int, bool | None] = {}
    for account, _lane, lines in revenue.lines_for_accounts(
        viewer=request.viewer, account_ids=ids, lane=revenue.MAIN_LANE
    ):
        lead = facts[account].at.lead if account in facts else None
        for line in lines:
            if lead and lead in (line.ref, line.key):
                found[account] = line.auto_renew
    return found


def _renewal(
    account: AccountView,
    facts: ContractFacts,
    values: Mapping[str, Any],
    people: Mapping[int, str],
    plans: Mapping[str, str],
    auto: bool | None,
    worth: int | None,
) -> Renewal:
    at, left = facts.at, facts.days_to_decision
    assert at.decision_on is not None and left is not None  # noqa: S101
    told = values.get("approval_lead_days")
    lead = USUAL_LEAD if told is None else int(told)
    state = "notice" if at.notice_given_on else "over" if left < 0 else "now" if left <= lead else "ahead"  # fmt: skip
    return Renewal(
        public_id=account.public_id, name=account.name,
        owner=people.get(account.owner_id or 0, ""), decides_on=at.decision_on, days=left,
        lead=lead, lead_known=told is not None, state=state,
        plan=plans.get(at.plan or "", at.plan or ""), term_end=at.term_end,
        term_months=at.term_months, auto_renew=auto, mrr_minor=worth if worth is not None else at.mrr_minor,
        elsewhere=at.other_mrr, notice_on=at.notice_given_on,
    )  # fmt: skip
