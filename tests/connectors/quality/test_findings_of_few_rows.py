"""What the quality report finds in files of a few rows: strangers, gaps, placeholders, use outside contracts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banso.revenue.models import ContractLine
from tests.connectors.helping import Rows, take_in, write
from tests.connectors.quality.finding import findings

pytestmark = pytest.mark.usefixtures("workspace")


def test_it_finds_events_of_unknown_accounts_and_gaps(tmp_path: Path) -> None:
    days = [date(2026, 1, 1 + n) for n in range(31)] + [date(2026, 2, 5 + n) for n in range(20)]
    rows: Rows = [("account_id", "user_id", "event_name", "timestamp")]
    rows = [*rows, *(("A1", "u1", "login", f"{d} 09:30:00") for d in days)]
    rows = [*rows, ("A9", "u5", "login", "2026-02-07 09:30:00")]
    take_in(write(tmp_path, "events.csv", rows))
    accounts: Rows = [("account_id", "account_name"), ("A1", "株式会社あおば（架空）")]
    take_in(write(tmp_path, "accounts.csv", accounts))
    found = findings()
    assert found["orphan.events"].count == 1 and found["orphan.events"].samples[0][1] == "A9"
    assert found["orphan.users"].count == 1
    assert found["coverage.gap"].samples[0][1:] == (date(2026, 2, 1), date(2026, 2, 4), 4)
    assert "dates.midnight" not in found


def test_it_finds_placeholders_and_round_starts(tmp_path: Path) -> None:
    head = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "seats")
    lines = [(f"S{n}", f"A{n}", "pro", "2025-04-01", "", "1000", "5") for n in range(20)]
    lines += [("S98", "A1", "pro", "1970-01-01", "2025-04-01", "1000", "5"), ("S99", "A2", "pro", "2025-05-09", "9999-12-31", "1000", "5")]  # fmt: skip
    take_in(write(tmp_path, "contracts.csv", [head, *lines]))
    found = findings()
    assert [s[3] for s in found["dates.placeholder"].samples] == [date(1970, 1, 1)]
    assert ContractLine.objects.get(key="S99").end_on is None
    assert found["dates.round"].samples[0][1:3] == (date(2025, 4, 1), 20)


def test_it_counts_use_outside_contracts_by_account(tmp_path: Path) -> None:
    head = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr")
    write(tmp_path, "contracts.csv", [head, ("S1", "A1", "pro", "2025-02-01", "2025-05-01", "1000"), ("S2", "A1", "pro", "2025-08-01", "2025-11-01", "1000")])  # fmt: skip
    days = ["2025-01-05", "2025-03-05", "2025-06-20", "2025-09-05", "2026-02-01", "2026-02-02"]
    write(tmp_path, "events.csv", [("account_id", "user_id", "event_name", "timestamp"), *(("A1", "u", "login", f"{d} 10:00:00") for d in days)])  # fmt: skip
    take_in(tmp_path)
    found = findings()
    assert {k: found[f"time.{k}"].count for k in ("before-contract", "between-contracts", "after-contract")} == {"before-contract": 1, "between-contracts": 1, "after-contract": 2}  # fmt: skip


def test_it_finds_a_contract_renewed_twice(tmp_path: Path) -> None:
    head = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr")
    lines = [
        ("S1", "A1", "pro", "2025-01-01", "2026-01-01", "1000"),
        ("S2", "A1", "pro", "2026-01-01", "2027-01-01", "1000"),
        ("S3", "A1", "pro", "2026-01-10", "2027-01-10", "1000"),
        ("S4", "A2", "pro", "2025-01-01", "2026-01-01", "1000"),
        ("S5", "A2", "pro", "2026-01-01", "2026-01-20", "1000"),
        ("S6", "A2", "pro", "2026-01-20", "2027-01-20", "1000"),  # follows S5: not beside it
    ]
    take_in(write(tmp_path, "contracts.csv", [head, *lines]))
    [sample] = findings()["contract.two-renewals"].samples
    assert sample[1:] == ("S1", "S2", "S3", date(2026, 1, 10))
