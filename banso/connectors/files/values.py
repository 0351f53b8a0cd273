"""From a cell's text to a value, or a sentence about why not.

Empty is what people write for "nothing": no text, a dash, なし. Each reader gives None for it and
raises :class:`CellWrong` for what cannot be read; nothing is guessed between day and month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from banso.lib import money
from banso.lib.problems import BansoError
from banso.lib.width import corporate_number, fold, tidy

_NOTHING = frozenset(
    (
        "",
        "-",
        "--",
        "―",
        "—",
        "–",
        "ー",
        "－",
        "なし",
        "無し",
        "n/a",
        "null",
        "none",
        "nan",
        "未定",
        "未設定",
    )
)
_YES = frozenset(
    (
        "true",
        "t",
        "yes",
        "y",
        "1",
        "on",
        "はい",
        "有",
        "有り",
        "あり",
        "する",
        "○",
        "◯",
        "〇",
        "済",
        "可",
        "税込",
        "税込み",
        "自動",
    )
)
_NO = frozenset(
    (
        "false",
        "f",
        "no",
        "n",
        "0",
        "off",
        "いいえ",
        "無",
        "無し",
        "なし",
        "しない",
        "×",
        "✕",
        "x",
        "未",
        "不可",
        "税抜",
        "税抜き",
        "税別",
        "手動",
        "-",
    )
)
_ERAS = {
    "明治": 1867,
    "m": 1867,
    "大正": 1911,
    "t": 1911,
    "昭和": 1925,
    "s": 1925,
    "平成": 1988,
    "h": 1988,
    "令和": 2018,
    "r": 2018,
}
_YMD = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(.*)\Z", re.S)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|[mtshr])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z"
)
_TIME = re.compile(
    r"[t\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(z|utc|[+-]\d{2}:?\d{2}|[+-]\d{2})?\Z"
)
_WEEKDAY = re.compile(r"\((?:[月火水木金土日]|[a-z]{3})\)")
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL = re.compile(r"[2-7]\d{4}(?:\.\d+)?\Z")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?\Z|\d{13}\Z")

_SEVERITY = {
    "urgent": "urgent critical blocker p0 p1 1 緊急 至急 最優先 致命的",
    "high": "high major p2 2 高 重大 重要 高い",
    "normal": "normal medium moderate p3 3 中 普通 通常 標準",
    "low": "low minor trivial p4 p5 4 5 低 軽微 低い",
}
_ROLE = {
    "decision_maker": "decisionmaker decider approver economicbuyer executive 決裁者 決定者 承認者 役員",
    "champion": "champion sponsor advocate 推進者 キーマン キーパーソン チャンピオン 旗振り役",
    "admin": "admin administrator owner 管理者 システム管理者 運用担当",
    "user": "user enduser member 利用者 ユーザー 利用部門",
    "detractor": "detractor opponent 反対者 慎重派",
    "influencer": "influencer evaluator 影響者 評価者",
}
_INTENT = {
    "staying": "staying stay renew renewing continue continuing 継続 継続予定 更新 更新予定",
    "considering": "considering thinking undecided 検討中 解約検討中 検討 未定",
    "comparing": "comparing evaluating competitor 比較中 他社比較中 比較検討中 乗り換え検討中",
}
_LEVEL = {
    "low": "low bad cold 低 低い 悪い 悪",
    "fair": "fair medium ok neutral 中 普通",
    "good": "good high hot warm 高 高い 良い 良好 良",
}
_LINE_KIND = {
    "plan": "plan base subscription 基本 プラン 本体",
    "addon": "addon option extra オプション 追加",
}
_INTERVAL = {
    "day": "day daily d 日 日次",
    "week": "week weekly w 週 週次",
    "month": "month monthly m 月 月次 毎月",
    "year": "year yearly annual annually y 年 年次 毎年",
}
_LEVEL3 = {"1": "1 low 低", "2": "2 medium mid 中", "3": "3 high 高"}


@dataclass
class CellWrong(Exception):
    """A value that cannot be read: the problem's id after ``import.row.`` and what stood there."""

    problem: str
    seen: str


def is_empty(text: str) -> bool:
    return not text or tidy(text).casefold() in _NOTHING


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def text(cell: str) -> str | None:
    """Text as the source writes it, but for spaces of either width around it."""
    value = unicodedata.normalize("NFC", cell).strip()
    return None if is_empty(value) else value


def key(cell: str) -> str | None:
    """Keys stay as the source writes them, but for spaces around them."""
    return cell.strip() or None


def day(cell: str) -> date | None:
    """A calendar day: ISO, 2026/4/1, 2026年4月1日, 令和8年4月1日, 20260401, Excel's day number."""
    if is_empty(cell):
        return None
    given = _WEEKDAY.sub("", _folded(cell))
    try:
        if found := _YMD.match(given):
            if found[4].strip() and not _TIME.match(found[4]):
                raise ValueError(cell)
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _PACKED.match(given):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _ERA.match(given.replace(" ", "")):
            year = 1 if found[2] == "元" else int(found[2])
            return date(_ERAS[found[1]] + year, int(found[3]), int(found[4]))
        if _EXCEL.match(given):
            return _EXCEL_DAY_0 + timedelta(days=int(float(given)))
    except ValueError:
        pass
    raise CellWrong("date", cell)


def instant(cell: str, zone: ZoneInfo) -> datetime | None:
    """A moment as aware UTC; a time without an offset is local to ``zone``, a bare day its first second."""
    if is_empty(cell):
        return None
    given = _WEEKDAY.sub("", _folded(cell))
    if _EPOCH.match(given):
        seconds = float(given) / (1000 if len(given) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    if _EXCEL.match(given) and "." in given:
        moment = datetime.combine(_EXCEL_DAY_0, time()) + timedelta(days=float(given))
        return moment.replace(microsecond=0, tzinfo=zone).astimezone(UTC)
    on = day(cell)
    found = _YMD.match(given)
    rest = _TIME.match(found[4]) if found else None
    if on is None or not rest:
        return datetime.combine(on, time(), tzinfo=zone).astimezone(UTC) if on else None
    try:
        fraction = int((rest[4] or "0").ljust(6, "0")[:6])
        clock = time(int(rest[1]), int(rest[2]), int(rest[3] or 0), fraction)
    except ValueError:
        raise CellWrong("date", cell) from None
    return datetime.combine(on, clock, tzinfo=_offset(rest[5]) or zone).astimezone(UTC)


def _offset(written: str | None) -> Any:
    if not written:
        return None
    if written in ("z", "utc"):
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    off = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    from datetime import timezone

    return timezone(-off if written[0] == "-" else off)


def number(cell: str) -> float | None:
    if is_empty(cell):
        return None
    return float(_decimal(cell))


def integer(cell: str) -> int | None:
    """A whole number; 12名, 1,200 and 30席 are read, 1.5 is not."""
    if is_empty(cell):
        return None
    value = _decimal(re.sub(r"(名|人|席|id|ヶ月|か月|カ月|ヵ月|日|件|年)\Z", "", _folded(cell)))
    if value != value.to_integral_value() or not -2_147_483_648 <= value <= 2_147_483_647:
        raise CellWrong("number", cell)
    return int(value)


def share(cell: str) -> float | None:
    """A share 0–1; 20 % and 20 are a fifth."""
    if is_empty(cell):
        return None
    given = _folded(cell)
    value = float(_decimal(given.rstrip("%割")))
    if given.endswith("割"):
        value /= 10
    elif given.endswith("%") or value > 1:
        value /= 100
    if not 0 <= value <= 1:
        raise CellWrong("number", cell)
    return value


def _decimal(cell: str) -> Decimal:
    given = (
        _folded(cell).replace(",", "").replace("−", "-").replace("△", "-").replace("▲", "-").strip()
    )
    try:
        value = Decimal(given)
    except InvalidOperation:
        raise CellWrong("number", cell) from None
    if not value.is_finite() or "_" in given or abs(value) > Decimal(10) ** 15:
        raise CellWrong("number", cell)
    return value


def amount(cell: str, currency: str, *, times: int = 1) -> int | None:
    """Money in minor units of ``currency``; ``times`` 1000 for columns in 千円."""
    if is_empty(cell):
        return None
    try:
        return money.to_minor(cell, currency) * times
    except BansoError:
        raise CellWrong("money", cell) from None


def currency(cell: str) -> str | None:
    if is_empty(cell):
        return None
    try:
        return money.currency(cell)
    except BansoError:
        raise CellWrong("currency", cell) from None


def yes_no(cell: str) -> bool | None:
    given = _folded(cell)
    if not given:
        return None
    if given in _YES:
        return True
    if given in _NO:
        return False
    if given in _NOTHING:
        return None
    raise CellWrong("bool", cell)


def corporate(cell: str) -> str | None:
    if is_empty(cell):
        return None
    try:
        return corporate_number(cell)
    except BansoError:
        raise CellWrong("corporate-number", cell) from None


def words(cell: str) -> list[str] | None:
    """A list written with commas, semicolons, bars or 、"""
    if is_empty(cell):
        return None
    return [w for w in (tidy(part) for part in re.split(r"[,;|、，；\n]", cell)) if w]


def _chosen(table: dict[str, str], *, other: str | None = None) -> Callable[[str], str | None]:
    known = {fold(word): chosen for chosen, written in table.items() for word in written.split()}

    def choose(cell: str) -> str | None:
        if is_empty(cell) and fold(cell) not in known:
            return None
        found = known.get(fold(re.sub(r"[\s_\-]", "", cell)))
        if found is None:
            if other is not None:
                return other
            raise CellWrong("choice", cell)
        return found

    return choose


severity = _chosen(_SEVERITY)
role = _chosen(_ROLE, other="other")
intent = _chosen(_INTENT)
level = _chosen(_LEVEL)
line_kind = _chosen(_LINE_KIND)
level3 = _chosen(_LEVEL3)
interval = _chosen(_INTERVAL)

# Readers that need nothing but the cell; date-times and money need zone and currency.
READERS: dict[str, Callable[[str], Any]] = {
    "key": key,
    "text": text,
    "email": text,
    "date": day,
    "number": number,
    "integer": integer,
    "share": share,
    "bool": yes_no,
    "currency": currency,
    "corporate": corporate,
    "severity": severity,
    "role": role,
    "intent": intent,
    "level": level,
    "line_kind": line_kind,
    "level3": level3,
    "interval": interval,
    "list": words,
    "choice": text,
}
