"""What was answered once is proposed next time; mappings are texts with versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.connectors import mappings, operations
from banso.connectors.files.answers import learn
from banso.connectors.files.fitting import fit
from banso.connectors.files.grammar import MappingRefused, parse_mapping
from banso.connectors.files.guess import Seen, guess_table
from banso.connectors.files.mapping import FieldSource, FileMapping, Mapping, Source, Taken
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.models import ImportBatch
from banso.lib.text import Text
from banso.revenue.models import ContractLine
from banso.workspace.models import AuditRow, Definition
from banso.workspace.viewer import Act, NotAllowed, Role, Viewer
from tests.connectors.helping import NOW, SYSTEM, Rows, look, take_in, write

database = pytest.mark.usefixtures("workspace")

CONTRACTS: Rows = [
    ("得意先", "品目", "始", "終", "金（千円）", "備考欄"),
    ("架空商店株式会社", "基本", "2026-01-01", "2026-12-31", "50", "-"),
    ("仮名工房株式会社", "基本", "2026-02-01", "2027-01-31", "80", "-"),
]
ANSWER = """\
schema: banso/mapping@1
key: contracts-of-ours
name: 契約一覧
source: files
files:
  - file: "契約一覧_*.csv"
    kind: contract
    columns:
      account_name: 得意先
      plan: 品目
      start_on: 始
      end_on: 終
      mrr: {column: 金（千円）, times: 1000}
    leave: [備考欄]
"""


def stage(path: Path) -> str:
    return operations.stage_path(viewer=SYSTEM, path=path, now=NOW)


@database
def test_the_same_export_next_month_takes_the_same_mapping_byte_for_byte(tmp_path: Path) -> None:
    take_in(write(tmp_path, "契約一覧_202604.csv", CONTRACTS), mapping=ANSWER)
    batch = stage(write(tmp_path, "契約一覧_202605.csv", [*CONTRACTS, CONTRACTS[1]]))
    seen = operations.preview(viewer=SYSTEM, batch=batch, now=NOW)
    assert seen.proposal == {
        "how": "saved",
        "key": "contracts-of-ours",
        "name": "契約一覧",
        "version": 1,
        "last": NOW.isoformat(),
    }
    assert seen.mapping["text"] == ANSWER
    assert {c.how for c in seen.tables[0].columns} == {"saved"}
    result = operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    assert result["mapping"] == {"key": "contracts-of-ours", "version": 1}, "no new version"


@database
def test_a_file_of_another_name_with_the_same_columns_takes_it_too(tmp_path: Path) -> None:
    take_in(write(tmp_path, "契約一覧_202604.csv", CONTRACTS), mapping=ANSWER)
    seen = look(write(tmp_path, "エクスポート.csv", CONTRACTS))
    assert seen.proposal and seen.proposal["key"] == "contracts-of-ours"
    entry = parse_mapping(seen.mapping["text"]).of("エクスポート.csv")
    assert entry and entry.columns["mrr"] == Source(column="金（千円）", times=1000)


@database
def test_columns_gone_and_new_are_said(tmp_path: Path) -> None:
    take_in(write(tmp_path, "契約一覧_202604.csv", CONTRACTS), mapping=ANSWER)
    changed: Rows = [
        ("得意先", "始", "終", "金（千円）", "担当支店"),
        ("架空商店株式会社", "2026-01-01", "2026-12-31", "50", "大阪"),
    ]
    table = look(write(tmp_path, "契約一覧_202606.csv", changed)).tables[0]
    assert (table.kind, table.lacks, table.new) == ("contract", ("品目",), ("担当支店",))


@database
def test_answers_for_single_headers_are_used_in_another_file(tmp_path: Path) -> None:
    """Unit and skipping come along with the meaning; the header is compared folded."""
    take_in(write(tmp_path, "契約一覧_202604.csv", CONTRACTS), mapping=ANSWER)
    other: Rows = [
        ("契約ID", "得意先", "始", "金(千円)", "担当課", "備考欄", "数量", "割引率"),
        ("K1", "架空商店株式会社", "2026-01-01", "50", "一課", "-", "1", "0"),
        ("K2", "仮名工房株式会社", "2026-02-01", "80", "二課", "-", "1", "0"),
    ]
    table = look(write(tmp_path, "更新分.csv", other)).tables[0]
    found = {c.header: (c.target, c.how) for c in table.columns}
    assert table.kind == "contract"
    assert found["得意先"] == ("account_name", "learned")
    assert found["金(千円)"] == ("mrr", "learned")
    assert found["備考欄"] == (None, "learned")
    assert found["契約ID"] == ("key", "name")
    assert found["担当課"] == (None, None)


@database
def test_an_answer_survives_the_undo_of_its_import(tmp_path: Path) -> None:
    """Who undoes an import to do it better must not answer everything again."""
    result = take_in(write(tmp_path, "契約一覧_202604.csv", CONTRACTS), mapping=ANSWER)
    operations.undo(viewer=SYSTEM, batch=result["batch"], now=NOW)
    seen = look(write(tmp_path, "契約一覧_202604b.csv", CONTRACTS))
    assert seen.proposal and seen.proposal["how"] == "saved"
    assert not ContractLine.objects.exists()


@database
def test_a_guess_is_kept_under_a_name_people_know(tmp_path: Path) -> None:
    rows: Rows = [("顧客ID", "会社名"), ("1", "架空商店"), ("2", "仮名工房")]
    result = take_in(write(tmp_path, "顧客一覧_20260403.csv", rows))
    own = mappings.saved_mappings(viewer=SYSTEM)[0]
    assert (own.key, own.version) == (result["mapping"]["key"], 1)
    assert own.name.in_("ja") == "顧客一覧"
    assert own.files == (("顧客一覧_*.csv", "account"),)
    again = look(write(tmp_path, "顧客一覧_20260503.csv", rows))
    assert again.proposal and (again.proposal["how"], again.proposal["key"]) == ("saved", own.key)


@database
def test_what_a_person_changed_is_told_from_what_was_proposed(tmp_path: Path) -> None:
    rows: Rows = [
        ("顧客ID", "会社名", "業種"),
        ("1", "架空商店", "小売"),
        ("2", "仮名工房", "製造"),
    ]
    batch = stage(write(tmp_path, "顧客.csv", rows))
    text = ImportBatch.objects.get(public_id=batch).mapping_text
    operations.choose_mapping(
        viewer=SYSTEM, batch=batch, text=text.replace("industry:", "country:")
    )
    table = operations.preview(viewer=SYSTEM, batch=batch, now=NOW).tables[0]
    assert {c.header: c.how for c in table.columns} == {
        "顧客ID": "name",
        "会社名": "name",
        "業種": "chosen",
    }


def test_cells_speak_where_the_header_does_not() -> None:
    table = Seen(
        "一覧.csv",
        ("列1", "列2", "列3"),
        [
            ("株式会社 架空", "7000012050002", "a@example.com"),
            ("仮名（株）", "7000012050002", "b@example.com"),
        ],
    )
    found = guess_table(table)
    assert found.kind == "account"
    assert {t: s.column for t, s in found.mapping.columns.items()} == {
        "name": "列1",
        "corporate_number": "列2",
    }
    assert found.how["列1"] == "content"


def test_a_newer_answer_wins() -> None:
    old = parse_mapping(ANSWER)
    new = parse_mapping(ANSWER.replace("plan: 品目", "product: 品目"))
    answer = learn([new, old]).of("contract", "品 目")
    assert answer and answer.target == "product"


# Versions ----------------------------------------------------------------------------------------


@database
def test_a_mapping_is_renamed_and_rolled_back_by_new_versions() -> None:
    assert mappings.save_mapping(viewer=SYSTEM, text=ANSWER, now=NOW) == ("contracts-of-ours", 1)
    assert mappings.save_mapping(viewer=SYSTEM, text=ANSWER, now=NOW)[1] == 1
    version = mappings.rename_mapping(
        viewer=SYSTEM, key="contracts-of-ours", name="契約（本社）", now=NOW
    )
    view = mappings.saved_mapping(viewer=SYSTEM, key="contracts-of-ours")
    assert (version, view.name.in_("ja")) == (2, "契約（本社）")
    changed = [a for a, b in zip(ANSWER.split("\n"), view.text.split("\n"), strict=True) if a != b]
    assert changed == ["name: 契約一覧"], "nothing but the name's line"
    assert (
        mappings.roll_back_mapping(viewer=SYSTEM, key="contracts-of-ours", version=1, now=NOW) == 3
    )
    assert mappings.saved_mapping(viewer=SYSTEM, key="contracts-of-ours").text == ANSWER
    acts = AuditRow.objects.filter(subject_kind="mapping").values_list("act", flat=True)
    assert list(acts) == ["definition.saved"] * 3


@database
def test_a_bad_text_is_refused_with_every_problem_on_its_line() -> None:
    bad = ANSWER.replace("kind: contract", "kind: contracts").replace(
        "leave: [備考欄]", "leafe: [x]"
    )
    with pytest.raises(MappingRefused) as refused:
        mappings.save_mapping(viewer=SYSTEM, text=bad, now=NOW)
    assert [(p.id, p.line) for p in refused.value.problems] == [
        ("mapping.unknown-word", 14),
        ("mapping.unknown-word", 7),
    ]
    assert not Definition.objects.filter(kind="mapping").exists()


@database
def test_what_ships_is_listed_until_it_is_changed_here() -> None:
    listed = {m.key: m.version for m in mappings.saved_mappings(viewer=SYSTEM)}
    assert listed["salesforce"] is None and len(listed) >= 7
    text = mappings.saved_mapping(viewer=SYSTEM, key="salesforce").text
    own = text.replace("source: salesforce", "source: crm")
    mappings.save_mapping(viewer=SYSTEM, text=own, now=NOW)
    found = [m for m in mappings.saved_mappings(viewer=SYSTEM) if m.key == "salesforce"]
    assert [(m.version, m.source) for m in found] == [(1, "crm")]


@database
def test_an_unknown_mapping_and_a_reader_are_refused() -> None:
    with pytest.raises(mappings.MappingUnknown):
        mappings.saved_mapping(viewer=SYSTEM, key="no-such")
    mappings.save_mapping(viewer=SYSTEM, text=ANSWER, now=NOW)
    with pytest.raises(mappings.MappingUnknown):
        mappings.roll_back_mapping(viewer=SYSTEM, key="contracts-of-ours", version=9, now=NOW)
    csm = Viewer(user_id=None, role=Role.CSM)
    assert not csm.may(Act.IMPORT)
    with pytest.raises(NotAllowed):
        mappings.save_mapping(viewer=csm, text=ANSWER, now=NOW)


# The grammar's newer words -----------------------------------------------------------------------

names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
plain = st.builds(lambda c, t: Source(column=c, times=t), names, st.sampled_from([1, 1000]))
sources = st.builds(
    lambda first, other, when: Source(column=first.column, when=when, or_=other),
    plain,
    st.none() | plain,
    st.just(()) | st.tuples(st.tuples(names, st.tuples(names, names))),
)
entries = st.builds(
    lambda key, at, only, but, leave, signs: FileMapping(
        file="a*.csv|b.csv",
        kind="account",
        columns={"key": key},
        fields={"size": FieldSource(at, "number", Text.of("規模"), Source(column="日"))},
        only=only,
        but=but,
        leave=leave,
        signs=signs,
    ),
    sources,
    plain,
    st.just(()) | st.tuples(st.builds(Taken, sources, st.tuples(names, st.just("")))),
    st.just(()) | st.tuples(st.builds(Taken, plain, st.tuples(names))),
    st.lists(names, max_size=3, unique=True).map(tuple),
    st.lists(names, max_size=2, unique=True).map(tuple),
)


@given(entries)
def test_a_written_mapping_reads_back_as_itself(entry: FileMapping) -> None:
    mapping = Mapping(key="k", source="s", files=(entry,))
    assert parse_mapping(mapping_text(mapping)).files == (entry,)


def test_a_mapping_fits_only_what_it_can_read() -> None:
    mapping = parse_mapping(ANSWER)
    right = Seen("x.csv", ("備考欄", "終", "始", "得意先", "金(千円)", "品目"), [])
    found = fit(mapping, [right])
    assert found and found.mapping.files[0].columns["mrr"].column == "金(千円)"
    assert fit(mapping, [Seen("契約一覧_1.csv", ("得意先", "品目"), [])]) is None
    assert fit(mapping, [Seen("x.csv", ("得意先", "始"), [])]) is None
