"""Days and moments from cells as people and systems write them.

What leaves the order of day and month open (01/02/2026) is read only when the column or a mapping
decides it; nothing is guessed cell by cell. A month alone is its first day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from banso.connectors.files.empties import CellWrong, is_empty, is_error
from banso.connectors.files.wide import month_of

DAY_0 = date(1899, 12, 30)
DAY_0_OF_1904 = date(1904, 1, 1)
DMY, MDY, YMD = "dmy", "mdy", "ymd"
_ERAS = {
    "明治": 1867, "m": 1867, "大正": 1911, "t": 1911, "昭和": 1925, "s": 1925,
    "平成": 1988, "h": 1988, "令和": 2018, "r": 2018,
}  # fmt: skip
_YMD = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?(.*)\Z", re.S)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|[mtshr])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(.*)\Z",
    re.S,
)
_OPEN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})(?:\s+(.*))?\Z", re.S)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[-. /]+([a-z]{3,9})\.?|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)[-, /]+(\d{4})(?:,?\s+(.*))?\Z",
    re.S,
)
_MONTH = re.compile(
    r"(?:\d{4}[-/年]\d{1,2}月?|\d{4}年度?\s*\d{1,2}月|(?:昭和|平成|令和|[shr])\.?(?:\d{1,2}|元)[-/.年]\d{1,2}月?"
    r"|[a-z]{3,9}[-'. /]*(?:\d{4}|\d{2})|\d{4}[-'. /]*[a-z]{3,9})分?\Z"
)
_NAMES = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(
    r"[t\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|utc|jst|[+-]\d{2}:?\d{2}|[+-]\d{2})?\Z"
)
_WEEKDAY = re.compile(r"\((?:[月火水木金土日祝・]{1,3}|[a-z]{3})\)")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?\Z")
_ANY_SERIAL = re.compile(r"\d{1,6}(?:\.\d+)?\Z")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?\Z|\d{13}\Z")


def folded(cell: str) -> str:
    """The cell as dates are read: one width, small letters, no weekday, no spaces around 年月日."""
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    if text.isascii():
        return _WEEKDAY.sub("", text) if "(" in text else text
    text = _WEEKDAY.sub("", text)
    return re.sub(
        r"\s*([年月日時分秒])\s*(?=[\d)]|\Z)", r"\1", re.sub(r"(?<=[和成正治])\s+", "", text)
    )


def day(cell: str, *, order: str | None = None, epoch: date = DAY_0) -> date | None:
    """A calendar day: ISO, 2026/4/1, 2026年4月1日, 令和8年4月1日, 20260401, Excel's day number …

    ``order`` (dmy, mdy, ymd) decides about 01/02/2026; ``epoch`` is day 0 of day numbers.
    """
    if is_empty(cell):
        return None
    try:
        found = _parts(folded(cell), order, epoch)
        if found is not None:
            on, rest = found
            if not rest.strip() or _clock(rest):
                return on
    except (ValueError, OverflowError):
        raise CellWrong("date", cell) from None
    if is_error(cell):
        raise CellWrong("formula", cell)
    raise CellWrong("date-order" if found is None and _is_open(cell) else "date", cell)


def instant(
    cell: str, zone: ZoneInfo, *, order: str | None = None, epoch: date = DAY_0
) -> datetime | None:
    """A moment as aware UTC; a time without an offset is local to ``zone``, a bare day its first second."""
    if is_empty(cell):
        return None
    given = folded(cell)
    try:
        if _EPOCH.match(given):
            seconds = float(given) / (1000 if len(given) == 13 else 1)
            return datetime.fromtimestamp(seconds, UTC)
        if _SERIAL.match(given) and "." in given:
            moment = datetime.combine(epoch, time()) + timedelta(days=float(given))
            return _whole_second(moment).replace(tzinfo=zone).astimezone(UTC)
        on = day(cell, order=order, epoch=epoch)
        found = _parts(given, order, epoch)
        clock = _clock(found[1]) if found else None
        if on is None:
            return None
        at, offset = clock or (time(), None)
        return datetime.combine(on, at, tzinfo=offset or zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise CellWrong("date", cell) from None


def _whole_second(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _parts(given: str, order: str | None, epoch: date) -> tuple[date, str] | None:
    """The day a folded text names, and what stands behind it; ValueError for a day there is not."""
    if found := _YMD.match(given):
        return date(int(found[1]), int(found[3]), int(found[4])), found[5]
    if found := _PACKED.match(given):
        return date(int(found[1]), int(found[2]), int(found[3])), ""
    if found := _ERA.match(given):
        year = 1 if found[2] == "元" else int(found[2])
        return date(_ERAS[found[1]] + year, int(found[3]), int(found[4])), found[5]
    if _SERIAL.match(given):
        return epoch + timedelta(days=int(float(given))), ""
    if found := _OPEN.match(given):
        return _ordered(found, order)
    if found := _NAMED.match(given):
        month = _NAMES.get(found[2] or found[3])
        return (
            (date(int(found[5]), month, int(found[1] or found[4])), found[6] or "")
            if month
            else None
        )
    if _MONTH.match(given) and (first := month_of(given)):
        return first, ""
    return None


def _ordered(found: re.Match[str], order: str | None) -> tuple[date, str] | None:
    first, second, last, rest = int(found[1]), int(found[2]), found[3], found[4] or ""
    if order == YMD and len(last) <= 2:
        return date(2000 + first, second, int(last)), rest
    if order not in (DMY, MDY) or len(last) == 1:
        return None
    year = int(last) if len(last) == 4 else 2000 + int(last)
    on, month = (first, second) if order == DMY else (second, first)
    return date(year, month, on), rest


def _clock(text: str) -> tuple[time, tzinfo | None] | None:
    """A time of day and its offset; None when ``text`` is no time."""
    given = text.strip()
    noon = 12 if "午後" in given else 0
    given = given.replace("午前", "").replace("午後", "")
    if "時" in given:
        given = re.sub(r"時\Z", ":00", given)
        given = given.replace("時", ":").replace("分", ":").replace("秒", "").rstrip(":")
        given = given if ":" in given else ""
    found = _TIME.match(given)
    if not found:
        return None
    hour = int(found[1])
    if found[5]:
        hour = hour % 12 + (12 if found[5] == "pm" else 0)
    elif noon and hour < 12:
        hour += 12
    fraction = int((found[4] or "0").ljust(6, "0")[:6])
    return time(hour, int(found[2]), int(found[3] or 0), fraction), _offset(found[6])


def _offset(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written in ("z", "utc"):
        return UTC
    if written == "jst":
        return timezone(timedelta(hours=9))
    digits = written[1:].replace(":", "").ljust(4, "0")
    off = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-off if written[0] == "-" else off)


# Columns ------------------------------------------------------------------------------------------


def _is_open(cell: str) -> bool:
    return bool(_OPEN.match(folded(cell))) and len(re.findall(r"\d{4}", cell)) > 0


def order_of(cells: Iterable[str]) -> str | None:
    """Whether a column writes 13/02/2026 (dmy) or 02/13/2026 (mdy); None when no cell decides, or
    cells contradict each other."""
    found: set[str] = set()
    for cell in cells:
        if "/" not in cell and "-" not in cell and "." not in cell:
            continue
        match = _OPEN.match(folded(cell))
        if match and len(match[3]) == 4:
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add(DMY)
            elif second > 12 >= first:
                found.add(MDY)
    return found.pop() if len(found) == 1 else None


def is_month_only(cell: str) -> bool:
    """2026年4月 names no day; as an end it means the month's last."""
    given = folded(cell)
    return bool(_MONTH.match(given)) and month_of(given) is not None


def form_of(cell: str, *, order: str | None = None, epoch: date = DAY_0) -> str:
    """Which way of writing a day a readable cell takes: a key of ``reading.FORM_WORDS``."""
    given = folded(cell)
    if _EPOCH.match(given):
        return "epoch"
    if found := _YMD.match(given):
        if found[5].strip():
            return "time"
        return {"-": "iso", "/": "slash", ".": "dot"}.get(found[2], "kanji")
    if _PACKED.match(given):
        return "packed"
    if _ERA.match(given):
        return "era"
    if _SERIAL.match(given):
        return "serial" if epoch == DAY_0 else "serial1904"
    if _OPEN.match(given):
        return order if order in (DMY, MDY) else "slash" if order else "day-or-month-first"
    return "month" if _MONTH.match(given) else "named-month"
