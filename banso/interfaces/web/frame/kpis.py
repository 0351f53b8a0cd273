"""KPIs as screens show them: measured once for a day, against the map's targets, written in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banso.events.store import workspace_lake
from banso.interfaces.web.frame.words import UNKNOWN
from banso.journey.kpis import completion_phase
from banso.journey.queries import map_in_force
from banso.lib import money
from banso.lib.once import kept
from banso.lib.text import Text
from banso.metrics.kpi.definitions import kpis
from banso.metrics.kpi.evaluate import Measured, measure
from banso.metrics.kpi.sources import contents
from banso.metrics.kpi.values import Value
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer


class Verdict(StrEnum):
    """Where a value stands to its target. ``unsure``: the target lies inside the interval."""

    MET = "met"
    MISSED = "missed"
    UNSURE = "unsure"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What the map asks for in a phase."""

    phase: Text
    at_least: float | None
    at_most: float | None

    def verdict(self, value: Value) -> Verdict:
        if value.value is None or value.low is None or value.high is None:
            return Verdict.NONE
        met = (self.at_least is None or value.value >= self.at_least) and (
            self.at_most is None or value.value <= self.at_most
        )
        ends = [e for e in (self.at_least, self.at_most) if e is not None]
        if any(value.low <= e <= value.high for e in ends):
            return Verdict.UNSURE
        return Verdict.MET if met else Verdict.MISSED


ByKey = Mapping[str, Sequence[Measured]]


def stamp() -> tuple[object, ...]:
    """This function will give what changes with definitions, imports, the close of a day, and the rows of the lake."""
    lake = workspace_lake()
    return (*workspace.stamp(), workspace.clock().closed_day, *contents(lake=lake))


@kept(stamp)
def measured(
    *,
    viewer: Viewer,
    day: date,
    by: str = "",
    keys: tuple[str, ...] = (),
    among: frozenset[int] | None = None,
) -> ByKey:
    """This function will measure KPIs (all without ``keys``) as of a closed day, by key.

    Kept from look to look; ``among`` narrows to accounts.
    """
    found: dict[str, list[Measured]] = {}
    for each in measure(
        viewer=viewer, lake=workspace_lake(), keys=keys or tuple(kpis()), last=day, by=by,
        phase=completion_phase(viewer=viewer), ids=among,
    ):  # fmt: skip
        found.setdefault(each.kpi.key, []).append(each)
    return found


@kept(workspace.stamp)
def targets(*, viewer: Viewer) -> Mapping[str, Target]:
    """This function will give the targets the map sets, by KPI; the first phase's where two set one."""
    edition = map_in_force(viewer=viewer)
    found: dict[str, Target] = {}
    for phase in edition.map.phases if edition else ():
        for each in phase.kpi:
            found.setdefault(each.key, Target(phase.name, each.at_least, each.at_most))
    return found


# Words ----------------------------------------------------------------------------------------------


def said(value: float | None, unit: str, *, language: str, currency: str = "JPY") -> str:
    """A value in the reader's language: 87.6%, 14日, +20, ¥1,200."""
    if value is None:
        return UNKNOWN
    ja = language.startswith("ja")
    if unit == "rate":
        return f"{_short(value * 100)}%"
    if unit == "points":
        return f"{round(value, 1):+g}".replace("-", "−")
    if unit == "money":
        return money.format_full(round(value), currency)
    after = {
        "days": ("日", " d"), "months": ("か月", " months"), "minutes": ("分", " min"),
    }.get(unit, ("", ""))  # fmt: skip
    return _short(value) + after[0 if ja else 1]


def said_between(value: Value, unit: str, *, language: str, currency: str = "JPY") -> str:
    """The interval: 80.2–87.6%; nothing where there is none."""
    if value.low is None or value.high is None:
        return ""
    low = said(value.low, unit, language=language, currency=currency)
    high = said(value.high, unit, language=language, currency=currency)
    return f"{low} – {high}"


def _short(value: float) -> str:
    """At most one decimal, two below 10 where they say something."""
    text = f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"
    return text.rstrip("0").rstrip(".")


def said_target(target: Target, unit: str, *, language: str, currency: str = "JPY") -> str:
    """≥ 85%, ≤ 14日."""
    ends = [("≥", target.at_least), ("≤", target.at_most)]
    return ", ".join(
        f"{sign} {said(v, unit, language=language, currency=currency)}"
        for sign, v in ends
        if v is not None
    )
