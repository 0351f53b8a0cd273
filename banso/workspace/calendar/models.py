"""Tables of the business calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from banso.workspace.ids import new_public_id


class CompanyDays(models.Model):
    """Days the company closes (夏季, 年末年始), or works although others do not; both ends inclusive.

    ``yearly``: month and day come again every year, across New Year too; the year is of no meaning.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField()
    yearly = models.BooleanField(default=False)
    worked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="company_days_in_order",
                condition=models.Q(last_on__gte=models.F("first_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_on}–{self.last_on}"
