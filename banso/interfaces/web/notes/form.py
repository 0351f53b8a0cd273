"""The form of a note: what may be chosen for one account, and the draft that comes out of it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.customers.moments import notes
from banso.customers.moments.noteviews import NoteView
from banso.customers.moments.writing import NoteDraft
from banso.customers.queries import AccountView
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.templatetags.note_words import (
    DEPARTMENTS,
    MOODS,
    SIDES,
    TYPES,
    template_of,
)
from banso.workspace import queries as workspace

_LONGEST = 200_000


class NoteForm(forms.Form):
    """``client_id`` is made with the form: sent twice, it is written once. ``seen`` is the version
    that was open."""

    type = forms.ChoiceField(choices=[(k, k) for k in TYPES], widget=forms.RadioSelect)
    happened_at = forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
    subject = forms.CharField(max_length=300, required=False)
    notes = forms.CharField(
        required=False, max_length=_LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 16})
    )
    contacts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    ours = forms.TypedMultipleChoiceField(
        required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(required=False, min_value=0, max_value=10_080)
    effort_minutes = forms.IntegerField(required=False, min_value=0, max_value=10_080)
    mood = forms.ChoiceField(
        required=False, choices=[(k, k) for k in ("", *MOODS)], widget=forms.RadioSelect
    )
    mood_why = forms.CharField(required=False, max_length=500)
    opened_by = forms.ChoiceField(
        required=False, choices=[(k, k) for k in ("", *SIDES)], widget=forms.RadioSelect
    )
    topic = forms.CharField(required=False, max_length=160)
    department = forms.ChoiceField(required=False)
    meeting = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    their_addresses = forms.CharField(required=False, max_length=4_000, widget=forms.HiddenInput)
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, request: ScreenRequest, account: AccountView, *args: Any, **rest: Any):
        super().__init__(*args, **rest)
        self._zone = ZoneInfo(request.clock.zone)
        self.account = account
        fields: dict[str, Any] = self.fields
        people = customers.contacts_of(viewer=request.viewer, account_id=account.id)
        fields["contacts"].choices = [
            (c.public_id, c.name) for c in people if not c.erased and c.name
        ]
        names = workspace.names_of_people(viewer=request.viewer)
        fields["ours"].choices = sorted(names.items(), key=lambda n: (n[0] != request.viewer.user_id, n[1]))  # fmt: skip
        fields["department"].choices = [("", _("not said")), *((k, str(w)) for k, w in DEPARTMENTS.items())]  # fmt: skip
        for name, words in (("type", TYPES), ("mood", {"": _("not said"), **MOODS}), ("opened_by", {"": _("not said"), **SIDES})):  # fmt: skip
            fields[name].choices = [(k, str(w)) for k, w in words.items()]
        self.topics = notes.topics_of(viewer=request.viewer, account_id=account.id)

    def clean_happened_at(self) -> datetime:
        given: datetime = self.cleaned_data["happened_at"]
        return given.replace(tzinfo=self._zone)

    def draft(self) -> NoteDraft:
        """The note that was written."""
        said = self.cleaned_data
        theirs = tuple(a for a in said["their_addresses"].split(";") if "@" in a)
        return NoteDraft(
            account_id=self.account.id, type=said["type"], happened_at=said["happened_at"],
            subject=said["subject"], notes=said["notes"], contacts=tuple(said["contacts"]),
            their_addresses=theirs, ours=tuple(said["ours"]), minutes=said["minutes"],
            effort_minutes=said["effort_minutes"], mood=said["mood"], mood_why=said["mood_why"],
            opened_by=said["opened_by"], topic=said["topic"], department=said["department"],
            meeting=said["meeting"],
        )  # fmt: skip


def first_values(request: ScreenRequest, account: AccountView) -> dict[str, Any]:
    """What a new note begins with: the address's words, else now, me, and the template of its type."""
    given = request.GET
    kind = given.get("type", "")
    kind = kind if kind in TYPES else "meeting"
    theirs = [a.strip().casefold() for a in given.get("theirs", "").split(";") if a.strip()]
    people = customers.contacts_of(viewer=request.viewer, account_id=account.id)
    known = {c.email.strip().casefold(): c.public_id for c in people if c.email and not c.erased}
    return {
        "type": kind,
        "happened_at": _moment(given.get("at", ""), request),
        "subject": given.get("subject", "")[:300],
        "notes": given.get("notes", "")[:20_000] or template_of(kind, request.viewer.language),
        "contacts": [known[a] for a in theirs if a in known],
        "their_addresses": ";".join(a for a in theirs if a not in known)[:4_000],
        "ours": [request.viewer.user_id],
        "department": notes.last_department(viewer=request.viewer) or "cs",
        "opened_by": "us",
        "meeting": given.get("meeting", "")[:16],
        "client_id": f"form-{secrets.token_hex(12)}",
    }


def values_of(request: ScreenRequest, note: NoteView) -> dict[str, Any]:
    """The note as the form shows it."""
    zone = ZoneInfo(request.clock.zone)
    return {
        "type": note.type, "happened_at": note.at.astimezone(zone).replace(tzinfo=None),
        "subject": note.subject, "notes": note.notes,
        "contacts": [p.contact for p in note.theirs if p.contact],
        "their_addresses": ";".join(p.address for p in note.theirs if not p.contact),
        "ours": [user for user, _name in note.ours if user], "minutes": note.minutes,
        "effort_minutes": note.effort_minutes, "mood": note.mood, "mood_why": note.mood_why,
        "opened_by": note.opened_by, "topic": note.topic, "department": note.department,
        "meeting": note.meeting, "seen": note.stamp,
    }  # fmt: skip


def _moment(text: str, request: ScreenRequest) -> datetime:
    """An instant of the address in local time; now where there is none. Naive, as the form wants it."""
    zone = ZoneInfo(request.clock.zone)
    wall = datetime.now(zone).time().replace(second=0, microsecond=0)
    now = datetime.combine(request.clock.today, wall)
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        return now
    return given.astimezone(zone).replace(tzinfo=None) if given.tzinfo else given
