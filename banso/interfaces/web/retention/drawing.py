"""Retention as charts and tables of the kit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.feedback.retention.cohorts import LEAST, Cohort, Cohorts
from banso.feedback.retention.projecting import Projection
from banso.interfaces.web.frame.charts import Cell, Chart, Curve, Sheet, curves
from banso.interfaces.web.frame.charts import Form as ValueForm
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.periods import period_of
from banso.science.survival import Survival

LONGEST = 72  # months shown of a survival curve
_COLOURS = ("ai", "ph-3", "ph-4", "ph-1", "ph-5")
_RATE = ValueForm("rate")


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one name, and how long they stayed."""

    name: str
    accounts: int
    left: int
    curve: Survival


def survival(groups: Sequence[Group], *, note: str) -> Chart:
    """This function will draw how many are still there month by month, each group with its limits."""
    last = int(min(LONGEST, max((g.curve.followed for g in groups), default=0)))
    drawn = []
    for group, colour in zip(groups, _COLOURS, strict=False):
        at = [group.curve.at(month) for month in range(last + 1)]
        drawn.append(
            Curve(
                f"{group.name} ({group.accounts:,})",
                [a.value if a else None for a in at],
                colour,
                low=[a.low if a else None for a in at],
                high=[a.high if a else None for a in at],
                step=True,
            )
        )
    return curves(
        id="c-survival",
        title=_("How long accounts stay"),
        head=_("Months since the start"),
        labels=[str(m) for m in range(last + 1)],
        curves=drawn,
        form=_RATE,
        axis=_("months since the start"),
        every=6 if last <= 36 else 12,
        span=(0, 1),
        note=note,
        told=_told(groups),
        about="retention-survival",
    )


def _told(groups: Sequence[Group]) -> str:
    found = []
    for group in groups:
        year = group.curve.at(12)
        if year:
            found.append(
                _("{name}: {share} after 12 months").format(
                    name=group.name, share=f"{year.value:.0%}"
                )
            )
    return "; ".join(found)


def projection(found: Projection, *, note: str) -> Chart:
    """This function will draw the renewals seen, how they go on, and what one rate for all would say."""
    size = found.horizon + 1
    empty: list[float | None] = [None] * size
    solid = 1 + int((found.at_risk >= LEAST).sum())
    seen = [*map(float, found.observed[:solid]), *empty][:size]
    drawn = [
        Curve(
            _("Projected, with its range"),
            list(map(float, found.likeliest)) if found.likeliest is not None else empty,
            "ai", dashed=True, low=list(map(float, found.low)), high=list(map(float, found.high)),
        ),
        Curve(_("Seen so far"), seen, "ph-3"),
    ]  # fmt: skip
    if found.constant is not None:
        name = _("One churn rate for all")
        drawn.append(Curve(name, list(map(float, found.constant)), "ink-3", dashed=True))
    yearly = found.term == 12
    return curves(
        id="c-projection",
        title=_("How retention goes on"),
        head=_("Renewals"),
        labels=[str(n) for n in range(size)],
        curves=drawn,
        form=_RATE,
        axis=_("years since the start")
        if yearly
        else _("renewals, every {n} months").format(n=found.term),
        span=(0, 1),
        note=note,
        told=_("{share} after {n} renewals").format(
            share=f"{found.observed[-1]:.0%}", n=found.renewals
        ),
        about="retention-projection",
    )


def projections(rows: Sequence[tuple[str, Projection, bool]]) -> Sheet:
    """This function will tabulate projections by group: what is left in 1, 3 and 5 years, and the lifetime."""
    head = (
        _("Group"), _("Accounts"), _("Left"), _("Renewals seen"), _("After 1 year"),
        _("After 3 years"), _("After 5 years"), _("Years paid within 5 years, discounted"),
    )  # fmt: skip
    lines = []
    for name, found, pooled in rows:
        hint = _("Fewer than 50 accounts: projected together with all") if pooled else ""
        cells = [Cell(name, "text", hint=hint), Cell(found.accounts), Cell(found.left)]
        cells.append(Cell(found.renewals))
        for years in (1, 3, 5):
            at = years * 12 // found.term
            value = None if found.likeliest is None else float(found.likeliest[at])
            cells.append(Cell(_ranged(value, float(found.low[at]), float(found.high[at])), "said"))
        years_of = found.term / 12
        life = found.lifetime
        middle = None if found.thin else life.value * years_of
        cells.append(Cell(_years(middle, life.low * years_of, life.high * years_of), "said"))
        lines.append(tuple(cells))
    return Sheet(
        "c-projections",
        _("Projection by plan"),
        head,
        tuple(lines),
        level=3,
        note=_("90 percent range in brackets"),
        css="rt-tbl",
    )


def _ranged(value: float | None, low: float, high: float) -> str:
    limits = f"{low:.0%} – {high:.0%}"
    return limits if value is None else f"{value:.0%} [{limits}]"


def _years(value: float | None, low: float, high: float) -> str:
    limits = f"{low:.1f} – {high:.1f}"
    return limits if value is None else f"{value:.1f} [{limits}]"


def cohort_table(
    found: Cohorts, *, shown: str, first_month: int, currency: str, query: str
) -> Sheet:
    """This function will tabulate cohorts as a heat map: the deeper, the more of them is left."""
    ages = found.ages
    value = Cohort.logos if shown == "logos" else Cohort.money
    rates = [v for row in found.rows for k in range(1, ages) if (v := value(row, k)) is not None]
    low, high = (min(rates), max(rates)) if rates else (0.0, 1.0)

    def line(row: Cohort, name: str, url: str, *, shaded: bool) -> tuple[Cell, ...]:
        cells = [Cell(name, "text"), Cell(row.accounts, url=url, drawer=True)]
        if shown == "money":
            cells.append(Cell(row.mrr[0] if row.mrr else None, "money"))
        few = _("Fewer than {n} accounts: not shown").format(n=LEAST)
        for age in range(ages):
            rate = value(row, age)
            hint = few if row.accounts < LEAST else _("Not that old yet")
            count = row.there[age] if age < len(row.there) else 0
            if rate is not None:
                hint = _("{n} of {of} accounts").format(n=f"{count:,}", of=f"{row.accounts:,}")
            shade = _shade(rate, low, high) if shaded and age else 0
            cells.append(Cell(rate, "rate", shade=shade, hint=hint, decimals=0))
        return tuple(cells)

    rows = []
    for row in found.rows:
        period = period_of(row.first, found.part, first_month=first_month)
        name = period.label(language(), first_month=first_month)
        url = f"{reverse('retention:cohort')}?part={found.part}&first={period.key}{query}"
        rows.append(line(row, name, url, shaded=True))
    foot = _together(found, value, shown)
    words = {
        "month": _("after so many months of their own"),
        "quarter": _("after so many quarters of their own"),
        "half": _("after so many half-years of their own"),
        "year": _("after so many years of their own"),
    }
    head = [_("First contract in"), _("Accounts")]
    if shown == "money":
        head.append(_("MRR on the first day"))
    head += [str(age) for age in range(ages)]
    titles = {"logos": _("Accounts still there"), "money": _("MRR against the first day")}
    return Sheet(
        "c-cohorts",
        titles[shown],
        tuple(head),
        tuple(rows),
        foot,
        note=words[found.part],
        currency=currency if shown == "money" else "",
        css="rt-heat",
        about="retention-cohorts",
    )


def _together(found: Cohorts, value: object, shown: str) -> tuple[tuple[Cell, ...], ...]:
    if len(found.rows) < 2:
        return ()
    cells = [Cell(_("All old enough"), "text"), Cell(sum(r.accounts for r in found.rows))]
    if shown == "money":
        cells.append(Cell(sum(r.mrr[0] for r in found.rows if r.mrr), "money"))
    for age in range(found.ages):
        row = found.together(age)
        rate = None if row is None else (row.logos(age) if shown == "logos" else row.money(age))
        hint = ""
        if row is not None and rate is not None:
            n, of = f"{row.there[age]:,}", f"{row.accounts:,}"
            hint = _("{n} of {of} accounts").format(n=n, of=of)
        cells.append(Cell(rate, "rate", hint=hint, decimals=0))
    return (tuple(cells),)


def _shade(rate: float | None, low: float, high: float) -> int:
    if rate is None:
        return 0
    return 1 + round(7 * (rate - low) / (high - low)) if high > low else 4
