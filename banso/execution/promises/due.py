"""Due dates in a line of minutes, as Japanese and English notes write them. Pure: no clock, no store."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from banso.lib.width import tidy

_WEEKDAYS_JA = "月火水木金土日"
_MONTHS = {m.lower(): n for n in range(1, 13) for m in (calendar.month_abbr[n], calendar.month_name[n])} | {"sept": 9}  # fmt: skip
_DAYS = {d.lower(): n for n in range(7) for d in (calendar.day_abbr[n], calendar.day_name[n])}
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_D = "|".join(sorted(_DAYS, key=len, reverse=True))
_WD = r"(?:\s*[（(][月火水木金土日](?:曜日?)?[）)])?"
_DATE = "|".join(
    (
        rf"(?P<y1>\d{{4}})[-/.年]\s*(?P<m1>\d{{1,2}})[-/.月]\s*(?P<d1>\d{{1,2}})日?{_WD}",
        r"令和(?P<era>\d{1,2}|元)年(?P<m5>\d{1,2})月(?P<d5>\d{1,2})日" + _WD,
        rf"(?<![\d/.])(?P<m2>\d{{1,2}})(?:/|月)(?P<d2>\d{{1,2}})(?:日|(?![\d/]))日?{_WD}",
        rf"(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m3>{_M})\.?(?:,?\s+(?P<y3>\d{{4}}))?",
        rf"(?P<m4>{_M})\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y4>\d{{4}}))?",
        r"(?P<nextmonth>来月|翌月)(?P<nmday>\d{1,2})日",
        r"(?P<monthend>今月末|月末|来月末|翌月末|(?<!\d)(?P<mm>\d{1,2})月末|end of (?:the |this |next )?month)",
        r"(?P<week>今週|来週|再来週|翌週)(?:の?(?P<wd>[月火水木金土日])(?:曜日?)?|中|末)?",
        rf"(?P<nextwd>next|this)\s+(?P<wden>{_D})",
        r"(?P<weeken>next week|this week|end of (?:this |next |the )?week)",
        r"(?P<rel>明日|明後日|本日中|本日|今日中|今日|tomorrow|today)",
        r"(?P<inn>\d{1,3})\s*(?P<unit>日|週間)(?:以内|後)|in (?P<innen>\d{1,3}) (?P<uniten>days?|weeks?)",
        rf"(?<![A-Za-z])(?P<onlywd>{_D})(?![A-Za-z])",
    )
)
_BEFORE = r"(?:[（(\[【]\s*)?(?:(?:期限|締切|締め切り|〆切|〆|納期|deadline|due(?: on| by)?|by|until|before|no later than)\s*[:：は]?\s*)"
_AFTER = r"\s*(?:\s*(?:中)?(?:まで(?:に)?|〆切?|締切|締め|必着|期限))?(?:\s*[）)\]】])?"
_SAID = re.compile(rf"{_BEFORE}(?:{_DATE}){_AFTER}", re.IGNORECASE)
_UNTIL = re.compile(
    rf"[（(\[【]?\s*(?:{_DATE})\s*(?:中)?(?:まで(?:に)?|〆切?|締切|締め|必着|期限)(?:\s*[）)\]】])?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"[（(\[【]\s*(?:{_DATE})\s*[）)\]】]", re.IGNORECASE)
_LAST = re.compile(rf"(?:^|[\s、,→…〜~])(?:{_DATE})\s*$", re.IGNORECASE)
# Words that are dates and nothing else.
_STRONG = re.compile(
    r"(?:(?P<inn>\d{1,3})\s*(?P<unit>日|週間)(?:以内|後)|(?:in|within) (?P<innen>\d{1,3}) (?P<uniten>days?|weeks?)"
    r"|(?P<week>今週|来週|再来週|翌週)(?:中|末)|(?P<rel>本日中|今日中)|(?P<monthend>今月末|来月末|翌月末))に?",
    re.IGNORECASE,
)


_NEXT = re.compile(
    r"[（(\[【]?\s*(?:次回(?:の?(?:会議|定例|打ち合わせ|ミーティング))?まで(?:に)?|by (?:the |our )?next (?:meeting|call))\s*[）)\]】]?",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(_DATE, re.IGNORECASE)
_AHEAD = re.compile(
    r"(?P<inn>\d{1,3})\s*(?P<unit>日|週間)後|in (?P<innen>\d{1,3}) (?P<uniten>days?|weeks?)",
    re.IGNORECASE,
)


def first_date(text: str, *, day: date) -> date | None:
    """This function will give the first date a text of ``day`` speaks of, whatever it is a date of."""
    for form in (_ANYWHERE, _AHEAD):
        for found in form.finditer(tidy(text)):
            when = _day({k: v for k, v in found.groupdict().items() if v}, day)
            if when is not None:
                return when
    return None


def take_date(text: str, *, day: date, next_on: date | None = None) -> tuple[date | None, str]:
    """This function will find the due date in a line written on ``day``, and give the line without it.

    A date is a due date where a word says so (期限, 〆, まで, by, due), in brackets, or at the end of the
    line. A date without a year is the first such day not long before ``day``. 次回まで
    is ``next_on``, where that is known.
    """
    plain = tidy(text)
    until = _NEXT.search(plain) if next_on else None
    if until:
        return next_on, _tidied(f"{plain[: until.start()]} {plain[until.end() :]}")
    for form in (_SAID, _UNTIL, _BRACKETED, _LAST, _STRONG):
        for found in form.finditer(plain):
            when = _day({k: v for k, v in found.groupdict().items() if v}, day)
            if when is not None:
                rest = f"{plain[: found.start()]} {plain[found.end() :]}"
                return when, _tidied(rest)
    return None, text


def _tidied(rest: str) -> str:
    return re.sub(r"\s+([、。,.])", r"\1", rest).strip()


def _day(g: dict[str, str], day: date) -> date | None:
    try:
        for at in _readings(g, day):
            return at
    except (ValueError, OverflowError):
        return None
    return None


def _readings(g: dict[str, str], day: date) -> Iterator[date]:
    for n in ("1", "2", "3", "4", "5"):
        if f"d{n}" in g:
            month = g[f"m{n}"].lower()
            m = int(month) if month.isdigit() else _MONTHS[month]
            year = g.get(f"y{n}")
            if "era" in g:
                yield date(2018 + (1 if g["era"] == "元" else int(g["era"])), m, int(g["d5"]))
            elif year:
                yield date(int(year), m, int(g[f"d{n}"]))
            else:
                yield _near(m, int(g[f"d{n}"]), day)
    if "nextmonth" in g:
        first = _first_of_next(day)
        yield first.replace(day=int(g["nmday"]))
    if "monthend" in g:
        yield _month_end(g, day)
    monday = day - timedelta(days=day.weekday())
    if "week" in g:
        ahead = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2}[g["week"]]
        at = _WEEKDAYS_JA.index(g["wd"]) if "wd" in g else 4
        yield monday + timedelta(weeks=ahead, days=at)
    if "wden" in g:
        at = _DAYS[g["wden"].lower()]
        yield monday + timedelta(weeks=1 if g["nextwd"].lower() == "next" else 0, days=at)
    if "weeken" in g:
        yield monday + timedelta(weeks="next" in g["weeken"].lower(), days=4)
    if "rel" in g:
        word = g["rel"].lower()
        yield day + timedelta(days=2 if word == "明後日" else word in ("明日", "tomorrow"))
    if "inn" in g:
        yield day + timedelta(days=int(g["inn"]) * (7 if g["unit"] == "週間" else 1))
    if "innen" in g:
        yield day + timedelta(
            days=int(g["innen"]) * (7 if g["uniten"].lower().startswith("week") else 1)
        )
    if "onlywd" in g:
        yield day + timedelta(days=(_DAYS[g["onlywd"].lower()] - day.weekday() - 1) % 7 + 1)


def _near(month: int, number: int, day: date) -> date:
    """The date of this year; of the next where it lies more than two months back."""
    found = date(day.year, month, number) if (month, number) != (2, 29) else _leap(day.year)
    return found if found >= day - timedelta(days=60) else found.replace(year=found.year + 1)


def _leap(year: int) -> date:
    return date(year, 2, 29)


def _first_of_next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _month_end(g: dict[str, str], day: date) -> date:
    if "mm" in g:
        first = _near(int(g["mm"]), 1, day.replace(day=1))
    else:
        first = _first_of_next(day) if g["monthend"].lower().startswith(("来", "翌", "end of next")) else day.replace(day=1)  # fmt: skip
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
