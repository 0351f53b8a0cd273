"""How a table lies in its file: the sheet, the header's rows, where the data begin, what is set aside.

Spreadsheets made for eyes have titles above the header, headers in two rows, 合計 rows and remarks
below. A :class:`Layout` says how such a table is read; it is found from the first rows
(:mod:`banso.connectors.files.layout_find`), shown before the commit, and can be given by a mapping
or a person. Nothing that is not a row of data is dropped in silence: every such row is a
:class:`Note` with its number in the file, counted from 1 as a spreadsheet counts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from banso.lib.text import Text

OUT = "out"
KEEP = "keep"
MONTH = "月"  # the column names a wide sheet gets when its months become rows
MEASURE = "項目"
VALUE = "値"


@dataclass(frozen=True, slots=True)
class Unpivot:
    """One column a month becomes one row a month.

    ``columns`` are the headers of the months; empty: every header that is a month. The table then
    has, instead of these columns, ``month`` (the first day of the month), ``measure`` (what stands
    beside the month in a two-row header; only if something does) and ``value``.
    """

    columns: tuple[str, ...] = ()
    month: str = MONTH
    measure: str = MEASURE
    value: str = VALUE
    blanks: str = OUT  # a month without a value: out, or keep it as an empty value


def _unpivot_of(data: dict[str, Any]) -> Unpivot:
    return Unpivot(**{**data, "columns": tuple(data["columns"])})


@dataclass(frozen=True, slots=True)
class Layout:
    """``header_rows`` are row numbers of the file, from 1; ``first_row`` the first that may be data.

    ``totals``: 合計 rows are set "out" or kept ("keep"). ``fill_down``: headers of columns in which
    a blank cell means the one above. ``times`` is the unit a title names (単位：千円 is 1000), for
    columns of money. ``given`` says that a person or a mapping has decided it.
    """

    sheet: str | None = None
    header_rows: tuple[int, ...] = (1,)
    first_row: int = 2
    totals: str = OUT
    fill_down: tuple[str, ...] = ()
    unpivot: Unpivot | None = None
    times: int = 1
    unit: str = ""
    given: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Layout:
        wide = _unpivot_of(data["unpivot"]) if data.get("unpivot") else None
        return cls(
            **{
                **data,
                "header_rows": tuple(data["header_rows"]),
                "fill_down": tuple(data.get("fill_down", ())),
                "unpivot": wide,
            }
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mapping or a person asks of the layout; None leaves it to what is found in the file.

    ``unpivot`` False: the months stay columns.
    """

    sheet: str | None = None
    header_rows: tuple[int, ...] | None = None
    totals: str | None = None
    fill_down: tuple[str, ...] | None = None
    unpivot: Unpivot | bool | None = None

    @property
    def nothing(self) -> bool:
        return self == Asked()

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Asked:
        found = dict(data)
        for name in ("header_rows", "fill_down"):
            found[name] = tuple(found[name]) if found[name] is not None else None
        if isinstance(found["unpivot"], dict):
            found["unpivot"] = _unpivot_of(found["unpivot"])
        return cls(**found)

    def over(self, other: Asked) -> Asked:
        """This one, with what it leaves open taken from ``other``."""
        own = {k: v for k, v in _parts(self).items() if v is not None}
        return replace(other, **own)


NOTHING = Asked()


def _parts(asked: Asked) -> dict[str, Any]:
    names = ("sheet", "header_rows", "totals", "fill_down", "unpivot")
    return {name: getattr(asked, name) for name in names}


@dataclass(frozen=True, slots=True)
class Note:
    """Something seen in a file besides its rows of data: ``count`` in all, ``rows`` the first of them.

    ``samples`` are what stood there. ``id`` is one of :data:`WORDS`.
    """

    id: str
    count: int = 1
    rows: tuple[int, ...] = ()
    samples: tuple[str, ...] = ()
    filled: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        ja, en = WORDS[self.id]
        known = {"count": str(self.count), **self.filled}
        return Text(ja=ja.format(**known), en=en.format(**known))

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        return {**data, "ja": self.text.ja, "en": self.text.en}

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> Note:
        return cls(
            data["id"],
            data["count"],
            tuple(data["rows"]),
            tuple(data["samples"]),
            dict(data["filled"]),
        )


# id → (ja, en). A note never stops an import; each is shown with its rows.
WORDS: dict[str, tuple[str, str]] = {
    "layout.title": ("見出しより上の{count}行は、表の題名として読みました。",
                     "The {count} rows above the header were read as titles."),
    "layout.two-row-header": ("見出しは{count}行です。上下を「 / 」でつなぎました。",
                              "The header takes {count} rows; they were joined with ' / '."),
    "layout.header-named": ("見出しのない列に、位置の番号で名前を付けました。",
                            "Columns without a header were named by their place."),
    "layout.header-numbered": ("同じ見出しの列に、番号を付けて区別しました。",
                               "Columns with the same header were told apart by a number."),
    "layout.columns-empty": ("何も入っていない{count}列を除きました。",
                             "{count} columns with nothing in them were left out."),
    "layout.totals": ("合計・小計などの集計行{count}行を、データから除きました。",
                      "{count} rows of totals were set aside."),
    "layout.totals-kept": ("合計・小計などの集計行らしい{count}行を、指定どおりデータとして残しました。",
                           "{count} rows that look like totals were kept as data, as asked."),
    "layout.header-again": ("途中に繰り返された見出し{count}行を除きました。",
                            "{count} repetitions of the header were left out."),
    "layout.remarks": ("表の下の注記{count}行を除きました。",
                       "{count} rows of remarks below the table were left out."),
    "layout.merged": ("結合セル{count}か所の値を、結合された行すべてに入れました。",
                      "The values of {count} merged cells were given to every row they span."),
    "layout.merged-amounts": ("結合セル{count}か所は金額や数量のため、先頭の行だけに残しました（二重に数えません）。",
                              "{count} merged cells hold amounts; they stay in their first row and count once."),
    "layout.filled-down": ("空のセル{count}個に、指定どおり上の行の値を入れました。",
                           "{count} blank cells took the value above, as asked."),
    "layout.columns-not-there": ("指定された{count}列が、この表にありません。",
                                 "{count} columns that were named are not in this table."),
    "layout.other-sheets": ("ほかに{count}枚のシートがあります。",
                            "The workbook has {count} more sheets."),
    "layout.hidden-sheets": ("非表示のシート{count}枚は読んでいません。選ぶこともできます。",
                             "{count} hidden sheets were not read; they can be chosen."),
    "layout.unit": ("金額の単位「{unit}」を、題名から読み取りました。",
                    "A title gives the unit of amounts: {unit}."),
    "layout.formula-unsaved": ("計算結果が保存されていない数式が{count}個あります。この値は読めません。",
                               "{count} formulas have no saved result; these values cannot be read."),
    "layout.cell-errors": ("#REF! などのエラー値が{count}個あります。",
                           "{count} cells hold an error such as #REF!."),
    "layout.excel-quoted": ("「=\"00123\"」の形で書かれた{count}個の値から、記号を外しました。",
                            "{count} values written as =\"00123\" were freed of the marks."),
    "layout.months": ("{count}列の月を、月ごとの行に直しました。",
                      "{count} columns of months became one row a month."),
    "layout.date-1904": ("このブックの日付は1904年起点です。日付の番号もそのとおりに読みます。",
                         "This workbook counts its days from 1904; day numbers are read that way."),
}  # fmt: skip
