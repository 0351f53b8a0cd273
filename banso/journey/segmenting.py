# ruff: noqa: S608  columns are our own; values are bound
"""Segments as the last of the order of the day: metrics own them, the map lends its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from banso.events.lake import Lake, PartitionRange
from banso.journey.definitions import STATE_DAYS
from banso.journey.models import ClassifiedDay
from banso.journey.queries import list_names
from banso.journey.turns import writing
from banso.metrics.lists import Relation
from banso.metrics.membership.judging import States
from banso.metrics.membership.operations import Receipt, judge_segments
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

_TEXTS = ("phase", "state", "track", "verdict")
_PLAIN = (
    "phase_succeeded", "days_in_phase", "days_in_state", "since", "state_since", "success_on",
    "times", "start_unseen", "manual", "waiting", "provisional",
)  # fmt: skip
_FORMER = ("phase", "state", "track")


def states_of(lake: Lake) -> States:
    """This function will give what gives the states of a span of days, a row per account, lane and day.

    The columns are those of :func:`banso.journey.queries.state_relation`.
    """

    def relation(first: date, last: date) -> Relation:
        before = first - timedelta(days=1)
        source = lake.table(STATE_DAYS).sql(PartitionRange.of_days(before, last))
        picked = ", ".join(
            [*(f"nullif(s.{t}, '') as {t}" for t in _TEXTS), *(f"s.{p}" for p in _PLAIN)]
        )
        then = ", ".join(f"nullif(y.{t}, '') as \"yesterday.{t}\"" for t in _FORMER)
        sql = f"""(
            with spanned as (select * from {source} where day between ? and ?)
            select s.day, s.account, s.lane, {picked}, {then} from spanned s
            left join spanned y
                on y.account = s.account and y.lane = s.lane and y.day = s.day - 1
        )"""
        columns = (*_TEXTS, *_PLAIN, *(f"yesterday.{t}" for t in _FORMER))
        return Relation(sql, columns, (before, last))

    return relation


def count_segments(
    *,
    lake: Lake,
    now: datetime,
    accounts: Mapping[int, date] | None = None,
    progress: Progress | None = None,
    patience: float | None = None,
) -> Receipt:
    """This function will bring every segment up to the last day that was walked.

    ``accounts``: only they changed on days walked before, each from its day on. ``patience`` in seconds: how long to wait
    while days are being closed (None: as long as it takes); raises ``DaysBeingClosed``.
    """
    with writing(patience=patience):
        facts = dict(ClassifiedDay.objects.values_list("day", "digest"))
        return judge_segments(
            lake=lake,
            facts=facts,
            states=states_of(lake),
            names=list_names(viewer=Viewer.system()),
            now=now,
            accounts=accounts,
            progress=progress,
        )
