"""From when to when an import's data are complete, and where the clock should stand (rules.md R0, R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from banso.connectors.files.mapping import Mapping
from banso.connectors.files.outcome import Outcome

# Kinds of facts that are complete from their first to the last day of the whole export.
DATED = ("tickets", "responses", "voices", "touchpoints", "sessions", "incidents")
OVER_AFTER = timedelta(
    days=35
)  # data that end before this are over: nobody is still adding to them

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Covered:
    """``coverage``: kind → (first, last local day; None: still flowing in). ``over``: no day will follow."""

    coverage: dict[str, Span]
    first: date | None
    last: date | None
    over: bool


def covered(outcome: Outcome, mapping: Mapping, *, wall_today: date, has_people: bool) -> Covered:
    """What the days of an import say, where the mapping does not say it itself.

    Usage is complete from its first to its last event. Contracts, people, tickets and the like are complete
    up to the last day of the whole export; when that is recent, they go on. A list of contracts or
    people alone says nothing about being over: its contracts run on after the last one began.
    """
    from_, to = mapping.covers
    spans = dict(outcome.days)
    past = [min(d, wall_today) for span in spans.values() for d in span]
    if not past and not has_people:
        return Covered({}, None, None, False)
    usage = spans.get("usage")
    last = to or (usage[1] if usage else max(past, default=wall_today))
    last = min(last, wall_today)
    first = from_ or min(past, default=last)
    lived = bool(usage or to or any(kind in spans for kind in DATED))
    over = lived and last < wall_today - OVER_AFTER
    open_end = last if over or to else None
    coverage: dict[str, Span] = {}
    for kind in ("contracts", "fields", *DATED):
        if kind in spans:
            coverage[kind] = (from_ or spans[kind][0], open_end)
    if usage:
        coverage["usage"] = (from_ or usage[0], to or usage[1])
    if has_people:
        coverage["people"] = (first, open_end)
    return Covered(coverage, min(first, last), last, over)
