from __future__ import annotations

import inspect
from datetime import date
from typing import Any

import pytest
from django.core import serializers

from banso.customers import operations as customers
from banso.revenue import operations, queries
from banso.revenue.life import Life
from banso.revenue.models import AddOn, ContractLine, Plan, Product
from banso.revenue.operations import LineRow
from banso.workspace.changes import Counts, Undone, UndoRefused
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import NOW, SYSTEM, account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]
DAY = date(2026, 4, 10)
VALUES = {
    "start_on": date(2026, 4, 1),
    "end_on": date(2027, 4, 1),
    "mrr_minor": 50_000,
    "currency": "JPY",
    "seats": 20,
    "auto_renew": True,
}


def bring(*rows: LineRow, source: str = "billing", batch: str = "b1") -> Counts:
    return operations.upsert_lines(viewer=SYSTEM, source=source, rows=rows, batch=batch, now=NOW)


def everything() -> str:
    tables = (ContractLine, Plan, AddOn, Product)
    return "".join(serializers.serialize("json", t.objects.order_by("pk")) for t in tables)


def test_it_makes_the_products_plans_and_add_ons_that_lines_name() -> None:
    mine = account("a")
    counts = bring(
        LineRow(mine, "1", VALUES, plan="pro", product="crm"),
        LineRow(mine, "2", {**VALUES, "mrr_minor": 9_000, "seats": None}, add_on="meetings"),
    )
    assert counts == Counts(created=2)
    assert queries.products(viewer=SYSTEM) == [("crm", "crm")]
    assert [p.key for p in queries.plans(viewer=SYSTEM)] == ["pro"]
    assert [a.key for a in queries.add_ons(viewer=SYSTEM)] == ["meetings"]
    at = queries.facts_on(viewer=SYSTEM, day=DAY)[mine].at
    assert (at.life, at.plan, at.mrr_minor, at.seats) == (Life.ACTIVE, "pro", 59_000, 20)


def test_it_changes_nothing_when_the_same_lines_come_again() -> None:
    row = LineRow(account("a"), "1", VALUES, plan="pro")
    bring(row)
    assert bring(row, batch="b2") == Counts(same=1)
    assert ContractLine.objects.get().batch == "b1"


def test_it_gives_changed_lines_and_plans_back_on_undo() -> None:
    mine = account("a")
    bring(LineRow(mine, "1", VALUES, plan="basic"))
    before = everything()
    bring(
        LineRow(mine, "1", {**VALUES, "mrr_minor": 80_000, "end_on": None}, plan="pro"),
        LineRow(mine, "2", VALUES, plan="basic"),
        batch="b2",
    )
    operations.upsert_plans(
        viewer=SYSTEM, rows=[("basic", {"name": "ベーシック", "features": ["x"]})], batch="b2"
    )
    undone = operations.undo_batch(viewer=SYSTEM, batch="b2", now=NOW)
    assert everything() == before
    assert undone == Undone(deleted=2, restored=2)


def test_it_refuses_to_undo_a_plan_that_a_later_import_uses() -> None:
    mine = account("a")
    bring(LineRow(mine, "1", VALUES, plan="pro"))
    bring(LineRow(mine, "2", VALUES, plan="pro"), batch="b2")
    with pytest.raises(UndoRefused):
        operations.undo_batch(viewer=SYSTEM, batch="b1", now=NOW)
    assert ContractLine.objects.count() == 2


def test_it_keeps_an_account_while_another_imports_contracts_hang_on_it() -> None:
    mine = account("a", batch="b1")
    bring(LineRow(mine, "1", VALUES), batch="b2")
    with pytest.raises(UndoRefused):
        customers.undo_batch(viewer=SYSTEM, batch="b1", now=NOW)
    operations.undo_batch(viewer=SYSTEM, batch="b2", now=NOW)
    customers.undo_batch(viewer=SYSTEM, batch="b1", now=NOW)


def test_it_shows_which_lines_the_mrr_of_a_day_comes_from() -> None:
    mine = account("a")
    bring(
        LineRow(mine, "over", {**VALUES, "start_on": date(2025, 4, 1), "end_on": date(2026, 4, 1)}),
        LineRow(mine, "now", VALUES, plan="pro"),
        LineRow(mine, "usd", {**VALUES, "currency": "USD"}, product="other"),
        LineRow(mine, "trial", {**VALUES, "trial": True}, product="third"),
    )
    ContractLine.objects.filter(key="over").update(auto_renew=False)
    lines = queries.lines_behind_mrr(viewer=SYSTEM, account_id=mine, day=DAY)
    assert [v.key for v in lines] == ["now"]
    facts = queries.facts_on(viewer=SYSTEM, day=DAY)[mine]
    assert facts.at.mrr_minor == sum(v.mrr_minor for v in lines)
    assert facts.at.lead == next(v.public_id for v in lines)
    [problem] = queries.currency_problems(viewer=SYSTEM, day=DAY)
    assert problem.sample == "USD"


def test_it_shows_how_far_each_line_covers() -> None:
    mine = account("a")
    bring(
        LineRow(mine, "rolls", VALUES),
        LineRow(mine, "fixed", {**VALUES, "auto_renew": False}, product="other"),
    )
    shown = queries.contracts_of(viewer=SYSTEM, account_id=mine, day=DAY)
    assert {v.key: v.covers_until for v in shown} == {"rolls": None, "fixed": date(2027, 4, 1)}


def test_it_keeps_lines_of_two_sources_with_one_key_apart() -> None:
    mine = account("a")
    bring(LineRow(mine, "1", VALUES))
    bring(LineRow(mine, "1", {**VALUES, "mrr_minor": 1}), source="crm")
    shown = queries.contracts_of(viewer=SYSTEM, account_id=mine, day=DAY)
    assert sorted((v.source, v.mrr_minor) for v in shown) == [("billing", 50_000), ("crm", 1)]


def test_it_walks_every_account_in_spans() -> None:
    first, second = account("a"), account("b")
    bring(LineRow(first, "1", VALUES), LineRow(second, "2", {**VALUES, "auto_renew": False}))
    spans = list(
        queries.contract_spans_of(viewer=SYSTEM, first=date(2026, 3, 1), last=date(2027, 6, 30))
    )
    for one in (first, second):
        mine = [s for s in spans if s.account_id == one]
        assert (mine[0].first, mine[-1].last) == (date(2026, 3, 1), date(2027, 6, 30))
    assert spans[-1].standing.life is Life.ENDED
    assert queries.tenures_of(viewer=SYSTEM, account_id=second, day=date(2027, 6, 30)) == [
        (date(2026, 4, 1), date(2027, 4, 1))
    ]


def test_it_is_for_people_who_may_import(chie: Viewer) -> None:
    with pytest.raises(NotAllowed):
        operations.upsert_lines(viewer=chie, source="x", rows=[], batch="b", now=NOW)
    with pytest.raises(NotAllowed):
        operations.undo_batch(viewer=chie, batch="b", now=NOW)


READS = {
    name: function
    for name, function in inspect.getmembers(queries, inspect.isfunction)
    if function.__module__ == queries.__name__ and not name.startswith("_")
}


@pytest.mark.parametrize("name", sorted(set(READS) - {"plans", "add_ons", "products"}))
def test_it_shows_a_partner_nothing_of_other_accounts(name: str, viewers: Any) -> None:
    mine, other = account("a"), account("b")
    bring(LineRow(mine, "1", VALUES), LineRow(other, "2", {**VALUES, "currency": "USD"}))
    paul = viewers("paul", accounts=[mine])
    given = {"account_id": other, "account_ids": [other], "day": DAY, "first": DAY, "last": DAY}
    if name == "lines_behind_mrr":
        ContractLine.objects.update(currency="JPY")

    def ask(viewer: Viewer) -> Any:
        wanted = inspect.signature(READS[name]).parameters
        found = READS[name](viewer=viewer, **{k: v for k, v in given.items() if k in wanted})
        return list(found) if inspect.isgenerator(found) else found

    assert ask(SYSTEM), "the read must have something to hide"
    assert not ask(paul)


@pytest.mark.parametrize("name", sorted(READS))
def test_it_takes_the_viewer_in_every_read(name: str) -> None:
    parameter = inspect.signature(READS[name]).parameters["viewer"]
    assert parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
