"""What the morning mail says: the day of its reader, short, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from banso.events.store import workspace_lake
from banso.execution.today.queries import my_day
from banso.execution.today.views import Day
from banso.lib.dates import format_month_day
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

MOST = 8  # lines of a section; the rest is a number


@dataclass(frozen=True, slots=True)
class Line:
    """``path`` leads to where it is looked at or done, beginning with a slash."""

    title: Text
    account: str
    reason: Text
    path: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """``more`` further lines are left out."""

    key: str  # changes, promises, meetings, decisions, tasks
    title: Text
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """``since``: when the reader last marked everything as seen."""

    day: date
    name: str
    since: datetime | None
    sections: tuple[Section, ...]

    @property
    def empty(self) -> bool:
        return not self.sections


def digest(*, viewer: Viewer, day: date, now: datetime) -> Digest:
    """This function will give the viewer's own day for a mail; sections without a line are left out."""
    clock = workspace.clock()
    closed = clock.closed_day
    here = my_day(
        viewer=viewer, lake=workspace_lake(), day=day, now=now, zone=clock.zone,
        rows_day=min(day, closed) if closed else None,
    )  # fmt: skip
    sections = (
        _section("changes", "前回から変わったこと", "New since you last looked", _changes(here)),
        _section("promises", "期限の宿題", "Promises due", _promises(here)),
        _section("meetings", "きょうの予定", "Meetings today", _meetings(here, ZoneInfo(clock.zone))),
        _section("decisions", "稟議の期間に入った更新", "Decisions in the approval window", _decisions(here)),
        _section("tasks", "やること", "To do", _tasks(here)),
    )  # fmt: skip
    names = workspace.names_of_people(viewer=viewer)
    name = names.get(viewer.user_id or 0, "")
    return Digest(day, name, here.since, tuple(s for s in sections if s.lines))


def _section(key: str, ja: str, en: str, lines: list[Line]) -> Section:
    return Section(key, Text(ja=ja, en=en), tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _account(public_id: str) -> str:
    return f"/accounts/{public_id}/"


def _changes(here: Day) -> list[Line]:
    return [
        Line(c.headline, c.account_name, c.reason, _account(c.account_public_id))
        for c in here.changes
    ]


def _promises(here: Day) -> list[Line]:
    return [
        Line(
            Text(ja=p.text, en=p.text), p.account_name,
            Text(ja=f"{p.late_days}日超過", en=f"{p.late_days} days late")
            if p.late_days
            else Text(ja="きょうが期限", en="due today"),
            _account(p.account_public_id), late=bool(p.late_days),
        )
        for p in here.promises
    ]  # fmt: skip


def _meetings(here: Day, zone: ZoneInfo) -> list[Line]:
    return [
        Line(
            Text(ja=m.title, en=m.title),
            m.account_name,
            _at(m.starts_at, m.all_day, zone),
            f"/meetings/{m.public_id}/",
        )
        for m in here.meetings
    ]


def _at(moment: datetime, all_day: bool, zone: ZoneInfo) -> Text:
    if all_day:
        return Text(ja="終日", en="all day")
    local = moment.astimezone(zone)
    return Text(ja=f"{local:%H:%M}", en=f"{local:%H:%M}")


def _decisions(here: Day) -> list[Line]:
    return [
        Line(
            Text(ja=f"判断まで{d.days}日", en=f"decides in {d.days} days"), d.account_name,
            Text(
                ja=f"判断日 {format_month_day(d.decides_on, 'ja')}、稟議 {d.lead}日",
                en=f"on {format_month_day(d.decides_on, 'en')}, approval takes {d.lead} days",
            ),
            _account(d.account_public_id),
        )
        for d in here.decisions
        if d.inside
    ]  # fmt: skip


def _tasks(here: Day) -> list[Line]:
    lines = []
    for t in here.todos:
        if t.late_days:
            when = Text(ja=f"{t.late_days}日超過", en=f"{t.late_days} days late")
        elif t.task.due_on:
            when = Text(
                ja=f"期限 {format_month_day(t.task.due_on, 'ja', weekday=True)}",
                en=f"due {format_month_day(t.task.due_on, 'en', weekday=True)}",
            )
        else:
            when = Text(ja="期限なし", en="no due day")
        title = Text(ja=t.task.title, en=t.task.title)
        path = f"/tasks/{t.task.public_id}/"
        lines.append(Line(title, t.task.account_name, when, path, late=bool(t.late_days)))
    return lines
