"""Every odd file of this folder, imported as it is: the exact values that come out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations, queries
from banso.connectors.files.layout import KEEP, Asked
from banso.connectors.files.refusals import FileRefused
from banso.customers.models import AccountKey, FieldValue
from banso.revenue.models import ContractLine
from tests.connectors.helping import NOW, SYSTEM, nothing_left, write
from tests.connectors.oddities import make

pytestmark = pytest.mark.usefixtures("workspace")
FILES = make.FILES

A = ("A1", "あおば商事（架空）", "2026-04-01", "2027-04-01", 120_000, 30)
B = ("A2", "みどり工業（架空）", "2026-05-01", "2027-05-01", 50_000, 10)


def take_in(name: str, *, mapping: str = "") -> tuple[str, dict[str, Any]]:
    """Stage, preview, commit; gives back the batch and what the commit says. Both must agree."""
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / name, now=NOW)
    if mapping:
        operations.choose_mapping(viewer=SYSTEM, batch=batch, text=mapping)
    told = operations.preview(viewer=SYSTEM, batch=batch, now=NOW)
    done = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert told.counts == done["counts"]
    return batch, done


def lines() -> list[tuple[Any, ...]]:
    """Contracts as they are stored; ends are the first day without the contract."""
    keys = {k.account_id: k.key for k in AccountKey.objects.order_by("-pk")}
    return [
        (
            keys[line.account_id],
            line.account.name,
            line.start_on.isoformat(),
            line.end_on.isoformat() if line.end_on else None,
            line.mrr_minor,
            line.seats,
        )
        for line in ContractLine.objects.order_by("pk")
    ]


def notes(name: str) -> dict[str, tuple[int, ...]]:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / name, now=NOW)
    found = queries.readings(viewer=SYSTEM, batch=batch)
    return {n.id.removeprefix("layout."): n.rows for t in found for n in t.notes}


PLAIN = [
    "titles.xlsx", "titles.csv", "two_rows.xlsx", "two_rows.csv", "totals.xlsx", "totals.csv",
    "shifted.xlsx", "printed_pages.csv", "remarks.csv", "unnamed.csv", "real_dates.xlsx",
    "days_1904.xlsx", "shift_jis.csv", "euc_jp.csv", "utf8.csv", "utf8_bom.csv", "utf16_le.csv",
    "utf16_be.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_it_gives_the_same_two_contracts(name: str) -> None:
    take_in(name)
    assert lines() == [A, B]


@pytest.mark.parametrize("name", ["hidden.xlsx", "spacer.xlsx", "remarks.xlsx", "serials.xlsx"])
def test_it_gives_the_one_contract(name: str) -> None:
    take_in(name)
    assert lines() == [A]


def test_sheets_with_data_are_tables_and_the_others_are_passed_over() -> None:
    _, done = take_in("sheets.xlsx")
    assert done["files"] == ["sheets.xlsx#契約", "sheets.xlsx#顧客"]
    assert lines() == [A]
    industries = AccountKey.objects.order_by("key").values_list("key", "account__industry")
    assert list(industries) == [("A1", "商社"), ("A2", "製造")]


NOTED: dict[str, dict[str, tuple[int, ...]]] = {
    "titles.xlsx": {"title": (1, 2), "unit": (1, 2)},
    "titles.csv": {"title": (1, 2), "unit": (1, 2)},
    "two_rows.xlsx": {"two-row-header": (1, 2)},
    "two_rows.csv": {"two-row-header": (1, 2)},
    "totals.xlsx": {"totals": (3, 5)},
    "totals.csv": {"totals": (3, 5, 6)},
    "printed_pages.csv": {"header-again": (3, 5)},
    "remarks.csv": {"remarks": (5, 6)},
    "remarks.xlsx": {"remarks": (4, 5)},
    "unnamed.csv": {"header-named": (), "header-numbered": ()},
    "hidden.xlsx": {"hidden-sheets": ()},
    "merged_keys.xlsx": {"merged": (2, 2), "merged-amounts": (2,)},
    "formulas.xlsx": {"formula-unsaved": (4,), "cell-errors": (3,)},
    "days_1904.xlsx": {"date-1904": ()},
    "excel_quoted.csv": {"excel-quoted": ()},
    "months.xlsx": {"title": (1,), "totals": (5,), "months": ()},
    "utf8.csv": {},
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_no_data_is_noted_with_its_rows(name: str) -> None:
    assert notes(name) == NOTED[name]


def test_merged_keys_reach_their_rows_and_merged_amounts_count_once() -> None:
    take_in("merged_keys.xlsx")
    assert [(k, mrr, seats) for k, _, _, _, mrr, seats in lines()] == [
        ("A1", 120_000, 30),
        ("A1", 50_000, None),
        ("A2", 70_000, 5),
    ]


def test_a_blank_below_in_a_csv_is_filled_only_when_asked() -> None:
    batch, done = take_in("blank_below.csv")
    assert done["counts"]["contract"]["quarantined"] == 1
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "blank_below.csv", now=NOW)
    asked = Asked(fill_down=("顧客名",))
    operations.relayout(viewer=SYSTEM, batch=batch, table="blank_below.csv", layout=asked, now=NOW)
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert [(name, mrr) for _, name, _, _, mrr, _ in lines()] == [
        ("あおば商事（架空）", 120_000),
        ("あおば商事（架空）", 50_000),
        ("みどり工業（架空）", 70_000),
    ]


def test_totals_can_be_kept() -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "totals.csv", now=NOW)
    asked = Asked(totals=KEEP)
    operations.relayout(viewer=SYSTEM, batch=batch, table="totals.csv", layout=asked, now=NOW)
    [table] = queries.readings(viewer=SYSTEM, batch=batch)
    assert (table.rows, {n.id: n.rows for n in table.notes}) == (
        5,
        {"layout.totals-kept": (3, 5, 6)},
    )
    done = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert done["counts"]["contract"]["quarantined"] == 3
    assert lines() == [A, B]


def test_a_hidden_sheet_can_be_chosen_and_left_again() -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "hidden.xlsx", now=NOW)
    given: dict[str, Any] = {"viewer": SYSTEM, "batch": batch, "table": "hidden.xlsx", "now": NOW}
    operations.relayout(**given, layout=Asked(sheet="旧契約"))
    assert queries.readings(viewer=SYSTEM, batch=batch)[0].columns[0].examples == (("A2", "A2"),)
    operations.relayout(**given, layout=Asked())
    assert queries.readings(viewer=SYSTEM, batch=batch)[0].columns[0].examples == (("A1", "A1"),)
    operations.relayout(**given, layout=Asked(sheet="旧契約"))
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert lines() == [B]


def test_a_layout_that_is_not_there_is_refused_and_changes_nothing() -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "hidden.xlsx", now=NOW)
    given: dict[str, Any] = {"viewer": SYSTEM, "batch": batch, "table": "hidden.xlsx", "now": NOW}
    before = queries.readings(viewer=SYSTEM, batch=batch)
    for asked in (Asked(sheet="無い"), Asked(header_rows=(80,))):
        with pytest.raises(FileRefused):
            operations.relayout(**given, layout=asked)
    assert queries.readings(viewer=SYSTEM, batch=batch) == before
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert lines() == [A]


def test_days_are_read_in_every_way_of_writing() -> None:
    _, done = take_in("days.csv")
    assert done["counts"]["contract"]["quarantined"] == 0
    assert {start for _, _, start, *_ in lines()} == {"2026-04-01"}
    assert len(lines()) == len(make.DAYS)


def test_amounts_are_read_in_every_way_of_writing() -> None:
    _, done = take_in("amounts.csv")
    assert done["counts"]["contract"]["quarantined"] == 0
    assert [mrr for *_, mrr, _ in lines()] == list(make.AMOUNTS.values())


def test_signs_shares_and_counters_are_read() -> None:
    take_in("signed.csv")
    found = FieldValue.objects.filter(from_on=None).order_by("account__keys__key")
    stored = dict(found.values_list("account__keys__key", "value"))
    wanted = {f"A{n:02}": v for n, v in enumerate(make.SIGNED.values(), start=1) if v is not None}
    assert stored == wanted


def test_amounts_take_the_unit_of_their_header_unless_they_name_one() -> None:
    take_in("unit_in_header.csv")
    assert [mrr for *_, mrr, _ in lines()] == [120_000, 50_000]


def test_keys_stay_and_names_come_in_one_width() -> None:
    take_in("widths.csv")
    assert [(key, name) for key, name, *_ in lines()] == [
        ("Ａ１", "バンソウ 商事"),
        ("a１", "BANSO（架空）"),
    ]


def test_marks_that_keep_zeros_in_excel_are_taken_off() -> None:
    take_in("excel_quoted.csv")
    assert [key for key, *_ in lines()] == ["00123", "00456"]


def test_lost_zeros_are_proposed_and_put_back_only_when_asked() -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "zeros.xlsx", now=NOW)
    [table] = queries.readings(viewer=SYSTEM, batch=batch)
    asked = table.columns[0]
    assert (asked.question, asked.pad, asked.because) == ("leading-zeros", 5, "number-format")
    row = queries.batch(viewer=SYSTEM, public_id=batch)
    text = row.mapping_text.replace(
        'account_key: "顧客ID"', 'account_key: {column: "顧客ID", pad: 5}'
    )
    assert text != row.mapping_text
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert [key for key, *_ in lines()] == ["123", "4567"]
    operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    take_in("zeros.xlsx", mapping=text)
    assert [key for key, *_ in lines()] == ["00123", "04567"]


def test_lost_zeros_are_seen_in_another_table(tmp_path: Path) -> None:
    write(tmp_path, "accounts.csv", [("顧客ID", "顧客名"), ("00123", "x"), ("00456", "y")])
    write(tmp_path, "contracts.csv", [("顧客ID", "契約開始日"), ("123", "2026-04-01")])
    batch = operations.stage_path(viewer=SYSTEM, path=tmp_path, now=NOW)
    found = {t.table: t.columns[0] for t in queries.readings(viewer=SYSTEM, batch=batch)}
    assert (found["contracts.csv"].question, found["contracts.csv"].pad) == ("leading-zeros", 5)
    assert found["accounts.csv"].question is None


def test_saved_results_of_formulas_count_and_nothing_else() -> None:
    _, done = take_in("formulas.xlsx")
    assert [(key, mrr) for key, *_, mrr, _ in lines()] == [("A1", 120_000), ("A2", 0)]
    [wrong] = done["problems"]
    assert wrong["id"] == "import.row.formula"
    assert [(s["row"], s["seen"]) for s in wrong["samples"]] == [(4, "=UNSAVED(1)")]


def test_an_error_in_a_cell_is_a_problem() -> None:
    _, done = take_in("broken_refs.xlsx")
    assert [key for key, *_ in lines()] == ["A2"]
    assert [(p["id"], p["samples"][0]["row"]) for p in done["problems"]] == [
        ("import.row.formula", 2)
    ]


ORDERS = """
schema: banso/mapping@1
key: orders
source: s
files:
  - file: "*.csv"
    kind: contract
    columns:
      account_key: account_id
      account_name: account_name
      start_on: {column: start_date%s}
"""


@pytest.mark.parametrize(
    ("name", "form", "starts"),
    [
        ("day_first.csv", "", ["2026-02-01", "2026-02-25"]),
        ("month_first.csv", "", ["2026-01-02", "2026-02-25"]),
        ("open_order.csv", "", []),
        ("open_order.csv", ", form: dmy", ["2026-02-01", "2026-04-03"]),
        ("open_order.csv", ", form: mdy", ["2026-01-02", "2026-03-04"]),
    ],
)
def test_the_column_decides_between_day_and_month_or_a_person(
    name: str, form: str, starts: list[str]
) -> None:
    _, done = take_in(name, mapping=ORDERS % form)
    assert [start for _, _, start, *_ in lines()] == starts
    if not starts:
        assert [p["id"] for p in done["problems"]] == ["import.row.date-order"]


def test_an_open_order_of_day_and_month_is_asked() -> None:
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "open_order.csv", now=NOW)
    operations.choose_mapping(viewer=SYSTEM, batch=batch, text=ORDERS % "")
    [table] = queries.readings(viewer=SYSTEM, batch=batch)
    asked = table.columns[2]
    assert (asked.question, asked.unread_count) == ("date-order", 2)
    assert [u.row for u in asked.unread] == [2, 3]


# Wide sheets --------------------------------------------------------------------------------------

WIDE = {
    "months.xlsx": [("A1", "2026-01-01", 120), ("A1", "2026-02-01", 98), ("A2", "2026-01-01", 1200),
                    ("A2", "2026-03-01", 7)],
    "month_dates.xlsx": [("A1", "2026-01-01", 1), ("A1", "2026-02-01", 2), ("A1", "2026-03-01", 3)],
    "months_en.csv": [("A1", "2026-01-01", 10), ("A1", "2026-02-01", 20), ("A1", "2026-03-01", 30)],
    "bare_months.csv": [("A1", "2026-04-01", 10), ("A1", "2026-05-01", 20), ("A1", "2027-01-01", 30)],
}  # fmt: skip


def known_accounts(folder: Path) -> None:
    write(folder, "known.csv", [("顧客ID", "顧客名"), ("A1", "あおば"), ("A2", "みどり")])
    operations.commit(
        viewer=SYSTEM,
        batch=operations.stage_path(viewer=SYSTEM, path=folder, now=NOW),
        now=NOW,
    )


def series() -> list[tuple[str, str, float]]:
    found = FieldValue.objects.exclude(from_on=None).order_by(
        "account__keys__key", "from_on", "key"
    )
    rows = found.values_list("account__keys__key", "from_on", "value")
    return [(key, day.isoformat(), value) for key, day, value in rows]


@pytest.mark.parametrize("name", WIDE)
def test_a_column_a_month_becomes_dated_values(name: str, tmp_path: Path) -> None:
    known_accounts(tmp_path)
    _, done = take_in(name)
    assert done["counts"]["field"]["quarantined"] == 0
    assert series() == WIDE[name]


def test_two_measures_a_month_become_two_fields(tmp_path: Path) -> None:
    known_accounts(tmp_path)
    take_in("months_of_two.xlsx")
    found = FieldValue.objects.exclude(from_on=None)
    assert sorted((v.from_on.month, v.value) for v in found if v.from_on) == [
        (1, 3), (1, 10), (2, 4), (2, 20), (3, 5), (3, 30),
    ]  # fmt: skip
    assert found.values("key").distinct().count() == 2


def test_rows_of_a_wide_sheet_that_stay_out_are_told_by_their_row_in_the_file() -> None:
    _, done = take_in("months.xlsx")
    [wrong] = done["problems"]
    assert [s["row"] for s in wrong["samples"]] == [3, 3, 4, 4, 4]


MONTHLY_EVENTS = """
schema: banso/mapping@1
key: monthly
source: s
files:
  - file: months_en.csv
    kind: event
    columns: {account_key: account_id, name: {constant: monthly_report}, at: 月, value: 値}
"""


def test_months_can_be_events_when_the_mapping_says_so() -> None:
    _, done = take_in("months_en.csv", mapping=MONTHLY_EVENTS)
    assert done["counts"]["event"]["created"] == 3
    batch = operations.stage_path(viewer=SYSTEM, path=FILES / "months_en.csv", now=NOW)
    operations.choose_mapping(viewer=SYSTEM, batch=batch, text=MONTHLY_EVENTS)
    again = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert again["counts"]["event"]["known"] == 3


# Refusals -----------------------------------------------------------------------------------------

REFUSED = {
    "old.xls": "import.workbook-old",
    "locked.xlsx": "import.workbook-password",
    "binary.xlsb": "import.workbook-other",
    "open.ods": "import.workbook-other",
    "cut.xlsx": "import.workbook-broken",
    "bomb.zip": "import.bomb",
    "cut.csv.gz": "import.packed-broken",
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_its_own_reason(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        operations.stage_path(viewer=SYSTEM, path=FILES / name, now=NOW)
    assert [p.id for p in refused.value.problems] == [REFUSED[name]]
    assert nothing_left()


def test_every_file_of_the_folder_is_asserted() -> None:
    named = Path(__file__).read_text()
    assert [p.name for p in sorted(FILES.iterdir()) if f'"{p.name}"' not in named] == []
