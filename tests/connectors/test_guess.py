"""What files and columns are, told from names and cells in Japanese and English."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from banso.connectors.files.grammar import (
    MappingRefused,
    parse_mapping,
    shipped,
    shipped_text,
)
from banso.connectors.files.guess import Guess, Seen, guess_all
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.files.write_yaml import mapping_text as as_text
from banso.connectors.operations import stage_path
from tests.connectors.helping import ACCOUNTS, CONTRACTS, EVENTS_ROWS, NOW, SYSTEM, Rows

FIGHTCHURN = Path(__file__).parent.parent / "data" / "fightchurn"


def seen(name: str, rows: Rows) -> Seen:
    header, *cells = [[str(c) for c in r] for r in rows]
    return Seen(name, tuple(header), cells)


def guess(*tables: Seen) -> dict[str, Guess]:
    _, guesses = guess_all(tables)
    return {g.table: g for g in guesses}


CASES: list[tuple[str, Rows, str, dict[str, str]]] = [
    ("accounts.csv", ACCOUNTS, "account", {"key": "account_id", "name": "account_name", "industry": "industry"}),
    ("contracts.csv", CONTRACTS, "contract", {"key": "subscription_id", "mrr": "mrr", "seats": "seats"}),
    ("events.csv", EVENTS_ROWS, "event", {"name": "event_name", "at": "timestamp", "user_key": "user_id"}),
    ("契約一覧.csv", [("顧客名", "法人番号", "契約開始日", "契約終了日", "月額", "席数", "更新日", "担当者"),
                  ("株式会社あおば（架空）", "", "2025/4/1", "2026/3/31", "120,000", "30", "2026/4/1", "佐藤")],
     "contract", {"account_name": "顧客名", "start_on": "契約開始日", "end_on": "契約終了日", "mrr": "月額",
                  "seats": "席数", "renewal_on": "更新日", "owner": "担当者", "corporate_number": "法人番号"}),
    ("顧客マスタ.csv", [("取引先コード", "会社名", "業種", "従業員数", "担当CSM", "利用開始日"),
                   ("0012", "合同会社かわせみ（架空）", "小売", "120名", "csm@example.com", "2025年10月1日")],
     "account", {"key": "取引先コード", "name": "会社名", "employees": "従業員数", "owner": "担当CSM", "service_start_on": "利用開始日"}),
    ("連絡先.csv", [("会社名", "氏名", "メール", "役職", "部署"), ("株式会社あおば（架空）", "山田 太郎", "t@example.com", "部長", "総務部")],
     "contact", {"account_name": "会社名", "full_name": "氏名", "email": "メール", "title": "役職", "department": "部署"}),
    ("問い合わせ.csv", [("受付番号", "顧客ID", "件名", "優先度", "受付日時", "完了日"), ("T1", "A1", "入れない", "高", "2026/4/1 9:00", "")],
     "ticket", {"key": "受付番号", "account_key": "顧客ID", "severity": "優先度", "opened_at": "受付日時", "closed_at": "完了日"}),
    ("利用ログ.csv", [("テナントID", "ユーザーID", "操作", "日時"), ("A1", "u1", "ログイン", "2026/4/1 9:00")],
     "event", {"account_key": "テナントID", "user_key": "ユーザーID", "name": "操作", "at": "日時"}),
    ("users.csv", [("user_id", "account_id", "department"), ("u1", "A1", "sales")],
     "user", {"user_key": "user_id", "account_key": "account_id", "department": "department"}),
    ("plans.csv", [("plan_code", "plan_name", "limit"), ("pro", "Pro", "500")], "plan", {"key": "plan_code", "limit": "limit"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "kind", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_it_knows_the_kind_and_the_columns(
    name: str, rows: Rows, kind: str, wanted: dict[str, str]
) -> None:
    found = guess(seen(name, rows))[name]
    assert found.kind == kind
    assert found.confidence >= 0.5
    assert {t: s.column for t, s in found.mapping.columns.items() if t in wanted} == wanted


def test_the_kind_is_known_without_a_telling_file_name() -> None:
    for _, rows, kind, _ in CASES:
        if kind not in ("plan", "user"):
            assert guess(seen("export.csv", rows))["export.csv"].kind == kind


def test_what_is_not_understood_is_left_out_and_said() -> None:
    found = guess(seen("weather.csv", [("city", "temperature"), ("Osaka", "21")]))["weather.csv"]
    assert found.kind is None and found.confidence == 0
    assert found.unused == ("city", "temperature")


def test_units_in_the_header_are_respected() -> None:
    rows = [("顧客名", "契約開始日", "月額（千円・税込）"), ("あおば", "2025/4/1", "120")]
    columns = guess(seen("契約.csv", rows))["契約.csv"].mapping.columns
    assert columns["mrr"].times == 1000
    assert columns["tax_included"].constant is True


def test_numbers_of_events_are_looked_up_in_the_table_of_names() -> None:
    events = seen(
        "event.csv",
        [("account_id", "event_time", "event_type_id"), ("1", "2026-04-01 09:00:00", "3")],
    )
    names = seen("event_type.csv", [("event_type_id", "event_type_name"), ("3", "login")])
    found = guess(events, names)["event.csv"].mapping.columns["name"]
    assert found.lookup is not None
    assert (found.column, found.lookup.file, found.lookup.value) == (
        "event_type_id",
        "event_type.csv",
        "event_type_name",
    )


def test_other_columns_of_accounts_become_typed_fields() -> None:
    rows = [("account_id", "name", "signup", "score", "vip", "tier", "memo", "区分2")] + [
        (
            f"A{n}",
            f"Company {n}",
            "2025-01-02",
            n * 1.5,
            "yes",
            "gold" if n % 2 else "silver",
            f"note {n}",
            "甲",
        )
        for n in range(1, 9)
    ]
    fields = guess(seen("accounts.csv", rows))["accounts.csv"].mapping.fields
    types = {k: f.type for k, f in fields.items() if k.isascii() and not k.startswith("field_")}
    assert types == {
        "signup": "date",
        "score": "number",
        "vip": "bool",
        "tier": "choice",
        "memo": "text",
    }
    [japanese] = [f for k, f in fields.items() if k.startswith("field_")]
    assert japanese.name is not None and japanese.name.in_("ja") == "区分2"


def test_a_guess_written_out_reads_back_the_same() -> None:
    mapping, _ = guess_all([seen(name, rows) for name, rows, _, _ in CASES])
    text = mapping_text(mapping)
    assert replace(parse_mapping(text), text="") == mapping


@pytest.mark.parametrize("key", shipped())
def test_every_shipped_mapping_is_sound_and_written_as_we_write(key: str) -> None:
    mapping = parse_mapping(shipped_text(key))
    assert mapping.key == key and mapping.name and mapping.name.ja and mapping.name.en
    again = parse_mapping(as_text(mapping))
    assert replace(again, text="") == replace(mapping, text="")


def test_all_problems_of_a_mapping_are_said_at_once_with_their_lines() -> None:
    text = """\
schema: banso/mapping@1
key: x
source: y
currency: XXX
time_zone: Mars/Base
files:
  - {file: a.csv, kind: contrac}
  - file: b.csv
    kind: contract
    columns:
      star_on: start
      account_key: {colum: id}
"""
    with pytest.raises(MappingRefused) as refused:
        parse_mapping(text, file="m.yaml")
    told = {(p.id, p.line) for p in refused.value.problems}
    assert {
        ("mapping.value", 4), ("mapping.value", 5), ("mapping.unknown-word", 7), ("mapping.unknown-word", 11),
        ("mapping.unknown-word", 12), ("mapping.column-missing", 10),
    } <= told  # fmt: skip
    near = next(p for p in refused.value.problems if p.line == 11)
    assert near.suggestion == "start_on" and near.place == "m.yaml:11"


@pytest.mark.usefixtures("workspace")
def test_a_folder_brings_its_own_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Kunde,Beginn\nA1,2025-04-01\n")
    (tmp_path / "mapping.yaml").write_text(
        "schema: banso/mapping@1\nkey: own\nsource: erp\nfiles:\n"
        "  - {file: a.csv, kind: contract, columns: {account_key: Kunde, start_on: Beginn}}\n"
    )
    from banso.connectors.models import ImportBatch

    batch = stage_path(viewer=SYSTEM, path=tmp_path, now=NOW)
    row = ImportBatch.objects.get(public_id=batch)
    assert (row.mapping_key, row.source) == ("own", "erp")


@pytest.mark.usefixtures("workspace")
def test_a_kind_without_columns_has_them_guessed(tmp_path: Path) -> None:
    from banso.connectors.models import ImportBatch
    from banso.connectors.operations import choose_mapping

    (tmp_path / "liste.csv").write_text("account_id,start_date,mrr\nA1,2025-04-01,100\n")
    batch = stage_path(viewer=SYSTEM, path=tmp_path / "liste.csv", now=NOW)
    text = "schema: banso/mapping@1\nkey: own\nsource: files\nfiles: [{file: liste.csv, kind: contract}]\n"
    choose_mapping(viewer=SYSTEM, batch=batch, text=text)
    chosen = parse_mapping(ImportBatch.objects.get(public_id=batch).mapping_text).files[0]
    assert {t: s.column for t, s in chosen.columns.items()} == {
        "account_key": "account_id",
        "start_on": "start_date",
        "mrr": "mrr",
    }
    wrong = text.replace("contract", "ticket")
    with pytest.raises(MappingRefused, match="mapping.column-missing"):
        choose_mapping(viewer=SYSTEM, batch=batch, text=wrong)
