"""Over random maps, facts and orders: who moves is who the plan named, and days walked again agree."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from banso.customers.models import Account
from banso.events.lake import Lake, close_lake
from banso.events.store import workspace_lake
from banso.journey import by_hand, planning
from banso.journey.classify import classify
from banso.metrics.arrays import hand_over
from banso.metrics.loading import load_world
from banso.metrics.models import MeasuredDay
from banso.metrics.tables import metric_days_spec
from banso.workspace import operations as workspace
from tests.ground.depth import deep
from tests.journey_plan.worlds import SYSTEM, everything, in_the_lake, places
from tests.metrics.records import NOW, covered

FIRST = date(2025, 1, 28)  # the days run over a month's end
DAYS = 6
ACCOUNTS = 5
LAST = FIRST + timedelta(days=DAYS - 1)
PHASES = ("p0", "p1", "p2", "p3")
CONDITIONS = (
    "true", "seats > 2", "seats < 3", "seats is null", "phase_succeeded", "days_in_phase > 1",
    "life = 'ended'", "tickets_open >= 1", "tickets_open = 0 and seats >= 2", "yesterday.track = 'behind'",
    "yesterday.phase is null",
)  # fmt: skip
_TYPES = (
    ("day", "DATE"), ("account", "BIGINT"), ("lane", "VARCHAR"), ("release", "BIGINT"),
    ("life", "VARCHAR"), ("day_zero_on", "DATE"), ("mrr", "BIGINT"), ("seats", "BIGINT"),
    ("tickets_open", "BIGINT"),
)  # fmt: skip

fact = st.tuples(
    st.sampled_from(["before", "active", "active", "active", "pending", "ended"]),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(0, 2),
)
facts = st.lists(fact, min_size=ACCOUNTS * DAYS, max_size=ACCOUNTS * DAYS)
orders = st.lists(
    st.tuples(st.integers(0, ACCOUNTS - 1), st.sampled_from(PHASES), st.sampled_from([None, 0, 3])),
    max_size=3,
)


@st.composite
def maps(draw: st.DrawFn) -> str:
    """A map of some of the phases; those that are left out have an heir."""
    phases = draw(st.lists(st.sampled_from(PHASES), min_size=2, max_size=4, unique=True))
    conditions, places = st.sampled_from(CONDITIONS), st.sampled_from(phases)
    gone = ", ".join(f"{p}: {draw(places)}" for p in PHASES if p not in phases)
    out = ["key: drawn", "name: drawn", f'start: {{at: {phases[0]}, when: "{draw(conditions)}"}}']
    out += (
        [f'interrupts: [{{to: {draw(places)}, when: "{draw(conditions)}"}}]']
        if draw(st.booleans())
        else []
    )
    out += ["placement:", f'  - {{at: {draw(places)}, when: "{draw(conditions)}"}}']
    out += [f"  - {{at: {phases[-1]}, when: true}}"]
    out += [f"moved_to: {{{gone}}}"] if gone else []
    out += ["phases:"]
    for phase in phases:
        out += [f"  - key: {phase}", f"    name: {phase}", "    should_take: 1 days", "    exits:"]
        out += [f'    success: {{text: it, when: "{draw(conditions)}"}}']
        for _ in range(draw(st.integers(1, 2))):
            to = draw(st.sampled_from([*(p for p in phases if p != phase), "previous"]))
            hold = draw(st.sampled_from(["", ", hold: 2 days"])) if to != "previous" else ""
            out.insert(-1, f'      - {{to: {to}, when: "{draw(conditions)}"{hold}}}')
    return "schema: banso/journey@1\n" + "\n".join(out) + "\n"


class World:
    """Accounts whose numbers of each day are given, walked under one map."""

    def __init__(self, text: str, given: list[tuple[Any, ...]]) -> None:
        self.lake = workspace_lake()
        workspace.create_workspace(viewer=SYSTEM, name="試験用", now=NOW)
        workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=LAST, now=NOW)
        covered("contracts", "crm", FIRST)
        self.ids = [Account.objects.create(name=f"{i}", created_at=NOW).pk for i in range(ACCOUNTS)]
        self.now = NOW
        self.apply(text)
        write_metrics(self.lake, self.ids, given)
        self.walk()

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def walk(self, *, again: bool = False) -> None:
        days = [FIRST + timedelta(days=i) for i in range(DAYS)]
        classify(lake=self.lake, days=days, now=self.tick(), again=again)

    def plan(self, text: str) -> planning.Plan:
        return planning.plan(viewer=SYSTEM, text=text, lake=self.lake, now=self.now)

    def apply(self, text: str) -> planning.Plan:
        seen = self.plan(text)
        assert not seen.errors, "\n".join(f"{p.place} {p.in_('en')}" for p in seen.errors) + text
        if not seen.text_same:
            planning.apply(
                viewer=SYSTEM, text=text, pin=seen.pin, why="x", now=self.tick(), lake=self.lake
            )
        return seen

    def order(self, n: int, place: str, days: int | None) -> None:
        until = None if days is None else LAST + timedelta(days=days)
        with suppress(by_hand.PlaceUnknown, by_hand.AlreadyThere):
            by_hand.move_by_hand(
                viewer=SYSTEM, account_id=self.ids[n], place=place, why="x", until=until,
                now=self.tick(), lake=self.lake,
            )  # fmt: skip


def write_metrics(lake: Lake, ids: list[int], given: list[tuple[Any, ...]]) -> None:
    spec = metric_days_spec(load_world(day_zero="service_start_on"))
    rows = []
    for n, (life, seats, tickets) in enumerate(given):
        day = FIRST + timedelta(days=n % DAYS)
        rows.append((day, ids[n // DAYS], "main", 1, life, FIRST, 1000, seats, tickets))
    with lake.cursor() as cursor:
        hand_over(cursor, "given", _TYPES, rows)
        lake.table(spec).append(cursor, "select * from given")
    for n in range(DAYS):
        day = FIRST + timedelta(days=n)
        MeasuredDay.objects.create(
            day=day,
            digest="x",
            release=1,
            rows=ACCOUNTS,
            computed_at=datetime(2025, 3, 1, tzinfo=UTC),
        )


@pytest.mark.django_db
@given(first=maps(), second=maps(), third=maps(), given=facts, hands=orders)
@settings(
    max_examples=deep(3),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_apply_is_the_plan_and_walking_again_agrees(
    first: str, second: str, third: str, given: list[tuple[Any, ...]], hands: list[Any]
) -> None:
    with transaction.atomic():
        world = World(first, given)
        for n, place, days in hands:
            world.order(n, place, days)
        for text in (second, third):
            before = places()
            seen = world.apply(text)
            expected = before | {m.account_id: m.target for m in seen.moves}
            assert places() == in_the_lake(LAST) == expected
            for n, place, days in hands:
                world.order(n, place, days)
        for m in hands[:1]:
            with suppress(by_hand.NotByHand):
                by_hand.give_back(
                    viewer=SYSTEM, account_id=world.ids[m[0]], now=world.tick(), lake=world.lake
                )
        after = everything()
        world.walk(again=True)
        assert everything() == after
        transaction.set_rollback(True)
    folder = world.lake.folder
    close_lake(folder)
    shutil.rmtree(folder)
