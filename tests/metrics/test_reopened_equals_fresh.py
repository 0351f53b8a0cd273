"""In whatever order events and facts arrive, with days closed in between, the rows end as a fresh
measuring makes them; and of closed days only rows that became others were written."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max

from banso.customers.models import AccountKey, FieldValue
from banso.events.operations import remove_batch, tidy_events
from banso.events.store import workspace_lake
from banso.metrics import operations, queries
from banso.metrics.loading import load_world
from banso.metrics.models import MeasuredDay
from banso.revenue.models import ContractLine
from tests.ground.depth import deep
from tests.metrics.records import NOW, account, covered, field, ticket, two_accounts
from tests.metrics.small import SOURCE, on
from tests.metrics.test_reopening import FEW

pytestmark = pytest.mark.usefixtures("workspace")
NAMES = ("signed in", "search", "report shared", "step one", "heartbeat", "banso.task")
SEEDS = range(1, 1 + deep(1))
FIRST, LAST = 22, 33  # over the end of January


class Story:
    """One random course of events."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        aoi, bunta, self.send = two_accounts()
        self.ids = [aoi, bunta, account("chika", start=on(24)), account("lonely")]
        self.keys = ["aoi", "bunta", "chika", "nobody's"]
        self.batches: list[str] = []
        self.hidden: frozenset[str] = frozenset()
        self.closed = FIRST
        self.later = NOW

    def day(self) -> date:
        return on(self.chance.randint(FIRST - 4, self.closed + 1))

    def step(self) -> None:
        self.chance.choice(
            [self.events, self.events, self.again, self.uncommitted, self.take_back, self.rekey,
             self.contract, self.value, self.ticket, self.merge, self.close, self.close]
        )()  # fmt: skip

    def events(self) -> None:
        self.batches.append(f"b{len(self.batches)}")
        for _ in range(self.chance.randint(1, 4)):
            self.send.event(
                self.chance.choice(NAMES), self.day(), key=self.chance.choice(self.keys),
                user=self.chance.choice(["u1", "u2", None]), batch=self.batches[-1],
            )  # fmt: skip

    def again(self) -> None:
        made = self.send.made("search", self.day(), key="aoi")
        self.send.append([made, made], batch="twice")
        self.send.append([made], batch="thrice")

    def uncommitted(self) -> None:
        """The batch kept back so far is committed, the newest is kept back."""
        self.hidden = frozenset(self.batches[-1:])

    def take_back(self) -> None:
        if self.batches:
            batch = self.batches.pop(self.chance.randrange(len(self.batches)))
            remove_batch(lake=workspace_lake(), batch=batch)
            self.hidden -= {batch}

    def rekey(self) -> None:
        key = self.chance.choice(self.keys)
        AccountKey.objects.filter(key=key).delete()
        moved = self.day()
        for holder, span in (
            (self.chance.choice(self.ids), {"to_on": moved}),
            (self.chance.choice(self.ids), {"from_on": moved}),
        ):
            AccountKey.objects.create(
                source=SOURCE, key=key, key_folded=key, account_id=holder, **span
            )

    def contract(self) -> None:
        line = self.chance.choice(list(ContractLine.objects.all()))
        what = self.chance.choice(["seats", "notice_given_on", "end_on", "start_on"])
        value: Any = self.chance.randint(1, 9) if what == "seats" else self.day()
        if what == "end_on":
            value = max(value, line.start_on + timedelta(days=1))
        if what == "start_on" and line.end_on:
            value = min(value, line.end_on - timedelta(days=1))
        ContractLine.objects.filter(pk=line.pk).update(**{what: value})

    def value(self) -> None:
        day = self.day()
        account_id = self.chance.choice(self.ids)
        FieldValue.objects.filter(account_id=account_id, key="csm_feel").delete()
        field(account_id, "csm_feel", self.chance.choice(["low", "fair"]), day)

    def ticket(self) -> None:
        covered("tickets", "desk")
        ticket(self.chance.choice(self.ids), f"T{self.chance.random()}", self.day())

    def merge(self) -> None:
        tidy_events(lake=workspace_lake())
        with workspace_lake().cursor() as cursor:
            queries.metric_table(workspace_lake()).merge_corrections(cursor)

    def close(self) -> None:
        """Close the next day; of the days closed before, write only what became another."""
        if self.closed < LAST:
            self.closed += 1
        newest = MeasuredDay.objects.aggregate(d=Max("day"))["d"]
        before = rows()
        receipt = self.measure([on(self.closed)], reopen_days=60)
        after = rows()
        differ = {k for k in {*before, *after} if before.get(k) != after.get(k)}
        old = {k for k in differ if newest and k[1] <= newest}
        if receipt.everyone is None:
            first = {a: min(d for b, d in old if b == a) for a, _ in old}
            assert receipt.corrected == first
            assert receipt.rows == len(differ)

    def measure(self, days: list[date], **more: Any) -> operations.Receipt:
        self.later += timedelta(hours=1)
        world = replace(load_world(hidden=self.hidden), registry=FEW)
        return operations.measure(
            lake=workspace_lake(), days=days, now=self.later, world=world, **more
        )


def rows() -> dict[tuple[int, date], tuple[Any, ...]]:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        found = cursor.execute(
            "select account, day, * exclude (computed_at, generation, release) from"
            f" {queries.metric_table(lake).sql()}"
        ).fetchall()
    assert len({r[:2] for r in found}) == len(found)
    return {r[:2]: r for r in found}


@pytest.mark.parametrize("seed", SEEDS)
def test_it_ends_as_a_fresh_measuring_would(seed: int) -> None:
    story = Story(seed)
    story.close()
    for _ in range(12):
        story.step()
    story.close()
    stands = rows()
    assert stands
    days = sorted(MeasuredDay.objects.values_list("day", flat=True))
    story.measure(days, again=True)
    assert rows() == stands
