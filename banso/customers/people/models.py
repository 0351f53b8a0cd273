"""Tables of people over time. Dates follow contacts: ``to_on`` is the first day it no longer holds."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from banso.workspace.ids import new_public_id

ROLES = ("champion", "decision_maker", "approver", "admin", "user", "blocker")


class ContactRole(models.Model):
    """One role of one person from a day on (null: since ever) until before another (null: still).

    Nothing of it is overwritten: a role that ends gets its end, a new one a row of its own. ``batch``
    names the import that told it. Who left the account holds no role from that day, whatever stands here.
    """

    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contact_role_in_order",
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(from_on__lte=F("to_on")),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contact", "role", "from_on"], name="contact_role_by_day"),
            models.Index(
                fields=["role"], name="contact_role_open", condition=Q(to_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"role {self.pk} of contact {self.contact_id}"


class ContactMove(models.Model):
    """A person leaves the company, or moves inside it: last day, who follows, whether we were introduced.

    ``changes``: what it changed, so that it can be taken back: {"valid_to": …, "closed": {role id:
    former end}, "opened": [role ids]}. ``introduced_on`` null: not introduced yet.
    """

    LEAVES = "leaves"
    MOVES = "moves"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    contact = models.ForeignKey("customers.Contact", on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, default=LEAVES)
    last_on = models.DateField()  # the last day in the role, inclusive
    successor = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    introduced_on = models.DateField(null=True, blank=True)
    to_where = models.CharField(max_length=200, blank=True)
    changes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contact_move_kind_known", condition=Q(kind__in=["leaves", "moves"])
            ),
            models.CheckConstraint(
                name="contact_move_not_to_oneself",
                condition=Q(successor__isnull=True) | ~Q(successor=F("contact")),
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(undone_at__isnull=True, kind="leaves"),
                name="contact_leaves_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["last_on"], name="contact_move_by_day")
        ]

    def __str__(self) -> str:
        return f"move {self.public_id} of contact {self.contact_id}"


class PeopleAnswer(models.Model):
    """What a person said to a hint, so that it is not asked again soon.

    ``stays``: this contact does not move (asked again in the next season, or on new grounds).
    ``no_contact``: this product user shall not become a contact. ``bounced``: mail came back.
    """

    STAYS = "stays"
    NO_CONTACT = "no_contact"
    BOUNCED = "bounced"

    kind = models.CharField(max_length=12)
    contact = models.ForeignKey(
        "customers.Contact", null=True, on_delete=models.CASCADE, related_name="answers"
    )
    product_user = models.ForeignKey(
        "customers.ProductUser", null=True, on_delete=models.CASCADE, related_name="answers"
    )
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="people_answer_known",
                condition=Q(kind__in=["stays", "no_contact", "bounced"]),
            ),
            models.CheckConstraint(
                name="people_answer_of_one",
                condition=Q(contact__isnull=False, product_user__isnull=True)
                | Q(contact__isnull=True, product_user__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contact", "kind", "-day"], name="people_answer_by_contact")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}: {self.kind}"
