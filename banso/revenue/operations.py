"""Writes of contracts: by imports in bulk, and their undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError

from banso.lib.problems import Problem, problem
from banso.revenue.models import AddOn, ContractLine, Plan, Product
from banso.workspace.changes import (
    Counts,
    Undone,
    UndoRefused,
    chunks,
    conflicts,
    refuse_if,
    restore,
    write,
)
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

MAIN_LANE = "main"
LINE_COLUMNS = frozenset(
    [
        "kind",
        "start_on",
        "end_on",
        "mrr_minor",
        "currency",
        "tax_included",
        "seats",
        "quantity",
        "unit",
        "term_months",
        "billing_months",
        "auto_renew",
        "notice_days",
        "notice_deadline_on",
        "notice_given_on",
        "notice_withdrawn_on",
        "discount",
        "trial",
        "paused_from",
        "paused_to",
        "signed_on",
        "contract_key",
    ]
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One contract line of a source. ``values``: LINE_COLUMNS, checked before; a new line needs
    ``start_on`` and ``currency``. ``plan``, ``add_on`` and ``product`` are keys, made when new.
    """

    account_id: int
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plan: str = ""
    add_on: str = ""
    product: str = ""
    lane: str = MAIN_LANE


def upsert_products(
    *, viewer: Viewer, rows: Iterable[tuple[str, Mapping[str, Any]]], batch: str
) -> Counts:
    """This function will create or change products: (key, {name})."""
    return _named(Product, viewer, rows, batch)


def upsert_plans(
    *, viewer: Viewer, rows: Iterable[tuple[str, Mapping[str, Any]]], batch: str
) -> Counts:
    """This function will create or change plans: (key, {name, product_id, limit, features})."""
    return _named(Plan, viewer, rows, batch)


def upsert_add_ons(
    *, viewer: Viewer, rows: Iterable[tuple[str, Mapping[str, Any]]], batch: str
) -> Counts:
    """This function will create or change add-ons: (key, {name, product_id, features})."""
    return _named(AddOn, viewer, rows, batch)


def _named(
    model: type[Product] | type[Plan] | type[AddOn],
    viewer: Viewer,
    rows: Iterable[tuple[str, Mapping[str, Any]]],
    batch: str,
) -> Counts:
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        found = {
            row.key: row for row in model._default_manager.filter(key__in=[k for k, _ in part])
        }
        counts, _ = write(
            model=model,
            found=found,
            rows=part,
            make=lambda key, values: model(key=key, batch=batch, **values),
            batch=batch,
        )
        total += counts
    return total


def product_ids(keys: Iterable[str]) -> dict[str, int]:
    """This function will map product keys to row ids, those there are."""
    return dict(Product.objects.filter(key__in=set(keys)).values_list("key", "pk"))


def upsert_lines(
    *, viewer: Viewer, source: str, rows: Iterable[LineRow], batch: str, now: datetime
) -> Counts:
    """This function will create or change contract lines known by (``source``, key), inside the
    caller's transaction. Counts are of lines; products, plans and add-ons they name are made too.
    """
    viewer.require(Act.IMPORT)
    total = Counts()
    for part in chunks(rows):
        products = _ids(Product, (r.product for r in part), batch)
        plans = _ids(Plan, (r.plan for r in part), batch)
        add_ons = _ids(AddOn, (r.add_on for r in part), batch)
        known = ContractLine.objects.filter(source=source, key__in=[r.key for r in part])
        counts, _ = write(
            model=ContractLine,
            found={line.key: line for line in known},
            rows=((r.key, _values(r, products, plans, add_ons)) for r in part),
            make=lambda key, values: ContractLine(
                source=source, key=key, recorded_at=now, batch=batch, **values
            ),
            batch=batch,
        )
        total += counts
    return total


def _values(
    row: LineRow, products: Mapping[str, int], plans: Mapping[str, int], add_ons: Mapping[str, int]
) -> dict[str, Any]:
    unknown = row.values.keys() - LINE_COLUMNS
    if unknown:
        raise KeyError(f"no such column: {', '.join(sorted(unknown))}")
    values = {"account_id": row.account_id, "lane": row.lane, **row.values}
    if row.product:
        values["product_id"] = products[row.product]
    if row.plan:
        values["plan_id"] = plans[row.plan]
    if row.add_on:
        values["add_on_id"] = add_ons[row.add_on]
        values.setdefault("kind", ContractLine.ADD_ON)
    return values


def _ids(
    model: type[Product] | type[Plan] | type[AddOn], keys: Iterable[str], batch: str
) -> dict[str, int]:
    wanted = sorted(set(keys) - {""})
    ids: dict[str, int] = dict(
        model._default_manager.filter(key__in=wanted).values_list("key", "pk")
    )
    for key in wanted:
        if key not in ids:
            ids[key] = model._default_manager.create(key=key, batch=batch).pk
    return ids


@transaction.atomic
def undo_batch(
    *, viewer: Viewer, batch: str, now: datetime, even_if_edited: bool = False
) -> Undone:
    """This function will take back every contract line, plan, add-on and product of an import.

    Raises UndoRefused, and changes nothing, when a later import or (unless ``even_if_edited``) a
    person changed them since, or when later contracts use its plans.
    """
    viewer.require(Act.IMPORT)
    if not batch:
        raise ValueError("a batch has a name")
    tables: tuple[type[Model], ...] = (ContractLine, Plan, AddOn, Product)
    refuse_if(
        [
            found
            for model in tables
            for found in conflicts(
                model=model, batch=batch, name_of=str, even_if_edited=even_if_edited
            )
        ]
    )
    restored = sum(restore(model=model, batch=batch) for model in tables)
    deleted = 0
    for model in tables:
        rows = model._default_manager.filter(batch=batch)
        deleted += rows.count()
        try:
            rows.delete()
        except ProtectedError as refused:
            raise UndoRefused(_in_use()) from refused
    audit(
        viewer=viewer,
        act="revenue.batch-undone",
        subject_kind="batch",
        subject_id=batch,
        now=now,
        detail={"deleted": deleted, "restored": restored},
        batch=batch,
    )
    return Undone(deleted=deleted, restored=restored)


def _in_use() -> Problem:
    return problem(
        "undo.plan-in-use",
        ja="この取り込みで作られた製品やプランを、ほかの契約が使っています。",
        en="Other contracts use products or plans that this import made.",
        remedy_ja="新しい取り込みから順に取り消してください。",
        remedy_en="Undo the later imports first.",
    )
