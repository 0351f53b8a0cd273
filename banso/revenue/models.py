"""Tables of what is sold and what was agreed. Money is integer minor units with its ISO currency.

``batch`` is the public id of the import that made the row, empty when a person did.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from banso.workspace.ids import new_public_id


class Product(models.Model):
    """A thing sold on its own; a second one may open a second lane."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"product {self.key}"


class Plan(models.Model):
    """A plan of a product: the limit it sets and the features it entitles to (keys of the catalogue).

    ``features`` null means the plan says nothing about features; an empty list means none.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160, blank=True)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    limit = models.FloatField(null=True, blank=True)  # in the unit of the field ``limit_used``
    features: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"plan {self.key}"


class AddOn(models.Model):
    """Something bought beside a plan, with the features it adds."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160, blank=True)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="add_ons"
    )
    features: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"add-on {self.key}"


class ContractLine(models.Model):
    """One agreed line: a plan or an add-on at a price from ``start_on`` (first day) to ``end_on``
    (first day after; null: open). Month-end pairs such as 02-28/02-28 therefore join without a gap.
    """

    PLAN = "plan"
    ADD_ON = "addon"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    # Protected: an account cannot go while another import's contracts hang on it.
    account = models.ForeignKey(
        "customers.Account", on_delete=models.PROTECT, related_name="contract_lines"
    )
    lane = models.CharField(max_length=40, default="main")
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    contract_key = models.CharField(max_length=200, blank=True)  # lines of one paper share it
    kind = models.CharField(max_length=8, default=PLAN)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    add_on = models.ForeignKey(
        AddOn, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)
    mrr_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    tax_included = models.BooleanField(
        default=False
    )  # as the source gave it; mrr_minor excludes tax
    seats = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    billing_months = models.PositiveSmallIntegerField(null=True, blank=True)
    auto_renew = models.BooleanField(null=True, blank=True)  # null: the source does not say
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_deadline_on = models.DateField(null=True, blank=True)
    notice_given_on = models.DateField(null=True, blank=True)
    notice_withdrawn_on = models.DateField(null=True, blank=True)
    discount = models.FloatField(null=True, blank=True)  # share, 0–1
    trial = models.BooleanField(default=False)
    paused_from = models.DateField(null=True, blank=True)
    paused_to = models.DateField(null=True, blank=True)  # first day running again
    signed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)  # last change by a person
    batch = models.CharField(max_length=16, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="contract_line_once"),
            models.CheckConstraint(
                name="contract_line_kind_known", condition=Q(kind__in=["plan", "addon"])
            ),
            models.CheckConstraint(
                name="contract_line_starts_before_it_ends",
                condition=Q(end_on__isnull=True) | Q(start_on__lt=F("end_on")),
            ),
            models.CheckConstraint(
                name="contract_line_pause_in_order",
                condition=Q(paused_to__isnull=True)
                | Q(paused_from__isnull=False, paused_from__lt=F("paused_to")),
            ),
            models.CheckConstraint(
                name="contract_line_withdrawn_after_given",
                condition=Q(notice_withdrawn_on__isnull=True)
                | Q(notice_given_on__isnull=False, notice_given_on__lte=F("notice_withdrawn_on")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "lane", "start_on"], name="contract_line_by_account"),
            models.Index(fields=["start_on", "end_on"], name="contract_line_by_days"),
        ]

    def __str__(self) -> str:
        return f"contract line {self.public_id}"


class CurrencyRate(models.Model):
    """From ``from_on`` on, one unit of ``currency`` is worth ``rate`` units of the workspace's."""

    currency = models.CharField(max_length=3)
    from_on = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    recorded_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, blank=True)  # the person; null: a command

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["currency", "from_on"], name="currency_rate_once"),
            models.CheckConstraint(name="currency_rate_positive", condition=Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"rate of {self.currency} from {self.from_on}"


class MonthLock(models.Model):
    """A month, and with it every earlier one, whose movements finance has taken over."""

    month = models.CharField(max_length=7, unique=True)  # 2026-03
    why = models.CharField(max_length=300, blank=True)
    locked_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"lock of {self.month}"


class LedgerState(models.Model):
    """How far the ledger is written, and under which rules; one row."""

    through_on = models.DateField()
    fingerprint = models.CharField(max_length=64)  # of the rates, the currency and the rules
    run = models.BigIntegerField(default=0)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ledger through {self.through_on}"
