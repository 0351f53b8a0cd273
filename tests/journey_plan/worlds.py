# ruff: noqa: S608  names are our own
"""Small worlds with a map of their own, made through the operations people use; all names fictional."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from banso.events.lake import Lake
from banso.events.store import workspace_lake
from banso.journey import planning
from banso.journey.day import close_days
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.journey.models import PhaseStay, Standing
from banso.workspace import operations as workspace
from banso.workspace import queries
from tests.ground.remembered import remembered
from tests.metrics.records import NOW, SYSTEM, account, covered, field
from tests.metrics.small import SOURCE, on

LAST = on(20)

MAP = """\
schema: banso/journey@1
key: small
name: {ja: 小さなマップ, en: A small map}
start: {at: setup, when: life = 'active'}
interrupts:
  - {to: gone, when: life = 'ended'}
  - {to: doubt, when: leaving_intent = 'considering'}
placement:
  - {at: gone, when: life = 'ended'}
  - {at: use, when: seats_assigned >= 8}
  - {at: setup, when: true}
phases:
  - key: setup
    name: {ja: 準備, en: Set-up}
    success: {text: 席が割り当てられた, when: seats_assigned >= 3}
    should_take: 5 days
    stuck_after: 10 days
    exits:
      - {to: use, when: phase_succeeded}
  - key: use
    name: {ja: 利用, en: Use}
    success: {text: 広く使われている, when: seats_assigned >= 9}
    should_take: 30 days
    exits:
      - {to: grow, when: seats_assigned >= 9}
  - key: grow
    name: {ja: 拡大, en: Growth}
    success: {text: 満席, when: seats_assigned >= 10}
    exits:
      - {to: use, when: seats_assigned < 6, hold: 7 days}
  - key: doubt
    name: {ja: 検討, en: In doubt}
    success: {text: 継続, when: leaving_intent = 'staying'}
    exits:
      - {to: previous, when: leaving_intent = 'staying'}
  - key: gone
    name: {ja: 終了, en: Gone}
    success: {text: 終わった, when: life = 'ended'}
    exits:
      - {to: setup, when: life = 'active'}
"""


def seats(account_id: int, *values: tuple[int, int]) -> None:
    """The dated field ``seats_assigned``: (offset of the day, value)."""
    for offset, value in values:
        field(account_id, "seats_assigned", value, on(offset))


def book() -> dict[str, int]:
    """Five accounts: new, busy, filling up, in doubt, gone."""
    covered("usage", SOURCE, on(0))
    covered("contracts", "crm", on(0))
    found = {
        "aoi": account("aoi", start=on(0)),
        "bunta": account("bunta", start=on(2)),
        "chizu": account("chizu", start=on(0)),
        "daigo": account("daigo", start=on(1)),
        "emi": account("emi", start=on(0), end_on=on(12), notice_given_on=on(3)),
    }
    seats(found["aoi"], (0, 2))
    seats(found["bunta"], (2, 1), (8, 5))
    seats(found["chizu"], (0, 8), (6, 9))
    seats(found["daigo"], (1, 4))
    field(found["daigo"], "leaving_intent", "considering", on(10))
    seats(found["emi"], (0, 4))
    return found


@remembered
def world(*, text: str = MAP, last: date = LAST, stands: bool = True) -> dict[str, int]:
    """The book under ``text``, every day up to ``last`` closed; the clock stands there, or runs."""
    accounts = book()
    install(text)
    if stands:
        workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=last, now=NOW)
    close(on(0), last)
    return accounts


def install(text: str, *, now: datetime = NOW) -> None:
    """``text`` in force since ever, before any day is closed."""
    lake = workspace_lake()
    seen = planning.plan(viewer=SYSTEM, text=text, lake=lake, now=now)
    assert not seen.errors, "\n".join(f"{p.place} {p.in_('en')}" for p in seen.errors)
    planning.apply(viewer=SYSTEM, text=text, pin=seen.pin, why="はじめての版", now=now, lake=lake)


def close(first: date, last: date, *, now: datetime = NOW, again: bool = False) -> None:
    close_days(lake=workspace_lake(), first=first, last=last, now=now, again=again)


def next_day() -> date:
    """Let a standing clock go on by a day and close it."""
    day = (queries.clock(wall=NOW).closed_day or LAST) + timedelta(days=1)
    workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=day, now=NOW)
    close(day, day)
    return day


def apply(text: str, *, why: str = "見直し", now: datetime = NOW) -> planning.Applied:
    """Plan and apply at once."""
    lake = workspace_lake()
    seen = planning.plan(viewer=SYSTEM, text=text, lake=lake, now=now)
    return planning.apply(viewer=SYSTEM, text=text, pin=seen.pin, why=why, now=now, lake=lake)


# Looking ------------------------------------------------------------------------------------------------


def places() -> dict[int, str]:
    """Where everybody stands now, by the records."""
    return dict(Standing.objects.values_list("account_id", "place"))


def lake_rows(
    table: Any, *, without: str = "recorded_at", lake: Lake | None = None
) -> list[tuple[Any, ...]]:
    """Every row of a table of the lake but for one column, in order."""
    lake = lake or workspace_lake()
    left = f" exclude ({without})" if without else ""
    with lake.cursor() as cursor:
        return cursor.execute(
            f"select *{left} from {lake.table(table).sql()} order by all"
        ).fetchall()


def in_the_lake(day: date = LAST) -> dict[int, str]:
    """Where everybody stands on ``day``, by the lake."""
    lake = workspace_lake()
    with lake.cursor() as cursor:
        rows = cursor.execute(
            "select account, phase || case state when '' then '' else '.' || state end"
            f" from {lake.table(STATE_DAYS).sql()} where day = ?",
            [day],
        ).fetchall()
    return dict(rows)


_WHEN = ("id", "public_id", "recorded_at", "superseded_at", "replaces_id", "release")


def everything() -> dict[str, Any]:
    """All that a walk writes, but for the instants it was written at."""
    stays = [
        {k: v for k, v in row.items() if k not in _WHEN}
        for row in PhaseStay.objects.filter(superseded_at__isnull=True)
        .order_by("account_id", "number")
        .values()
    ]
    standings = [
        {k: v for k, v in row.items() if k not in _WHEN}
        for row in Standing.objects.order_by("account_id").values()
    ]
    return {
        "stays": stays,
        "standings": standings,
        "states": lake_rows(STATE_DAYS, without="recorded_at, release"),
        "daily": lake_rows(JOURNEY_DAILY, without=""),
        "moves": lake_rows(JOURNEY_MOVES, without=""),
    }
