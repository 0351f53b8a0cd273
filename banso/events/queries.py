# ruff: noqa: S608  every value is bound; batches are quoted by text_literal
"""Reads of events: names, days, an account's timeline and usage.

Events know sources and keys, not accounts: the caller asks for the keys of accounts the viewer
may see (``customers.queries``), so the viewer's scope is kept there. What speaks of all keys
at once is refused to a viewer with a scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from banso.events.definitions import EVENTS, KeySpan
from banso.events.keys import keys_clause
from banso.events.lake import Lake, PartitionRange, text_literal
from banso.lib.problems import problem
from banso.workspace.viewer import Act, NotAllowed, Viewer

# How far back a timeline looks at first, and again if it found too little, in days.
_LOOKS = (31, 124, 496)
_USERS = "count(distinct (source, user_key)) filter (user_key is not null)"
_BY_DAY = f"day, name, count(*), {_USERS}"
_BY_USER = "source, user_key, count(*), count(distinct day), min(day), max(day)"
_OF_USERS = (
    "where user_key is not null group by source, user_key order by count(*) desc, source, user_key"
)


@dataclass(frozen=True, slots=True)
class EventName:
    """How often an event occurred: events, distinct local days, users and account keys."""

    name: str
    events: int
    days: int
    users: int
    keys: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Span:
    """First and last local day with events, and how many there are."""

    first_on: date
    last_on: date
    events: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a timeline goes on; many events may share an instant."""

    at: datetime
    source: str
    message_id: str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """``at`` is an aware UTC instant, ``day`` the local day, ``props`` JSON text."""

    at: datetime
    day: date
    source: str
    message_id: str
    account_key: str
    user_key: str | None
    name: str
    value: float | None
    props: str | None

    @property
    def place(self) -> Place:
        return Place(at=self.at, source=self.source, message_id=self.message_id)


@dataclass(frozen=True, slots=True)
class DayCount:
    """Events of one name on one local day, and the distinct users among them."""

    day: date
    name: str
    events: int
    users: int


@dataclass(frozen=True, slots=True)
class UserActivity:
    source: str
    user_key: str
    events: int
    days: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class UserSeen:
    """A user under one account key."""

    source: str
    account_key: str
    user_key: str
    days: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class KeyActivity:
    """What came in under one account key, known to the customers or not."""

    source: str
    account_key: str
    events: int
    first_on: date
    last_on: date


def visible(
    *, lake: Lake, hidden: frozenset[str] = frozenset(), days: tuple[date, date] | None = None
) -> str:
    """A parenthesised select of the events that may be seen, to put behind FROM.

    ``hidden`` batches are not committed yet. ``days`` leaves out files, not rows.
    """
    text = lake.table(EVENTS).sql(PartitionRange(days=days) if days else None)
    if not hidden:
        return text
    batches = ", ".join(text_literal(b) for b in sorted(hidden))
    return f"(select * from {text} where batch is null or batch not in ({batches}))"


def event_names(
    *,
    viewer: Viewer,
    lake: Lake,
    hidden: frozenset[str] = frozenset(),
    source: str | None = None,
    limit: int = 200,
) -> list[EventName]:
    """The most frequent event names, most frequent first."""
    _require_all_keys(viewer, Act.SEE_DEFINITIONS)
    where, params = ("where source = ?", [source]) if source is not None else ("", [])
    rows = _rows(
        lake,
        f"""
        select name, count(*), count(distinct day), count(distinct (source, user_key)) filter (user_key is not null),
            count(distinct (source, account_key)), min(day), max(day)
        from {visible(lake=lake, hidden=hidden)} {where}
        group by name order by count(*) desc, name limit {int(limit)}
        """,
        params,
    )
    return [EventName(*row) for row in rows]


def span(
    *,
    viewer: Viewer,
    lake: Lake,
    source: str | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Span | None:
    """First and last local day with events (of ``source``), ``None`` if there are none."""
    _require_all_keys(viewer, Act.SEE_DEFINITIONS)
    where, params = ("where source = ?", [source]) if source is not None else ("", [])
    first, last, events = _rows(
        lake,
        f"select min(day), max(day), count(*) from {visible(lake=lake, hidden=hidden)} {where}",
        params,
    )[0]
    return Span(first, last, events) if events else None


def sources(*, viewer: Viewer, lake: Lake, hidden: frozenset[str] = frozenset()) -> dict[str, Span]:
    """Every source with its first and last local day; what usage coverage is made from."""
    _require_all_keys(viewer, Act.SEE_DEFINITIONS)
    rows = _rows(
        lake,
        f"""
        select source, min(day), max(day), count(*)
        from {visible(lake=lake, hidden=hidden)} group by source order by source
        """,
    )
    return {row[0]: Span(*row[1:]) for row in rows}


def keys_seen(
    *, viewer: Viewer, lake: Lake, hidden: frozenset[str] = frozenset()
) -> list[KeyActivity]:
    """Every (source, account key) with events; the caller finds those no account has yet."""
    _require_all_keys(viewer, Act.SEE_IMPORTS)
    rows = _rows(
        lake,
        f"""
        select source, account_key, count(*), min(day), max(day)
        from {visible(lake=lake, hidden=hidden)} group by all order by source, account_key
        """,
    )
    return [KeyActivity(*row) for row in rows]


def events_of_keys(
    *,
    viewer: Viewer,
    lake: Lake,
    keys: Sequence[KeySpan],
    last: date,
    before: Place | datetime | None = None,
    limit: int = 50,
    hidden: frozenset[str] = frozenset(),
) -> list[TimelineEvent]:
    """The newest events of these keys up to the local day ``last``, newest first.

    ``before`` asks for older ones only: than an instant, or, to go on after a page, than the
    ``place`` of its last event. Looks at the last weeks first and further back only if they
    hold too little.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    if not keys or limit < 1:
        return []
    older, older_params, newest = _older(before, last)
    found: list[TimelineEvent] = []
    for back in (*_LOOKS, None):
        first = date(1, 1, 1) if back is None else newest - timedelta(days=back)
        days = (first, newest)
        condition, params = keys_clause(keys, days)
        rows = _rows(
            lake,
            f"""
            select "at", day, source, message_id, account_key, user_key, name, value, props
            from {visible(lake=lake, hidden=hidden, days=days)}
            where {condition}{older}
            order by "at" desc, source desc, message_id desc limit {int(limit)}
            """,
            [*params, *older_params],
        )
        found = [TimelineEvent(*row) for row in rows]
        if len(found) >= limit:
            break
    return found


def daily_counts(
    *,
    viewer: Viewer,
    lake: Lake,
    keys: Sequence[KeySpan],
    first: date,
    last: date,
    hidden: frozenset[str] = frozenset(),
) -> list[DayCount]:
    """Events and distinct users by local day and name, days ascending; days without events are absent."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not keys or last < first:
        return []
    condition, params = keys_clause(keys, (first, last))
    rows = _rows(
        lake,
        f"""
        select {_BY_DAY} from {visible(lake=lake, hidden=hidden, days=(first, last))}
        where {condition} group by day, name order by day, name
        """,
        params,
    )
    return [DayCount(*row) for row in rows]


def users_of_keys(
    *,
    viewer: Viewer,
    lake: Lake,
    keys: Sequence[KeySpan],
    first: date,
    last: date,
    hidden: frozenset[str] = frozenset(),
) -> list[UserActivity]:
    """The users seen under these keys from ``first`` to ``last``, most active first."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not keys or last < first:
        return []
    condition, params = keys_clause(keys, (first, last))
    rows = _rows(
        lake,
        f"""
        select {_BY_USER}
        from (select * from {visible(lake=lake, hidden=hidden, days=(first, last))} where {condition})
        {_OF_USERS}
        """,
        params,
    )
    return [UserActivity(*row) for row in rows]


def users_seen(
    *,
    viewer: Viewer,
    lake: Lake,
    users: Sequence[tuple[str, str]],
    first: date,
    last: date,
    hidden: frozenset[str] = frozenset(),
) -> list[UserSeen]:
    """On how many days these (source, user key) were seen from ``first`` to ``last``, by account key.

    Whose users they are is the caller's to know: it names only those it may see.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    if not users or last < first:
        return []
    pairs = sorted(set(users))
    rows = _rows(
        lake,
        f"""
        with wanted as (
            select unnest(?::varchar[]) as source, unnest(?::varchar[]) as user_key
        )
        select e.source, e.account_key, e.user_key, count(distinct e.day), min(e.day), max(e.day)
        from {visible(lake=lake, hidden=hidden, days=(first, last))} as e
        join wanted as w on w.source = e.source and w.user_key = e.user_key
        where e.day between ? and ?
        group by e.source, e.account_key, e.user_key
        """,
        [[s for s, _ in pairs], [k for _, k in pairs], first, last],
    )
    return [UserSeen(*row) for row in rows]


def _require_all_keys(viewer: Viewer, act: Act) -> None:
    """Refuse a viewer without the right, and one who may see only some accounts."""
    viewer.require(act)
    if viewer.scope is not None:
        raise NotAllowed(
            problem(
                "viewer.all-accounts",
                ja="すべての顧客企業にわたる集計は、閲覧範囲が限られている方には表示できません。",
                en="This speaks of every account; you may see only some of them.",
                remedy_ja="管理者に閲覧範囲をご相談ください。",
                remedy_en="Ask an administrator to widen what you may see.",
            )
        )


def _older(before: Place | datetime | None, last: date) -> tuple[str, list[object], date]:
    """SQL (and its values) for what is older than ``before``, and the newest day it can be on."""
    if before is None:
        return "", [], last
    at = before if isinstance(before, datetime) else before.at
    # A local day is never more than one day ahead of the UTC day.
    newest = min(last, at.astimezone(UTC).date() + timedelta(days=1))
    if isinstance(before, datetime):
        return ' and "at" < ?', [at], newest
    same = '"at" = ? and (source < ? or (source = ? and message_id < ?))'
    params = [at, at, before.source, before.source, before.message_id]
    return f' and ("at" < ? or ({same}))', params, newest


def _rows(lake: Lake, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with lake.cursor() as cursor:
        return cursor.execute(sql, params).fetchall()
