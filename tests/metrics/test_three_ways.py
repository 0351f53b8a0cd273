"""Directly from events, day by day over rollups, and in one pass: the same rows, whatever came in, and when."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from banso.events.lake import PartitionRange, close_lake
from banso.events.queries import visible
from banso.metrics.models import ChangedKey, RolledDay
from banso.metrics.rollups import roll
from banso.metrics.spanning import parts, ready
from banso.metrics.tables import SESSION_DAYS, USAGE_DAYS
from banso.metrics.work import Sources
from tests.ground.depth import deep
from tests.metrics.small import NOW, Small, on, world
from tests.metrics.test_one_chunk_or_many import LAST, TIMES, small_worlds

pytestmark = pytest.mark.django_db
Rows = dict[tuple[int, date], Mapping[str, Any]]


def of_rollups(small: Small) -> Sources:
    lake = small.lake

    def events(days: tuple[date, date] | None) -> str:
        return visible(lake=lake, days=days)

    def counted(days: tuple[date, date] | None) -> str:
        return lake.table(USAGE_DAYS).sql(PartitionRange(days=days) if days else None)

    def timed(days: tuple[date, date] | None) -> str:
        return lake.table(SESSION_DAYS).sql(PartitionRange(days=days) if days else None)

    return Sources(events, counted, timed)


def in_one_pass(small: Small, days: Iterable[date], *, rows: int) -> Rows:
    """All days at once, one stretch of accounts after the other."""
    found: Rows = {}
    asked = sorted(days)
    with small.lake.cursor() as cursor:
        span = ready(cursor, small.world, of_rollups(small), days=asked, now=NOW)
        for select, values in parts(span, asked, rows=rows):
            made = cursor.execute(select, values)
            names = [d[0] for d in made.description]
            for row in made.fetchall():
                named = dict(zip(names, row, strict=True))
                assert (named["account"], named["day"]) not in found
                found[named["account"], named["day"]] = named
    return found


@settings(
    max_examples=deep(2),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    made=small_worlds(),
    asked=st.lists(st.integers(0, LAST + 10).map(on), min_size=2, max_size=2, unique=True),
    rows=st.sampled_from([3, 20]),
)
def test_it_gives_the_same_rows_in_all_three_ways(
    made: tuple[dict[str, Any], list[tuple[Any, ...]]], asked: list[date], rows: int
) -> None:
    more, events = made
    RolledDay.objects.all().delete()
    ChangedKey.objects.all().delete()
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder) / "lake", world(**more))
        sent = [
            small.made(name, day, key=key, user=user, value=value, at=TIMES[n])
            for day, name, key, user, times, value in events
            for n in range(times)
        ]
        small.append(sent[1::3] + sent[2::3])
        roll(lake=small.lake)
        small.append(sent[::3] + sent[1::5])  # the late ones, and some for the second time
        roll(lake=small.lake)
        directly: Rows = {}
        rolled: Rows = {}
        for day in asked:
            directly.update(small.rows(day, way="direct"))
            rolled.update(small.rows(day, way="rolled", sources=of_rollups(small)))
        assert rolled == directly
        assert in_one_pass(small, asked, rows=rows) == directly
        close_lake(small.folder)
