"""Subscribing to calendars, and reading them: by hand, by the clock, from a file."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from banso.connectors.calendar import fetching, reading
from banso.connectors.calendar.models import Feed
from banso.execution.meetings.operations import forget_calendar, take_meetings
from banso.lib.dates import day_bounds
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.progress import Progress, Silent
from banso.workspace.sealed import seal, unseal
from banso.workspace.viewer import Act, Viewer

log = logging.getLogger("banso.calendar")
BEHIND = timedelta(days=60)  # how far a calendar is read, from today
AHEAD = timedelta(days=200)
MOST_FEEDS = 20  # of one person


class FeedUnknown(BansoError):
    """No such calendar among those of this person."""


class FeedRefused(BansoError):
    """The calendar cannot be added."""


@transaction.atomic
def subscribe(*, viewer: Viewer, name: str, address: str, now: datetime) -> str:
    """This function will subscribe the viewer to a calendar by its address, which is kept sealed.

    Nothing is fetched yet. Raises AddressRefused, FeedRefused. Gives back its public id.
    """
    user = _oneself(viewer)
    parts = fetching.parts_of(address)
    host = (parts.hostname or "")[:253]
    feed = Feed.objects.create(
        user_id=user, name=_name(name, host), kind=Feed.ADDRESS, host=host,
        sealed_address=seal(parts.geturl()), created_at=now,
    )  # fmt: skip
    _audit(viewer, "calendar.subscribed", feed, now, {"host": host})
    return feed.public_id


def take_file(*, viewer: Viewer, name: str, data: bytes, now: datetime) -> str:
    """This function will take the meetings of an .ics file as the viewer's. The same name again
    replaces what the file of that name brought before. Raises CalendarBroken, FeedRefused."""
    user = _oneself(viewer, name=name)
    calendar, until = _read(data, now)  # refused before anything is written
    with transaction.atomic():
        feed, made = Feed.objects.get_or_create(
            user_id=user, name=_name(name, ""), kind=Feed.FILE, ended_at=None,
            defaults={"created_at": now},
        )  # fmt: skip
        if made:
            _audit(viewer, "calendar.file-added", feed, now)
        _take(feed, viewer, data, calendar, until, now)
    return feed.public_id


@transaction.atomic
def change_feed(
    *, viewer: Viewer, public_id: str, name: str, address: str = "", now: datetime
) -> None:
    """This function will rename a calendar of the viewer's, and give it another address where one is named."""
    feed = _mine(viewer, public_id)
    feed.name = _name(name, feed.host)
    if address and feed.kind == Feed.ADDRESS:
        parts = fetching.parts_of(address)
        feed.sealed_address, feed.host = seal(parts.geturl()), (parts.hostname or "")[:253]
        feed.etag = feed.digest = ""
    feed.save()
    _audit(viewer, "calendar.changed", feed, now, {"address": bool(address)})


@transaction.atomic
def end_feed(*, viewer: Viewer, public_id: str, now: datetime) -> None:
    """This function will give a calendar of the viewer's up: its address is forgotten, meetings ahead
    that stand in no other calendar go."""
    feed = _mine(viewer, public_id)
    feed.ended_at, feed.sealed_address, feed.etag, feed.digest = now, "", "", ""
    feed.save()
    since = workspace.clock(wall=now).now
    forget_calendar(viewer=viewer, feed=feed.public_id, since=since, now=now)
    _audit(viewer, "calendar.ended", feed, now)


def fetch_feed(*, viewer: Viewer, public_id: str, now: datetime) -> dict[str, Any]:
    """This function will read one calendar of the viewer's now. Raises what it was refused with; the
    row keeps it too."""
    feed = _mine(viewer, public_id)
    return _fetch(feed, viewer, now, again=True)


def fetch_all(*, viewer: Viewer, now: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """This function will read every calendar that has an address: {feeds, ok, failed, meetings}.

    One that cannot be read keeps why and holds none of the others up.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    progress = progress or Silent()
    feeds = list(
        Feed.objects.filter(kind=Feed.ADDRESS, ended_at=None, user__is_active=True).order_by("pk")
    )
    progress.begin("Reading calendars", total=len(feeds), unit="calendars")
    done = {"feeds": len(feeds), "ok": 0, "failed": 0, "meetings": 0}
    for feed in feeds:
        try:
            found = _fetch(feed, workspace.viewer_of(user_id=feed.user_id), now)
            done["ok"] += 1
            done["meetings"] += int(found.get("seen", 0))
        except BansoError:
            done["failed"] += 1
        progress.advance()
    audit(
        viewer=viewer, act="calendars.fetched", subject_kind="calendar", subject_id="all", now=now,
        detail=done,
    )  # fmt: skip
    return done


# Helpers -----------------------------------------------------------------------------------------


def _fetch(feed: Feed, viewer: Viewer, now: datetime, *, again: bool = False) -> dict[str, Any]:
    first = workspace.clock(wall=now).today - BEHIND
    try:
        fresh = feed.read_for == first and not again
        got = fetching.fetch(unseal(feed.sealed_address), etag=feed.etag if fresh else "")
        same = got.data is None or (fresh and _digest(got.data) == feed.digest)
        if got.data is None or same:
            Feed.objects.filter(pk=feed.pk).update(tried_at=now, read_at=now, problems=[])
            return dict(feed.result)
        calendar, until = _read(got.data, now)
        with transaction.atomic():
            feed.etag = got.etag
            return _take(feed, viewer, got.data, calendar, until, now)
    except BansoError as refused:
        told = [{"id": p.id, "ja": p.in_("ja"), "en": p.in_("en")} for p in refused.problems]
        Feed.objects.filter(pk=feed.pk).update(tried_at=now, problems=told)
        raise


def _read(data: bytes, now: datetime) -> tuple[reading.Calendar, date]:
    clock = workspace.clock(wall=now)
    until = clock.today + AHEAD
    found = reading.read_calendar(data, first=clock.today - BEHIND, last=until, zone=clock.zone)
    return found, until


def _take(
    feed: Feed,
    viewer: Viewer,
    data: bytes,
    calendar: reading.Calendar,
    until: date,
    now: datetime,
) -> dict[str, Any]:
    clock = workspace.clock(wall=now)
    taken = take_meetings(
        viewer=viewer,
        user_id=feed.user_id,
        feed=feed.public_id,
        seen=calendar.meetings,
        # The whole of today: a clock that stands shows the day's end as its now.
        since=day_bounds(clock.today, ZoneInfo(clock.zone))[0],
        until=day_bounds(until, ZoneInfo(clock.zone))[1],
        day=clock.today,
        now=now,
    )
    feed.result = {
        "seen": taken.seen, "made": taken.made, "changed": taken.changed, "gone": taken.gone,
        "matched": taken.matched, "left_out": dict(calendar.left_out),
    }  # fmt: skip
    feed.digest, feed.read_for = _digest(data), clock.today - BEHIND
    feed.tried_at = feed.read_at = now
    feed.problems = []
    feed.save()
    return dict(feed.result)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _oneself(viewer: Viewer, *, name: str = "") -> int:
    """A calendar is always somebody's own."""
    viewer.require(Act.EDIT_ACCOUNTS)
    feeds = Feed.objects.filter(user_id=viewer.user_id or 0, ended_at=None)
    if viewer.user_id is None or feeds.exclude(name=name.strip()).count() >= MOST_FEEDS:
        raise FeedRefused(_too_many())
    return viewer.user_id


def _mine(viewer: Viewer, public_id: str) -> Feed:
    viewer.require(Act.EDIT_ACCOUNTS)
    feed = Feed.objects.filter(
        public_id=public_id, user_id=viewer.user_id or 0, ended_at=None
    ).first()
    if feed is None:
        raise FeedUnknown(_no_feed())
    return feed


def _name(name: str, otherwise: str) -> str:
    return " ".join(name.split())[:120] or otherwise[:120] or "calendar.ics"


def _audit(
    viewer: Viewer, act: str, feed: Feed, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    audit(
        viewer=viewer, act=act, subject_kind="calendar", subject_id=feed.public_id, now=now,
        detail=detail,
    )  # fmt: skip


# Words -------------------------------------------------------------------------------------------


def _no_feed() -> Problem:
    return problem(
        "calendar.unknown",
        ja="このカレンダーは見つかりません。",
        en="There is no such calendar of yours.",
        remedy_ja="設定の「カレンダー連携」から開き直してください。",
        remedy_en="Open it again from Settings, Calendars.",
    )


def _too_many() -> Problem:
    return problem(
        "calendar.too-many",
        ja=f"カレンダーは1人{MOST_FEEDS}件まで登録できます。",
        en=f"One person can have {MOST_FEEDS} calendars.",
        remedy_ja="使わないものを外してから追加してください。",
        remedy_en="Take out one you do not use first.",
    )
