"""A back-fill in one go and a close day by day give the same rows, whatever came in, and when."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from banso.events.lake import close_lake
from banso.metrics.definitions import registry_with
from banso.metrics.world import (
    AccountFact,
    CoverageFact,
    FieldFact,
    KeyFact,
    PlanFact,
    TicketFact,
    UserFact,
)
from banso.revenue.life import Book
from tests.ground.depth import deep
from tests.metrics.small import CONTRACTS, SOURCE, Small, line, on, usage_covered, world

OWN = """schema: banso/metric@1
metrics:
  - {key: worth_14d, name: Worth, kind: number, window: 14, shape: event_value, with: {role: use}}
  - {key: anything_40d, name: Anything, kind: count, window: 40, shape: event_count, with: {role: any, tenure: any}}
  - {key: reports_7d, name: Reports, kind: count, window: 7, shape: active_days, with: {feature: reports}}
"""
NAMES = (
    "signed in",
    "report made",
    "report shared",
    "search",
    "data out",
    "step one",
    "step two",
    "order placed",
    "heartbeat",
    "unlisted",
)
TIMES = ("12:00", "12:20", "12:50", "13:25")
FIRST, LAST = -20, 120
days = st.integers(FIRST, LAST).map(on)


@st.composite
def small_worlds(draw: st.DrawFn) -> tuple[dict[str, object], list[tuple[object, ...]]]:
    """Two accounts with contracts, keys, coverage, fields and tickets at random, and their events."""
    starts = sorted(draw(st.lists(days, min_size=1, max_size=3, unique=True)))
    lines = [
        line(
            f"c{i}",
            start,
            start + timedelta(days=draw(st.integers(5, 90))),
            seats=draw(st.sampled_from([None, 1, 4])),
        )
        for i, start in enumerate(starts)
    ]
    moved = draw(days)
    covered = usage_covered(draw(days), draw(st.none() | days.map(lambda d: max(d, on(60)))))
    more = {
        "registry": registry_with([("own.yaml", OWN)])[0],
        "accounts": [AccountFact(1, draw(days)), AccountFact(2, on(0))],
        "books": {1: Book(lines), 2: Book([line(start=on(10), billing_months=1)])},
        "keys": [
            KeyFact(SOURCE, "a", 1, None, moved), KeyFact(SOURCE, "a", 2, moved, None),
            KeyFact(SOURCE, "b", 1, draw(st.none() | days), None),
        ],
        "coverage": [covered, CONTRACTS, CoverageFact("tickets", "desk", draw(days))],
        "users": [UserFact(1, SOURCE, "u1", "営業部"), UserFact(2, SOURCE, "u2", "経理部")],
        "plans": {"team": PlanFact("team", 100.0, draw(st.none() | st.just(("reports", "search"))))},
        "tickets": [
            TicketFact(
                1, draw(st.sampled_from(["low", "urgent"])), opened, draw(st.none() | st.just(opened + late))
            )
            for opened in draw(st.lists(days, max_size=3))
            for late in [timedelta(days=draw(st.integers(0, 60)))]
        ],
        "values": [
            FieldFact(1, "service_start_on", draw(days).isoformat(), None, on(30)),
            FieldFact(1, "service_start_on", draw(days).isoformat(), on(30)),
            FieldFact(1, "leaving_intent", "comparing", draw(days)),
        ],
    }  # fmt: skip
    events = draw(
        st.lists(
            st.tuples(
                days, st.sampled_from(NAMES), st.sampled_from(["a", "b", "unknown"]),
                st.sampled_from(["u1", "u2", "u3", None]), st.integers(1, 4),
                st.none() | st.floats(-1e6, 1e6, allow_nan=False),
            ),
            max_size=60,
        )
    )  # fmt: skip
    return more, events


def comparable(rows: dict[tuple[int, date], object]) -> dict[tuple[int, date], object]:
    return dict(sorted(rows.items()))


@settings(
    max_examples=deep(3),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    made=small_worlds(),
    asked=st.lists(st.integers(0, LAST + 10).map(on), min_size=2, max_size=3, unique=True),
)
def test_it_gives_the_same_rows_in_one_chunk_and_day_by_day(
    made: tuple[dict[str, object], list[tuple[object, ...]]], asked: list[date]
) -> None:
    more, events = made
    with tempfile.TemporaryDirectory() as folder:
        small = Small(Path(folder) / "lake", world(**more))
        sent = [
            small.made(name, day, key=key, user=user, value=value, at=TIMES[n])
            for day, name, key, user, times, value in events
            for n in range(times)
        ]
        small.append(sent[1::3] + sent[2::3])
        small.rows(asked[0])  # a close before the late ones came must leave nothing behind
        small.append(sent[::3] + sent[1::5])  # the late ones, and some for the second time
        at_once = small.rows(*asked)
        one_by_one = {}
        for day in asked:
            one_by_one.update(small.rows(day))
        assert comparable(at_once) == comparable(one_by_one)
        directly = {}
        for day in asked:
            directly.update(small.rows(day, way="direct"))
        assert comparable(at_once) == comparable(directly)
        close_lake(small.folder)
