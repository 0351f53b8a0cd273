"""Mailboxes that are read, and the mails that came in. A mailbox's password is kept sealed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from banso.workspace.ids import new_public_id


class Mailbox(models.Model):
    """One folder on a mail server. Mails are read, never marked, moved or deleted there.

    ``validity`` and ``last_uid`` say how far it was read (RFC 3501: a new validity numbers all mails
    anew). ``ended_at``: given up; its password is gone.
    """

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # only to hosts inside that are allowed

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    name = models.CharField(max_length=120)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, default=TLS)
    username = models.CharField(max_length=254)
    sealed_password = models.TextField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)
    problems: models.JSONField[Any, Any] = models.JSONField(default=list)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="mailbox_security_known", condition=Q(security__in=["tls", "starttls", "none"])
            )
        ]

    def __str__(self) -> str:
        return f"mailbox {self.public_id}"


class Mail(models.Model):
    """A mail that came in, once, whichever way it came.

    ``taken`` it is a touchpoint of an account · ``waiting`` nobody in it is known: a person gives it
    to an account or puts it away · ``aside`` put away, or written by nobody, or only among us.
    Words, subject and addresses are here only while it waits; then they are the touchpoint's.
    ``user`` null: it came by the mailbox or the folder.
    """

    TAKEN = "taken"
    WAITING = "waiting"
    ASIDE = "aside"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    key = models.CharField(max_length=64, unique=True)
    thread = models.CharField(max_length=64, db_index=True)
    account = models.ForeignKey(
        "customers.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    touchpoint = models.ForeignKey(
        "customers.Touchpoint", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, default=WAITING)
    why = models.CharField(
        max_length=16, blank=True
    )  # of aside: automatic, inside, by_hand, erased
    inbound = models.BooleanField(default=True)  # written by them
    sent_at = models.DateTimeField()
    sender = models.CharField(max_length=254, blank=True)
    people = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    attachments: models.JSONField[Any, Any] = models.JSONField(default=list)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="mail_state_known", condition=Q(state__in=["taken", "waiting", "aside"])
            ),
            models.CheckConstraint(
                name="mail_words_only_while_waiting",
                condition=Q(state="waiting") | Q(text="", subject="", people="", sender=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-sent_at"], name="mail_by_state")
        ]

    def __str__(self) -> str:
        return f"mail {self.public_id}"
