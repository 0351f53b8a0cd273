"""Tables of outgoing mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class MailServer(models.Model):
    """The one server mail goes out through. The password is sealed, see ``workspace.sealed``."""

    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls")  # starttls, tls, none
    user = models.CharField(max_length=200, blank=True)
    sealed_password = models.TextField(blank=True)
    from_address = models.EmailField()
    from_name = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=200)  # of this workspace as people open it
    used_at = models.DateTimeField(null=True, blank=True)
    worked = models.BooleanField(null=True)  # the last time it was used

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="mail_server_only_one", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="mail_server_security",
                condition=models.Q(security__in=["starttls", "tls", "none"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class MailWish(models.Model):
    """Whether a person wants one kind of mail; without a row the kind's own default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_wishes"
    )
    kind = models.CharField(max_length=16)
    wanted = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "kind"], name="mail_wish_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.wanted}"


class Letter(models.Model):
    """One mail to one person, which goes out once: the row is there before the mail is.

    ``sending`` is written between the server's readiness and the text. A row that is found so was
    cut off in that moment: it may have gone out, and is not sent again. Subject and text are not
    kept; they are made when the mail is sent.
    """

    WAITING, SENDING, SENT, REFUSED = "waiting", "sending", "sent", "refused"

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=40)  # the day, the run: what it is about
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    state = models.CharField(max_length=8, default=WAITING)
    problem = models.CharField(max_length=200, blank=True)  # what the server said
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key", "user"], name="letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.user_id} {self.state}"
