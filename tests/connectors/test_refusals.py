"""A wrong file is refused with its id and a remedy in both languages, and leaves nothing behind."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from banso.connectors import operations
from banso.connectors.files import limits as limits_module
from banso.connectors.files.refusals import WORDS, FileRefused
from tests.connectors.helping import NOW, SYSTEM, nothing_left

pytestmark = pytest.mark.usefixtures("workspace")

GOOD = "account_id,account_name\nA1,Aoba\n"
JA = "顧客ID,顧客名\nA1,株式会社あおば\n"


def _zip(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)


def _locked_zip(path: Path) -> None:
    _zip(path, {"accounts.csv": GOOD.encode()})
    data = bytearray(path.read_bytes())
    # The flag "encrypted" of the local and of the central entry.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))


def _old_office(path: Path, entry: str) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + entry.encode("utf-16-le") + bytes(512))


def _workbook(path: Path, rows: list[list[str]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


CASES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "png": ("logo.csv", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4), "import.binary"),
    "pdf": ("report.csv", _bytes(b"%PDF-1.7\n" + b"x,y\n" * 20), "import.binary"),
    "random": ("dump.csv", _bytes(bytes(range(1, 256)) * 40), "import.binary"),
    "nul": ("a.csv", _bytes(b"account_id,name\nA1,Ao\0ba\n" + b"A2,x\n" * 200), "import.nul-bytes"),
    "mixed": ("a.csv", _bytes(JA.encode() + "A2,株式会社みどり\n".encode("cp932")), "import.encoding-mixed"),
    "mixed bom": ("a.csv", _bytes(JA.encode("utf-8-sig") + "A2,株式会社みどり\n".encode("cp932")), "import.encoding-mixed"),
    "latin-1": ("a.csv", _bytes("account_id,name\nA1,Café,x\nA2,é\n".encode("latin-1")), "import.encoding-unknown"),
    "empty": ("a.csv", _bytes(b""), "import.empty"),
    "blank": ("a.csv", _bytes(b"\n  \n\n"), "import.empty"),
    "header only": ("a.csv", _bytes(b"account_id,account_name\n"), "import.header-only"),
    "one column": ("a.csv", _bytes(b"account_id^account_name\nA1^Aoba\n"), "import.one-column"),
    "two delimiters": ("a.csv", _bytes(b"account_id,account_name\nA1;Aoba\nA2;Beacon\n"), "import.delimiter-mixed"),
    "open quote": ("a.csv", _bytes(b'account_id,name\nA1,"Ao' + b"ba\n" * 400_000), "import.quote-open"),
    "gz cut": ("a.csv.gz", _bytes(gzip.compress(GOOD.encode() * 500)[:-40]), "import.packed-truncated"),
    "gz broken": ("a.csv.gz", _bytes(b"\x1f\x8b\x08\x00" + b"\xff" * 60), "import.packed-broken"),
    "zip broken": ("a.zip", _bytes(b"PK\x03\x04" + bytes(80)), "import.packed-broken"),
    "zip locked": ("a.zip", _locked_zip, "import.packed-password"),
    "zip in zip": ("a.zip", lambda p: _zip(p, {"b.zip": b"PK\x03\x04xxxx"}), "import.packed-nested"),
    "zip of nothing": ("a.zip", lambda p: _zip(p, {"readme.md": b"hello"}), "import.no-files"),
    "xlsx locked": ("a.xlsx", lambda p: _old_office(p, "EncryptedPackage"), "import.workbook-password"),
    "xls": ("a.xls", lambda p: _old_office(p, "Workbook"), "import.workbook-old"),
    "xlsx broken": ("a.xlsx", lambda p: _zip(p, {"xl/workbook.xml": b"<no"}), "import.workbook-broken"),
    "xlsx empty": ("a.xlsx", lambda p: _workbook(p, []), "import.empty"),
    "xlsx header only": ("a.xlsx", lambda p: _workbook(p, [["account_id", "name"]]), "import.header-only"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_its_id_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    name, make, id = CASES[case]
    path = tmp_path / name
    make(path)
    with pytest.raises(FileRefused) as refused:
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    [told] = refused.value.problems
    assert told.id == id
    assert told.file and told.file.startswith(name.removesuffix(".gz"))
    for language in ("ja", "en"):
        assert told.fact.in_(language) and told.remedy.in_(language)
    assert told.fact.ja != told.fact.en
    assert nothing_left()


def test_it_refuses_what_is_larger_than_two_gigabytes_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    with path.open("wb") as stream:
        stream.write(b"a,b\n1,2\n")
        stream.truncate(2_100_000_000)  # sparse: the disk holds none of it
    with pytest.raises(FileRefused) as refused:
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    told = refused.value.problems[0]
    assert told.id == "import.too-large"
    assert "2 GB" in told.in_("en") and "BANSO_IMPORT_MAX_BYTES" in told.in_("ja")
    assert nothing_left()


def test_it_respects_a_smaller_limit(tmp_path: Path, settings: object) -> None:
    settings.BANSO_IMPORT_MAX_BYTES = 10  # type: ignore[attr-defined]
    path = tmp_path / "a.csv"
    path.write_text(GOOD)
    with pytest.raises(FileRefused, match="import.too-large"):
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    assert nothing_left()


@pytest.mark.parametrize("packed", ["a.csv.gz", "a.zip"])
def test_it_stops_unpacking_a_bomb(packed: str, tmp_path: Path) -> None:
    path, zeros = tmp_path / packed, b"a,b\n" + b"0,0\n" * 8_000_000
    if packed.endswith(".gz"):
        path.write_bytes(gzip.compress(zeros, 9))
    else:
        _zip(path, {"a.csv": zeros})
    with pytest.raises(FileRefused) as refused:
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    assert refused.value.problems[0].id == "import.bomb"
    assert nothing_left()


def test_it_stops_at_the_unpacked_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        operations, "limits", lambda: limits_module.Limits(unpacked_bytes=1_000_000)
    )
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode() + os.urandom(2_000_000)))
    with pytest.raises(FileRefused, match="import.unpacked-too-large"):
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    assert nothing_left()


def test_it_refuses_a_workbook_that_unpacks_too_far(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _workbook(path, [["account_id", "name"], ["A1", "x"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/big.bin", bytes(40_000_000))
    with pytest.raises(FileRefused, match="import.bomb"):
        operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    assert nothing_left()


def test_it_says_that_a_path_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="import.missing"):
        operations.stage_path(viewer=SYSTEM, path=tmp_path / "no.csv", now=NOW)
    with pytest.raises(FileRefused, match="import.no-files"):
        operations.stage_path(viewer=SYSTEM, path=tmp_path, now=NOW)


def test_one_bad_file_of_a_folder_refuses_the_whole(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(GOOD)
    (tmp_path / "events.csv").write_bytes(b"")
    with pytest.raises(FileRefused, match="events.csv"):
        operations.stage_path(viewer=SYSTEM, path=tmp_path, now=NOW)
    assert nothing_left()


def test_every_refusal_has_words_in_both_languages() -> None:
    for words in WORDS.values():
        assert len(words) == 4 and all(words)


def test_zip_entries_cannot_name_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    _zip(path, {"../../evil/accounts.csv": GOOD.encode()})
    before = set(tmp_path.rglob("*"))
    batch = operations.stage_path(viewer=SYSTEM, path=path, now=NOW)
    new = set(tmp_path.rglob("*")) - before
    assert all(batch in str(p) or "import.lock" in str(p) for p in new)
    operations.discard(viewer=SYSTEM, batch=batch)
    assert nothing_left()
