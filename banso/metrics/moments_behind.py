"""The touchpoints, answers, voices, sessions and incidents behind one account's number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banso.customers.moments.queries import Happening, happenings
from banso.metrics.definitions import Metric
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

_KINDS: Mapping[str, str] = {
    "answers": "response", "asked": "response", "voices": "voice", "touches": "touchpoint",
    "effort": "touchpoint", "moods": "touchpoint", "sessions": "session", "incidents": "incident",
}  # fmt: skip
# Where the tag of what is counted stands among the facts of a moment.
_TAGS: Mapping[str, str] = {
    "answers": "kind", "voices": "channel", "touches": "type", "effort": "type", "moods": "mood",
    "sessions": "type",
}  # fmt: skip


def moments_behind(
    metric: Metric, *, viewer: Viewer, account: int, first: date, day: date
) -> list[Happening]:
    """This function will list what a number of ``day`` counts of the days from ``first`` on, the newest first."""
    zone = ZoneInfo(workspace.workspace(viewer=viewer).time_zone)
    what, tag = metric.parameters["what"], metric.parameters.get("tag")
    if what not in _KINDS:  # who left stands among the people of the account
        return []
    found = happenings(
        viewer=viewer, account_id=account, kinds=(_KINDS[what],),
        until=datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )  # fmt: skip
    return [
        one
        for one in found
        if _counts(one, what, metric.shape)
        and (not tag or one.facts.get(_TAGS[what]) == tag)
        and first <= _last_day(one, what, day, zone)
    ]


def _counts(one: Happening, what: str, shape: str) -> bool:
    facts = one.facts
    if what == "answers":
        valued = shape in ("moments_mean", "moments_last", "moments_sum")
        return bool(facts["answered"]) and (not valued or facts["score"] is not None)
    if what == "asked":
        return facts["asked_on"] is not None
    if what == "touches" and shape == "moments_share":
        return bool(facts["opened_by"])
    if what == "effort":
        return facts["effort_minutes"] is not None
    if what == "moods":
        return bool(facts["mood"])
    if what == "sessions":
        return bool(facts["attended"])
    return True


def _last_day(one: Happening, what: str, day: date, zone: ZoneInfo) -> date:
    """The day it counts on; of an incident the last that it lasted."""
    if what == "incidents":
        end = one.facts["until"]
        return end.astimezone(zone).date() if end else day
    if what == "asked":
        return one.facts["asked_on"] or day
    return one.at.astimezone(zone).date() if one.at else (one.day or day)
