"""Reads of touchpoints as notes: one with everything on it, an account's, and those since a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from banso.customers.moments.models import Touchpoint
from banso.customers.moments.noteviews import NoteView, rows_of, views
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer

_CLOSE = timedelta(days=14)  # "the same days"


@dataclass(frozen=True, slots=True)
class Proactive:
    """Of the touchpoints of which it is known who took the first step: how many were ours."""

    ours: int
    known: int
    all: int

    @property
    def rate(self) -> float | None:
        return self.ours / self.known if self.known else None


def note(*, viewer: Viewer, public_id: str) -> NoteView | None:
    """This function will give one note; None where there is none or the viewer may not see it."""
    found = views(viewer=viewer, rows=rows_of(viewer).filter(public_id=public_id))
    return found[0] if found else None


def note_of_meeting(*, viewer: Viewer, meeting: str) -> NoteView | None:
    """This function will give the minutes of a meeting, by its public id."""
    rows = rows_of(viewer).filter(meeting=meeting).exclude(meeting="").order_by("-pk")[:1]
    found = views(viewer=viewer, rows=rows)
    return found[0] if found else None


def notes_of(
    *,
    viewer: Viewer,
    account_id: int,
    types: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[NoteView]:
    """This function will list an account's notes, the newest first."""
    rows = rows_of(viewer).filter(account_id=account_id)
    return views(viewer=viewer, rows=_between(rows, types, since, until)[:limit])


def notes_since(
    *,
    viewer: Viewer,
    since: datetime,
    until: datetime | None = None,
    account_ids: Iterable[int] | None = None,
    types: Collection[str] = (),
    limit: int = 200,
) -> list[NoteView]:
    """This function will list notes of many accounts from ``since`` on, the newest first."""
    rows = rows_of(viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    return views(viewer=viewer, rows=_between(rows, types, since, until)[:limit])


def same_topic(
    *, viewer: Viewer, account_id: int, topic: str, at: datetime, department: str, but: str = ""
) -> list[NoteView]:
    """This function will list what other departments said of the same topic within two weeks of ``at``.

    Topics are one when they differ in case or in spaces at the ends only.
    """
    if not topic.strip():
        return []
    rows = rows_of(viewer).filter(
        account_id=account_id, topic__iexact=topic.strip(), happened_at__gte=at - _CLOSE,
        happened_at__lte=at + _CLOSE,
    )  # fmt: skip
    rows = rows.exclude(department__in=["", department]) if department else rows.none()
    return views(viewer=viewer, rows=rows.exclude(public_id=but).order_by("-happened_at")[:5])


def topics_of(*, viewer: Viewer, account_id: int, limit: int = 12) -> list[str]:
    """This function will list the topics an account's notes speak of, the most frequent first."""
    rows = rows_of(viewer).filter(account_id=account_id).exclude(topic="")
    counted = rows.values("topic").annotate(n=Count("pk")).order_by("-n", "topic")
    return [row["topic"] for row in counted[:limit]]


def proactive(
    *,
    viewer: Viewer,
    account_ids: Iterable[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Proactive:
    """This function will count who took the first step, of the accounts the viewer may see."""
    rows = in_scope(Touchpoint.objects.all(), viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    if until is not None:
        rows = rows.filter(happened_at__lt=until)
    us = Count("pk", filter=Q(opened_by="us"))
    them = Count("pk", filter=Q(opened_by="them"))
    found = rows.aggregate(us=us, them=them, all=Count("pk"))
    return Proactive(found["us"], found["us"] + found["them"], found["all"])


def last_department(*, viewer: Viewer) -> str:
    """This function will give the department this person wrote for last."""
    rows = Touchpoint.objects.filter(created_by_id=viewer.user_id).exclude(department="")
    found = rows.order_by("-pk").values_list("department", flat=True).first()
    return found or ""


def _between(
    rows: QuerySet[Touchpoint],
    types: Collection[str],
    since: datetime | None,
    until: datetime | None,
) -> QuerySet[Touchpoint]:
    if types:
        rows = rows.filter(type__in=sorted(types))
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    if until is not None:
        rows = rows.filter(happened_at__lt=until)
    return rows.order_by("-happened_at", "-pk")
