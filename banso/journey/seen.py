# ruff: noqa: S608  columns are our own, a day and ids are ours; values are bound
"""As we saw it on that day (rules.md R11): at which instant, and which accounts differ from today's knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from banso.events.lake import Lake, PartitionRange
from banso.journey import mapview
from banso.journey.definitions import STATE_DAYS
from banso.journey.kept import STATES_BEFORE, states_sql
from banso.journey.models import ClassifiedDay
from banso.workspace.viewer import Act, Viewer

__all__ = ["Difference", "Place", "Seen", "differences", "seen_on"]


@dataclass(frozen=True, slots=True)
class Seen:
    """``at`` is the last instant the day stood as the newest closed one; its first close if it never was."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stood: '' is not on the map. ``succeeded`` None: the phase defines no success."""

    phase: str
    state: str
    track: str
    since: date | None
    succeeded: bool | None
    waiting: bool
    manual: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One account on a day: as we saw it then, and by today's knowledge; None: it was not there."""

    account_id: int
    lane: str
    then: Place | None
    now: Place | None
    corrected_at: datetime


def seen_on(*, viewer: Viewer, day: date) -> Seen | None:
    """This function will say at which instant ``day`` was seen; None: it was never closed."""
    viewer.require(Act.SEE_ACCOUNTS)
    found = ClassifiedDay.objects.filter(day=day).values_list("seen_at", flat=True).first()
    return Seen(day, found) if found else None


_PLACE = ("phase", "state", "track", "since", "phase_succeeded", "waiting", "manual")


def differences(
    *, viewer: Viewer, lake: Lake, day: date, owner: int | None = None
) -> list[Difference]:
    """This function will list the accounts that stand elsewhere on ``day`` by today's knowledge than we saw then.

    Those the viewer may see today, by their id. Costs next to nothing for a day nobody corrected.
    """
    found = seen_on(viewer=viewer, day=day)
    if found is None:
        return []
    span = PartitionRange.of_days(day, day)
    before = lake.table(STATES_BEFORE)
    wanted = mapview.asked(viewer, day, owner=owner)
    inside = f"day = date '{day}' and superseded_at > ?"
    columns = ", ".join(f"t.{c}, n.{c}" for c in _PLACE)
    changed = " or ".join(f"t.{c} is distinct from n.{c}" for c in _PLACE)
    with lake.cursor() as cursor:
        corrected = dict(
            cursor.execute(
                f"select account, max(superseded_at) from {before.sql(span)} where {inside}"
                " group by account",
                [found.at],
            ).fetchall()
        )
        if not corrected:
            return []
        then = states_sql(lake, day, found.at)
        now = lake.table(STATE_DAYS).sql(span)
        ids = sorted(corrected if wanted.accounts is None else set(corrected) & wanted.accounts)
        mine = f"(select * from {{}} where day = date '{day}' and account in (select unnest(?::bigint[])))"
        rows = cursor.execute(
            f"""
            select coalesce(t.account, n.account) as account, coalesce(t.lane, n.lane) as lane,
                t.account is not null, n.account is not null, {columns}
            from {mine.format(then)} t full join {mine.format(now)} n
                on t.account = n.account and t.lane = n.lane
            where t.account is null or n.account is null or {changed}
            order by 1, 2
            """,
            [ids, ids],
        ).fetchall()
    return [
        Difference(
            row[0],
            row[1],
            Place(*row[4::2]) if row[2] else None,
            Place(*row[5::2]) if row[3] else None,
            corrected[row[0]],
        )
        for row in rows
    ]
