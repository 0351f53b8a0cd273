"""The words of tasks: kinds, outcomes, recurrences, sources. Pure: neither Django nor the store."""

from __future__ import annotations

from datetime import date

from banso.lib.dates import HolidayCalendar, add, next_business_day, parse_duration
from banso.lib.text import Text

KINDS: dict[str, Text] = {
    "call": Text(ja="電話", en="Call"),
    "mail": Text(ja="メール", en="Mail"),
    "meeting": Text(ja="面談", en="Meeting"),
    "prepare": Text(ja="準備", en="Prepare"),
    "check": Text(ja="確認", en="Check"),
    "promise": Text(ja="宿題", en="Promise"),
    "other": Text(ja="その他", en="Other"),
}
OUTCOMES: dict[str, Text] = {
    "done": Text(ja="できた", en="Done"),
    "not_reached": Text(ja="不在・未確認", en="Not reached"),
    "not_needed": Text(ja="不要になった", en="No longer needed"),
    "withdrawn": Text(ja="取り下げ", en="Withdrawn"),  # by an undo, never by a person's choice
}
CHOSEN_OUTCOMES = ("done", "not_reached", "not_needed")
PRIORITIES: dict[int, Text] = {
    1: Text(ja="高", en="High"),
    2: Text(ja="中", en="Normal"),
    3: Text(ja="低", en="Low"),
}
SOURCES: dict[str, Text] = {
    "person": Text(ja="人", en="A person"),
    "rule": Text(ja="ルール", en="A rule"),
    "import": Text(ja="取り込み", en="An import"),
    "play": Text(ja="施策", en="A play"),
}
REPEATS: dict[str, Text] = {
    "day": Text(ja="毎営業日", en="Every business day"),
    "week": Text(ja="毎週", en="Every week"),
    "two_weeks": Text(ja="隔週", en="Every two weeks"),
    "month": Text(ja="毎月", en="Every month"),
    "quarter": Text(ja="3か月ごと", en="Every three months"),
}
_SPANS = {
    "day": parse_duration("1 business day"),
    "week": parse_duration("1 week"),
    "two_weeks": parse_duration("2 weeks"),
    "month": parse_duration("1 month"),
    "quarter": parse_duration("3 months"),
}


def next_due(due: date, *, repeats: str, today: date, calendar: HolidayCalendar) -> date:
    """The next due day of a recurring task: the rhythm goes on from ``due``, days that are over by
    ``today`` are passed by, and one that falls on a closed day waits for the next worked one."""
    span = _SPANS[repeats]
    following = add(due, span, calendar=calendar)
    steps = 1
    while following <= today:
        steps += 1
        once = parse_duration(f"{span.n * steps} {span.unit.value}s")
        following = add(due, once, calendar=calendar)
    return next_business_day(following, calendar=calendar)
