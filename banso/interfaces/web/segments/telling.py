"""Words and lines of the screen: why somebody came or went, and a small trend as a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.metrics.conditions import NameTable
from banso.metrics.membership.queries import Why

WIDE, HIGH = 120, 28


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words: ``short`` for causes that are no fact, then the leaves that changed."""

    short: str
    leaves: tuple[tuple[str, str], ...] = ()  # as it is, as it was


def told(why: Why, *, into: bool, names: NameTable, language: str) -> Told:
    """This function will say why an account came (``into``) or went."""
    leaves = tuple(
        (
            f"{now.sentence(language, names)} {now.mark}" if now else "",
            f"{was.sentence(language, names)} {was.mark}" if was else "",
        )
        for was, now in why.changed
    )
    return Told(_cause(why, into=into), leaves if why.cause not in ("ended", "broken") else ())


def _cause(why: Why, *, into: bool) -> str:
    words = {
        "start": _("in it since the first day that was judged"),
        "version": _("by version %(v)s of the condition") % {"v": why.version},
        "mended": _("the condition can be judged again"),
        "unknown": _("cannot be judged any more: a value is missing"),
        "gone": _("no numbers of the account any more"),
        "ended": pgettext("segment", "the segment was deleted"),
        "broken": _("the condition names what is gone"),
    }
    if why.cause == "fact" and into and all(was is None for was, _now in why.changed):
        return _("from the account's first day") if why.changed else ""
    return words.get(why.cause, "")


def trend_path(points: Sequence[tuple[date, int]]) -> str:
    """The path of a small line; empty where there are too few days for one."""
    if len(points) < 2:
        return ""
    low, high = min(n for _d, n in points), max(n for _d, n in points)
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    span, rise = max(1, last - first), max(1, high - low)
    flat = high == low
    spots = [
        (
            (day.toordinal() - first) / span * WIDE,
            HIGH / 2 if flat else HIGH - 2 - (n - low) / rise * (HIGH - 4),
        )
        for day, n in points
    ]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
