"""As we saw it on a day is what stood there when the day was closed, whatever arrived since."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from banso.customers.models import Account
from banso.journey.kept import moves_sql, states_sql
from banso.journey.models import ClassifiedDay, KeptStanding, PhaseStay, Standing
from banso.journey.seen import differences, seen_on
from banso.journey.stays import known_on
from banso.revenue.models import ContractLine
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
    places,
    unsay,
)

pytestmark = pytest.mark.usefixtures("workspace")
VALUES: dict[str, list[Any]] = {
    "seats_assigned": [0, 3, 6, 12, None],
    "leaving_intent": ["staying", "considering", None],
    "csm_feel": ["good", "low", None],
}
_STATE = (
    "account, lane, phase, state, track, phase_succeeded, days_in_phase, days_in_state, since,"
    " state_since, success_on, times, start_unseen, manual, verdict, waiting"
)
_MOVE = "day, account, lane, step, source, target, kind, within, resumed"


def states(day: date, seen: datetime | None) -> list[Any]:
    with lake().cursor() as cursor:
        return cursor.execute(
            f"select {_STATE} from {states_sql(lake(), day, seen)} where day = ? order by all",
            [day],
        ).fetchall()


def moves(day: date, seen: datetime | None) -> list[Any]:
    with lake().cursor() as cursor:
        return cursor.execute(
            f"select {_MOVE} from {moves_sql(lake(), on(0), day, seen)}"
            " where day between ? and ? order by all",
            [on(0), day],
        ).fetchall()


def stays(day: date, at: datetime | None) -> list[Any]:
    """The stays in force at an instant, as they were known on the day."""
    found = []
    for row in PhaseStay.objects.order_by("account_id", "number"):
        here = row.superseded_at is None
        if at is not None:
            here = row.recorded_at <= at and (here or row.superseded_at > at)  # type: ignore[operator]
        content = known_on(row.content(), day) if here else None
        if content is not None:
            found.append((row.account_id, content))
    return found


def copy(day: date) -> tuple[Any, Any, Any]:
    return states(day, None), stays(day, None), moves(day, None)


@pytest.mark.parametrize("seed", range(deep(1)))
def test_it_is_the_copy_taken_at_the_close(seed: int) -> None:
    made()
    chance = random.Random(seed)
    last = chance.choice([20, 40])  # within a month, over the end of one
    ids = [account(f"a{n}", on(chance.choice([-200, 0, 12]))) for n in range(2)]
    facts = [
        (chance.choice(ids), key, chance.choice(VALUES[key]), chance.randint(-3, last))
        for key in chance.choices(list(VALUES), k=7)
    ]
    copies: dict[int, tuple[Any, Any, Any]] = {}
    closed = -1
    for n, (account_id, key, value, day) in enumerate([*facts, *facts[:1]]):
        now = NOW + timedelta(hours=n + 1)
        field(account_id, key, value, day)
        ahead = min(last, closed + chance.choice([0, 1, 2, 9]))
        begin = max(0, min(day, closed + 1))  # what is late is closed again with what is new
        if ahead < begin:
            continue
        close(begin, ahead, now=now)
        for offset in range(ahead + 1):
            if offset > closed or offset == ahead:
                copies[offset] = copy(on(offset))
        closed = ahead
    close(0, last, now=NOW + timedelta(days=1))
    for offset in range(closed + 1, last + 1):
        copies[offset] = copy(on(offset))
    copies[last] = copy(on(last))
    for offset, (rows, kept, steps) in copies.items():
        found = seen_on(viewer=SYSTEM, day=on(offset))
        assert found is not None
        assert states(on(offset), found.at) == rows
        assert stays(on(offset), found.at) == kept
        assert moves(on(offset), found.at) == steps
    told_late = in_force()
    for model in (PhaseStay, Standing, KeptStanding, ClassifiedDay):
        model.objects.all().delete()
    close(0, last, now=NOW + timedelta(days=2))
    assert in_force() == told_late


def in_force() -> tuple[Any, Any, Any]:
    rows, kept, standings = everything()
    return rows, [s for s in kept if not s["old"]], standings


def test_who_stands_elsewhere_than_we_saw_is_listed_with_both() -> None:
    made()
    one, two = account("one"), account("two")
    field(one, "seats_assigned", 12, 30)
    field(two, "seats_assigned", 12, 30)
    for day in range(19, 26):
        close(day, day, now=NOW + timedelta(days=day))
    assert differences(viewer=SYSTEM, lake=lake(), day=on(22)) == []
    unsay(one, "seats_assigned")
    field(one, "seats_assigned", 12, 21)
    close(21, 26, now=NOW + timedelta(days=40))
    [found] = differences(viewer=SYSTEM, lake=lake(), day=on(22))
    assert (found.account_id, found.corrected_at) == (one, NOW + timedelta(days=40))
    assert found.then is not None and found.now is not None
    assert (found.then.phase, found.then.track) == ("first", "stuck")
    assert (found.now.phase, found.now.since) == ("second", on(21))
    assert places(one)[22] == "second"
    assert differences(viewer=SYSTEM, lake=lake(), day=on(20)) == []
    assert differences(viewer=SYSTEM, lake=lake(), day=on(26)) == []


def test_an_account_that_came_later_was_not_seen() -> None:
    made()
    account("one")
    close(0, 20)
    two = account("two", made_at=NOW)
    close(0, 21, now=NOW + timedelta(days=1))
    [found] = differences(viewer=SYSTEM, lake=lake(), day=on(15))
    assert found.account_id == two and found.then is None and found.now is not None


def test_what_an_erased_account_left_is_not_shown() -> None:
    made()
    one, _ = account("one"), account("two")
    close(0, 20)
    ContractLine.objects.filter(account_id=one).delete()
    Account.objects.filter(pk=one).delete()
    close(0, 21, now=NOW + timedelta(days=1))
    at = seen_on(viewer=SYSTEM, day=on(15))
    assert at is not None
    assert one not in {row[0] for row in states(on(15), at.at)}
