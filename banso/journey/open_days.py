"""What was ordered for days still open, and changes that were cut short: around every closing of days."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from banso.events.lake import Lake
from banso.journey.acts import NOTHING, read_acts
from banso.journey.afterwards import (
    UNFINISHED,
    Done,
    finish,
    is_right,
    read_facts,
    read_standings,
    record,
    rewrite,
)
from banso.journey.classify import classify, last_day_walked
from banso.journey.maps import edition_in_force
from banso.journey.models import ClassifiedDay, ManualMove, Standing


def mend(lake: Lake, *, now: datetime) -> None:
    """This function will bring the lake after the records where a change was cut short."""
    day = ClassifiedDay.objects.filter(digest=UNFINISHED).aggregate(day=Min("day"))["day"]
    if day is not None:
        classify(lake=lake, days=[day], now=now)
        look_ahead(lake, now=now)


def withdraw(lake: Lake, *, now: datetime) -> None:
    """This function will give the newest closed day the rows back that provisional ones stand in for."""
    day = last_day_walked()
    if day is None:
        return
    ahead = Standing.objects.filter(ahead__isnull=False, day=day)
    done = _of(lake, day, set(ahead.values_list("account_id", flat=True)))
    if done:
        rewrite(lake, done, day=day, now=now)


def look_ahead(lake: Lake, *, now: datetime) -> None:
    """This function will show what people ordered for days still open, after days were closed."""
    day = last_day_walked()
    if day is None:
        return
    ordered = ManualMove.objects.filter(day__gt=day) | ManualMove.objects.filter(ended_on__gt=day)
    done = _of(lake, day, set(ordered.values_list("account_id", flat=True)))
    acts = read_acts(one.key[0] for one in done)
    for one in done:
        one.look_ahead(acts.get(one.key, NOTHING), day)
    done = [one for one in done if one.ahead]
    if done:
        right = is_right(day)
        with transaction.atomic():
            record(done, day=day, now=now)
        finish(lake, done, day=day, right=right, now=now)


def _of(lake: Lake, day: date, accounts: set[int]) -> list[Done]:
    edition = edition_in_force() if accounts else None
    if edition is None:
        return []
    standings = read_standings(day, accounts)
    facts = read_facts(lake, [edition], day=day, accounts=sorted(accounts))
    return [
        Done(key, walked, facts[key], edition) for key, walked in standings.items() if key in facts
    ]
