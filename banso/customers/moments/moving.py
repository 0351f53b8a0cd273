"""Which moments go along when accounts are merged or people are taken out of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from banso.customers.belongings import since
from banso.customers.moments.kinds import OF_ACCOUNTS, MomentKind
from banso.customers.moments.models import IncidentAccount, Participant, Touchpoint


def moments_moving(
    account_id: int, from_on: date | None, begin: datetime | None, *, to: int
) -> Iterator[tuple[MomentKind, QuerySet[Any]]]:
    """The moments of ``account_id`` that go to ``to``: all, or those of the day ``from_on`` (whose
    first moment is ``begin``) and later. An incident that struck both stays with both."""
    for kind in OF_ACCOUNTS:
        rows = kind.model._default_manager.filter(account_id=account_id)
        if kind.model is IncidentAccount:
            both = IncidentAccount.objects.filter(account_id=to).values("incident_id")
            rows = rows.exclude(incident_id__in=both)
        if from_on is not None and begin is not None:
            rows = rows.filter(_since(kind, from_on, begin))
        yield kind, rows


def _since(kind: MomentKind, day: date, begin: datetime) -> Q:
    """The moments of a day and later; an incident that has no end goes on."""
    if kind.model is IncidentAccount:
        return Q(incident__ended_at__isnull=True) | Q(incident__ended_at__gte=begin)
    return since(kind.model, kind.when, day, begin)


def moments_of_people(
    account_id: int, addresses: Collection[str]
) -> Iterator[tuple[MomentKind, list[int]]]:
    """What people under these addresses said and attended, and touchpoints with nobody but them."""
    if not addresses:
        return
    for kind in OF_ACCOUNTS:
        rows = kind.model._default_manager.filter(account_id=account_id)
        if kind.has_email:
            rows = rows.filter(email__in=sorted(addresses))
            yield kind, list(rows.values_list("pk", flat=True))
        elif kind.model is Touchpoint:
            # Somebody without an address, or of those who stay, keeps it here.
            stay = Participant.objects.filter(touchpoint__account_id=account_id)
            stay = stay.exclude(contact__email__in=sorted(addresses))
            rows = rows.exclude(pk__in=stay.values("touchpoint_id"))
            there = rows.exclude(their_people="").values_list("pk", "their_people")
            yield kind, [pk for pk, people in there if set(people.split(";")) <= set(addresses)]
