"""Who may read the funnel, the friction list and the phase report, as tests/access/table.py lists the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from banso.feedback.friction.steps import OPEN, Passage
from tests.access.table import ALL, Read
from tests.access.world import FIRST, LAST, NOW, Built, Place

_LONG_AGO = LAST - timedelta(days=900)


def _day(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST}


def _period(w: Built, v: Any, p: Place) -> dict[str, Any]:
    return {"lake": w.lake, "day": LAST, "period_first": FIRST, "period_last": LAST}


def _held(w: Built, v: Any, p: Place) -> dict[str, Any]:
    held = Passage(p.id, _LONG_AGO, (LAST - _LONG_AGO).days, OPEN, 1)
    return {"passages": [held], "day": LAST}


def _said(w: Built, v: Any, p: Place) -> dict[str, Any]:
    first = datetime.combine(_LONG_AGO, NOW.timetz())
    return {"first": first, "last": NOW, "account_ids": [p.id]}


FUNNEL_READS: dict[str, Read] = {
    "customers.moments.said.said_between": Read(ALL, _said),
    "metrics.starting.starts_of": Read(ALL, lambda w, v, p: {**_day(w, v, p), "among": [p.id]}),
    "journey.stay_rows.stays_of": Read(ALL, _day),
    # nobody's start was seen in this world; the rows are those of starts_of
    "feedback.friction.queries.friction": Read(ALL, _day, silent=True),
    "feedback.friction.queries.starting": Read(ALL, _day, silent=True),
    "feedback.friction.queries.heard": Read(ALL, _held),
    "feedback.funnel.queries.funnel": Read(ALL, _day),
    "feedback.funnel.report.report": Read(ALL, _period),
}
