"""The ledger put together for the page: periods that balance, parts, movements, the waterfall's bars."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.charts import Cell, Sheet
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.units import asked_unit
from banso.interfaces.web.money.asked import Asked, month_of, period
from banso.interfaces.web.money.words import BY, CLASSES, REASONS
from banso.metrics.kpi.grouping import Group, groups_by
from banso.revenue import queries as revenue
from banso.revenue.ledger import queries as ledger
from banso.revenue.ledger.months import LedgerMonth, folded
from banso.revenue.ledger.queries import By, MovementView
from banso.workspace import queries as workspace

_ALWAYS = ("new", "expansion", "contraction", "churn")
_MOST_PARTS = 40
_MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waterfall, in the drawing's own units; ``way`` is its colour: level, up, down."""

    label: str
    said: str
    way: str
    x: int
    top: float
    height: float
    joint: float
    url: str

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2

    @property
    def after(self) -> int:
        return self.x + STEP


@dataclass(frozen=True, slots=True)
class Fall:
    """The waterfall; ``floor`` says where its bars begin when that is not 0."""

    bars: tuple[Bar, ...]
    floor: str

    @property
    def width(self) -> int:
        return max(len(self.bars) * STEP, 5 * STEP)


WIDE, STEP, HIGH = 64, 92, 190  # of a bar, from bar to bar, of the drawing


def segments_of(request: ScreenRequest, day: date) -> tuple[Group, ...]:
    """The segments with accounts on ``day``."""
    found = groups_by(
        viewer=request.viewer, lake=workspace_lake(), by="segment", first=day, last=day
    )
    return found.groups


def accounts_of(asked: Asked, segments: Sequence[Group]) -> Collection[int] | None:
    """The accounts the page is about; None: all."""
    if not asked.segment:
        return None
    return next((s.accounts for s in segments if s.key == asked.segment), frozenset())


def months(
    request: ScreenRequest, asked: Asked, accounts: Collection[int] | None
) -> list[LedgerMonth]:
    """The months as periods, whole."""
    first_month = workspace.workspace(viewer=request.viewer).fiscal_year_start
    begin = month_of(period(asked.first, asked.per, first_month).first)
    found = ledger.ledger_months(
        viewer=request.viewer, first=begin, last=asked.last, accounts=accounts
    )
    return folded(found, into=lambda m: period(m, asked.per, first_month).key)


def whole(periods: Sequence[LedgerMonth]) -> LedgerMonth:
    """All of them as one."""
    return folded(periods, into=lambda _m: "")[0]


def columns_of(rows: Sequence[LedgerMonth]) -> list[str]:
    """The classes that something happened in, and those everybody looks for."""
    return [c for c in CLASSES if c in _ALWAYS or any(getattr(m, c) for m in rows)]


def periods_sheet(request: ScreenRequest, asked: Asked, periods: Sequence[LedgerMonth]) -> Sheet:
    """Each period as a row that balances, each number with the movements behind it."""
    settings = workspace.workspace(viewer=request.viewer)
    classes = columns_of(periods)
    rows = []
    for m in periods:
        span = period(m.month, asked.per, settings.fiscal_year_start)
        end = min(month_of_end(span.end), asked.last)
        label = span.label(request.viewer.language, first_month=settings.fiscal_year_start)
        rows.append(_row(label, m, classes, asked, m.month, end, with_moved=False))
    total = whole(periods)
    foot = _row(_("Together"), total, classes, asked, periods[0].month, asked.last, with_moved=False)  # fmt: skip
    head = (_("Period"), *_head(classes, with_moved=False))
    return Sheet(
        "c-mrr-periods", _("MRR from period to period"), head, tuple(rows), (foot,),
        note=_("start + movements = end"), currency=settings.currency,
    )  # fmt: skip


def parts_sheet(
    request: ScreenRequest,
    asked: Asked,
    accounts: Collection[int] | None,
    segments: Sequence[Group],
    begin: str,
) -> Sheet:
    """The whole time in parts: what each began with, what moved, what it ended with."""
    given: dict[str, Any] = {"viewer": request.viewer, "first": begin, "last": asked.last}
    if asked.by == "segment":
        found = [
            (s.name.in_(request.viewer.language), whole(ledger.ledger_months(accounts=s.accounts, **given)))
            for s in segments[:_MOST_PARTS]
        ]  # fmt: skip
    else:
        listed = ledger.ledger_months(by=cast(By, asked.by), accounts=accounts, **given)
        names = _names(request, asked.by)
        parts = folded(listed, into=lambda _m: "")
        parts = [p for p in parts if p.start or p.end or p.change]
        found = [(names.get(p.part, p.part) or _("not said"), p) for p in parts]
    found.sort(key=lambda pair: -max(pair[1].start, pair[1].end))
    sums = [m for _name, m in found]
    classes = columns_of(sums)
    moved = any(m.moved for m in sums)
    rows = tuple(
        _row(name, m, classes, None, "", "", with_moved=moved) for name, m in found[:_MOST_PARTS]
    )
    note = ""
    if asked.by == "segment":
        note = _("an account may be in several segments; there is no sum")
    elif len(found) > _MOST_PARTS:
        note = _("the largest %(n)s of %(all)s") % {"n": _MOST_PARTS, "all": len(found)}
    head = (str(BY[asked.by]), *_head(classes, with_moved=moved))
    currency = workspace.workspace(viewer=request.viewer).currency
    title = _("MRR by %(what)s") % {"what": BY[asked.by]}
    return Sheet("c-mrr-parts", title, head, rows, note=note, currency=currency)


def _names(request: ScreenRequest, by: str) -> dict[str, str]:
    if by == "csm":
        names = workspace.names_of_people(viewer=request.viewer)
        return {str(pk): name for pk, name in names.items()}
    return plan_names(request) if by == "plan" else {}


def plan_names(request: ScreenRequest) -> dict[str, str]:
    """What plans and add-ons are called, by key."""
    both = (*revenue.plans(viewer=request.viewer), *revenue.add_ons(viewer=request.viewer))
    return {p.key: p.name for p in both}


def _head(classes: Sequence[str], *, with_moved: bool) -> tuple[str, ...]:
    moved = (pgettext("mrr", "Between parts"),) if with_moved else ()
    words = (str(CLASSES[c]) for c in classes)
    return (pgettext("mrr", "Start"), *words, *moved, pgettext("mrr", "End"))


def _row(
    label: str,
    m: LedgerMonth,
    classes: Sequence[str],
    asked: Asked | None,
    first: str,
    last: str,
    *,
    with_moved: bool,
) -> tuple[Cell, ...]:
    cells = [Cell(label, "text"), Cell(m.start, "money")]
    for cls in classes:
        minor = getattr(m, cls)
        url = behind(asked, cls, first, last) if asked and minor else ""
        cells.append(Cell(minor, "money", url, bool(url)))
    if with_moved:
        cells.append(Cell(m.moved, "money"))
    return (*cells, Cell(m.end, "money"))


def behind(asked: Asked, cls: str, first: str, last: str) -> str:
    """Where the movements behind a number stand."""
    given = {"class": cls, "from": first, "to": last, "segment": asked.segment, **dict(asked.kept)}
    query = urlencode({k: v for k, v in given.items() if v})
    return f"{reverse('money:movements')}?{query}"


def month_of_end(end: date) -> str:
    """The last month of a period that goes up to, not including, ``end``."""
    at = end.year * 12 + end.month - 2
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


# Movements -------------------------------------------------------------------------------------------


def movements_of(
    request: ScreenRequest, asked: Asked, cls: str, accounts: Collection[int] | None
) -> list[MovementView]:
    """The movements whose sum is the number: those of accounts whose month is of that class, and of
    months that cancel out those of the class itself."""
    found = ledger.movements(
        viewer=request.viewer, first=asked.first, last=asked.last,
        classes=(cls, "flat") if cls else (), accounts=accounts, month_class=True,
    )  # fmt: skip
    if not cls:
        return found
    return [m for m in found if (m.cls if m.month_class == "flat" else m.month_class) == cls]


def movements_sheet(request: ScreenRequest, found: Sequence[MovementView], title: str) -> Sheet:
    """The largest movements, each with its account and the contract lines it comes from."""
    settings = workspace.workspace(viewer=request.viewer)
    shown = sorted(found, key=lambda m: -abs(m.amount_minor or 0))[:_MOST_ROWS]
    ids = {m.account_id for m in shown}
    accounts = {
        a.id: a for a in customers.account_list_rows(viewer=request.viewer, ids=sorted(ids))
    }
    plans = plan_names(request)
    rows = []
    for m in shown:
        account = accounts.get(m.account_id)
        if account is None:
            continue
        line = (*m.lines_after, *m.lines_before, "")[0]
        url = f"{reverse('account:index', args=[account.public_id])}?tab=contracts#line-{line}"
        rows.append(
            (
                Cell(account.name, "text", url),
                Cell(m.day, "day"),
                Cell(what_of(m), "text"),
                Cell(plans_of(m, plans), "text"),
                Cell(m.amount_minor, "money", hint=_("no rate for %(c)s") % {"c": m.currency}),
                Cell(known_since(m), "text"),
            )
        )
    sum_of = sum(m.amount_minor or 0 for m in found)
    foot = (
        Cell(_("Together"), "text"), Cell("", "text"), Cell("", "text"), Cell("", "text"),
        Cell(sum_of, "money"), Cell("", "text"),
    )  # fmt: skip
    note = ""
    if len(found) > len(rows):
        note = _("the largest %(n)s of %(all)s; the sum is of all") % {"n": len(rows), "all": len(found)}  # fmt: skip
    head = (
        _("Account"), _("Counts from"), pgettext("mrr", "What"), _("Plan"),
        pgettext("mrr", "Amount"), pgettext("mrr", "Known since"),
    )  # fmt: skip
    return Sheet(
        "c-mrr-movements", title, head, tuple(rows), (foot,), note=note, currency=settings.currency
    )


def what_of(m: MovementView) -> str:
    """Class and reason; the account's month may count elsewhere than the row by itself."""
    cls = str(CLASSES.get(m.cls, m.cls))
    reason = str(REASONS.get(m.reason, m.reason)) if m.reason else ""
    return f"{cls}: {reason}" if reason else cls


def plans_of(m: MovementView, names: dict[str, str]) -> str:
    before, after = names.get(m.plan_before or "", m.plan_before), names.get(m.plan or "", m.plan)
    if before and after and before != after:
        return f"{before} → {after}"
    return after or before or "—"


def known_since(m: MovementView) -> str:
    """When it was certain, where that was not the day it counts from."""
    return m.decided_on.isoformat() if m.restated or m.decided_on != m.day else ""


# The waterfall -----------------------------------------------------------------------------------------


def fall_of(request: ScreenRequest, asked: Asked, total: LedgerMonth, begin: str) -> Fall:
    """What the time began with, each class as a step, what it ended with."""
    steps = [(c, getattr(total, c)) for c in columns_of([total]) if getattr(total, c)]
    levels, level = [total.start, total.end], total.start
    for _cls, minor in steps:
        level += minor
        levels.append(level)
    most = max(*levels, 1)
    # Small movements on a large base are seen when the drawing begins below the least level.
    least = min(levels)
    floor = int(least * 0.9) if least > most * 0.5 else 0
    scale = HIGH / (most - floor)

    def y(value: float) -> float:
        return round(HIGH - (max(value, floor) - floor) * scale, 1)

    unit, currency = asked_unit(request.GET), workspace.workspace(viewer=request.viewer).currency

    def bar(label: str, minor: int, way: str, nth: int, high: int, low: int, joint: int, url: str) -> Bar:  # fmt: skip
        said = unit.said(minor, currency, request.viewer.language)
        tall = max(round(y(low) - y(high), 1), 1.5)
        return Bar(label, said, way, nth * STEP, y(high), tall, y(joint), url)

    found = [bar(pgettext("mrr", "Start"), total.start, "level", 0, total.start, floor, total.start, "")]  # fmt: skip
    level = total.start
    for cls, minor in steps:
        after, way = level + minor, "up" if minor > 0 else "down"
        url = behind(asked, cls, begin, asked.last)
        high, low = max(level, after), min(level, after)
        found.append(bar(str(CLASSES[cls]), minor, way, len(found), high, low, after, url))
        level = after
    found.append(
        bar(pgettext("mrr", "End"), total.end, "level", len(found), total.end, floor, total.end, "")
    )
    said = unit.said(floor, currency, request.viewer.language) if floor else ""
    return Fall(tuple(found), said)
