"""The part of a mapping that says how a table lies in its file.

.. code-block:: yaml

    files:
      - file: 契約一覧*.xlsx
        kind: contract
        sheet: 契約                # also a hidden one
        header_rows: [3, 4]        # as the spreadsheet numbers its rows
        totals: keep               # 合計 rows are data; without it they are set aside
        fill_down: [顧客名]         # a blank cell means the one above
      - file: 利用実績.xlsx
        kind: field
        unpivot: {columns: [2026年4月, 2026年5月], month: 月, value: 値}   # or: unpivot: true / false
        columns: {account_key: 顧客ID}
        fields:
          monthly_use: {column: 値, type: number, name: {ja: 月間利用数, en: monthly use}, from: 月}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from banso.connectors.files.layout import KEEP, MEASURE, MONTH, OUT, VALUE, Asked, Unpivot
from banso.lib.yaml import Path

LAYOUT_KEYS = ("sheet", "header_rows", "totals", "fill_down", "unpivot")
_UNPIVOT = ("columns", "month", "measure", "value", "blanks")


class _Told(Protocol):
    """What the reader of mappings offers: each says a problem on its line."""

    def _wrong(self, path: Path, wanted: str) -> None: ...
    def _only(self, path: Path, given: dict[Any, Any], allowed: Any) -> None: ...
    def _one_of(self, path: Path, value: Any, allowed: Any) -> str | None: ...


def read_asked(reader: _Told, path: Path, entry: Mapping[Any, Any]) -> Asked:
    """What an entry of ``files`` asks of its table's layout; problems go to ``reader``."""
    sheet, totals = entry.get("sheet"), entry.get("totals")
    if totals is not None:
        totals = reader._one_of((*path, "totals"), totals, (OUT, KEEP))
    return Asked(
        sheet=str(sheet) if sheet is not None else None,
        header_rows=_header_rows(reader, path, entry.get("header_rows")),
        totals=totals,
        fill_down=_words(reader, (*path, "fill_down"), entry.get("fill_down")),
        unpivot=_unpivot(reader, (*path, "unpivot"), entry.get("unpivot")),
    )


def _header_rows(reader: _Told, path: Path, value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    rows = value if isinstance(value, list) else [value]
    good = all(isinstance(r, int) and not isinstance(r, bool) and 1 <= r <= 10_000 for r in rows)
    if not rows or not good or len(rows) > 5 or sorted(set(rows)) != rows:
        reader._wrong((*path, "header_rows"), "[3] / [3, 4]")
        return None
    return tuple(int(r) for r in rows)


def _words(reader: _Told, path: Path, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        reader._wrong(path, "[…]")
        return None
    return tuple(str(v) for v in value)


def _unpivot(reader: _Told, path: Path, value: Any) -> Unpivot | bool | None:
    if value is None or isinstance(value, bool):
        return Unpivot() if value else value
    if not isinstance(value, dict):
        reader._wrong(path, "true / false / {columns: […], month: 月, value: 値}")
        return None
    reader._only(path, value, _UNPIVOT)
    blanks = reader._one_of((*path, "blanks"), value.get("blanks", OUT), (OUT, KEEP)) or OUT
    return Unpivot(
        columns=_words(reader, (*path, "columns"), value.get("columns")) or (),
        month=str(value.get("month", MONTH)),
        measure=str(value.get("measure", MEASURE)),
        value=str(value.get("value", VALUE)),
        blanks=blanks,
    )


def layout_lines(asked: Asked, plain: Callable[[Any], str]) -> list[str]:
    """The lines of YAML that read back as ``asked``."""
    lines: list[str] = []
    if asked.sheet is not None:
        lines.append(f"    sheet: {plain(asked.sheet)}")
    if asked.header_rows is not None:
        lines.append(f"    header_rows: [{', '.join(map(str, asked.header_rows))}]")
    if asked.totals is not None:
        lines.append(f"    totals: {asked.totals}")
    if asked.fill_down is not None:
        lines.append(f"    fill_down: [{', '.join(plain(c) for c in asked.fill_down)}]")
    wide = asked.unpivot
    if isinstance(wide, Unpivot):
        lines.append(f"    unpivot: {_unpivot_text(wide, plain)}")
    elif wide is False:
        lines.append("    unpivot: false")
    return lines


def _unpivot_text(wide: Unpivot, plain: Callable[[Any], str]) -> str:
    parts = [f"columns: [{', '.join(plain(c) for c in wide.columns)}]"] if wide.columns else []
    for key, usual in (("month", MONTH), ("measure", MEASURE), ("value", VALUE), ("blanks", OUT)):
        if getattr(wide, key) != usual:
            parts.append(f"{key}: {plain(getattr(wide, key))}")
    return f"{{{', '.join(parts)}}}" if parts else "true"
