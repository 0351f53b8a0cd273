"""Tables of the customer picture. ``__str__`` shows ids only, so that a log line holds nobody's name.

Everything ends by a date; a row disappears only by erase or by the undo of its import. ``batch`` is
the public id of the import that made the row, empty when a person did.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from banso.workspace.ids import new_public_id


class Account(models.Model):
    """The unit that buys (kind ``account``), or the company or group above it (kind ``company``).

    A name may be missing in the source; the screen then shows the key. Only kind ``account`` ever
    stands in a phase, a company's numbers are sums over its units.
    """

    ACCOUNT = "account"
    COMPANY = "company"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=8, default=ACCOUNT)
    name = models.CharField(max_length=200, blank=True)
    name_kana = models.CharField(max_length=200, blank=True)
    # Name, kana and number folded for width, case and kana: what a search compares with.
    search = models.CharField(max_length=500, blank=True, editable=False)
    # What a list sorts by: kana folded, else the name, else the first key.
    sort_name = models.CharField(max_length=200, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="units"
    )
    corporate_number = models.CharField(max_length=13, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    currency = models.CharField(max_length=3, blank=True)  # empty: the workspace's
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)  # last change by a person
    ended_on = models.DateField(null=True, blank=True)  # merged away or given up, not churn
    # The account this one was merged into; never itself merged away.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_here"
    )
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="account_kind_known", condition=Q(kind__in=["account", "company"])
            ),
            models.CheckConstraint(
                name="account_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Answers the order of every list by itself, without a look at the rows.
            models.Index(
                fields=["kind", "sort_name", "id", "ended_on"],
                name="account_standing_by_name",
                condition=Q(ended_on__isnull=True),
            ),
            models.Index(fields=["owner", "sort_name"], name="account_by_owner"),
            models.Index(
                fields=["corporate_number"],
                name="account_by_number",
                condition=~Q(corporate_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.public_id}"


class OwnerSpan(models.Model):
    """Who looked after an account from a day on (null: nobody); the row in force is the newest that has begun."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="owner_spans")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_on = models.DateField(null=True, blank=True)  # null: since ever, as far as known
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "from_on", "id"], name="owner_span_by_day")
        ]

    def __str__(self) -> str:
        return f"owner {self.owner_id} of account {self.account_id} from {self.from_on}"


class AccountKey(models.Model):
    """A name other systems have for an account: (source, key) → account, many to one, dated.

    ``from_on`` is the first day (null: since ever), ``to_on`` the first day it no longer holds.
    """

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    key_folded = models.CharField(max_length=200, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    # The merge (AccountAct) that brought the key here. What later imports say of the account under
    # such a key is left out: it speaks of the record that was one too many.
    joined_by = models.CharField(max_length=16, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key", "from_on"], name="account_key_once"),
            # Two nulls are different to the database, so "since ever" needs its own rule.
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=Q(from_on__isnull=True),
                name="account_key_once_since_ever",
            ),
            models.CheckConstraint(
                name="account_key_begins_before_it_ends",
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(from_on__lt=F("to_on")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key_folded"], name="account_key_folded")
        ]

    def __str__(self) -> str:
        return f"key {self.pk} of account {self.account_id}"


class Contact(models.Model):
    """A person at an account whom we know by name; never made by a usage event (rules.md R9).

    ``full_name`` is the name as the source had it when family and given name are not known apart.
    ``valid_to`` is the first day the person is no longer there.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    source = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    full_name = models.CharField(max_length=160, blank=True)
    family_kana = models.CharField(max_length=80, blank=True)
    given_kana = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=24, blank=True)  # champion, decision_maker, admin, user, …
    influence = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 low … 3 high
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    opted_out = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "key"], condition=~Q(key=""), name="contact_key_once"
            ),
            models.CheckConstraint(
                name="contact_valid_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
            ),
            models.CheckConstraint(
                name="contact_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(family_name="", given_name="", full_name="", email="", phone="", notes=""),
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.public_id}"


class ProductUser(models.Model):
    """Somebody seen using the product at an account. Not a contact until a person says so."""

    source = models.CharField(max_length=80)
    user_key = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="product_users")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="product_users"
    )
    department = models.CharField(max_length=120, blank=True)
    first_seen_on = models.DateField(null=True, blank=True)
    traits: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Vendors often number users per tenant, so the account is part of the identity.
            models.UniqueConstraint(
                fields=["account", "source", "user_key"], name="product_user_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "user_key"], name="product_user_key")
        ]

    def __str__(self) -> str:
        return f"product user {self.pk} of account {self.account_id}"


class FieldDefinition(models.Model):
    """A dated field of accounts that this workspace defined itself; the built-in ones are in definitions.py."""

    key = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=8)  # text, number, date, bool, choice
    name_ja = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    help_ja = models.CharField(max_length=300, blank=True)
    help_en = models.CharField(max_length=300, blank=True)
    choices: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    default: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="field_type_known",
                condition=Q(type__in=["text", "number", "date", "bool", "choice"]),
            )
        ]

    def __str__(self) -> str:
        return f"field {self.key}"


class FieldValue(models.Model):
    """One value of one dated field of one account. Rows are only added: the value of day D is the
    newest row among those with the latest ``from_on`` ≤ D (null: since ever).

    ``assumed``: the source gave the value without its history, so for the past it is a guess.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="field_values")
    lane = models.CharField(max_length=40, default="main")
    key = models.CharField(max_length=60)
    value: models.JSONField[Any, Any] = models.JSONField(null=True)  # JSON null: emptied
    from_on = models.DateField(null=True, blank=True)
    assumed = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "lane", "key", "from_on"], name="field_value_by_day"),
            models.Index(fields=["key", "from_on"], name="field_value_by_key"),
        ]

    def __str__(self) -> str:
        return f"field {self.key} of account {self.account_id} from {self.from_on}"


class Ticket(models.Model):
    """A request to support. ``csat`` is the satisfaction given to its answer, on the source's 1–5 scale.
    ``erased_at``: somebody was erased from its words, which an import no longer changes."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tickets")
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=8, default="normal")
    status = models.CharField(max_length=40, blank=True)  # as the source says it
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    csat = models.FloatField(null=True, blank=True)
    body = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="ticket_once"),
            models.CheckConstraint(
                name="ticket_severity_known",
                condition=Q(severity__in=["low", "normal", "high", "urgent"]),
            ),
            models.CheckConstraint(
                name="ticket_closed_after_opened",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-opened_at"], name="ticket_by_account"),
            models.Index(
                fields=["account"], name="ticket_open", condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.public_id}"


class DuplicatePair(models.Model):
    """Two accounts that may be one company, with the evidence; ``first`` has the smaller id.

    ``open`` waits for a person · ``dismissed`` a person said they are two, and is not asked again ·
    ``done`` an act followed it · ``moot`` one of them was merged elsewhere.
    """

    OPEN = "open"
    DISMISSED = "dismissed"
    DONE = "done"
    MOOT = "moot"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    first = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    verdict = models.CharField(max_length=8)  # merge, company
    parts: models.JSONField[Any, Any] = models.JSONField(default=list)  # [[kind, weight, sample]]
    state = models.CharField(max_length=12, default=OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="duplicate_pair_state_known",
                condition=Q(state__in=["open", "dismissed", "done", "moot"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-score", "id"], name="duplicate_pair_by_score")
        ]

    def __str__(self) -> str:
        return f"pair {self.first_id}/{self.second_id} {self.state}"


class AccountAct(models.Model):
    """A merge, a split or a placing under a company, with everything needed to take it back.

    ``changes``: [{model, column, ids, was, is}] in the order they were made, {model, ids, made: true}
    for rows made. Ids and values of companies only, nothing of persons. ``from_on`` null: since ever.
    """

    MERGE = "merge"
    SPLIT = "split"
    COMPANY = "company"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=8)
    # merge: the survivor and the one merged into it; split: the source and the one taken out;
    # company: the company, and no other (the units are in ``units``).
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="acts")
    other = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    units: models.JSONField[Any, Any] = models.JSONField(default=list)  # ids of accounts
    from_on = models.DateField(null=True, blank=True)
    reopens = models.BooleanField(default=False)  # days must be computed anew
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what moved, by kind
    changes: models.JSONField[Any, Any] = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="account_act_kind_known",
                condition=Q(kind__in=["merge", "split", "company"]),
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at", "-id"], name="account_act_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


# Tables of their own room; Django looks for all of a package's tables here.
from banso.customers.moments import models as moments  # noqa: E402, F401
from banso.customers.people import models as people  # noqa: E402, F401
