"""Scheduled work is done once, in order, by one worker; tried again when it fails; missed ones follow."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from banso.lib.problems import BansoError, problem
from banso.lib.text import Text
from banso.workspace.operations import set_clock
from banso.workspace.schedule import operations, queries, running
from banso.workspace.schedule.models import Schedule, ScheduleRun
from banso.workspace.schedule.works import Turn
from banso.workspace.viewer import Viewer
from tests.clock.conftest import NIGHT, Night

SYSTEM = Viewer.system()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Broken(BansoError):
    """The outside is not there."""


def breaks(turn: Turn) -> dict[str, Any]:
    raise Broken(problem("test.broken", ja="壊れた", en="broken"))


def two_at_night(day: int) -> datetime:
    """Two o'clock in Tokyo."""
    return datetime(2026, 11, day, 2, tzinfo=UTC) - timedelta(hours=9)


def view(key: str, now: datetime) -> queries.ScheduleView:
    return queries.schedule(viewer=SYSTEM, key=key, now=now)


def test_it_is_done_once_a_night(night: Night) -> None:
    night.work("w", at=time(2))
    ran = night.walk(NIGHT, NIGHT + 3 * DAY, HOUR / 4)
    assert [r.slot for r in ran] == [two_at_night(21), two_at_night(22), two_at_night(23)]
    assert [t.now for _, t in night.turns] == [r.slot for r in ran]


def test_missed_nights_are_done_once_in_order(night: Night) -> None:
    night.work("pickup", at=time(2), rank=10)
    night.work("close", rank=20)  # at 3:05, when the day has settled
    night.work("often", every=60)
    night.walk(NIGHT, NIGHT, HOUR)
    night.turns.clear()
    woken = NIGHT + 4 * DAY
    ran = night.walk(woken, woken, HOUR)
    assert [r.key for r in ran] == ["often", "pickup", "close"]
    assert {r.key: r.covers for r in ran} == {"often": 96, "pickup": 4, "close": 4}
    assert next(r.slot for r in ran if r.key == "pickup") == two_at_night(24)
    assert night.tick(woken + timedelta(minutes=1)) is None


def test_what_comes_too_late_is_passed_over_and_said(night: Night) -> None:
    night.work("mail", at=time(8, 45), keeps=6 * HOUR)
    night.tick(NIGHT)
    ran = night.tick(NIGHT + DAY)  # half past midnight: the morning is long over
    assert ran is not None and ran.state == "passed"
    assert night.keys == []
    late = NIGHT + DAY + 10 * HOUR  # 10:30 of the next day
    again = night.tick(late)
    assert again is not None and again.state == "done"
    assert [r.state for r in queries.runs_of(viewer=SYSTEM, key="mail")] == ["done", "passed"]


def test_a_failure_is_tried_again_later_and_later_then_waits_for_the_next_night(
    night: Night,
) -> None:
    night.work("w", breaks, at=time(2))
    ran = night.walk(NIGHT, NIGHT + DAY, timedelta(minutes=5))
    # a walk of five minutes comes to each retry a moment late: 5, 10, 20, 40, 80 minutes apart
    begun = [t.now - two_at_night(21) for _, t in night.turns]
    assert [round(b.total_seconds() / 60) for b in begun] == [0, 10, 25, 50, 95, 180]
    assert {r.state for r in ran} == {"failed"}
    now = NIGHT + DAY
    seen = view("w", now)
    assert seen.next_at == two_at_night(22) and seen.retry == 0
    assert seen.last is not None
    assert seen.last.problems[0]["id"] == "test.broken" and seen.last.attempt == 6


def test_a_success_after_a_failure_ends_the_trying(night: Night) -> None:
    def twice(turn: Turn) -> dict[str, Any]:
        if len(night.turns) < 3:
            raise Broken(problem("test.broken", ja="壊れた", en="broken"))
        return {"n": 1}

    night.work("w", twice, at=time(2))
    ran = night.walk(NIGHT, NIGHT + DAY - HOUR, timedelta(minutes=5))
    assert [r.state for r in ran] == ["failed", "failed", "done"]
    assert {r.slot for r in ran} == {two_at_night(21)}


def test_an_unforeseen_error_is_a_failure_of_that_work_only(night: Night) -> None:
    def falls(turn: Turn) -> dict[str, Any]:
        raise ZeroDivisionError

    night.work("a", falls, at=time(2), rank=1)
    night.work("b", at=time(2), rank=2)
    ran = night.walk(two_at_night(21) - HOUR, two_at_night(21), HOUR)
    assert [(r.key, r.state) for r in ran] == [("a", "failed"), ("b", "done")]
    assert view("a", NIGHT).last.problems[0]["id"] == "schedule.crashed"  # type: ignore[union-attr]


def test_two_workers_never_do_the_same(night: Night) -> None:
    second: list[running.Ran | None] = []

    def asks_the_other(turn: Turn) -> dict[str, Any]:
        second.append(night.tick(turn.now, worker="there:2"))
        return {}

    night.work("w", asks_the_other, at=time(2))
    night.walk(NIGHT, NIGHT + DAY - HOUR, HOUR / 2)
    assert night.keys == ["w"] and second == [None]


def test_between_reading_and_claiming_another_worker_may_have_taken_it(night: Night) -> None:
    night.work("w", at=time(2))
    night.tick(NIGHT)
    read = Schedule.objects.get(key="w")
    assert night.tick(two_at_night(21)) is not None
    assert running._claim(read, now=two_at_night(21), worker="there:2") is None


def _dies(now: datetime, worker: str) -> None:
    """As a process that was killed over its work leaves it."""
    row = Schedule.objects.get(key="w")
    assert running._claim(row, now=now, worker=worker) is not None


def test_a_dead_workers_lease_ends_and_another_takes_over(night: Night) -> None:
    night.work("w", at=time(2))
    night.tick(NIGHT)
    _dies(two_at_night(21), "there:2")
    assert view("w", two_at_night(21)).running
    assert night.tick(two_at_night(21) + running.LEASE - timedelta(seconds=1)) is None
    ran = night.tick(two_at_night(21) + running.LEASE)
    assert ran is not None and (ran.slot, ran.state) == (two_at_night(21), "done")
    assert [r.state for r in queries.runs_of(viewer=SYSTEM, key="w")] == ["done", "lost"]
    assert queries.runs_of(viewer=SYSTEM, key="w")[0].attempt == 2


def test_a_new_worker_of_this_machine_need_not_wait(night: Night) -> None:
    night.work("w", at=time(2))
    night.tick(NIGHT)
    _dies(two_at_night(21), "here:7")
    assert running.end_own_leases(host="elsewhere") == 0
    assert running.end_own_leases(host="here") == 1
    assert night.tick(two_at_night(21)) is not None


def test_work_that_kills_its_worker_is_given_up_for_the_night(night: Night) -> None:
    night.work("w", at=time(2))
    night.tick(NIGHT)
    now = two_at_night(21)
    for _ in range(running.MOST_ATTEMPTS):
        _dies(now, "there:2")
        now += running.LEASE
        Schedule.objects.get(key="w")
        if _ < running.MOST_ATTEMPTS - 1:
            running.end_own_leases(host="there")
    assert night.tick(now) is None
    assert view("w", now).next_at == two_at_night(22)


def test_told_to_end_it_hands_its_work_back(night: Night) -> None:
    def ends(turn: Turn) -> dict[str, Any]:
        if len(night.turns) == 1:
            raise SystemExit(0)
        return {}

    night.work("w", ends, at=time(2))
    night.tick(NIGHT)
    with pytest.raises(SystemExit):
        night.tick(two_at_night(21))
    assert not ScheduleRun.objects.exists()
    ran = night.tick(two_at_night(21), worker="here:2")
    assert ran is not None and ran.state == "done"
    assert queries.runs_of(viewer=SYSTEM, key="w")[0].attempt == 1


def test_paused_work_rests_and_goes_on_with_its_next_time(night: Night) -> None:
    night.work("w", at=time(2))
    operations.set_paused(viewer=SYSTEM, key="w", paused=True, now=NIGHT)
    assert night.walk(NIGHT, NIGHT + 2 * DAY, HOUR) == []
    assert view("w", NIGHT).next_at is None
    operations.set_paused(viewer=SYSTEM, key="w", paused=False, now=NIGHT + 2 * DAY)
    assert night.tick(NIGHT + 2 * DAY) is None
    assert view("w", NIGHT).next_at == two_at_night(23)


def test_run_now_runs_at_once_and_leaves_the_regular_times(night: Night) -> None:
    night.work("w", at=time(2))
    operations.run_now(viewer=SYSTEM, key="w", now=NIGHT)
    operations.run_now(viewer=SYSTEM, key="w", now=NIGHT)
    ran = night.walk(NIGHT, NIGHT, HOUR)
    assert [(r.slot, r.state) for r in ran] == [(NIGHT, "done")]
    assert night.turns[0][1].asked
    assert view("w", NIGHT).next_at == two_at_night(21)
    operations.set_paused(viewer=SYSTEM, key="w", paused=True, now=NIGHT)
    operations.run_now(viewer=SYSTEM, key="w", now=NIGHT)  # paused only by itself
    assert night.tick(NIGHT) is not None


def test_a_failed_run_now_is_not_tried_again(night: Night) -> None:
    night.work("w", breaks, at=time(2))
    operations.run_now(viewer=SYSTEM, key="w", now=NIGHT)
    assert [r.state for r in night.walk(NIGHT, NIGHT + HOUR, HOUR / 12)] == ["failed"]


def test_work_that_rests_keeps_its_slot_until_there_is_something_to_do(night: Night) -> None:
    resting = [True]
    night.work("w", at=time(2), rests=lambda now: Text.of("x") if resting[0] else None)
    assert night.walk(NIGHT, NIGHT + 2 * DAY, HOUR) == []
    resting[0] = False
    ran = night.walk(NIGHT + 2 * DAY, NIGHT + 2 * DAY, HOUR)
    assert [r.covers for r in ran] == [2]


def test_a_new_rhythm_holds_from_now_on(night: Night) -> None:
    night.work("w", at=time(2))
    night.work("often", every=60)
    operations.set_rhythm(
        viewer=SYSTEM, key="w", at=time(4, 30), minutes=None, business=True, now=NIGHT
    )
    seen = view("w", NIGHT)  # Saturday, Sunday, and a holiday on Monday
    assert seen.next_at == datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    with pytest.raises(operations.RhythmRefused):
        operations.set_rhythm(
            viewer=SYSTEM, key="often", at=None, minutes=1, business=False, now=NIGHT
        )


def test_runs_do_not_pile_up(night: Night) -> None:
    night.work("w", every=5)
    night.walk(NIGHT, NIGHT + 6 * HOUR, timedelta(minutes=5))
    assert ScheduleRun.objects.count() == running.KEEP_RUNS


def test_a_restored_copy_does_not_begin_with_what_reaches_outside(night: Night) -> None:
    night.work("mail", at=time(2), outside=True)
    night.work("close", at=time(2))
    operations.rest_outside(now=NIGHT)
    ran = night.walk(NIGHT, NIGHT + DAY, HOUR)
    assert [r.key for r in ran] == ["close"]


def test_a_standing_clock_is_no_matter_of_the_engine(night: Night) -> None:
    set_clock(viewer=SYSTEM, mode="stands", stands_at=NIGHT.date(), now=NIGHT)
    night.work("w", at=time(2))
    assert len(night.walk(NIGHT, NIGHT + DAY, HOUR)) == 1
