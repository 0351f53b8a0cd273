"""What an address of this screen asks for: the sliders, the groups, the form of the cohorts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from banso.feedback.retention.outlook import Own

PARTS = ("month", "quarter", "half", "year")
GROUPS = ("", "plan", "year")
SHOWN = ("logos", "money")
HORIZONS = (12, 24, 36, 60)


@dataclass(frozen=True, slots=True)
class Sliders:
    """Per cent: ``x`` and ``y`` churn a month; ``upsold`` accounts a year and ``uplift`` by how much;
    ``new`` business against our own pace. ``months`` ahead."""

    x: float
    y: float
    upsold: float
    uplift: float
    new: float
    months: int


@dataclass(frozen=True, slots=True)
class Asked:
    part: str
    group: str
    shown: str
    term: int | None  # months between renewals; None: as the data speak


def asked(query: Mapping[str, str]) -> Asked:
    """This function will read an address; what it does not know falls back to the first choice."""
    term = query.get("term", "")
    return Asked(
        part=_one_of(query.get("part", ""), PARTS, "quarter"),
        group=_one_of(query.get("group", ""), GROUPS, ""),
        shown=_one_of(query.get("show", ""), SHOWN, "logos"),
        term=int(term) if term in ("1", "3", "6", "12") else None,
    )


def sliders(query: Mapping[str, str], own: Own) -> Sliders:
    """This function will read the sliders; where the address is silent they stand at the own pace."""
    start = standing(own)
    return Sliders(
        x=_number(query, "x", start.x, 0, 20),
        y=_number(query, "y", start.y, 0, 20),
        upsold=_number(query, "upsold", start.upsold, 0, 100),
        uplift=_number(query, "uplift", start.uplift, 0, 200),
        new=_number(query, "new", start.new, 0, 300),
        months=int(_one_of(query.get("months", ""), tuple(map(str, HORIZONS)), "36")),
    )


def standing(own: Own) -> Sliders:
    """Where the sliders stand at first: our own rates, and half the churn to compare with."""
    x = round(own.churn.value * 100, 1) if own.churn else 1.0
    upsold = round(own.upsold.value * 100) if own.upsold and own.upsold.value else 10
    uplift = round(own.uplift * 100) if own.uplift else 20
    return Sliders(min(x, 20.0), round(min(x, 20.0) / 2, 1), upsold, min(uplift, 200), 100, 36)


def _one_of(value: str, known: tuple[str, ...], otherwise: str) -> str:
    return value if value in known else otherwise


def _number(
    query: Mapping[str, str], name: str, otherwise: float, low: float, high: float
) -> float:
    try:
        value = float(query.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(value, low), high) if value == value else otherwise
