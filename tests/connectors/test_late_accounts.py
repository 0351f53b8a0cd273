"""Events of unknown accounts are kept, and count from the day their account is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations
from banso.customers.models import Account, AccountKey, ProductUser
from tests.connectors.helping import (
    ACCOUNTS,
    CONTRACTS,
    EVENTS_ROWS,
    NOW,
    SYSTEM,
    look,
    stored,
    take_in,
    write,
)

pytestmark = pytest.mark.usefixtures("workspace")


def facts() -> dict[str, Any]:
    """Events and users by account, whatever the order in which things arrived."""
    keys = dict(AccountKey.objects.values_list("key", "account__name"))
    users = ProductUser.objects.values_list("account__name", "user_key", "first_seen_on")
    events = sorted((keys.get(key, "?"), name) for key, name in stored())
    return {"events": events, "users": sorted((a, u, str(d)) for a, u, d in users)}


def test_the_order_of_arrival_makes_no_difference(tmp_path: Path) -> None:
    accounts = write(tmp_path, "accounts.csv", ACCOUNTS)
    events = write(tmp_path, "events.csv", EVENTS_ROWS)
    batches = [take_in(accounts)["batch"], take_in(events)["batch"]]
    accounts_first = facts()
    for batch in reversed(batches):
        operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    early = take_in(events)
    assert early["unknown_account_keys"] == {"keys": 2, "events": 4}
    assert Account.objects.count() == ProductUser.objects.count() == 0
    take_in(accounts)
    assert facts() == accounts_first
    assert len(accounts_first["users"]) == 3


def test_the_days_of_the_waiting_events_are_opened(tmp_path: Path) -> None:
    from datetime import date

    from banso.connectors.backfill import days_to_close
    from banso.workspace import operations as workspace
    from banso.workspace import queries as workspace_queries

    take_in(write(tmp_path, "events.csv", EVENTS_ROWS))
    workspace.record_closed_day(day=date(2026, 4, 8), now=NOW)
    batch = take_in(write(tmp_path, "accounts.csv", ACCOUNTS))["batch"]
    assert workspace_queries.workspace(viewer=SYSTEM).closed_day == date(2026, 3, 31)
    span = days_to_close(batch=batch, now=NOW)
    assert span is not None and span[0] <= date(2026, 4, 1)


def test_the_preview_names_unknown_keys(tmp_path: Path) -> None:
    seen = look(write(tmp_path, "events.csv", EVENTS_ROWS))
    assert seen.unknown_account_keys == {"keys": 2, "events": 4, "samples": ["A1", "A2"]}
    assert seen.problems == []


def test_a_contract_makes_the_account_it_names(tmp_path: Path) -> None:
    result = take_in(write(tmp_path, "contracts.csv", CONTRACTS))
    assert result["counts"]["account"]["implied"] == 2
    assert list(Account.objects.order_by("pk").values_list("name", flat=True)) == ["", ""]
    again = take_in(write(tmp_path, "accounts.csv", ACCOUNTS))["counts"]["account"]
    assert (again["created"], again["changed"]) == (0, 2)


def test_events_that_call_accounts_by_name_find_them(tmp_path: Path) -> None:
    take_in(write(tmp_path, "accounts.csv", ACCOUNTS))
    rows = [
        ("会社名", "操作", "日時"),
        ("株式会社 あおば(架空)", "ログイン", "2026/4/1 9:00"),
        ("知らない会社", "ログイン", "2026/4/1 9:00"),
    ]
    result = take_in(write(tmp_path, "利用ログ.csv", rows))
    assert result["unknown_account_keys"] == {"keys": 1, "events": 1}
    assert AccountKey.objects.get(key="株式会社 あおば(架空)").account.keys.count() == 2


def test_rows_that_hang_on_an_unknown_account_wait_in_quarantine(tmp_path: Path) -> None:
    tickets = write(
        tmp_path,
        "tickets.csv",
        [
            ("ticket_id", "account_id", "subject", "opened_at"),
            ("T1", "A1", "?", "2026-04-01 09:00"),
        ],
    )
    first = take_in(tickets)
    assert first["counts"]["ticket"]["quarantined"] == 1
    assert first["problems"][0]["id"] == "import.row.unknown-account"
    take_in(write(tmp_path, "accounts.csv", ACCOUNTS))
    again = take_in(tickets)["counts"]["ticket"]
    assert (again["created"], again["quarantined"]) == (1, 0)
