"""Makes the odd files of this folder: ``python -m tests.connectors.oddities.make`` from the project.

Each is as small as the oddity allows. All companies are fictional.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

FILES = Path(__file__).parent / "files"
HEAD = ["顧客ID", "顧客名", "契約開始日", "契約終了日", "月額", "席数"]
A = ["A1", "あおば商事（架空）", "2026-04-01", "2027-03-31", "120000", "30"]
B = ["A2", "みどり工業（架空）", "2026-05-01", "2027-04-30", "50000", "10"]
Write = Callable[[Any, Any], None]  # book, sheet


def text(*rows: list[str], end: str = "\r\n") -> str:
    return "".join(",".join(_quoted(c) for c in row) + end for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\n]', cell) else cell


def workbook(write: Write, **options: Any) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    book.set_properties({"created": datetime(2026, 4, 1)})  # noqa: DTZ001  the same bytes each time
    write(book, book.add_worksheet("契約"))
    book.close()
    return out.getvalue()


def put(sheet: Any, first: int, rows: list[list[Any]]) -> None:
    for at, row in enumerate(rows, start=first):
        for column, value in enumerate(row):
            if value not in ("", None):
                sheet.write(at, column, value)


# Layout -------------------------------------------------------------------------------------------


def titles(book: Any, sheet: Any) -> None:
    put(sheet, 0, [["契約一覧"], ["出力日", "2026/4/10", "", "", "単位：千円"], []])
    put(sheet, 3, [HEAD, A[:4] + [120, 30], B[:4] + [50, 10]])


def two_rows(book: Any, sheet: Any) -> None:
    sheet.merge_range("A1:A2", "顧客ID")
    sheet.merge_range("B1:B2", "顧客名")
    sheet.merge_range("C1:D1", "契約")
    sheet.merge_range("E1:F1", "料金")
    put(
        sheet,
        1,
        [["", "", "開始日", "終了日", "月額", "席数"], A[:4] + [120000, 30], B[:4] + [50000, 10]],
    )


def totals(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, A[:4] + [120000, 30], ["", "小計", "", "", 120000, 30]])
    put(sheet, 3, [B[:4] + [50000, 10], ["合計", "", "", "", 170000, 40]])


def merged_keys(book: Any, sheet: Any) -> None:
    put(sheet, 0, [["顧客ID", "顧客名", "契約ID", "契約開始日", "契約終了日", "月額", "席数"]])
    sheet.merge_range("A2:A3", "A1")
    sheet.merge_range("B2:B3", A[1])
    sheet.merge_range("G2:G3", 30)
    put(sheet, 1, [["", "", "C1", A[2], A[3], 120000], ["", "", "C2", B[2], B[3], 50000]])
    put(sheet, 3, [["A2", B[1], "C3", B[2], B[3], 70000, 5]])


def hidden(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, A[:4] + [120000, 30]])
    old = book.add_worksheet("旧契約")
    put(old, 0, [HEAD, B[:4] + [50000, 10]])
    old.hide()


def sheets(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, A[:4] + [120000, 30]])
    put(book.add_worksheet("説明"), 0, [["この表の使い方"], ["毎月1日に更新"]])
    put(
        book.add_worksheet("顧客"),
        0,
        [["顧客ID", "顧客名", "業種"], ["A1", A[1], "商社"], ["A2", B[1], "製造"]],
    )


def shifted(book: Any, sheet: Any) -> None:
    put(sheet, 2, [["", "", *HEAD], ["", "", *A[:4], 120000, 30], [], ["", "", *B[:4], 50000, 10]])


def spacer(book: Any, sheet: Any) -> None:
    put(sheet, 0, [[*HEAD[:2], "", *HEAD[2:]], [*A[:2], "", *A[2:4], 120000, 30]])


def remarks(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, A[:4] + [120000, 30], [], ["※金額は税抜です。"], ["作成者", "架空 太郎"]])


# Cells --------------------------------------------------------------------------------------------


def serials(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, ["A1", A[1], 46113, 46477, 120000, 30]])


def real_dates(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, ["A1", A[1], "", "", 120000, 30], ["A2", B[1], "", "", 50000, 10]])
    era = book.add_format({"num_format": '[$-411]ggge"年"m"月"d"日"'})
    day = book.add_format({"num_format": "m/d"})
    sheet.write_datetime(1, 2, date(2026, 4, 1), era)
    sheet.write_datetime(1, 3, date(2027, 3, 31), day)
    sheet.write_datetime(2, 2, date(2026, 5, 1), day)
    sheet.write_datetime(2, 3, date(2027, 4, 30), era)


def bare_1904(book: Any, sheet: Any) -> None:
    put(
        sheet,
        0,
        [
            HEAD,
            ["A1", A[1], 46113 - 1462, 46477 - 1462, 120000, 30],
            ["A2", B[1], "", "", 50000, 10],
        ],
    )
    day = book.add_format({"num_format": "yyyy/m/d"})
    sheet.write_datetime(2, 2, date(2026, 5, 1), day)
    sheet.write_datetime(2, 3, date(2027, 4, 30), day)


def zeros(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD])
    five = book.add_format({"num_format": "00000"})
    for at, (number, row) in enumerate(((123, A), (4567, B)), start=1):
        sheet.write_number(at, 0, number, five)
        for column, value in enumerate((*row[1:4], int(row[4]), int(row[5])), start=1):
            sheet.write(at, column, value)


def formulas(book: Any, sheet: Any) -> None:
    put(
        sheet,
        0,
        [
            HEAD,
            [*A[:4], "", 30],
            [*B[:4], "", 10],
            ["A3", "むらさき印刷（架空）", A[2], A[3], "", 5],
        ],
    )
    sheet.write_formula(1, 4, '=HYPERLINK("http://example.invalid")', None, 120000)  # saved: 120000
    sheet.write_formula(2, 4, "=VLOOKUP(A3,X1:Y9,2,0)", None, "#N/A")
    sheet.write_formula(3, 4, "=UNSAVED(1)", None, 424242)


def broken_refs(book: Any, sheet: Any) -> None:
    put(sheet, 0, [HEAD, [*A[:4], "", 30], [*B[:4], 50000, 10]])
    sheet.write_formula(1, 4, "=#REF!", None, "#REF!")


def months(book: Any, sheet: Any) -> None:
    sheet.write(0, 0, "月間ログイン数")
    put(sheet, 1, [["顧客ID", "顧客名", "2026年1月", "2026年2月", "2026年3月", "合計"]])
    put(
        sheet,
        2,
        [
            ["A1", A[1], 120, 98, "", 218],
            ["A2", B[1], "1,200", "-", 7, 1207],
            ["合計", "", 1320, 98, 7, 1425],
        ],
    )


def months_of_two(book: Any, sheet: Any) -> None:
    sheet.merge_range("A1:A2", "顧客ID")
    for at, title in enumerate(("2026年1月", "2026年2月", "2026年3月")):
        sheet.merge_range(0, 1 + 2 * at, 0, 2 + 2 * at, title)
    put(sheet, 1, [["", *["ログイン数", "利用者数"] * 3], ["A1", 10, 3, 20, 4, 30, 5]])


def month_dates(book: Any, sheet: Any) -> None:
    month = book.add_format({"num_format": "mmm-yy"})
    put(sheet, 0, [["顧客ID"], ["A1", 1, 2, 3]])
    for at in range(3):
        sheet.write_datetime(0, 1 + at, date(2026, 1 + at, 1), month)


BOOKS: dict[str, tuple[Write, dict[str, Any]]] = {
    "titles.xlsx": (titles, {}),
    "two_rows.xlsx": (two_rows, {}),
    "totals.xlsx": (totals, {}),
    "merged_keys.xlsx": (merged_keys, {}),
    "hidden.xlsx": (hidden, {}),
    "sheets.xlsx": (sheets, {}),
    "shifted.xlsx": (shifted, {}),
    "spacer.xlsx": (spacer, {}),
    "remarks.xlsx": (remarks, {}),
    "serials.xlsx": (serials, {}),
    "real_dates.xlsx": (real_dates, {}),
    "days_1904.xlsx": (bare_1904, {"date_1904": True}),
    "zeros.xlsx": (zeros, {}),
    "formulas.xlsx": (formulas, {}),
    "broken_refs.xlsx": (broken_refs, {}),
    "months.xlsx": (months, {}),
    "months_of_two.xlsx": (months_of_two, {}),
    "month_dates.xlsx": (month_dates, {}),
}

DAYS = [
    "2026-04-01", "2026/4/1", "2026年4月1日", "2026年4月", "2026.4.1", "20260401", "46113", "令和8年4月1日",
    "R8.4.1", "２０２６／０４／０１", "2026年4月1日（水）", "1 Apr 2026", "　2026/4/1　", "平成38年4月1日",
]  # fmt: skip
AMOUNTS = {
    "120000": 120000, "120,000": 120000, "１２０，０００": 120000, "¥120,000": 120000, "￥120,000": 120000,
    "120,000円": 120000, "120千円": 120000, "1.2百万円": 1200000, "12万円": 120000, " 120000 ": 120000,
    "-": 0, "―": 0, "ー": 0, "なし": 0, "未定": 0, "N/A": 0, "#N/A": 0, "": 0,
}  # fmt: skip
SIGNED = {
    "▲1,234": -1234, "△1,234": -1234, "(1,234)": -1234, "（1,234）": -1234, "-1,234": -1234, "1,234-": -1234,
    "−5": -5, "+7": 7, "12%": 0.12, "１２％": 0.12, "3割": 0.3, "1.5": 1.5, "30名": 30, "-": None, "未定": None,
}  # fmt: skip


def csvs() -> dict[str, bytes]:
    """Every odd text file by name."""
    plain = text(HEAD, A, B)
    numbered = [[f"A{n:02}", f"会社{n}（架空）"] for n in range(1, 40)]
    return {
        "titles.csv": text(["契約一覧"], ["2026年4月分（単位：千円）"], [], HEAD, [*A[:4], "120", "30"], [*B[:4], "50", "10"]).encode("cp932"),
        "two_rows.csv": text(["顧客ID", "顧客名", "契約", "", "料金", ""], ["", "", "開始日", "終了日", "月額", "席数"], A, B).encode("utf-8-sig"),
        "totals.csv": text(HEAD, A, ["", "小計", "", "", "120,000", "30"], B, ["合　計", "", "", "", "¥170,000", "40"], ["Total", "", "", "", "170000", "40"]).encode(),
        "blank_below.csv": text(["顧客名", "契約ID", "契約開始日", "月額"], [A[1], "C1", A[2], "120000"], ["", "C2", B[2], "50000"], [B[1], "C3", B[2], "70000"]).encode(),
        "printed_pages.csv": text(HEAD, A, HEAD, B, HEAD).encode(),
        "remarks.csv": text(HEAD, A, B, [], ["※ 金額は税抜"], ["作成者：架空 太郎"]).encode(),
        "unnamed.csv": text(["", *HEAD, "月額"], ["0", *A, "120000"], ["1", *B, "50000"]).encode(),
        "days.csv": text(["顧客ID", "顧客名", "契約開始日"], *[[k, n, d] for (k, n), d in zip(numbered, DAYS, strict=False)]).encode(),
        "amounts.csv": text(["顧客ID", "顧客名", "契約開始日", "月額"], *[[k, n, "2026-04-01", a] for (k, n), a in zip(numbered, AMOUNTS, strict=False)]).encode(),
        "signed.csv": text(["顧客ID", "顧客名", "差異"], *[[k, n, v] for (k, n), v in zip(numbered, SIGNED, strict=False)]).encode(),
        "day_first.csv": text(["account_id", "account_name", "start_date"], ["A1", "Aoba (fictional)", "01/02/2026"], ["A2", "Beacon (fictional)", "25/02/2026"]).encode(),
        "month_first.csv": text(["account_id", "account_name", "start_date"], ["A1", "Aoba (fictional)", "01/02/2026"], ["A2", "Beacon (fictional)", "02/25/2026"]).encode(),
        "open_order.csv": text(["account_id", "account_name", "start_date"], ["A1", "Aoba (fictional)", "01/02/2026"], ["A2", "Beacon (fictional)", "03/04/2026"]).encode(),
        "widths.csv": text(HEAD[:3], ["Ａ１", "ﾊﾞﾝｿｳ　商事 ", "2026-04-01"], ["a１", "ＢＡＮＳＯ（架空）", "2026-04-01"]).encode(),
        "excel_quoted.csv": '顧客ID,顧客名,契約開始日\r\n="00123",あおば商事（架空）,2026-04-01\r\n="00456",みどり工業（架空）,2026-05-01\r\n'.encode(),
        "unit_in_header.csv": text(["顧客ID", "顧客名", "契約開始日", "月額（千円）"], [*A[:3], "120"], [*B[:3], "50千円"]).encode(),
        "shift_jis.csv": plain.encode("cp932"),
        "euc_jp.csv": plain.encode("euc_jp"),
        "utf8.csv": plain.encode(),
        "utf8_bom.csv": plain.encode("utf-8-sig"),
        "utf16_le.csv": plain.encode("utf-16"),
        "utf16_be.csv": b"\xfe\xff" + plain.encode("utf-16-be"),
        "bare_months.csv": text(["利用実績 2026年度"], ["顧客ID", "4月", "5月", "1月"], ["A1", "10", "20", "30"]).encode(),
        "months_en.csv": text(["account_id", "Jan-26", "February 2026", "FY2025 3月"], ["A1", "10", "20", "30"]).encode(),
    }  # fmt: skip


def _unsaved(data: bytes) -> bytes:
    """Take the saved result of one formula away, as programs that never calculate write it."""
    return _changed(data, "xl/worksheets/sheet1.xml", b"<v>424242</v>", b"")


def _changed(data: bytes, entry: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            content = before.read(info)
            if info.filename == entry:
                assert old in content
                content = content.replace(old, new)
            after.writestr(info, content)
    return out.getvalue()


def refused() -> dict[str, bytes]:
    """Files that cannot be read, each refused for its own reason."""
    book = workbook(titles)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"a,b\n" + b"0" * 30_000_000)
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<x/>")
    xlsb = io.BytesIO()
    with zipfile.ZipFile(xlsb, "w") as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("xl/workbook.bin", b"\0" * 40)
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return {
        "old.xls": office + "Workbook".encode("utf-16-le") + bytes(512),
        "locked.xlsx": office + "EncryptedPackage".encode("utf-16-le") + bytes(512),
        "binary.xlsb": xlsb.getvalue(),
        "open.ods": ods.getvalue(),
        "cut.xlsx": book[: len(book) // 2],
        "bomb.zip": bomb.getvalue(),
        "cut.csv.gz": b"\x1f\x8b\x08\x00" + bytes(20),
    }


def make(folder: Path = FILES) -> None:
    """Write every odd file into ``folder``."""
    folder.mkdir(exist_ok=True)
    for name, (write, options) in BOOKS.items():
        data = workbook(write, **options)
        (folder / name).write_bytes(_unsaved(data) if name == "formulas.xlsx" else data)
    for name, data in {**csvs(), **refused()}.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    make()
