"""Reads of contracts. Every one takes the viewer; scope is applied in :func:`_lines` only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet

from banso.customers.queries import in_scope
from banso.lib.problems import Problem
from banso.revenue.definitions import other_currency
from banso.revenue.facts import GRACE_DAYS, ContractFacts, Standing, Tenure
from banso.revenue.life import Book, contract_spans, tenures
from banso.revenue.lines import Line
from banso.revenue.models import AddOn, ContractLine, Plan, Product
from banso.revenue.standing import stand
from banso.workspace.queries import workspace
from banso.workspace.viewer import Act, Viewer

MAIN_LANE = "main"


@dataclass(frozen=True, slots=True)
class ContractLineView:
    """One contract line as written, with what it is called and whether it runs on the day asked for."""

    public_id: str
    account_id: int
    lane: str
    source: str
    key: str
    contract_key: str
    kind: str
    plan: str
    plan_name: str
    product: str
    product_name: str
    start_on: date
    end_on: date | None
    mrr_minor: int
    currency: str
    tax_included: bool
    seats: int | None
    quantity: float | None
    unit: str
    term_months: int | None
    billing_months: int | None
    auto_renew: bool | None
    notice_days: int | None
    notice_deadline_on: date | None
    notice_given_on: date | None
    notice_withdrawn_on: date | None
    discount: float | None
    trial: bool
    paused_from: date | None
    paused_to: date | None
    signed_on: date | None
    batch: str
    runs: bool  # covers the day asked for and is not paused
    counted: bool  # its MRR is part of the account's on that day
    covers_until: date | None  # first day it no longer covers; None while it goes on by itself


@dataclass(frozen=True, slots=True)
class PlanView:
    """``features`` None: the plan says nothing about features."""

    key: str
    name: str
    product: str
    limit: float | None
    features: tuple[str, ...] | None


class AccountSpan(NamedTuple):
    """From ``first`` to ``last`` (both included) ``standing`` holds for the account and lane."""

    account_id: int
    lane: str
    first: date
    last: date
    standing: Standing


def _lines(viewer: Viewer, account_ids: Iterable[int] | None, lane: str | None) -> QuerySet[Any]:
    rows = in_scope(ContractLine.objects.all(), viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    return rows if lane is None else rows.filter(lane=lane)


_COLUMNS = [
    "key",
    "start_on",
    "end_on",
    "mrr_minor",
    "currency",
    "kind",
    "plan__key",
    "product__key",
    "seats",
    "auto_renew",
    "term_months",
    "billing_months",
    "notice_days",
    "notice_deadline_on",
    "notice_given_on",
    "notice_withdrawn_on",
    "trial",
    "paused_from",
    "paused_to",
    "signed_on",
    "public_id",
]


def lines_for_accounts(
    *, viewer: Viewer, account_ids: Iterable[int] | None = None, lane: str | None = None
) -> Iterator[tuple[int, str, list[Line]]]:
    """This function will give (account id, lane, lines) of every account with contracts, by account."""
    rows = _lines(viewer, account_ids, lane).order_by("account_id", "lane", "start_on", "pk")
    found = rows.values_list("account_id", "lane", "add_on__key", *_COLUMNS)
    for (account, of_lane), group in groupby(
        found.iterator(chunk_size=5000), key=lambda row: (row[0], row[1])
    ):
        yield account, of_lane, [_line(row[2], row[3:]) for row in group]


def _line(add_on: str | None, row: tuple[Any, ...]) -> Line:
    line = Line(*row)
    if line.kind == "addon" and line.plan is None:
        return replace(line, plan=add_on)
    return line


def books(
    *,
    viewer: Viewer,
    account_ids: Iterable[int] | None = None,
    lane: str | None = None,
    grace_days: int = GRACE_DAYS,
) -> Iterator[tuple[int, str, Book]]:
    """This function will give (account id, lane, prepared lines) of every account with contracts."""
    currency = workspace(viewer=viewer).currency
    for account, of_lane, lines in lines_for_accounts(
        viewer=viewer, account_ids=account_ids, lane=lane
    ):
        yield account, of_lane, Book(lines, currency=currency, grace_days=grace_days)


def contract_spans_of(
    *,
    viewer: Viewer,
    first: date,
    last: date,
    account_ids: Iterable[int] | None = None,
    lane: str | None = None,
) -> Iterator[AccountSpan]:
    """This function will walk every account with contracts from ``first`` to ``last``, span by span.

    An account without a contract line is not in it: nothing is known of its life.
    """
    for account, of_lane, book in books(viewer=viewer, account_ids=account_ids, lane=lane):
        for begin, end, standing in contract_spans(book, first, last):
            yield AccountSpan(account, of_lane, begin, end, standing)


def facts_on(
    *, viewer: Viewer, day: date, account_ids: Iterable[int] | None = None, lane: str = MAIN_LANE
) -> dict[int, ContractFacts]:
    """This function will map account ids to what their contracts say on ``day``."""
    return {
        account: ContractFacts(day, stand(book, day))
        for account, _, book in books(viewer=viewer, account_ids=account_ids, lane=lane)
    }


def tenures_of(
    *, viewer: Viewer, account_id: int, day: date, lane: str = MAIN_LANE
) -> list[Tenure]:
    """This function will list an account's times as a customer begun by ``day``, the first first."""
    for _, _, book in books(viewer=viewer, account_ids=[account_id], lane=lane):
        return tenures(book, day)
    return []


def contracts_of(
    *, viewer: Viewer, account_id: int, day: date, lane: str | None = None
) -> list[ContractLineView]:
    """This function will list an account's contract lines, the newest first, as they stand on ``day``."""
    rows = _lines(viewer, [account_id], lane).select_related("plan", "product", "add_on")
    written = {r.public_id: r for r in rows}
    found: list[ContractLineView] = []
    for _, _, book in books(viewer=viewer, account_ids=[account_id], lane=lane):
        known = book.known(day)
        ends = book.ends(day, known)
        for i, line in enumerate(book.lines):
            end = ends.get(i, line.end)
            covers = i in ends and (end is None or end > day)
            found.append(
                _view(
                    written[line.ref],
                    runs=covers and not book.paused(i, day),
                    counted=line.currency == book.currency and not line.trial,
                    end=end,
                )
            )
    return sorted(found, key=lambda v: (v.start_on, v.mrr_minor, v.key), reverse=True)


def lines_behind_mrr(
    *, viewer: Viewer, account_id: int, day: date, lane: str = MAIN_LANE
) -> list[ContractLineView]:
    """This function will list the lines whose amounts add up to the account's MRR on ``day``."""
    found = contracts_of(viewer=viewer, account_id=account_id, day=day, lane=lane)
    return [view for view in found if view.runs and view.counted]


def currency_problems(*, viewer: Viewer, day: date) -> list[Problem]:
    """This function will say which currencies the MRR of ``day`` leaves out, if any."""
    left_out = {
        currency
        for facts in facts_on(viewer=viewer, day=day).values()
        for currency in facts.at.other_currencies
    }
    own = workspace(viewer=viewer).currency
    return [other_currency(tuple(sorted(left_out)), own)] if left_out else []


def plans(*, viewer: Viewer) -> list[PlanView]:
    """This function will list the plans with their limits and entitled features."""
    viewer.require(Act.SEE_ACCOUNTS)
    return [
        PlanView(
            key=p.key,
            name=p.name or p.key,
            product=p.product.key if p.product else "",
            limit=p.limit,
            features=None if p.features is None else tuple(p.features),
        )
        for p in Plan.objects.select_related("product").order_by("key")
    ]


def add_ons(*, viewer: Viewer) -> list[PlanView]:
    """This function will list the add-ons with the features they add."""
    viewer.require(Act.SEE_ACCOUNTS)
    return [
        PlanView(
            key=a.key,
            name=a.name or a.key,
            product=a.product.key if a.product else "",
            limit=None,
            features=None if a.features is None else tuple(a.features),
        )
        for a in AddOn.objects.select_related("product").order_by("key")
    ]


def products(*, viewer: Viewer) -> list[tuple[str, str]]:
    """This function will list (key, name) of the products."""
    viewer.require(Act.SEE_ACCOUNTS)
    return [(p.key, p.name or p.key) for p in Product.objects.order_by("key")]


def _view(row: ContractLine, *, runs: bool, counted: bool, end: date | None) -> ContractLineView:
    plan = row.plan or row.add_on
    return ContractLineView(
        public_id=row.public_id,
        account_id=row.account_id,
        lane=row.lane,
        source=row.source,
        key=row.key,
        contract_key=row.contract_key,
        kind=row.kind,
        plan=plan.key if plan else "",
        plan_name=(plan.name or plan.key) if plan else "",
        product=row.product.key if row.product else "",
        product_name=(row.product.name or row.product.key) if row.product else "",
        start_on=row.start_on,
        end_on=row.end_on,
        mrr_minor=row.mrr_minor,
        currency=row.currency,
        tax_included=row.tax_included,
        seats=row.seats,
        quantity=row.quantity,
        unit=row.unit,
        term_months=row.term_months,
        billing_months=row.billing_months,
        auto_renew=row.auto_renew,
        notice_days=row.notice_days,
        notice_deadline_on=row.notice_deadline_on,
        notice_given_on=row.notice_given_on,
        notice_withdrawn_on=row.notice_withdrawn_on,
        discount=row.discount,
        trial=row.trial,
        paused_from=row.paused_from,
        paused_to=row.paused_to,
        signed_on=row.signed_on,
        batch=row.batch,
        runs=runs,
        counted=counted,
        covers_until=end,
    )
