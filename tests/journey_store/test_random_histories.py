"""Random lives told late and out of order end as if everything had been known from the first day."""

from __future__ import annotations

import random
from typing import Any

import pytest

from banso.journey.models import ClassifiedDay, KeptStanding, PhaseStay, Standing
from tests.ground.depth import deep
from tests.journey_store.worlds import account, close, everything, field, made, on

pytestmark = pytest.mark.usefixtures("workspace")
LAST = 50  # over the end of a month
VALUES: dict[str, list[Any]] = {
    "seats_assigned": [0, 3, 6, 12, None],
    "leaving_intent": ["staying", "considering", None],
    "csm_feel": ["good", "low", None],
    "churn_cause_solved": [True, None],
}


def in_force() -> tuple[Any, Any, Any]:
    rows, stays, standings = everything()
    return rows, [s for s in stays if not s["old"]], standings


@pytest.mark.parametrize("seed", range(deep(1)))
def test_told_late_or_at_once_a_life_ends_the_same(seed: int) -> None:
    chance = random.Random(seed)
    made()
    ids = [
        account(f"a{n}", on(chance.choice([-200, 0, 12])), chance.choice([None, on(20), on(45)]))
        for n in range(3)
    ]
    facts = []
    for _ in range(9):
        key = chance.choice(list(VALUES))
        facts.append(
            (chance.choice(ids), key, chance.choice(VALUES[key]), chance.randint(-5, LAST))
        )
    closed = -1
    for account_id, key, value, day in facts:
        field(account_id, key, value, day)
        if closed >= 0 and day <= closed:
            close(max(0, day), closed)  # late: its days are closed again
        if chance.random() < 0.4 and closed < LAST:
            ahead = min(LAST, closed + chance.randint(5, 30))
            close(closed + 1, ahead)
            closed = ahead
    close(max(0, closed), LAST)
    told_late = in_force()
    for model in (PhaseStay, Standing, KeptStanding, ClassifiedDay):
        model.objects.all().delete()
    close(0, LAST)
    assert in_force() == told_late


@pytest.mark.parametrize("seed", range(deep(1)))
def test_what_was_superseded_is_kept_and_replaced_in_order(seed: int) -> None:
    chance = random.Random(100 + seed)
    made()
    one = account("one", on(0))
    for _ in range(4):
        field(one, "seats_assigned", chance.choice([0, 12]), chance.randint(0, LAST))
        close(0, LAST)
    for stay in PhaseStay.objects.exclude(replaces=None).select_related("replaces"):
        assert stay.replaces is not None and stay.replaces.number == stay.number
        assert stay.replaces.superseded_at is not None
    live = PhaseStay.objects.filter(superseded_at__isnull=True).order_by("number")
    assert [s.number for s in live] == list(range(1, len(live) + 1))
