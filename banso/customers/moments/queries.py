"""Reads of moments: what happened with an account, ready for a timeline, and plain rows to count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from banso.customers.models import Contact
from banso.customers.moments.models import (
    Attendance,
    Incident,
    IncidentAccount,
    PlayAssignment,
    Response,
    Touchpoint,
    Voice,
)
from banso.customers.queries import in_scope
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

KINDS = ("touchpoint", "response", "voice", "session", "incident", "play")
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Happening:
    """One moment of an account. ``at`` None: only the day is known, it is ``day``.

    ``title`` and ``text`` are what somebody wrote; ``who`` are names where the address is known to
    be a contact's, else addresses. ``facts`` by kind: touchpoint type, minutes, effort_minutes,
    opened_by, mood, mood_why, topic, ours · response kind, score, survey, asked_on, answered ·
    voice channel · session type, minutes, attended · incident severity, until, feature, scope ·
    play arm, how, started_on.
    """

    kind: str
    public_id: str
    at: datetime | None
    day: date | None
    title: str = ""
    text: str = ""
    who: tuple[str, ...] = ()
    erased: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def happenings(
    *,
    viewer: Viewer,
    account_id: int,
    kinds: Collection[str] = KINDS,
    until: datetime | None = None,
    limit: int = _MOST,
) -> list[Happening]:
    """This function will list what happened with an account before ``until``, the newest first.

    ``limit`` counts for each kind. What the viewer may not see is not there.
    """
    names = _ours(viewer) | _names(viewer, account_id)
    found: list[Happening] = []
    for kind in KINDS:
        if kind in kinds:
            found += _READ[kind](viewer, account_id, names, until, limit)
    return sorted(found, key=_newest, reverse=True)


def _newest(one: Happening) -> tuple[date, str]:
    if one.at is not None:
        return one.at.date(), one.at.isoformat()
    return one.day or date.min, ""


def _ours(viewer: Viewer) -> dict[str, str]:
    """Address → name of those of us whose names the viewer may know."""
    names = workspace.names_of_people(viewer=viewer)
    # Rights to manage people are not needed to read who was at a meeting.
    people = workspace.people(viewer=Viewer.system())
    return {p.email.strip().casefold(): names[p.id] for p in people if names.get(p.id)}


def _names(viewer: Viewer, account_id: int) -> dict[str, str]:
    """Address → name of the account's contacts."""
    rows = in_scope(Contact.objects.filter(account_id=account_id).exclude(email=""), viewer)
    columns = ("email", "family_name", "given_name", "full_name")
    return {
        email.strip().casefold(): " ".join(p for p in (family, given) if p) or full or email
        for email, family, given, full in rows.values_list(*columns)
    }


def _rows(
    viewer: Viewer, rows: QuerySet[Any], column: str, until: Any, limit: int
) -> QuerySet[Any]:
    if until is not None:
        rows = rows.filter(**{f"{column}__lt": until})
    return in_scope(rows, viewer).order_by(f"-{column}", "-pk")[:limit]


def _who(names: Mapping[str, str], *addresses: str) -> tuple[str, ...]:
    return tuple(names.get(a, a) for a in addresses if a)


def _touchpoints(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    rows = Touchpoint.objects.filter(account_id=account_id)
    return [
        Happening(
            "touchpoint", t.public_id, t.happened_at, None, t.subject, t.notes,
            _who(names, *t.their_people.split(";")), t.erased_at is not None,
            {
                "type": t.type, "minutes": t.minutes, "effort_minutes": t.effort_minutes,
                "opened_by": t.opened_by, "mood": t.mood, "mood_why": t.mood_why,
                "topic": t.topic, "ours": _who(names, *t.our_people.split(";")),
            },
        )
        for t in _rows(viewer, rows, "happened_at", until, limit)
    ]  # fmt: skip


def _responses(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    rows = Response.objects.filter(account_id=account_id)
    answered = _rows(viewer, rows.filter(answered_at__isnull=False), "answered_at", until, limit)
    open_then = Q(answered_at__isnull=True)
    if until is not None:
        open_then |= Q(answered_at__gte=until)
    day = until.date() if until is not None else None
    asked = rows.filter(open_then, asked_on__isnull=False)
    found = [
        Happening(
            "response", r.public_id, r.answered_at, r.asked_on, r.survey, r.comment,
            _who(names, r.email), r.erased_at is not None,
            {"kind": r.kind, "score": r.score, "asked_on": r.asked_on, "answered": True},
        )
        for r in answered
    ]  # fmt: skip
    found += [
        Happening(
            "response", r.public_id, None, r.asked_on, r.survey, "", _who(names, r.email),
            r.erased_at is not None, {"kind": r.kind, "asked_on": r.asked_on, "answered": False},
        )
        for r in _rows(viewer, asked, "asked_on", day, limit)
    ]  # fmt: skip
    return found


def _voices(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    rows = Voice.objects.filter(account_id=account_id)
    return [
        Happening(
            "voice", v.public_id, v.received_at, None, "", v.text, _who(names, v.email),
            v.erased_at is not None, {"channel": v.channel},
        )
        for v in _rows(viewer, rows, "received_at", until, limit)
    ]  # fmt: skip


def _sessions(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    """One entry a session, with everybody of the account who was registered."""
    rows = Attendance.objects.filter(account_id=account_id).select_related("session")
    found: dict[int, list[Attendance]] = {}
    for a in _rows(viewer, rows, "session__starts_at", until, limit):
        found.setdefault(a.session_id, []).append(a)
    return [
        Happening(
            "session", people[0].session.public_id, people[0].session.starts_at, None,
            people[0].session.title, "", _who(names, *(a.email for a in people if a.attended)),
            any(a.erased_at for a in people),
            {
                "type": people[0].session.type, "minutes": people[0].session.minutes,
                "attended": sum(bool(a.attended) for a in people), "registered": len(people),
            },
        )
        for people in found.values()
    ]  # fmt: skip


def _incidents(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    """Incidents of ours that struck the account, or everybody."""
    viewer.require(Act.SEE_ACCOUNTS)
    if not viewer.sees(account_id):
        return []
    struck = IncidentAccount.objects.filter(account_id=account_id).values("incident_id")
    rows = Incident.objects.filter(Q(scope="all") | Q(pk__in=struck))
    if until is not None:
        rows = rows.filter(started_at__lt=until)
    return [
        Happening(
            "incident", i.public_id, i.started_at, None, i.title,
            facts={
                "severity": i.severity, "feature": i.feature, "scope": i.scope,
                "until": None if until and i.ended_at and i.ended_at >= until else i.ended_at,
            },
        )
        for i in rows.order_by("-started_at", "-pk")[:limit]
    ]  # fmt: skip


def _plays(
    viewer: Viewer, account_id: int, names: Mapping[str, str], until: Any, limit: int
) -> list[Happening]:
    rows = PlayAssignment.objects.filter(account_id=account_id)
    day = until.date() if until is not None else None
    return [
        Happening(
            "play", p.public_id, None, p.assigned_on, p.play,
            facts={
                "arm": p.arm, "how": p.how,
                "started_on": None if day and p.started_on and p.started_on >= day else p.started_on,
            },
        )
        for p in _rows(viewer, rows, "assigned_on", day, limit)
    ]  # fmt: skip


_READ = {
    "touchpoint": _touchpoints, "response": _responses, "voice": _voices, "session": _sessions,
    "incident": _incidents, "play": _plays,
}  # fmt: skip


# For the metrics ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MomentCounts:
    """Plain rows to count, instants as they are stored.

    ``answers`` (account, kind, answered at, score) · ``asked`` (account, day) · ``voices`` (account,
    channel, at) · ``touches`` (account, type, at, opened by, mood, effort minutes, minutes) ·
    ``attended`` (account, session type, at, minutes) · ``incidents`` (account, None: everybody's;
    started, ended).
    """

    answers: list[tuple[int, str, datetime, float | None]]
    asked: list[tuple[int, date]]
    voices: list[tuple[int, str, datetime]]
    touches: list[tuple[int, str, datetime, str, str, int | None, int | None]]
    attended: list[tuple[int, str, datetime, int | None]]
    incidents: list[tuple[int | None, datetime, datetime | None]]


def moment_counts(*, viewer: Viewer, account_ids: Iterable[int] | None = None) -> MomentCounts:
    """This function will read what metrics count of all accounts the viewer may see, in stored order."""

    def of(rows: QuerySet[Any], *columns: str) -> list[Any]:
        rows = in_scope(rows, viewer)
        if account_ids is not None:
            rows = rows.filter(account_id__in=sorted(set(account_ids)))
        return list(rows.order_by("pk").values_list("account_id", *columns))

    answered = Response.objects.filter(answered_at__isnull=False)
    struck = IncidentAccount.objects.filter(incident__scope="some")
    whole = Incident.objects.filter(scope="all").order_by("pk")
    everybody = [(None, *row) for row in whole.values_list("started_at", "ended_at")]
    return MomentCounts(
        answers=of(answered, "kind", "answered_at", "score"),
        asked=of(Response.objects.filter(asked_on__isnull=False), "asked_on"),
        voices=of(Voice.objects.all(), "channel", "received_at"),
        touches=of(
            Touchpoint.objects.all(), "type", "happened_at", "opened_by", "mood",
            "effort_minutes", "minutes",
        ),
        attended=of(
            Attendance.objects.filter(attended=True), "session__type", "session__starts_at",
            "minutes",
        ),
        incidents=[*everybody, *of(struck, "incident__started_at", "incident__ended_at")],
    )  # fmt: skip
