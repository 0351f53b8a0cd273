"""A world in which every metric of the library has something to count."""

from __future__ import annotations

import random
from pathlib import Path

from banso.metrics.definitions import registry_with
from banso.metrics.moments import COVERAGE_OF
from banso.metrics.world import (
    AccountFact,
    CoverageFact,
    FieldFact,
    IncidentFact,
    KeyFact,
    MomentFact,
    PlanFact,
    TicketFact,
    UserFact,
)
from banso.revenue.life import Book
from tests.metrics.small import CATALOGUE, CONTRACTS, SOURCE, Small, line, on, usage_covered, world

OWN = """schema: banso/metric@1
metrics:
  - {key: worth_14d, name: Worth, kind: number, window: 14, shape: event_value, with: {role: use}}
  - {key: anything_40d, name: Anything, kind: count, window: 40, shape: event_count, with: {role: any, tenure: any}}
"""
FIRST, LAST = -20, 110


def lively(folder: Path) -> Small:
    """Four accounts: left and back again, a key that moved, one given up, one without a fact."""
    small = Small(
        folder,
        world(
            registry=registry_with([("own.yaml", OWN)])[0],
            accounts=[
                AccountFact(1, on(3)), AccountFact(2, on(0)), AccountFact(3, on(-5), on(50)),
                AccountFact(4, on(0)),
            ],
            books={
                1: Book([line("c1", on(0), on(40)), line("c2", on(45), on(100), seats=4)]),
                2: Book([line(start=on(10), billing_months=1)]),
            },
            keys=[
                KeyFact(SOURCE, "a", 1, None, on(33)), KeyFact(SOURCE, "a", 2, on(33), None),
                KeyFact(SOURCE, "b", 1), KeyFact(SOURCE, "c", 3),
            ],
            coverage=[usage_covered(on(FIRST)), CONTRACTS, CoverageFact("tickets", "desk", on(2)),
                *(CoverageFact(kind, "desk", on(2)) for kind in sorted(set(COVERAGE_OF.values()))),
            ],
            users=[UserFact(1, SOURCE, "u1", "営業部"), UserFact(2, SOURCE, "u2", "経理部")],
            plans={"team": PlanFact("team", 100.0, ("reports", "search"))},
            tickets=[
                TicketFact(1, "urgent", on(5), on(9)), TicketFact(1, "low", on(20)),
                TicketFact(2, "low", on(21), on(60)),
            ],
            moments=[
                MomentFact(1, "answers", "nps", "", on(8), 600, 9000),
                MomentFact(1, "answers", "csat", "", on(9), 600, 3500),
                MomentFact(2, "answers", "ces", "", on(30), 5, 5000),
                MomentFact(1, "asked", "", "", on(7), 0, None), MomentFact(2, "voices", "mail", "", on(12), 1, None),
                MomentFact(1, "touches", "qbr", "us", on(6), 60, None),
                MomentFact(1, "touches", "mail", "them", on(16), 60, None),
                MomentFact(1, "effort", "qbr", "", on(6), 60, 90000), MomentFact(1, "moods", "low", "", on(6), 60, None),
                MomentFact(2, "sessions", "webinar", "", on(18), 60, None),
            ],
            incidents=[IncidentFact(None, on(14), 1400, on(15), 30), IncidentFact(1, on(100), 60, None, 0)],
            values=[
                FieldFact(1, "service_start_on", on(1).isoformat(), None, on(30)),
                FieldFact(1, "service_start_on", on(2).isoformat(), on(30)),
                FieldFact(1, "leaving_intent", "他社と\\比較 'comparing'", on(12)),
            ],
        ),
    )  # fmt: skip
    chance = random.Random(5)
    names = [*CATALOGUE.events, "unlisted"]
    small.append(
        [
            small.made(
                chance.choice(names), on(chance.randint(FIRST, LAST)), key=chance.choice("abcx"),
                user=chance.choice(["u1", "u2", "u3", None]),
                value=chance.choice([None, round(chance.uniform(-1e4, 1e4), 7)]),
            )
            for _ in range(1500)
        ]
    )  # fmt: skip
    return small
