"""Reads of answers to surveys as rows to count: who was asked, who answered, and with which score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from banso.customers.moments.models import Response
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Heard:
    """``answers`` (account, kind, answered at, score) · ``asked`` (account, asked on, answered at or None)."""

    answers: list[tuple[int, str, datetime, float | None]]
    asked: list[tuple[int, date, datetime | None]]


def heard(*, viewer: Viewer, after: date, until: date, since: datetime, before: datetime) -> Heard:
    """This function will read the answers given from ``since`` to ``before`` (aware, exclusive) and
    the requests sent after ``after`` up to ``until``, of the accounts the viewer may see."""
    rows = in_scope(Response.objects.all(), viewer)
    answers = rows.filter(Q(answered_at__gte=since) & Q(answered_at__lt=before))
    asked = rows.filter(asked_on__gt=after, asked_on__lte=until)
    return Heard(
        list(answers.order_by("pk").values_list("account_id", "kind", "answered_at", "score")),
        list(asked.order_by("pk").values_list("account_id", "asked_on", "answered_at")),
    )
