"""A bad row stays out with its reason and everything in it; the others come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from banso.connectors import operations, queries
from banso.connectors.files.rowproblems import IDS, row_problem
from banso.connectors.models import QuarantineRow
from banso.customers.models import Account, Contact, FieldValue, Ticket
from banso.revenue.models import ContractLine
from tests.connectors.helping import (
    ACCOUNTS,
    NOW,
    SYSTEM,
    Rows,
    counts,
    look,
    stored,
    take_in,
    write,
)

pytestmark = pytest.mark.usefixtures("workspace")
CONTRACT = ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "currency")
EVENT = ("event_id", "account_id", "user_id", "event_name", "timestamp", "value")


def stayed_out(batch: str) -> list[tuple[str, int, str]]:
    rows = QuarantineRow.objects.filter(batch__public_id=batch).order_by("file", "row")
    return [(r.kind, r.row, r.problem.removeprefix("import.row.")) for r in rows]


def test_contracts(tmp_path: Path) -> None:
    rows: Rows = [
        CONTRACT,
        ("S1", "A1", "pro", "2025-04-01", "2026-04-01", "1000", "JPY"),
        ("S2", "", "pro", "2025-04-01", "2026-04-01", "1000", "JPY"),
        ("S3", "A1", "pro", "2025-99-01", "2026-04-01", "1000", "JPY"),
        ("S4", "A1", "pro", "2026-04-01", "2025-04-01", "1000", "JPY"),
        ("S5", "A1", "pro", "2025-04-01", "2026-04-01", "-1000", "JPY"),
        ("S6", "A1", "pro", "2025-04-01", "2026-04-01", "1000", "XXQ"),
        ("S7", "A1", "pro", "2025-04-01", "2026-04-01", "lots", "JPY"),
        ("S1", "A1", "pro", "2025-04-01", "2026-04-01", "9999", "JPY"),
        ("S1", "A1", "pro", "2025-04-01", "2026-04-01", "1000", "JPY"),
        ("S8", "A1", "pro"),
        ("S9", "A1", "x" * 90, "2025-04-01", "2026-04-01", "1000", "JPY"),
    ]  # fmt: skip
    result = take_in(write(tmp_path, "contracts.csv", rows))
    assert stayed_out(result["batch"]) == [
        ("contract", 3, "missing"),
        ("contract", 4, "date"),
        ("contract", 5, "end-before-start"),
        ("contract", 6, "negative-mrr"),
        ("contract", 7, "currency"),
        ("contract", 8, "money"),
        ("contract", 9, "duplicate-id"),
        ("contract", 11, "columns"),
        ("contract", 12, "too-long"),
    ]
    found = result["counts"]["contract"]
    assert (found["rows"], found["created"], found["known"], found["quarantined"]) == (11, 1, 1, 9)
    assert ContractLine.objects.get().mrr_minor == 1000
    bad_date = QuarantineRow.objects.get(problem="import.row.date")
    assert bad_date.raw["start_date"] == "2025-99-01" and bad_date.raw["subscription_id"] == "S3"
    ragged = QuarantineRow.objects.get(problem="import.row.columns")
    assert ragged.raw == {"subscription_id": "S8", "account_id": "A1", "plan": "pro", "": ""}


def test_events_read_by_the_engine_and_by_us_alike(tmp_path: Path) -> None:
    rows: Rows = [
        EVENT,
        ("e1", "A1", "u1", "login", "2026-04-01 09:00:00", ""),
        ("e2", "A1", "u1", "login", "2026年4月1日 9:30", "1,200"),
        ("e3", "A1", "u1", "login", "2026-04-01T00:45:00Z", "1e3"),
        ("e4", "", "u1", "login", "2026-04-01 09:00:00", ""),
        ("e5", "A1", "u1", "login", "yesterday", ""),
        ("e6", "A1", "u1", "", "2026-04-01 09:00:00", ""),
        ("e7", "A1", "u1", "login", "2031-04-01 09:00:00", ""),
        ("e8", "A1", "u1", "login", "1970-01-01 09:00:00", ""),
        ("e9", "A1", "u1", "login", "2026-04-01 09:00:00", "many"),
        ("", "A1", "u1", "login", "2026-04-01 09:00:00", ""),
        ("e1", "A1", "u1", "login", "2026-04-02 09:00:00", ""),
        ("e10", "A1", "u1", "login", "2026-04-01 09:00:00", "", "more"),
        ("e11", "A1", "", "login", "2026/4/1 10:00", "nan"),
    ]  # fmt: skip
    result = take_in(write(tmp_path, "events.csv", rows))
    assert stayed_out(result["batch"]) == [
        ("event", 5, "missing"),
        ("event", 6, "date"),
        ("event", 7, "missing"),
        ("event", 8, "future"),
        ("event", 9, "too-early"),
        ("event", 10, "number"),
        ("event", 11, "missing"),
        ("event", 12, "duplicate-id"),
        ("event", 13, "columns"),
    ]
    assert stored('message_id, "at"::varchar, value, user_key') == [
        ("e1", "2026-04-01 00:00:00+00", None, "u1"),
        ("e2", "2026-04-01 00:30:00+00", 1200.0, "u1"),
        ("e3", "2026-04-01 00:45:00+00", 1000.0, "u1"),
        ("e11", "2026-04-01 01:00:00+00", None, None),
    ]
    found = result["counts"]["event"]
    assert (found["rows"], found["created"], found["quarantined"]) == (13, 4, 9)


def test_people_tickets_and_fields(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    write(folder, "accounts.csv", ACCOUNTS)
    write(folder, "contacts.csv", [
        ("contact_id", "account_id", "氏名", "メール", "役割", "着任日", "離任日"),
        ("C1", "A1", "山田 太郎", "t@example.com", "決裁者", "2025-04-01", ""),
        ("C2", "A1", "佐藤 花子", "", "", "2026-04-01", "2025-04-01"),
        ("C3", "A1", "", "", "", "", ""),
    ])  # fmt: skip
    write(folder, "tickets.csv", [
        ("ticket_id", "account_id", "subject", "priority", "created_at", "closed_at"),
        ("T1", "A1", "入れない", "緊急", "2026-04-01 09:00", "2026-04-02 09:00"),
        ("T2", "A1", "x", "purple", "2026-04-01 09:00", ""),
        ("T3", "A1", "x", "low", "2026-04-03 09:00", "2026-04-02 09:00"),
    ])  # fmt: skip
    write(folder, "fields.csv", [
        ("account_id", "項目", "値", "適用開始日"),
        ("A1", "leaving_intent", "検討中", "2026-03-01"),
        ("A1", "leaving_intent", "perhaps", "2026-03-02"),
        ("A1", "no_such_field", "1", ""),
    ])  # fmt: skip
    result = take_in(folder)
    assert stayed_out(result["batch"]) == [
        ("contact", 3, "end-before-start"),
        ("contact", 4, "missing"),
        ("field", 3, "choice"),
        ("field", 4, "unknown-field"),
        ("ticket", 3, "choice"),
        ("ticket", 4, "end-before-start"),
    ]
    person = Contact.objects.get()
    assert (person.family_name, person.given_name, person.role) == (
        "山田",
        "太郎",
        "decision_maker",
    )
    assert Ticket.objects.get().severity == "urgent"
    assert FieldValue.objects.get(key="leaving_intent").value == "considering"


def test_owners_are_found_by_address_or_name(tmp_path: Path, chie: object) -> None:
    from banso.workspace.models import User

    csm = User.objects.get()
    head = ("account_id", "account_name", "担当者")
    rows: Rows = [
        head,
        ("A1", "x", csm.email),
        ("A2", "y", csm.display_name),
        ("A3", "z", "nobody@example.com"),
    ]
    result = take_in(write(tmp_path, "accounts.csv", rows))
    owners = list(Account.objects.order_by("keys__key").values_list("owner_id", flat=True))
    assert owners == [csm.pk, csm.pk, None]
    [note] = result["problems"]
    assert (note["id"], note["stays_out"], note["count"]) == ("import.note.unknown-owner", False, 1)
    assert result["quarantined"] == 0


def test_the_preview_shows_bad_rows_before_anything_is_written(tmp_path: Path) -> None:
    seen = look(
        write(
            tmp_path,
            "contracts.csv",
            [
                CONTRACT,
                ("S3", "A1", "pro", "someday", "", "1", ""),
                ("S4", "A1", "pro", "2026-01-01", "", "1", ""),
            ],
        )
    )
    assert seen.counts["contract"]["quarantined"] == 1
    [problem] = seen.problems
    assert problem["id"] == "import.row.date"
    assert problem["samples"] == [
        {
            "file": "contracts.csv",
            "row": 2,
            "kind": "contract",
            "column": "start_date",
            "seen": "someday",
        }
    ]
    assert seen.rows[0]["raw"]["subscription_id"] == "S3"
    assert not any(counts().values())


def test_quarantine_is_read_page_by_page(tmp_path: Path) -> None:
    rows: Rows = [CONTRACT, ("S0", "A1", "pro", "2026-01-01", "", "1", "")] + [
        (f"S{n}", "A1", "pro", "bad" if n % 2 else "2026-01-01", "2025-01-01", "1", "")
        for n in range(1, 21)
    ]
    batch = take_in(write(tmp_path, "contracts.csv", rows))["batch"]
    page = queries.quarantine(viewer=SYSTEM, public_id=batch, page=2, per_page=8)
    assert (page.total, page.pages, page.by_problem) == (
        20,
        3,
        {"import.row.date": 10, "import.row.end-before-start": 10},
    )
    assert [r.row for r in page.rows] == list(range(11, 19))
    only = queries.quarantine(viewer=SYSTEM, public_id=batch, problem="import.row.date")
    assert {r.problems[0][0].id for r in only.rows} == {"import.row.date"}
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert QuarantineRow.objects.count() == 0


def test_every_row_problem_has_words_in_both_languages() -> None:
    for id in IDS:
        told = row_problem(id)
        assert told.fact.ja and told.fact.en and told.remedy.ja and told.remedy.en


def test_missing_columns_of_a_mapping_are_said_with_the_nearest(tmp_path: Path) -> None:
    from banso.connectors.files.work import NothingMapped

    path = write(tmp_path, "a.csv", [("Kunde", "Beginn"), ("A1", "2025-04-01")])
    mapping = "schema: banso/mapping@1\nkey: x\nsource: y\nfiles:\n  - {file: a.csv, kind: contract, columns: {account_key: Kunden, start_on: Beginn}}\n"
    with pytest.raises(NothingMapped) as refused:
        look(path, mapping=mapping)
    [told] = refused.value.problems
    assert (told.id, told.suggestion) == ("import.column-missing", "Kunde")
    with pytest.raises(NothingMapped, match="import.nothing-understood"):
        look(write(tmp_path, "b.csv", [("city", "rain"), ("Osaka", "1")]))
