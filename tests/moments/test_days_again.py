"""What comes late opens the days it bears on, of the accounts it bears on; nothing else is measured again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from banso.customers.moments.models import Incident, IncidentAccount, Touchpoint, Voice
from banso.events.store import workspace_lake
from banso.metrics import operations
from banso.metrics.behind import rows_behind
from banso.metrics.definitions import Registry, library
from banso.metrics.facts import packed, unpacked
from banso.metrics.loading import load_world
from tests.metrics.records import NOW, SYSTEM, account, covered
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
KEYS = ("touches_28d", "days_since_touch", "voices_90d", "incident_days_7d", "effort_minutes_28d")
FEW = Registry({k: library()[k] for k in KEYS})
DAYS = [on(i) for i in range(5, 12)]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(3), tzinfo=UTC)


def measure() -> operations.Receipt:
    return operations.measure(
        lake=workspace_lake(), days=DAYS, now=NOW, world=replace(load_world(), registry=FEW)
    )


@pytest.fixture
def two() -> tuple[int, int]:
    """Two accounts in contract, everything connected."""
    found = account("aoi", start=on(0)), account("bunta", start=on(-60))
    for kind in ("contracts", "touchpoints", "voices", "incidents"):
        covered(kind, "crm")
    return found


def touch(account_id: int, key: str, day: date, **more: object) -> Touchpoint:
    return Touchpoint.objects.create(
        account_id=account_id, source="crm", key=key, type="call", happened_at=noon(day), **more
    )


def test_a_late_touchpoint_corrects_its_account_from_its_day(two: tuple[int, int]) -> None:
    aoi, bunta = two
    touch(aoi, "T1", on(3), effort_minutes=30)
    assert measure().rows == 2 * len(DAYS)
    assert measure().rows == 0
    touch(bunta, "T2", on(8), effort_minutes=15)
    receipt = measure()
    assert (receipt.corrected, receipt.everyone) == ({bunta: on(8)}, None)
    Touchpoint.objects.filter(key="T1").update(effort_minutes=60)
    assert measure().corrected == {aoi: on(5)}  # the first day that is measured
    Voice.objects.create(account_id=aoi, source="crm", key="V1", received_at=noon(on(10)), text="x")
    assert measure().corrected == {aoi: on(10)}
    behind = rows_behind(
        viewer=SYSTEM, lake=workspace_lake(), metric="effort_minutes_28d", account=aoi, day=on(9)
    )
    assert (behind.value, [m.facts["effort_minutes"] for m in behind.moments]) == (60, [60])


def test_an_incident_of_everybody_opens_the_day_for_everybody(two: tuple[int, int]) -> None:
    aoi, bunta = two
    measure()
    Incident.objects.create(
        source="crm", key="I1", started_at=noon(on(7)), ended_at=noon(on(8)), scope="all"
    )
    assert measure().everyone == on(7)
    some = Incident.objects.create(
        source="crm", key="I2", started_at=noon(on(10)), ended_at=noon(on(10)), scope="some"
    )
    IncidentAccount.objects.create(source="crm", key="I2/b", incident=some, account_id=bunta)
    assert measure().corrected == {bunta: on(10)}
    assert measure().rows == 0


def test_facts_kept_before_there_were_moments_are_still_read(two: tuple[int, int]) -> None:
    aoi, _ = two
    old = packed(load_world(), {})[aoi]
    assert unpacked(old).moments == ()
    touch(aoi, "T1", on(3))
    assert [day for day, _ in unpacked(packed(load_world(), {})[aoi]).moments] == [on(3)]
