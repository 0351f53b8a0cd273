# ruff: noqa: S608  columns are our own and quoted; values are bound
"""Reads of numbers: rows of a day, series of an account, what a metric means, what it is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from banso.customers import queries as customers
from banso.customers.definitions import FieldSpec, FieldType
from banso.events.lake import Lake, PartitionRange, Table, TableSpec, quoted
from banso.lib.money import decimals
from banso.lib.once import kept
from banso.lib.problems import problem
from banso.lib.text import Text
from banso.metrics import loading
from banso.metrics.catalogue import Catalogue
from banso.metrics.conditions import Kind, NameTable, NameType
from banso.metrics.definitions import Metric, Registry
from banso.metrics.models import MeasuredDay
from banso.metrics.tables import FIXED_COLUMNS, KEY, NAME
from banso.metrics.wording import Measured, MetricHelp, help_of, help_of_field
from banso.metrics.world import LANE
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, NotAllowed, Viewer

# What any reader needs to open the table; its further columns are those already stored.
_READ = TableSpec(
    name=NAME, columns=FIXED_COLUMNS, partition_by=("month",), sort_by=("account", "lane", "day"),
    prune_by=("day",), key=KEY, generation="generation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a series: the values asked for, by key."""

    day: date
    values: dict[str, Any]


def catalogue_in_force(*, viewer: Viewer) -> Catalogue:
    """This function will give the catalogue in force; an empty one while nobody has answered."""
    viewer.require(Act.SEE_ACCOUNTS)
    return loading.catalogue_in_force()[0]


def registry(*, viewer: Viewer) -> Registry:
    """This function will give every metric: the library's and the workspace's own in force."""
    viewer.require(Act.SEE_ACCOUNTS)
    return loading.registry_in_force()[0]


@kept(workspace.stamp)
def name_table(*, viewer: Viewer) -> NameTable:
    """This function will list the metrics and dated fields a condition may name; maps add their own."""
    scale = int(10 ** decimals(workspace.workspace(viewer=viewer).currency))
    metrics = registry(viewer=viewer)
    found = {m.key: metric_type(m, scale=scale) for m in metrics}
    return NameTable(found | {f.key: field_type(f) for f in loading.fields_in_force(metrics)})


def metric_type(metric: Metric, *, scale: int = 1) -> NameType:
    """What a condition needs to know of a metric; ``scale`` is minor units per unit of money."""
    kind = Kind(metric.kind)
    return NameType(
        kind, metric.name, unit=metric.unit, choices=metric.choices or None, group="metric",
        scale=scale if kind is Kind.MONEY else 1, available=metric.connectable, note=metric.help,
    )  # fmt: skip


def field_type(spec: FieldSpec) -> NameType:
    """What a condition needs to know of a dated field."""
    kind = Kind.COUNT if spec.type is FieldType.NUMBER and spec.whole else Kind(spec.type.value)
    return NameType(kind, spec.name, choices=spec.choices or None, group="field", note=spec.help)


def metric_table(lake: Lake) -> Table:
    """The table of metric rows, as wide as it is stored; for readers of this package and above."""
    return lake.table(_READ)


def latest_day(*, viewer: Viewer) -> date | None:
    """This function will give the newest day that has been measured, None before the first."""
    viewer.require(Act.SEE_ACCOUNTS)
    found: date | None = MeasuredDay.objects.aggregate(day=Max("day"))["day"]
    return found


def measured(*, viewer: Viewer, day: date) -> Measured | None:
    """This function will say under which release a day was measured, and when."""
    viewer.require(Act.SEE_ACCOUNTS)
    row = MeasuredDay.objects.filter(day=day).first()
    return Measured(row.day, row.release, row.computed_at) if row else None


def day_rows(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    keys: Collection[str] | None = None,
    accounts: Collection[int] | None = None,
) -> dict[tuple[int, str], dict[str, Any]]:
    """This function will give the rows of a day by (account, lane): those the viewer may see.

    ``keys`` picks metrics and fields (default: all); one that is not stored has no value.
    """
    ids = visible_ids(viewer, accounts)
    table = metric_table(lake)
    there = table.columns  # asks the disk for news, so once
    wanted = sorted(set(keys)) if keys is not None else _keys_of(there)
    stored = [k for k in wanted if k in there]
    where, params = "day = ?", [day]
    if ids is not None:
        where += " and account in (select unnest(?::bigint[]))"
        params.append(sorted(ids))  # type: ignore[arg-type]
    columns = "".join(f", {quoted(k)}" for k in stored)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select account, lane{columns} from {table.sql(PartitionRange.of_days(day, day))}"
            f" where {where} order by account, lane",
            params,
        ).fetchall()
    nothing = dict.fromkeys(wanted)
    return {(r[0], r[1]): {**nothing, **dict(zip(stored, r[2:], strict=True))} for r in rows}


def account_series(
    *,
    viewer: Viewer,
    lake: Lake,
    account: int,
    keys: Sequence[str],
    first: date,
    last: date,
    lane: str = LANE,
) -> list[Point]:
    """This function will give one account's values of some keys from ``first`` to ``last``, day by day.

    Days without a row are left out. Raises ``NotAllowed`` outside the viewer's scope.
    """
    require_account(viewer, account)
    table = metric_table(lake)
    there = table.columns
    stored = [k for k in dict.fromkeys(keys) if k in there]
    columns = "".join(f", {quoted(k)}" for k in stored)
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"select day{columns} from {table.sql(PartitionRange.of_days(first, last))}"
            " where account = ? and lane = ? and day between ? and ? order by day",
            [account, lane, first, last],
        ).fetchall()
    nothing = dict.fromkeys(keys)
    return [Point(r[0], {**nothing, **dict(zip(stored, r[1:], strict=True))}) for r in rows]


def _keys_of(columns: Iterable[str]) -> list[str]:
    fixed = {c.name for c in FIXED_COLUMNS}
    return [c for c in columns if c not in fixed]


def visible_ids(viewer: Viewer, accounts: Collection[int] | None) -> set[int] | None:
    """The accounts to read: those asked for within the viewer's scope; None means all."""
    viewer.require(Act.SEE_ACCOUNTS)
    if viewer.scope is None:
        return None if accounts is None else set(accounts)
    return set(viewer.scope) if accounts is None else set(viewer.scope) & set(accounts)


def require_account(viewer: Viewer, account: int) -> None:
    """Refuse an account outside the viewer's scope."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not viewer.sees(account):
        raise NotAllowed(
            problem(
                "viewer.not-in-scope",
                ja="このアカウントは閲覧範囲に含まれていません。",
                en="This account is not among those you may see.",
                remedy_ja="管理者に閲覧範囲をご相談ください。",
                remedy_en="Ask an administrator to add it to your accounts.",
            )
        )


# What a number means -----------------------------------------------------------------------------


def metric_help(*, viewer: Viewer, key: str, day: date | None = None) -> MetricHelp | None:
    """This function will say what a metric or dated field means and how it is worked out; None: no such key.

    With ``day`` it also says when, and under which release, that day's number was computed.
    """
    stamp = measured(viewer=viewer, day=day) if day else None
    metrics = registry(viewer=viewer)
    if key in metrics:
        catalogue = catalogue_in_force(viewer=viewer)
        return help_of(metrics[key], metrics, catalogue, _field_names(viewer), stamp)
    spec = next((f for f in customers.field_specs(viewer=viewer) if f.key == key), None)
    return help_of_field(spec, stamp) if spec else None


def _field_names(viewer: Viewer) -> dict[str, Text]:
    return {f.key: f.name for f in customers.field_specs(viewer=viewer)}
