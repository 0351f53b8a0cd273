"""Re-opened days: only the accounts whose facts changed are walked again, to the same stays (rules.md R12)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from banso.events.lake import PartitionRange
from banso.journey.definitions import STATE_DAYS
from banso.journey.models import ClassifiedDay, KeptStanding, ManualMove, PhaseStay, Standing
from banso.journey.seen import differences
from banso.journey.turns import writing
from banso.journey.walk_some import first_stale, walk_some
from banso.lib.dates import days as each_day
from banso.metrics.operations import measure
from tests.ground.depth import deep
from tests.journey_store.worlds import (
    NOW,
    SYSTEM,
    account,
    close,
    everything,
    field,
    lake,
    made,
    on,
    path,
    unsay,
)

pytestmark = pytest.mark.usefixtures("workspace")
LAST = 45  # over the end of a month
LATER = NOW + timedelta(days=1)


def again(firsts: dict[int, int], *, last: int = LAST) -> Any:
    """Measure from the first of their days on anew, and walk only these accounts, each from its day on."""
    assert first_stale() is None
    measure(lake=lake(), days=each_day(on(min(firsts.values())), on(last)), now=LATER)
    with writing():
        return walk_some(lake=lake(), firsts={a: on(n) for a, n in firsts.items()}, now=LATER)


def in_force() -> tuple[Any, Any, Any, Any]:
    rows, stays, standings = everything()
    kept = list(
        KeptStanding.objects.order_by("day", "account_id").values("day", "account_id", "data")
    )
    return rows, [s for s in stays if not s["old"]], standings, kept


def from_the_beginning() -> tuple[Any, Any, Any, Any]:
    for model in (PhaseStay, Standing, KeptStanding, ClassifiedDay):
        model.objects.all().delete()
    close(0, LAST)
    return in_force()


@pytest.mark.parametrize("seed", range(deep(1)))
def test_it_ends_as_a_walk_of_everybody(seed: int) -> None:
    chance = random.Random(seed)
    made()
    ids = [account(f"a{n}", on(chance.choice([-200, 0, 12]))) for n in range(3)]
    values = {
        "seats_assigned": [0, 3, 6, 12, None],
        "leaving_intent": ["staying", "considering", None],
        "csm_feel": ["good", "low", None],
    }

    def tell(account_id: int, day: int) -> None:
        key = chance.choice(list(values))
        field(account_id, key, chance.choice(values[key]), day)

    for account_id in ids:
        tell(account_id, chance.randint(0, LAST))
    close(0, LAST)
    for _ in range(2):
        late = {chance.choice(ids): chance.randint(1, LAST) for _ in range(2)}
        for account_id, day in late.items():
            tell(account_id, day)
        again(late)
        assert first_stale() is None
    found = in_force()
    assert found == from_the_beginning()


def test_nobody_else_is_written_and_unchanged_days_stay_as_they_are() -> None:
    made()
    one, two = account("one"), account("two")
    field(one, "seats_assigned", 12, 40)
    close(0, LAST)
    month = PartitionRange.of_days(on(0), on(20))
    before = lake().table(STATE_DAYS).sql(month)
    kept = PhaseStay.objects.filter(account_id=two).values_list("pk", "recorded_at")
    others = list(kept)
    unsay(one, "seats_assigned")
    field(one, "seats_assigned", 12, 30)
    receipt = again({one: 30})
    assert path(one) == [("first", 0, 30), ("second", 30, None)]
    assert receipt.superseded == 2 and receipt.first == on(30)
    assert list(kept.all()) == others
    assert lake().table(STATE_DAYS).sql(month) == before
    [found] = differences(viewer=SYSTEM, lake=lake(), day=on(35))
    assert found.account_id == one and found.then is not None and found.then.phase == "first"


def test_what_people_ordered_stays_done() -> None:
    made()
    one = account("one")
    close(0, 40)
    ManualMove.objects.create(
        account_id=one, place="second", why="asked", day=on(30), made_at=NOW, until=on(80)
    )
    close(0, LAST)
    field(one, "leaving_intent", "considering", 20)
    again({one: 20})
    assert [s.order != "" for s in PhaseStay.objects.filter(account_id=one, phase="second")].count(
        True
    )
    assert ("second", 30, None) in path(one)
    assert in_force() == from_the_beginning()
