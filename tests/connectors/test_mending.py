"""Rows of quarantine mended and taken in: the end is that of the corrected file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.connectors import operations, queries
from banso.connectors.mending import operations as mending
from banso.connectors.mending import queries as quarantine
from banso.connectors.mending.replaying import NothingToMend
from banso.connectors.mending.rules import Rule, RuleRefused
from banso.connectors.models import ImportBatch, QuarantineRow
from banso.customers.models import Account, AccountKey, ProductUser, Ticket
from banso.revenue.models import ContractLine
from banso.workspace.models import AuditRow
from tests.connectors.helping import (
    ACCOUNTS,
    NOW,
    SYSTEM,
    Rows,
    counts,
    stored,
    take_in,
    write,
)
from tests.ground.depth import deep

pytestmark = pytest.mark.usefixtures("workspace")
LATER = NOW + timedelta(hours=1)
CONTRACT = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "currency")
EVENT = ("event_id", "account_id", "user_id", "event_name", "timestamp", "value")


def mend(batch: str, reason: str = "", **rule: Any) -> dict[str, Any]:
    return mending.mend(viewer=SYSTEM, batch=batch, rule=Rule(**rule), now=LATER, reason=reason)


def row_of(problem: str) -> QuarantineRow:
    return QuarantineRow.objects.get(problem=f"import.row.{problem}", state="open")


def test_it_takes_one_row_in_after_its_cell_was_mended(tmp_path: Path) -> None:
    rows: Rows = [
        CONTRACT,
        ("S1", "A1", "pro", "2025-04-01", "2026-04-01", "1000", "JPY"),
        ("S2", "A1", "pro", "2025-99-01", "2026-04-01", "2000", "JPY"),
    ]
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    bad = row_of("date")
    seen = mending.preview_rule(
        viewer=SYSTEM, batch=batch, now=LATER,
        rule=Rule("cells", rows=(bad.pk,), changes={"start_date": "2025-09-01"}),
    )  # fmt: skip
    assert (seen.rows, seen.good, ContractLine.objects.count()) == (1, 1, 1)
    done = mend(batch, kind="cells", rows=(bad.pk,), changes={"start_date": "2025-09-01"})
    assert (done["rows"], done["good"]) == (1, 1)
    line = ContractLine.objects.get(key="S2")
    assert (line.mrr_minor, line.batch, str(line.start_on)) == (2000, batch, "2025-09-01")
    bad.refresh_from_db()
    assert (bad.state, bad.raw["start_date"]) == ("mended", "2025-99-01")
    assert bad.history[0]["cells"] == {"start_date": ["2025-99-01", "2025-09-01"]}
    found = queries.batch(viewer=SYSTEM, public_id=batch).counts["contract"]
    assert (found["rows"], found["created"], found["quarantined"]) == (2, 2, 0)
    assert AuditRow.objects.filter(act="quarantine.mended", subject_id=batch).exists()


def test_it_keeps_a_row_that_is_only_half_mended(tmp_path: Path) -> None:
    rows: Rows = [CONTRACT, ("S1", "A1", "pro", "soon", "", "1000", "JPY"), ("S2", "A1", "pro", "2025-04-01", "", "lots", "JPY"), ("S3", "A1", "pro", "2025-04-01", "", "1", "JPY")]  # fmt: skip
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    bad = row_of("date")
    done = mend(batch, kind="cells", rows=(bad.pk,), changes={"start_date": "2025-04-01", "mrr": "?"})  # fmt: skip
    assert done["good"] == 0
    bad.refresh_from_db()
    assert (bad.state, bad.problem, bad.changes["start_date"]) == ("open", "import.row.money", "2025-04-01")  # fmt: skip
    assert mend(batch, kind="replace", problem="import.row.money", column="mrr", old="?", new="5")["good"] == 1  # fmt: skip
    assert ContractLine.objects.get(key="S1").mrr_minor == 5


def test_it_reads_a_column_in_another_form(tmp_path: Path) -> None:
    rows: Rows = [
        CONTRACT,
        ("S1", "A1", "pro", "2025-04-01", "", "1", "JPY"),
        *((f"S1{n}", "A1", "pro", "2025-04-01", "", "1", "JPY") for n in range(6)),
        ("S2", "A1", "pro", "月額(25日〆) 2025年5月1日から", "", "2", "JPY"),
        ("S3", "A1", "pro", "unbekannt", "", "3", "JPY"),
    ]
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    done = mend(batch, kind="read_as", problem="import.row.date", column="start_date", form="date_inside")  # fmt: skip
    assert (done["rows"], done["good"]) == (1, 1)
    assert str(ContractLine.objects.get(key="S2").start_on) == "2025-05-01"
    assert QuarantineRow.objects.filter(state="open").count() == 1


def test_it_takes_rows_in_when_their_account_is_known_at_last(tmp_path: Path) -> None:
    tickets: Rows = [("ticket_id", "account_id", "subject", "opened_at"), ("T1", "A1", "?", "2026-04-01 09:00"), ("T2", "A9", "?", "2026-04-02 09:00")]  # fmt: skip
    batch = take_in(write(tmp_path, "tickets.csv", tickets))["batch"]
    assert not quarantine.late_accounts(viewer=SYSTEM)
    take_in(write(tmp_path, "accounts.csv", ACCOUNTS))
    assert [(o.batch, o.rows) for o in quarantine.late_accounts(viewer=SYSTEM)] == [(batch, 1)]
    done = mend(batch, kind="again", problem="import.row.unknown-account")
    assert (done["good"], done["still"]) == (1, 1)
    assert Ticket.objects.get().key == "T1"
    account = Account.objects.get(name__startswith="Beacon")
    done = mend(batch, kind="account", problem="import.row.unknown-account", key="A9", account=account.public_id)  # fmt: skip
    assert done["good"] == 1
    assert Ticket.objects.get(key="T2").account_id == account.pk
    assert AccountKey.objects.get(key="A9").batch == batch


def test_it_leaves_rows_out_for_good_with_a_reason(tmp_path: Path) -> None:
    rows: Rows = [CONTRACT, ("S1", "A1", "pro", "soon", "", "1", "JPY"), ("S2", "A1", "pro", "2025-04-01", "", "1", "JPY")]  # fmt: skip
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    with pytest.raises(RuleRefused):
        mend(batch, kind="leave_out", problem="import.row.date")
    mend(batch, "a test row", kind="leave_out", problem="import.row.date")
    row = QuarantineRow.objects.get()
    assert (row.state, row.history[0]["reason"]) == ("left_out", "a test row")
    with pytest.raises(NothingToMend):
        mend(batch, kind="again", problem="import.row.date")


def test_it_shows_both_rows_of_one_id_and_keeps_both(tmp_path: Path) -> None:
    rows: Rows = [
        EVENT,
        ("E1", "A1", "u1", "login", "2026-04-01 09:00:00", "1"),
        ("E1", "A1", "u2", "export", "2026-04-02 09:00:00", "2"),
        ("E2", "A1", "u1", "login", "2026-04-03 09:00:00", "1"),
        ("E2", "A1", "u1", "login", "2026-04-03 09:00:00", "1"),
    ]
    result = take_in(write(tmp_path, "events.csv", rows))
    assert result["counts"]["event"] == {"rows": 4, "created": 2, "changed": 0, "known": 1, "quarantined": 1, "implied": 0}  # fmt: skip
    assert "import.note.same-again" in {p["id"] for p in result["problems"]}
    bad = QuarantineRow.objects.get()
    assert bad.twin == {"row": 2, "raw": dict(zip(EVENT, rows[1], strict=True))}
    batch = result["batch"]
    assert mend(batch, kind="again", problem="import.row.duplicate-id")["good"] == 0
    assert mend(batch, kind="new_id", problem="import.row.duplicate-id")["good"] == 1
    assert sorted(stored("message_id, name")) == [("E1", "login"), ("E1-2", "export"), ("E2", "login")]  # fmt: skip


def test_it_lets_a_row_take_the_place_of_the_one_that_has_its_id(tmp_path: Path) -> None:
    rows: Rows = [CONTRACT, ("S1", "A1", "pro", "2025-04-01", "", "1000", "JPY"), ("S1", "A1", "pro", "2025-04-01", "", "3000", "JPY")]  # fmt: skip
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    assert row_of("duplicate-id").twin["raw"]["mrr"] == "1000"  # type: ignore[index]
    assert mend(batch, kind="instead", problem="import.row.duplicate-id")["good"] == 1
    assert ContractLine.objects.get().mrr_minor == 3000


def test_an_event_takes_the_place_of_the_one_that_has_its_id(tmp_path: Path) -> None:
    rows: Rows = [EVENT, ("E1", "A1", "u1", "login", "2026-04-01 09:00:00", "1"), ("E1", "A1", "u2", "export", "2026-04-02 09:00:00", "2"), ("E3", "A1", "u1", "login", "2026-04-01 10:00:00", "1")]  # fmt: skip
    batch = take_in(write(tmp_path, "events.csv", rows))["batch"]
    assert mend(batch, kind="instead", problem="import.row.duplicate-id")["good"] == 1
    assert stored("message_id, name") == [("E3", "login"), ("E1", "export")]


def test_the_undo_takes_what_came_in_later_as_well(tmp_path: Path) -> None:
    rows: Rows = [EVENT, ("E1", "A1", "u1", "login", "2026-04-01 09:00:00", "1"), ("E2", "A1", "u2", "export", "2026-13-02 09:00:00", "2")]  # fmt: skip
    batch = take_in(write(tmp_path, "events.csv", rows))["batch"]
    bad = row_of("date")
    mend(batch, kind="cells", rows=(bad.pk,), changes={"timestamp": "2026-03-02 09:00:00"})
    assert len(stored()) == 2
    assert ImportBatch.objects.get().first_on.isoformat() == "2026-03-02"  # type: ignore[union-attr]
    operations.undo(viewer=SYSTEM, batch=batch, now=LATER)
    assert stored() == [] and not any(counts().values())


# The property ------------------------------------------------------------------------------------

CONTRACTS_GOOD = st.tuples(
    st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["2025-04-01", "2025-06-15", "2026-01-01"]),
    st.sampled_from(["100", "200", "5000"]),
)  # fmt: skip
EVENTS_GOOD = st.tuples(
    st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["u1", "u2"]), st.sampled_from(["login", "export"]),
    st.sampled_from(["2026-04-01 09:00:00", "2026-04-02 10:00:00", "2026-02-03 00:30:00"]),
)  # fmt: skip


def _contract_rows(rows: list[tuple[str, ...]], ids: bool) -> Rows:
    head = ("account_id", "plan", "start_date", "mrr", *(("subscription_id",) if ids else ()))
    return [head, *((a, "pro", s, m, *((f"S{n}",) if ids else ())) for n, (a, s, m) in enumerate(rows))]  # fmt: skip


def _event_rows(rows: list[tuple[str, ...]], ids: bool) -> Rows:
    head = ("account_id", "user_id", "event_name", "timestamp", *(("event_id",) if ids else ()))
    return [head, *((*r, *((f"E{n}",) if ids else ())) for n, r in enumerate(rows))]


def _spoilt(rows: Rows, column: int, which: set[int]) -> Rows:
    """The same rows with cells that cannot be read; the first row is the header."""
    return [
        tuple("??" if n in which and c == column else cell for c, cell in enumerate(row))
        for n, row in enumerate(rows)
    ]


def _everything() -> dict[str, Any]:
    batch = ImportBatch.objects.latest("pk")
    found: dict[str, Any] = {
        "accounts": sorted(AccountKey.objects.values_list("source", "key")),
        "users": sorted(map(str, ProductUser.objects.values_list("account__keys__key", "user_key", "first_seen_on"))),
        "lines": sorted(map(str, ContractLine.objects.values_list("account__keys__key", "plan__key", "start_on", "end_on", "mrr_minor", "currency", "term_months"))),
        "events": sorted(map(str, stored('account_key, user_key, name, "at", day, value'))),
        "counts": {k: v for k, v in batch.counts.items() if v.get("rows")},
        "coverage": batch.coverage,
        "first": batch.first_on,
        "last": batch.last_on,
        "open": QuarantineRow.objects.filter(state="open").count(),
    }  # fmt: skip
    return found


@settings(max_examples=deep(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    contracts=st.lists(CONTRACTS_GOOD, min_size=2, max_size=6),
    events=st.lists(EVENTS_GOOD, min_size=2, max_size=6),
    ids=st.booleans(),
    spoil=st.sets(st.integers(1, 6), min_size=1),
)
def test_mended_rows_leave_what_the_corrected_file_leaves(
    tmp_path_factory: pytest.TempPathFactory,
    contracts: list[tuple[str, ...]],
    events: list[tuple[str, ...]],
    ids: bool,
    spoil: set[int],
) -> None:
    good = {"contracts.csv": (_contract_rows(contracts, ids), 2), "events.csv": (_event_rows(events, ids), 3)}  # fmt: skip
    folder = tmp_path_factory.mktemp("good")
    for name, (rows, _) in good.items():
        write(folder, name, rows)
    batch = take_in(folder)["batch"]
    wanted = _everything()
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    folder = tmp_path_factory.mktemp("bad")
    for name, (rows, column) in good.items():
        keep = 1 if len(spoil) >= len(rows) - 1 else 0
        write(folder, name, _spoilt(rows, column, spoil - {keep}))
    batch = take_in(folder)["batch"]
    for bad in QuarantineRow.objects.filter(state="open").order_by("-row"):
        rows, column = good[bad.file]
        change = {str(rows[0][column]): str(rows[bad.row - 1][column])}
        assert mend(batch, kind="cells", rows=(bad.pk,), changes=change)["good"] == 1
    found = _everything()
    operations.undo(viewer=SYSTEM, batch=batch, now=LATER)
    assert not stored()
    assert found == wanted
    ImportBatch.objects.all().delete()
