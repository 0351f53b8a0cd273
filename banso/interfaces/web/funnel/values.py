"""Time to the goals of the start, and early drop-out, as tables and curves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.feedback.friction.queries import GoalTime, Starting
from banso.feedback.friction.starting import FEWEST, LANDMARK, WITHIN, Sign
from banso.interfaces.web.frame.charts import Cell, Chart, Curve, Form, Sheet, curves
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.words import rate_text
from banso.interfaces.web.funnel.filters import Filters
from banso.science.proportions import Interval

_POINTS = tuple(range(0, 121, 3))
_LEAVING = (30, 60, 90, 180, 365)
_COLOURS = {"login": "ph-1", "use": "ph-3", "setup": "ph-4", "first_value": "ai"}


@dataclass(frozen=True, slots=True)
class SignRow:
    """A sign in words, and whether what is seen can be told from chance."""

    name: str
    sign: Sign
    told: bool


def goal_name(goal: GoalTime) -> str:
    """This function will name a goal; with the problem it solves where the catalogue says so."""
    name, solves = goal.name.in_(language()), goal.solves.in_(language())
    if goal.event:
        name = _("First value: {name}").format(name=name)
    return f"{name} ({solves})" if solves else name


def limits_text(interval: Interval | None) -> str:
    """This function will write the limits of a share."""
    if interval is None:
        return ""
    return _("interval (95%) {low} to {high}").format(
        low=rate_text(interval.low), high=rate_text(interval.high)
    )


def goals_sheet(found: Starting, filters: Filters) -> Sheet:
    """This function will make the table of time to each goal."""
    head = (
        _("Goal"), _("Accounts"), _("reached"), _("on the way"), _("left before"),
        _("a quarter by day"), _("half by day"), _("three quarters by day"),
        *(_("by day {n}").format(n=n) for n in WITHIN),
    )  # fmt: skip
    rows = []
    for place, g in enumerate(found.goals):
        goal, few = g.goal, g.goal.n < FEWEST
        why = (
            _("fewer than {n} accounts").format(n=FEWEST)
            if few
            else _("not reached yet by so many")
        )

        def count(n: int, part: str, place: int = place) -> Cell:
            url = filters.url("funnel:starts", goal=place, part=part) if n else ""
            return Cell(n, "number", url, bool(url))

        rows.append(
            (
                Cell(goal_name(g), "text"), Cell(goal.n), count(goal.reached, "reached"),
                count(goal.open, "open"), count(goal.left, "left"),
                *(Cell(None if few else goal.days_for(p), "number", decimals=0, hint=why) for p in (0.25, 0.5, 0.75)),
                *(_share(goal.within(n), why) for n in WITHIN),
            )
        )  # fmt: skip
    title = _("Time to each goal, in days since day zero")
    return Sheet("c-ttv", title, head, tuple(rows), about="funnel-ttv")


def _share(interval: Interval | None, why: str) -> Cell:
    if interval is None:
        return Cell(None, "rate", hint=why)
    return Cell(interval.value, "rate", hint=limits_text(interval), decimals=0)


def goals_chart(found: Starting) -> Chart:
    """This function will draw the share that had reached each goal by each day."""
    drawn = []
    for g in found.goals:
        if g.goal.n < FEWEST:
            continue
        points = [g.goal.curve.interval(t) for t in _POINTS]
        main = g.role == "first_value" and not g.event
        drawn.append(
            Curve(
                goal_name(g),
                [p.value if p else None for p in points],
                colour=_COLOURS[g.role] if not g.event else "ink-3",
                dashed=bool(g.event),
                low=[p.low if p else None for p in points] if main else None,
                high=[p.high if p else None for p in points] if main else None,
                step=True,
            )
        )
    return curves(
        id="c-ttv-curve",
        title=_("Reached the goal, by days since day zero"),
        head=_("Days since day zero"),
        labels=[str(t) for t in _POINTS],
        curves=drawn,
        form=Form("rate"),
        axis=_("days since day zero"),
        span=(0, 1),
        note=_("Kaplan–Meier; {n} accounts; band: interval (95%)").format(n=found.accounts),
        about="funnel-ttv",
    )


def leaving_sheet(found: Starting) -> Sheet:
    """This function will make the table of leaving over the first year."""
    head = (
        _("Left by day"),
        _("Share that left"),
        _("Interval (95%), low"),
        _("Interval (95%), high"),
    )
    rows = []
    for days in _LEAVING:
        interval = found.dropping.left_by(days)
        why = _("nobody has been watched that long, or too few")
        values = (interval.value, interval.low, interval.high) if interval else (None, None, None)
        rows.append(
            (
                Cell(str(days), "text"),
                *(Cell(v, "rate", decimals=1, hint=why) for v in values),
            )
        )
    note = _("Kaplan–Meier; {n} accounts").format(n=found.dropping.curve.n)
    return Sheet(
        "c-early", _("Leaving since day zero"), head, tuple(rows), note=note, about="funnel-early"
    )


def signs_of(found: Starting) -> list[SignRow]:
    """This function will put the early signs into words, the clearest first."""
    names = {
        "setup_done": _("Set-up done by day 30"),
        "first_value": _("First value by day 30"),
        "first_login": _("First login by day 14"),
        "initial_use": _("Half of the seats in use in the first 14 days"),
    }
    rows = []
    for sign in found.signs:
        d = sign.difference
        rows.append(SignRow(names[sign.key], sign, d is not None and (d.low > 0 or d.high < 0)))
    return sorted(
        rows,
        key=lambda r: (not r.told, -(abs(r.sign.difference.value) if r.sign.difference else -1)),
    )


def landmark() -> int:
    """The day early signs are looked at."""
    return LANDMARK
