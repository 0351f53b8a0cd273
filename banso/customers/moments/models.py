"""Tables of moments: answers to surveys, voices, touchpoints, group sessions, incidents, plays assigned.

Each is known by (source, key) and carries the import that made it. Words and addresses of persons
stand in the columns that :mod:`banso.customers.moments.erasing` empties; ``erased_at`` marks a row
of somebody who was erased, and no import fills it in again.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from banso.workspace.ids import new_public_id


class Moment(models.Model):
    """What all of them have."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"


class Response(Moment):
    """One person asked by a survey, and the answer; ``answered_at`` null: asked, and no answer yet."""

    KINDS = ("nps", "csat", "ces", "free")

    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="responses"
    )
    survey = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=8, default="free")
    asked_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)  # as given: NPS 0–10
    comment = models.TextField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "response"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="response_once"),
            models.CheckConstraint(
                name="response_kind_known", condition=Q(kind__in=["nps", "csat", "ces", "free"])
            ),
            models.CheckConstraint(
                name="response_asked_or_answered",
                condition=Q(asked_on__isnull=False) | Q(answered_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-answered_at"], name="response_by_account"),
            models.Index(fields=["email"], name="response_by_person", condition=~Q(email="")),
        ]


class Voice(Moment):
    """Something a customer told us in their own words, as it came."""

    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="voices"
    )
    channel = models.CharField(max_length=24, blank=True)
    received_at = models.DateTimeField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "voice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="voice_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-received_at"], name="voice_by_account"),
            models.Index(fields=["email"], name="voice_by_person", condition=~Q(email="")),
        ]


class Standing(models.Manager["Touchpoint"]):
    """Touchpoints that nobody withdrew."""

    def get_queryset(self) -> models.QuerySet[Touchpoint]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Touchpoint(Moment):
    """A meeting, call, mail, visit, review, chat or note. One log for all departments.

    ``our_people`` and ``their_people`` are addresses, one behind the other with ``;``. ``minutes``
    is how long it lasted, ``effort_minutes`` what it cost us with preparation and travel.

    ``objects`` leaves out what was withdrawn; whatever moves, erases or takes back rows goes
    through the default manager, which has all of them.
    """

    TYPES = ("meeting", "call", "mail", "visit", "qbr", "chat", "note")
    DEPARTMENTS = ("cs", "sales", "support", "product", "other")

    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="touchpoints"
    )
    type = models.CharField(max_length=8, default="note")
    happened_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    effort_minutes = models.PositiveIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    our_people = models.TextField(blank=True)
    their_people = models.TextField(blank=True)
    opened_by = models.CharField(max_length=4, blank=True)  # us, them: who took the first step
    mood = models.CharField(max_length=4, blank=True)  # low, fair, good
    mood_why = models.TextField(blank=True)
    topic = models.CharField(max_length=160, blank=True)
    department = models.CharField(max_length=12, blank=True)  # ours that spoke: DEPARTMENTS
    # The meeting it is the minutes of: its public id, since meetings live in a package above.
    meeting = models.CharField(max_length=16, blank=True)
    # Made up by the phone that wrote it: sent twice, it is written once.
    client_id = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)  # saves by people; the form carries it
    created_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)  # by edited_by

    everything: ClassVar[models.Manager[Touchpoint]] = models.Manager()
    objects: ClassVar[Standing] = Standing()

    class Meta:
        verbose_name = "touchpoint"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="touchpoint_once"),
            models.UniqueConstraint(
                fields=["created_by", "client_id"],
                condition=~Q(client_id=""),
                name="touchpoint_sent_once",
            ),
            models.CheckConstraint(
                name="touchpoint_type_known",
                condition=Q(type__in=["meeting", "call", "mail", "visit", "qbr", "chat", "note"]),
            ),
            models.CheckConstraint(
                name="touchpoint_words_known",
                condition=Q(opened_by__in=["", "us", "them"])
                & Q(mood__in=["", "low", "fair", "good"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-happened_at"], name="touchpoint_by_account"),
            models.Index(fields=["-happened_at"], name="touchpoint_by_time"),
            models.Index(
                fields=["meeting"], name="touchpoint_of_meeting", condition=~Q(meeting="")
            ),
            models.Index(
                fields=["account", "topic"], name="touchpoint_by_topic", condition=~Q(topic="")
            ),
        ]


class Participant(models.Model):
    """A contact who took part in a touchpoint, also one without an address.

    Addresses that imports and mails bring stand in ``their_people`` and need no contact; whoever
    is found by one of the two took part.
    """

    touchpoint = models.ForeignKey(
        Touchpoint, on_delete=models.CASCADE, related_name="participants"
    )
    contact = models.ForeignKey(
        "customers.Contact", on_delete=models.CASCADE, related_name="participations"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["touchpoint", "contact"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"contact {self.contact_id} at touchpoint {self.touchpoint_id}"


class GroupSession(Moment):
    """A training, workshop or webinar: one for many accounts."""

    type = models.CharField(max_length=12, default="other")
    title = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    host = models.CharField(max_length=254, blank=True)  # somebody of ours
    capacity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "group session"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="group_session_once")
        ]


class Attendance(Moment):
    """One person of an account at a group session; ``attended`` null: not known yet."""

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="attendances")
    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="attendances"
    )
    email = models.CharField(max_length=254, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    attended = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "attendance"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="attendance_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "session"], name="attendance_by_account"),
            models.Index(fields=["email"], name="attendance_by_person", condition=~Q(email="")),
        ]


class Incident(Moment):
    """Something that broke on our side. ``scope`` all: every account; some: those named beside it.

    ``ended_at`` null: it goes on. ``feature`` empty: the whole product.
    """

    title = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=8, default="normal")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    feature = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=4, default="all")

    class Meta:
        verbose_name = "incident"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="incident_once"),
            models.CheckConstraint(
                name="incident_words_known",
                condition=Q(scope__in=["all", "some"])
                & Q(severity__in=["low", "normal", "high", "urgent"]),
            ),
            models.CheckConstraint(
                name="incident_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]


class IncidentAccount(Moment):
    """An account that an incident of scope some struck."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="struck")
    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="incidents"
    )

    class Meta:
        verbose_name = "struck account"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="incident_account_key_once"),
            models.UniqueConstraint(fields=["incident", "account"], name="incident_account_once"),
        ]


class PlayAssignment(Moment):
    """An account that a play was, or was not, carried out for, elsewhere and before Banso did."""

    account = models.ForeignKey(
        "customers.Account", on_delete=models.CASCADE, related_name="play_assignments"
    )
    play = models.CharField(max_length=160)
    arm = models.CharField(max_length=8)  # treated, control
    how = models.CharField(max_length=12, blank=True)  # randomised, by_hand; empty: not said
    assigned_on = models.DateField()
    started_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "play assignment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="play_assignment_once"),
            models.CheckConstraint(
                name="play_assignment_words_known",
                condition=Q(arm__in=["treated", "control"])
                & Q(how__in=["", "randomised", "by_hand"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "assigned_on"], name="play_assignment_by_account"),
            models.Index(fields=["play", "arm"], name="play_assignment_by_play"),
        ]


class ErasedAddress(models.Model):
    """The digest of an address of somebody who was erased: imports leave out what comes with it."""

    digest = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erased address {self.pk}"
