# ruff: noqa: S608  texts are our own; values are bound
"""What KPIs can be split by: who looks after the account, its plan, when it began, its segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from banso.customers import queries as customers
from banso.events.lake import Lake, PartitionRange
from banso.lib.dates import fiscal_label
from banso.lib.problems import BansoError, Problem, problem
from banso.lib.text import Text
from banso.metrics import segment_store
from banso.metrics.membership.models import SegmentStay
from banso.metrics.queries import metric_table
from banso.metrics.reading import nearest
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

BY: Mapping[str, Text] = {
    "csm": Text(ja="担当CSM", en="CSM"),
    "plan": Text(ja="プラン", en="Plan"),
    "cohort": Text(ja="契約開始の年度", en="Year of start"),
    "segment": Text(ja="セグメント", en="Segment"),
}
_NONE = {
    "csm": Text(ja="担当なし", en="No CSM"),
    "plan": Text(ja="プランなし", en="No plan"),
    "cohort": Text(ja="開始不明", en="Start unknown"),
}


class NoSuchSplit(BansoError):
    """KPIs cannot be split by this."""


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that belong together; ``key`` stands in addresses and files."""

    key: str
    name: Text
    accounts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Groups:
    """``rest``: what those in no group are called; None where they are left out."""

    groups: tuple[Group, ...]
    rest: Text | None


def groups_by(*, viewer: Viewer, lake: Lake, by: str, first: date, last: date) -> Groups:
    """This function will sort accounts into groups: CSM and plan as of ``last`` (a former customer's
    plan as of ``first``), segments as of ``last``. Raises ``NoSuchSplit``."""
    if by not in BY:
        raise NoSuchSplit(_unknown(by))
    if by == "segment":
        return Groups(_segments(viewer, last), None)
    if by == "csm":
        return Groups(_owners(viewer, last), _NONE[by])
    return Groups(_of_rows(viewer, lake, by, first, last), _NONE[by])


def _owners(viewer: Viewer, last: date) -> tuple[Group, ...]:
    owners = customers.owners_on(viewer=viewer, day=last)
    names = workspace.names_of_people(viewer=viewer)
    found: dict[int, set[int]] = {}
    for account, owner in owners.items():
        if owner is not None:
            found.setdefault(owner, set()).add(account)
    named = [(names.get(o) or f"#{o}", o, accounts) for o, accounts in found.items()]
    return tuple(Group(str(o), Text.of(name), frozenset(a)) for name, o, a in sorted(named))


def _segments(viewer: Viewer, last: date) -> tuple[Group, ...]:
    if not viewer.may(Act.SEE_DEFINITIONS):
        return ()
    listed = segment_store.segments(viewer=viewer)
    rows = SegmentStay.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=last), superseded_at__isnull=True,
        entered_on__lte=last, segment__in=[s.key for s in listed],
    )  # fmt: skip
    inside: dict[str, set[int]] = {}
    for segment, account in rows.values_list("segment", "account_id"):
        if viewer.sees(account):
            inside.setdefault(segment, set()).add(account)
    return tuple(Group(s.key, s.name, frozenset(inside[s.key])) for s in listed if s.key in inside)


def _of_rows(viewer: Viewer, lake: Lake, by: str, first: date, last: date) -> tuple[Group, ...]:
    """By what the metric rows say, on ``last`` or, where nothing is said there, on ``first``."""
    column = {"plan": "plan", "cohort": "tenure_start_on"}[by]
    table = metric_table(lake)
    if column not in table.columns:
        return ()
    with lake.cursor() as cursor:
        said = [
            cursor.execute(
                f"select account, {column} from {table.sql(PartitionRange.of_days(day, day))}"
                f" where day = ? and {column} is not null",
                [day],
            ).fetchall()
            for day in (first, last)
        ]
    latest = dict(said[0]) | dict(said[1])
    found: dict[str, tuple[Text, set[int]]] = {}
    month = workspace.workspace(viewer=viewer).fiscal_year_start
    for account, value in latest.items():
        if isinstance(value, date):
            named = Text(
                ja=fiscal_label(value, "ja", first_month=month),
                en=fiscal_label(value, "en", first_month=month),
            )
            key = named.en or ""
        else:
            key, named = str(value), Text.of(str(value))
        found.setdefault(key, (named, set()))[1].add(account)
    return tuple(Group(k, name, frozenset(ids)) for k, (name, ids) in sorted(found.items()))


def _unknown(by: str) -> Problem:
    return problem(
        "kpi.split-unknown",
        ja=f"「{by[:60]}」では分けられません。",
        en=f"KPIs cannot be split by '{by[:60]}'.",
        remedy_ja=f"使えるもの: {', '.join(BY)}",
        remedy_en=f"Use one of: {', '.join(BY)}.",
        sample=by[:60],
        suggestion=nearest(by, BY),
    )
