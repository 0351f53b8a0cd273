"""Numbers from cells: separators, signs, units and counters as people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from banso.connectors.files.empties import CellWrong, is_error

UNITS = {"百万円": 1_000_000, "千円": 1_000, "万円": 10_000, "億円": 100_000_000,
         "百万": 1_000_000, "千": 1_000, "万": 10_000, "億": 100_000_000}  # fmt: skip
_UNIT = re.compile(r"(百万円|千円|万円|億円|百万|千|万|億)\Z")
_COUNTER = re.compile(
    r"(?:名|人|席|件|社|回|個|本|台|点|枚|時間|分|秒|日|週間?|[ヶかカヵケ]月|箇月|年|id|ids|users?|seats?|days?|months?)\Z"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_PLAIN = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?\Z")
_SIGNS = "¥￥$€£\\円"
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` with unit and sign worked in; ``unit``: the cell names one (千円); a percentage is ÷ 100."""

    value: Decimal
    unit: str = ""
    percent: bool = False
    form: str = "plain"


def figure(cell: str) -> Figure:
    """Read a number: 1,234  ¥1,234  1,234千円  ▲1,234  △5  (1,234)  1,234-  12%  2割  30席.

    Raises CellWrong("number"). A comma that does not part thousands is no separator: 12,5 is refused
    rather than read as 125.
    """
    given = unicodedata.normalize("NFKC", cell).strip().casefold()
    form = "plain" if given == cell.strip().casefold() else "wide"
    negative = False
    if given[:1] == "(" and given[-1:] == ")":
        negative, given, form = True, given[1:-1].strip(), "negative"
    given, minus = _sign(given)
    given, marked = _unmarked(given)
    unit = found[1] if (found := _UNIT.search(given)) else ""
    given = given.removesuffix(unit).rstrip()
    percent = 10 if given[-1:] == "割" else 100 if given[-1:] == "%" else 0
    given = given.rstrip("割%").rstrip() if percent else given
    counted = _COUNTER.sub("", given).rstrip()
    form = "counter" if counted != given else form
    given, late = _sign(counted)
    given, also = _unmarked(given)
    if negative + minus + late > 1:
        raise CellWrong("number", cell)
    negative = negative or minus or late
    value = _decimal(given, cell) * UNITS.get(unit, 1)
    if percent:
        value /= percent
    if abs(value) > _LARGEST:
        raise CellWrong("number", cell)
    form = (
        "percent" if percent else "unit" if unit else "negative" if _odd_sign(cell) else
        "currency" if marked or also else "comma" if "," in given and form == "plain" else form
    )  # fmt: skip
    return Figure(-value if negative else value, unit, bool(percent), form)


def _sign(text: str) -> tuple[str, bool]:
    """The text without a sign before or behind it, and whether that was a minus."""
    for sign in ("-", "−", "▲", "△", "‐", "–"):
        if text.startswith(sign):
            return text[len(sign) :].strip(), True
    if text.startswith("+"):
        return text[1:].strip(), False
    if text.endswith(("-", "−")) and len(text) > 1:
        return text[:-1].strip(), True
    return text, False


def _unmarked(text: str) -> tuple[str, bool]:
    bare = text.strip(_SIGNS + " ")
    # 千円 is a unit; its 円 is no mark of its own.
    if text.rstrip().endswith("円") and _UNIT.search(text.rstrip()):
        bare = text.lstrip(_SIGNS + " ")
        return bare, bare != text
    return bare, bare != text


def _odd_sign(cell: str) -> bool:
    text = cell.strip()
    return text[:1] in "▲△(（−－" or text[-1:] in "-−－"


def _decimal(text: str, cell: str) -> Decimal:
    if _GROUPED.match(text):
        text = text.replace(",", "")
    elif not _PLAIN.match(text):
        raise CellWrong("formula" if is_error(cell) else "number", cell)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise CellWrong("number", cell) from None
    if not value.is_finite() or value.adjusted() > 18:
        raise CellWrong("number", cell)
    return value
