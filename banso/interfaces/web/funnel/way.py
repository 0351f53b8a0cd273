"""The way over the map as tables and curves: who goes on, how long it takes, by cohort, from where to where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from banso.feedback.funnel import passages as way
from banso.feedback.funnel.passages import Funnel
from banso.feedback.funnel.queries import Cell as Reach
from banso.feedback.funnel.queries import FunnelView
from banso.interfaces.web.frame.charts import Cell, Chart, Curve, Form, Sheet, curves
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.periods import period_of
from banso.interfaces.web.frame.words import rate_text
from banso.interfaces.web.funnel.filters import Filters
from banso.science.proportions import Interval

_POINTS = tuple(range(0, 361, 15))  # days drawn
FEWEST = 5


@dataclass(frozen=True)
class Stage:
    """A phase of the funnel. ``share`` of those that began ever stood in it, as far as is seen."""

    key: str
    name: str
    hue: int
    entered: int
    onward: int
    left: int
    back: int
    still: int
    away: int
    unseen: int
    share: Interval | None
    median: float | None
    part: float
    urls: dict[str, str]


def stages_of(view: FunnelView, filters: Filters) -> list[Stage]:
    """This function will give the phases accounts pass on their way, from left to right."""
    shown = [view.phase(key) for key in view.order.funnel]
    most = max((f.entered for f in shown if f), default=0)
    return [_stage(f, view, filters, most) for f in shown if f is not None]


def _stage(f: Funnel, view: FunnelView, filters: Filters, most: int) -> Stage:
    name = view.names[f.phase]

    def url(part: str) -> str:
        return filters.url("funnel:stays", phase=f.phase, part=part)

    timed = f.curve.n
    return Stage(
        key=f.phase,
        name=name.name.in_(language()),
        hue=name.hue,
        entered=f.entered,
        onward=f.ended(way.ONWARD),
        left=f.ended(way.LEFT),
        back=f.ended(way.BACK),
        still=f.ended(way.HERE),
        away=f.ended(way.AWAY),
        unseen=f.unseen,
        share=f.curve.interval(filters.horizon) if timed >= FEWEST else None,
        median=f.curve.quantile(0.5) if timed >= FEWEST else None,
        part=f.entered / most if most else 0.0,
        urls={p: url(p) for p in ("entered", *way.CAUSES, way.HERE, way.AWAY)},
    )


def times_sheet(view: FunnelView, filters: Filters, limits: dict[str, int | None]) -> Sheet:
    """This function will make the table of time in phase; ``limits``: days a phase should take."""
    head = (
        _("Phase"), _("Stays on the map"), _("a quarter left by"), _("half left by"), _("three quarters left by"),
        _("should take"), _("longer than that"),
    )  # fmt: skip
    rows = []
    for f in view.phases:
        limit = limits.get(f.phase)
        late = f.stay.share(limit) if limit and f.stay.n >= FEWEST else None
        url = filters.url("funnel:stays", phase=f.phase, part="entered")
        days = [f.stay.quantile(p) if f.stay.n >= FEWEST else None for p in (0.25, 0.5, 0.75)]
        rows.append(
            (
                Cell(view.names[f.phase].name.in_(language()), "text"),
                Cell(f.stay.n, "number", url, bool(url)),
                *(Cell(d, "number", decimals=0, hint=_not_yet(f)) for d in days),
                Cell(limit, "number", decimals=0, hint=_("The map sets no time.")),
                Cell(None if late is None else 1 - late, "rate", hint=_not_yet(f), decimals=0),
            )
        )
    return Sheet(
        "c-phase-times", _("Time in each phase, in days"), head, tuple(rows), about="funnel-time"
    )


def _not_yet(f: Funnel) -> str:
    if f.stay.n < FEWEST:
        return _("fewer than {n} stays").format(n=FEWEST)
    return _("not reached yet: too few have left the phase so far")


def cohorts_sheet(view: FunnelView, filters: Filters, *, first_month: int) -> Sheet:
    """This function will make the heat map of cohorts: the share that came to each phase within the horizon."""
    phases = [p for p in view.order.phases if p != view.order.phases[0]]
    head = (_("Began in"), _("Accounts"), *(view.names[p].name.in_(language()) for p in phases))
    rows = []
    for cohort in reversed(view.cohorts):
        period = period_of(cohort.first, filters.part, first_month=first_month)
        label = period.label(language(), first_month=first_month)
        cells = [_reach_cell(c, cohort.n) for c in cohort.cells]
        rows.append((Cell(label, "text"), Cell(cohort.n), *cells))
    title = _("Came to the phase within {n} days, by cohort").format(n=filters.horizon)
    return Sheet("c-cohorts", title, head, tuple(rows), about="funnel-cohorts")


def _reach_cell(cell: Reach, n: int) -> Cell:
    if cell.share is None:
        why = (
            _("fewer than {n} accounts").format(n=FEWEST)
            if n < FEWEST
            else _("not watched long enough yet")
        )
        if cell.reached and n >= FEWEST:
            why = _("{k} of {n} so far; not watched long enough yet").format(k=cell.reached, n=n)
        return Cell(None, "rate", hint=why)
    limits = f"{rate_text(cell.share.low)}–{rate_text(cell.share.high)}"
    hint = _("{k} of {n}; interval (95%) {limits}").format(k=cell.reached, n=n, limits=limits)
    return Cell(cell.share.value, "rate", shade=_shade(cell.share.value), hint=hint, decimals=0)


def _shade(share: float) -> int:
    return min(8, 1 + int(share * 8))


def reach_chart(view: FunnelView) -> Chart:
    """This function will draw how many of the beginners had come to each phase after how many days."""
    shown = [p for p in view.order.funnel if p != view.order.phases[0]]
    found = []
    for phase in shown:
        curve = view.reach[phase]
        if curve.n < FEWEST:
            continue
        points = [curve.interval(t) for t in _POINTS]
        name = view.names[phase]
        found.append(
            Curve(
                name.name.in_(language()),
                [p.value if p else None for p in points],
                colour=f"ph-{name.hue}",
                low=[p.low if p else None for p in points],
                high=[p.high if p else None for p in points],
                step=True,
            )
        )
    return curves(
        id="c-reach",
        title=_("Come to the phase, by days since the start"),
        head=_("Days since the start"),
        labels=[str(t) for t in _POINTS],
        curves=found,
        form=Form("rate"),
        axis=_("days since the start"),
        span=(0, 1),
        note=_("share of {n} accounts; band: interval (95%)").format(n=view.beginners),
        about="funnel-reach",
    )


def flow_sheet(view: FunnelView, filters: Filters) -> Sheet:
    """This function will make the table of flows: stays that ended in the time, by where they led."""
    phases = [p for p in view.order.phases if p not in view.order.detours]
    most = max((len(v) for v in view.flows.values()), default=0)
    head = (_("From ↓ to →"), *(view.names[p].name.in_(language()) for p in phases), _("in all"))
    rows = []
    for source in phases:
        cells = [Cell(view.names[source].name.in_(language()), "text")]
        for target in phases:
            n = len(view.flows.get((source, target), ()))
            url = filters.url("funnel:stays", phase=source, to=target) if n else ""
            shade = 1 + min(7, int(7 * n / most)) if n and most else 0
            cells.append(Cell(n or "", "number" if n else "text", url, bool(url), shade=shade))
        cells.append(Cell(sum(len(v) for (a, _b), v in view.flows.items() if a == source)))
        rows.append(tuple(cells))
    return Sheet("c-flows", _("From where to where"), head, tuple(rows), about="funnel-flow")


@cache
def cohort_of(part: str, first_month: int) -> Callable[[date], tuple[str, date]]:
    """This function will give what puts a day into its month, quarter, half or fiscal year."""

    def into(day: date) -> tuple[str, date]:
        period = period_of(day, part, first_month=first_month)
        return period.key, period.first

    return into


def detours(view: FunnelView) -> Sequence[Funnel]:
    """This function will give the phases accounts come back from."""
    return [f for f in view.phases if f.phase in view.order.detours and f.entered]
