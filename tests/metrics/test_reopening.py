"""What is no longer right is found account by account, from its first day on, and only that is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max

from banso.customers.models import AccountKey, Ticket
from banso.events.operations import remove_batch
from banso.events.store import workspace_lake
from banso.metrics import operations, queries, reopen
from banso.metrics.definitions import Registry, library
from banso.metrics.loading import load_world
from banso.metrics.models import MeasuredDay, StaleAccount
from banso.metrics.waiting import Waiting, WaitingAccount, waiting
from banso.revenue.models import ContractLine
from banso.workspace.viewer import Role, Viewer
from tests.metrics.records import NOW, SYSTEM, account, covered, field, ticket, two_accounts
from tests.metrics.small import SOURCE, on

pytestmark = pytest.mark.usefixtures("workspace")
LATER = NOW + timedelta(hours=1)
KEYS = [
    "life",
    "mrr",
    "seats",
    "notice_given_on",
    "days_to_decision",
    "logins_7d",
    "use_events_28d",
    "logins_28d",
    "active_users_28d",
    "days_since_login",
    "first_value_on",
    "initial_use_rate",
    "departments_active_28d",
    "tickets_open",
]
FEW = Registry({k: m for k, m in library().metrics.items() if k in KEYS})  # one of each kind
DAYS = [on(i) for i in range(20, 32)]  # into February


def measure(days: list[date] | None = None, **more: Any) -> operations.Receipt:
    return operations.measure(
        lake=workspace_lake(),
        days=DAYS if days is None else days,
        now=LATER,
        world=replace(load_world(), registry=FEW),
        **more,
    )


def rows(where: str = "true") -> dict[tuple[int, date], tuple[Any, ...]]:
    """Every row but for its stamps, by account and day."""
    lake = workspace_lake()
    with lake.cursor() as cursor:
        found = cursor.execute(
            "select account, day, * exclude (computed_at, generation, release) from"
            f" {queries.metric_table(lake).sql()} where {where}"
        ).fetchall()
    assert len({r[:2] for r in found}) == len(found)
    return {r[:2]: r for r in found}


def as_fresh() -> None:
    """What stands is what measuring everything anew gives."""
    stands = rows()
    last = MeasuredDay.objects.aggregate(d=Max("day"))["d"]
    measure([d for d in DAYS if d <= last], again=True)
    assert rows() == stands


def test_it_corrects_only_the_accounts_whose_events_came_late() -> None:
    aoi, bunta, send = two_accounts()
    measure()
    before = rows()
    send.event("signed in", on(24), key="bunta", user="b2")
    receipt = measure()
    assert receipt.corrected == {bunta: on(24)} and receipt.everyone is None
    assert receipt.rows == 8  # one account, from that day on
    after = rows()
    assert {k for k in after if after[k] != before[k]} == {(bunta, d) for d in DAYS if d >= on(24)}
    assert measure().rows == 0
    as_fresh()


def test_it_takes_away_the_rows_of_an_account_that_was_not_there() -> None:
    aoi, _, _ = two_accounts()
    ghost = account("ghost")  # nothing is known of it: there since ever
    measure()
    assert len(rows(f"account = {ghost}")) == len(DAYS)
    ContractLine.objects.create(
        account_id=ghost, source="crm", key="g-1", start_on=on(28), currency="JPY", recorded_at=NOW,
        mrr_minor=1, seats=1,
    )  # fmt: skip
    receipt = measure()
    assert receipt.corrected == {ghost: DAYS[0]}
    assert len(rows(f"account = {ghost}")) == 4
    with workspace_lake().cursor() as cursor:  # and still so once merged
        queries.metric_table(workspace_lake()).merge_corrections(cursor)
    assert len(rows(f"account = {ghost}")) == 4
    as_fresh()


def test_it_finds_from_which_day_on_a_corrected_fact_matters() -> None:
    aoi, bunta, _ = two_accounts()
    measure()
    ContractLine.objects.filter(account_id=aoi).update(notice_given_on=on(25))
    field(bunta, "csm_feel", "low", on(29))
    assert measure().corrected == {aoi: on(25), bunta: on(29)}
    ticket(aoi, "T-1", on(27))
    covered("tickets", "desk")
    assert measure().everyone == on(20)  # tickets are covered now: everybody has none, not unknown
    Ticket.objects.update(closed_at=NOW.replace(year=2025, month=2, day=5))
    assert measure().corrected == {aoi: on(30)}
    as_fresh()


def test_it_follows_a_key_that_changes_hands() -> None:
    aoi, bunta, send = two_accounts()
    send.event("search", on(22), on(29), key="aoi", user="u1")
    measure()
    AccountKey.objects.filter(key="aoi").update(to_on=on(26))
    AccountKey.objects.create(
        source=SOURCE, key="aoi", key_folded="aoi", account_id=bunta, from_on=on(26)
    )
    found = measure().corrected
    assert found.keys() == {aoi, bunta} and min(found.values()) >= on(26)
    as_fresh()


def test_it_notices_events_taken_back() -> None:
    aoi, _, send = two_accounts()
    send.event("search", on(21), on(23), key="aoi", batch="wrong")
    measure()
    remove_batch(lake=workspace_lake(), batch="wrong")
    assert measure().corrected == {aoi: on(21)}
    as_fresh()


def test_it_goes_back_only_so_far_without_being_asked() -> None:
    aoi, _, send = two_accounts()
    measure(DAYS[:-1])
    send.event("signed in", on(21), key="aoi", user="late")
    receipt = measure([DAYS[-1]], reopen_days=5)
    assert receipt.corrected == {aoi: DAYS[-1] - timedelta(days=5)}
    limit = DAYS[-1] - timedelta(days=5)
    found = waiting(viewer=SYSTEM, before=DAYS[-1], limit=5)
    alone = WaitingAccount(aoi, on(21), limit - timedelta(days=1), ("events",))
    assert found == Waiting(alone.first, alone.last, None, (alone,), 1, ("events",))
    stranger = Viewer(user_id=9, role=Role.PARTNER, scope=frozenset())
    assert waiting(viewer=stranger, before=DAYS[-1], limit=5) is None
    assert measure().corrected == {aoi: on(21)}  # asked for, it goes on with what is left
    assert not StaleAccount.objects.exists()
    as_fresh()


def test_it_corrects_the_accounts_named() -> None:
    aoi, bunta, _ = two_accounts()
    measure()
    assert measure(accounts=[bunta]).rows == 0  # right already: nothing is written
    assert measure(accounts=[bunta]).corrected == {}


def test_it_says_which_days_have_nothing() -> None:
    two_accounts()
    days = [date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 2)]
    receipt = measure(days)
    assert [(p.id, p.path) for p in receipt.notices] == [
        ("metrics.days.not-covered", "2023-12-30 – 2023-12-31"),
        ("metrics.days.no-events", "2024-01-02"),
    ]
    assert receipt.days == 3 and measure(days).notices == ()


def test_it_looks_only_at_what_changed() -> None:
    two_accounts()
    measure()
    world = replace(load_world(), registry=FEW)
    looked = reopen.look(lake=workspace_lake(), world=world)
    assert (looked.accounts, looked.everyone) == ({}, None)
    covered("usage", SOURCE, on(-400))  # further back than before
    looked = reopen.look(lake=workspace_lake(), world=load_world())
    assert set(looked.accounts.values()) == {DAYS[0]} and len(looked.accounts) == 2
