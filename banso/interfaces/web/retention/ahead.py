"""The two projections on screen: their charts, the fiscal years, what they say in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banso.feedback.retention.outlook import Line, Own, under_churn, under_upsell
from banso.interfaces.web.frame.charts import Cell, Chart, Curve, Sheet, curves
from banso.interfaces.web.frame.charts import Form as ValueForm
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.periods import Period, period_of
from banso.interfaces.web.retention.asked import Sliders
from banso.lib.dates import add_months, month_start


@dataclass(frozen=True, slots=True)
class Said:
    """One projection: its chart, and what the two lines bring in the last month and in all, in minor units."""

    chart: Chart
    months: int
    first: int
    second: int
    total: int  # second minus first, over all months
    names: tuple[str, str]

    @property
    def gap(self) -> int:
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class Outlook:
    churn: Said
    upsell: Said
    years: Sheet


def outlook(own: Own, at: Sliders, *, day: date, currency: str, first_month: int) -> Outlook:
    """This function will project both and put them on the screen's charts."""
    new = own.new * at.new / 100
    a, b = (under_churn(own, churn=rate / 100, months=at.months, new=new) for rate in (at.x, at.y))
    without = a
    grown = under_upsell(
        own, churn=at.x / 100, upsold=at.upsold / 100, uplift=at.uplift / 100, months=at.months,
        new=new,
    )  # fmt: skip
    names = (
        _("A: churn {rate}% a month").format(rate=f"{at.x:g}"),
        _("B: churn {rate}% a month").format(rate=f"{at.y:g}"),
    )
    of_upsell = (_("Without upsell"), _("With upsell"))
    return Outlook(
        _said("c-churn", _("Revenue under two churn rates"), names, (a, b), day, currency),
        _said(
            "c-upsell", _("Revenue with and without upsell"), of_upsell, (without, grown), day,
            currency,
        ),
        _years((a, b, grown), day=day, currency=currency, first_month=first_month),
    )  # fmt: skip


def _said(
    id: str,
    title: str,
    names: tuple[str, str],
    lines: tuple[Line, Line],
    day: date,
    currency: str,
) -> Said:
    months = len(lines[0].values) - 1
    labels = [_month(day, k).short(language()) for k in range(months + 1)]
    drawn = [
        Curve(
            name,
            [round(v) for v in line.values],
            colour,
            low=None if line.low is None else [round(v) for v in line.low],
            high=None if line.high is None else [round(v) for v in line.high],
        )
        for name, line, colour in zip(names, lines, ("ph-3", "ai"), strict=True)
    ]
    chart = curves(
        id=id,
        title=title,
        head=_("Month"),
        labels=labels,
        curves=drawn,
        form=ValueForm("money", currency=currency),
        note=_("MRR; band: as unsure as our own rate was measured"),
        span=(0, None),
        about="retention-outlook",
        css="rt-chart",
    )
    ends = tuple(round(float(line.values[-1])) for line in lines)
    total = round(lines[1].total - lines[0].total)
    return Said(chart, months, ends[0], ends[1], total, names)


def _month(day: date, ahead: int) -> Period:
    return period_of(add_months(month_start(day), ahead), "month")


def _years(lines: tuple[Line, Line, Line], *, day: date, currency: str, first_month: int) -> Sheet:
    """What is billed in each fiscal year ahead; the first and the last may be parts of one."""
    sums: dict[Period, list[float]] = {}
    count: dict[Period, int] = {}
    for k in range(1, len(lines[0].values)):
        year = period_of(add_months(month_start(day), k), "year", first_month=first_month)
        found = sums.setdefault(year, [0.0, 0.0, 0.0])
        count[year] = count.get(year, 0) + 1
        for i, line in enumerate(lines):
            found[i] += float(line.values[k])
    rows = []
    for year, (a, b, grown) in sums.items():
        name = year.label(language(), first_month=first_month)
        if count[year] < 12:
            name = _("{year} ({n} months)").format(year=name, n=count[year])
        rows.append(_row(name, a, b, grown))
    totals = [sum(s[i] for s in sums.values()) for i in range(3)]
    head = (
        _("Fiscal year"), _("A, without upsell"), _("B, without upsell"), _("B against A"),
        _("A, with upsell"), _("Upsell brings"),
    )  # fmt: skip
    return Sheet(
        "c-years", _("Billed by fiscal year"), head, tuple(rows),
        (_row(_("Together"), *totals),), currency=currency, level=3,
    )  # fmt: skip


def _row(name: str, a: float, b: float, grown: float) -> tuple[Cell, ...]:
    values = (a, b, b - a, grown, grown - a)
    return (Cell(name, "text"), *(Cell(round(v), "money") for v in values))
