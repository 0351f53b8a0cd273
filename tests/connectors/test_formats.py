"""Every format in every encoding gives the same rows."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from banso.connectors.files import tables, unpack
from banso.connectors.files.limits import Limits
from tests.connectors.helping import as_csv

ROWS = [
    ("顧客ID", "顧客名", "メモ"),
    ("001", "株式会社あおば（架空）", "一行目"),
    ("002", "Beacon, Labs", '引用"符"'),
    ("003", "高橋﨑商店", ""),
]
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be")
DELIMITERS = {"csv": ",", "tsv": "\t", "semicolon": ";", "bar": "|"}


def read(path: Path, into: Path) -> list[tables.Table]:
    into.mkdir(exist_ok=True)
    found = []
    for part in unpack.unpack(path, into, Limits()):
        found += tables.read_tables(part, into, Limits())
    return found


def rows(table: tables.Table) -> list[tuple[str, ...]]:
    return [tuple(cells) for _, cells in tables.rows_of(table)]


@pytest.mark.parametrize("packed", ["plain", "gz", "zip"])
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_reads_the_same_rows(encoding: str, delimiter: str, packed: str, tmp_path: Path) -> None:
    text = as_csv(ROWS, delimiter=DELIMITERS[delimiter])
    data = text.encode(encoding)
    path = tmp_path / "顧客.csv"
    path.write_bytes(data)
    if packed == "gz":
        path = tmp_path / "顧客.csv.gz"
        path.write_bytes(gzip.compress(data))
    elif packed == "zip":
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("顧客.csv", data)
    [table] = read(path, tmp_path / "in")
    assert table.name == "顧客.csv"
    assert (table.header, *rows(table)) == tuple(ROWS)
    assert table.delimiter == DELIMITERS[delimiter]
    assert [n for n, _ in tables.rows_of(table)] == [2, 3, 4]


def test_line_ends_of_every_kind_make_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\r\n,\r\na,b\r\n1,2\r\n\r\n,\r\n3,4\r\n,5\r\n\r\n")
    [table] = read(path, tmp_path / "in")
    assert rows(table) == [("1", "2"), ("3", "4"), ("", "5")]
    assert [n for n, _ in tables.rows_of(table)] == [4, 7, 8]


def test_a_line_break_inside_quotes_stays_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"two\nlines"\n2,x\n')
    [table] = read(path, tmp_path / "in")
    assert rows(table) == [("1", "two\nlines"), ("2", "x")]
    assert table.multiline


def test_rows_of_another_length_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n")
    [table] = read(path, tmp_path / "in")
    assert (table.rows, table.ragged) == (4, 2)
    assert rows(table) == [("1", "2", "3"), ("1", "2", "3")]
    assert list(tables.ragged_rows(table)) == [(3, ["1", "2"]), (4, ["1", "2", "3", "4"])]


def test_the_same_contents_have_the_same_digest_however_packed(tmp_path: Path) -> None:
    data = as_csv(ROWS).encode()
    (tmp_path / "顧客.csv").write_bytes(data)
    (tmp_path / "顧客.csv.gz").write_bytes(gzip.compress(data))
    [plain] = read(tmp_path / "顧客.csv", tmp_path / "one")
    [packed] = read(tmp_path / "顧客.csv.gz", tmp_path / "two")
    assert (plain.digest, plain.name) == (packed.digest, packed.name)


def test_a_zip_of_several_files_gives_a_table_each(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("out/a.csv", "x,y\n1,2\n")
        archive.writestr("out/b.tsv", "x\ty\n1\t2\n")
        archive.writestr("__MACOSX/._a.csv", "junk")
        archive.writestr("readme.md", "words")
    assert [t.name for t in read(path, tmp_path / "in")] == ["a.csv", "b.tsv"]


def make_workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet = book.add_worksheet("契約")
    sheet.write_row(0, 0, ["顧客ID", "契約開始日", "月額", "席数", "自動更新", "計算"])
    sheet.write_string(1, 0, "001")
    sheet.write_datetime(1, 1, dt.date(2026, 4, 1), day)
    sheet.write_number(1, 2, 120000)
    sheet.write_number(1, 3, 30)
    sheet.write_boolean(1, 4, True)
    sheet.write_formula(1, 5, "=1/0", None, 42)  # the saved value counts, nothing is run
    hidden = book.add_worksheet("隠し")
    hidden.write_row(0, 0, ["a", "b"])
    hidden.write_row(1, 0, [1, 2])
    hidden.hide()
    book.add_worksheet("空")
    book.close()


def test_a_workbook_gives_its_visible_sheets(tmp_path: Path) -> None:
    path = tmp_path / "台帳.xlsx"
    make_workbook(path)
    [table] = read(path, tmp_path / "in")
    assert table.name == "台帳.xlsx#契約"
    assert rows(table) == [("001", "2026-04-01", "120000", "30", "true", "42")]


def test_a_workbook_inside_a_zip_is_read(tmp_path: Path) -> None:
    make_workbook(tmp_path / "台帳.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "台帳.xlsx", "台帳.xlsx")
    [table] = read(tmp_path / "a.zip", tmp_path / "in")
    assert table.rows == 1


def test_rows_of_a_workbook_are_numbered_as_in_the_spreadsheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for row, cells in ((3, ["顧客ID", "顧客名"]), (4, ["A1", "x"]), (6, ["A2", "y"])):
        sheet.write_row(row, 2, cells)
    book.close()
    [table] = read(tmp_path / "a.xlsx", tmp_path / "in")
    assert list(tables.rows_of(table)) == [(5, ["A1", "x"]), (7, ["A2", "y"])]
