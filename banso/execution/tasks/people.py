"""Who can have a task: active people, what each has open, who is away and who stands in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from banso.customers.models import Account
from banso.execution.tasks.assigning import USUAL_MINUTES, Crew, assignee, standing_in
from banso.execution.tasks.models import Absence, CoOwner, Task
from banso.execution.tasks.refusals import nobody
from banso.workspace.models import AccountScope, User
from banso.workspace.viewer import Viewer


def covers_on(day: date) -> dict[int, int]:
    """Who stands in for whom on ``day``; of two absences the one written last."""
    rows = Absence.objects.filter(from_on__lte=day, to_on__gte=day, ended_at__isnull=True)
    return dict(rows.order_by("pk").values_list("user_id", "cover_id"))


def loads() -> dict[int, int]:
    """Minutes of open tasks by person; a task without an estimate counts as the usual one."""
    rows = Task.objects.filter(closed_on__isnull=True, owner__isnull=False)
    minutes = Coalesce("minutes", Value(USUAL_MINUTES))
    return dict(rows.values("owner_id").annotate(n=Sum(minutes)).values_list("owner_id", "n"))


def crew_of(account_id: int | None, *, day: date) -> Crew:
    """Everybody who may be given a task of this account on ``day``."""
    by_role: dict[str, list[int]] = defaultdict(list)
    for pk, role in able_for(account_id).order_by("pk").values_list("pk", "role"):
        by_role[role].append(pk)
    able = {pk for people in by_role.values() for pk in people}
    owner, beside = None, []
    if account_id is not None:
        owner = Account.objects.filter(pk=account_id).values_list("owner_id", flat=True).first()
        rows = CoOwner.objects.filter(account_id=account_id, ended_on__isnull=True)
        beside = [u for u in rows.order_by("pk").values_list("user_id", flat=True) if u in able]
    return Crew(
        owner=owner if owner in able else None,
        co_owners=beside,
        by_role=by_role,
        load=loads(),
        cover={u: c for u, c in covers_on(day).items() if c in able},
    )


def able_for(account_id: int | None) -> QuerySet[User]:
    """This function will find the active people who may change an account: no readers, nobody whose
    scope it is not in."""
    rows = User.objects.filter(is_active=True).exclude(role="reader")
    if account_id is None:
        return rows
    there = AccountScope.objects.filter(account_id=account_id).values("user_id")
    return rows.filter(Q(scoped=False) | Q(pk__in=there))


def chosen(how: str, *, viewer: Viewer, account_id: int | None, day: date) -> int | None:
    """Whose a new task becomes, see :func:`assigning.assignee`."""
    return assignee(how, crew_of(account_id, day=day), me=viewer.user_id)


def given_to(person: int, *, account_id: int | None, day: date) -> int:
    """``person``, or who stands in on ``day``; TaskRefused for who may not change this account."""
    crew = crew_of(account_id, day=day)
    able = {pk for people in crew.by_role.values() for pk in people}
    if person not in able:
        raise nobody()
    return standing_in(person, crew.cover) or person
