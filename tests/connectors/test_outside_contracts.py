"""Usage before the first and after the last contract comes in and is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.helping import Rows, look, stored, take_in, write

pytestmark = pytest.mark.usefixtures("workspace")
CONTRACTS: Rows = [
    ("contract_id", "account_id", "plan", "start_date", "end_date", "auto_renew", "mrr"),
    ("S1", "A1", "pro", "2026-01-01", "2026-02-28", "no", "1"),
    ("S2", "A2", "pro", "2026-01-01", "2026-02-28", "yes", "1"),
    ("S3", "A3", "pro", "2026-01-01", "", "", "1"),
]
EVENTS: Rows = [
    ("account_id", "event_name", "timestamp"),
    ("A1", "login", "2025-12-31 23:59:59"),
    ("A1", "login", "2026-01-01 00:00:00"),
    ("A1", "login", "2026-02-28 12:00:00"),
    ("A1", "login", "2026-03-01 00:00:00"),
    ("A2", "login", "2026-03-05 00:00:00"),
    ("A3", "login", "2025-12-30 00:00:00"),
    ("A9", "login", "2025-12-30 00:00:00"),
]


@pytest.mark.parametrize("together", [True, False])
def test_it_is_said_and_kept(together: bool, tmp_path: Path) -> None:
    write(tmp_path, "contracts.csv", CONTRACTS)
    if not together:
        take_in(tmp_path / "contracts.csv")
        (tmp_path / "contracts.csv").unlink()
    events = write(tmp_path, "events.csv", EVENTS)
    seen = look(tmp_path if together else events)
    result = take_in(tmp_path if together else events)
    assert seen.problems == result["problems"]
    told = {p["id"]: (p["count"], p["stays_out"], p["samples"]) for p in result["problems"]}
    assert told == {
        "import.note.event-before-contract": (2, False, [{"account_key": "A1", "events": 1}, {"account_key": "A3", "events": 1}]),
        "import.note.event-after-contract": (1, False, [{"account_key": "A1", "events": 1}]),
    }  # fmt: skip
    assert result["quarantined"] == 0 and len(stored()) == 7
