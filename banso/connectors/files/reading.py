"""What was understood of a table's cells, column by column, to be looked at before the commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from banso.connectors.files.layout import Layout, Note
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: the row's number in the file, what stands there, and why."""

    row: int
    seen: str
    problem: str  # import.row.…


@dataclass(frozen=True, slots=True)
class Reading:
    """One column. ``seen`` cells were looked at, ``filled`` of them hold something.

    ``target`` is what the mapping makes of the column, None where it takes nothing from it.
    ``type``: how the cells are read (key, text, date, instant, money, number …). ``forms``: way of
    writing → cells (see :data:`FORM_WORDS`). ``times`` and ``unit``: what amounts are multiplied by.
    ``empties``: sign for nothing → cells. ``examples``: raw → value, as text, at most five.
    ``question``: "date-order" when day and month cannot be told apart, "leading-zeros" when
    ``pad`` digits are proposed (``because`` says why), None when there is nothing to ask.
    """

    header: str
    target: str | None
    type: str
    forms: dict[str, int] = field(default_factory=dict)
    times: int = 1
    unit: str = ""
    seen: int = 0
    filled: int = 0
    empties: dict[str, int] = field(default_factory=dict)
    examples: tuple[tuple[str, str], ...] = ()
    unread: tuple[Unread, ...] = ()
    unread_count: int = 0
    question: str | None = None
    pad: int = 0
    because: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def form_text(self) -> Text:
        """The forms in words, the most frequent first."""
        ways = sorted(self.forms, key=lambda f: (-self.forms[f], f))
        words = [FORM_WORDS[f] for f in ways]
        return Text(ja="、".join(w[0] for w in words), en=", ".join(w[1] for w in words))


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet that can be chosen."""

    name: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table: how it lies in its file, what was seen besides its data, and its columns.

    ``sheets``: of a workbook, every sheet with something in it. ``top``: the first rows of the file
    as they are (number, cells), for choosing the header. ``months``: headers that are months, when
    the sheet is wide. ``rows`` data rows; ``looked_at`` of them the readings are made from.
    """

    table: str
    layout: Layout
    notes: tuple[Note, ...]
    sheets: tuple[SheetView, ...]
    top: tuple[tuple[int, tuple[str, ...]], ...]
    months: tuple[str, ...]
    rows: int
    looked_at: int
    columns: tuple[Reading, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "layout": self.layout.as_json(),
            "notes": [n.as_json() for n in self.notes],
            "columns": [c.as_json() for c in self.columns],
        }


# form → (ja, en)
FORM_WORDS: dict[str, tuple[str, str]] = {
    "iso": ("2026-04-01 の形", "2026-04-01"),
    "slash": ("2026/4/1 の形", "2026/4/1"),
    "dot": ("2026.4.1 の形", "2026.4.1"),
    "kanji": ("2026年4月1日 の形", "2026年4月1日"),
    "month": ("月のみ（1日とする）", "a month (its first day)"),
    "packed": ("20260401 の形", "20260401"),
    "era": ("和暦", "Japanese era"),
    "serial": ("Excelの日付番号", "Excel day numbers"),
    "serial1904": ("Excelの日付番号（1904年起点）", "Excel day numbers from 1904"),
    "dmy": ("日/月/年", "day/month/year"),
    "mdy": ("月/日/年", "month/day/year"),
    "day-or-month-first": ("日と月の順が決められない日付", "dates whose order of day and month is open"),
    "named-month": ("英語の月名", "a month's name"),
    "epoch": ("UNIX時刻", "UNIX time"),
    "time": ("日時", "date and time"),
    "plain": ("数字", "digits"),
    "comma": ("桁区切りの数字", "digits with separators"),
    "currency": ("通貨記号つき", "with a currency sign"),
    "unit": ("単位つき（千円・百万円など）", "with a unit such as 千円"),
    "negative": ("▲・△・( ) などの負数", "negative with ▲, △ or ( )"),
    "percent": ("％", "per cent"),
    "counter": ("助数詞つき（名・件など）", "with a counter such as 名"),
    "wide": ("全角", "full-width"),
    "words": ("語", "words"),
    "text": ("文字列", "text"),
    "zeros": ("先頭が0の番号", "numbers with leading zeros"),
    "digits": ("番号", "numbers"),
}  # fmt: skip
