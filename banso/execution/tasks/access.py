"""Which tasks a viewer may see and change. The only such place."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from banso.execution.tasks.models import Task
from banso.execution.tasks.refusals import not_found
from banso.metrics.queries import require_account
from banso.workspace.viewer import Act, Role, Viewer


def seen_by(viewer: Viewer) -> QuerySet[Task]:
    """Tasks of accounts in the scope; of those without an account one's own, and every one for who
    leads people and sees everything."""
    viewer.require(Act.SEE_ACCOUNTS)
    own = Q(owner_id=viewer.user_id) | Q(made_by_id=viewer.user_id)
    leads = viewer.scope is None and viewer.role in (Role.ADMIN, Role.MANAGER)
    free = Q(account__isnull=True) if leads else Q(account__isnull=True) & own
    if viewer.scope is None:
        return Task.objects.filter(Q(account__isnull=False) | free)
    return Task.objects.filter(Q(account_id__in=sorted(viewer.scope)) | free)


def changed_by(viewer: Viewer, public_ids: Collection[str]) -> list[Task]:
    """The tasks under these ids, locked, in their order; TaskNotFound where one is not to be seen."""
    viewer.require(Act.EDIT_ACCOUNTS)
    rows = seen_by(viewer).select_for_update(of=("self",)).filter(public_id__in=set(public_ids))
    found = {t.public_id: t for t in rows}
    if set(public_ids) - set(found):
        raise not_found()
    return [found[p] for p in dict.fromkeys(public_ids)]


def may_place(viewer: Viewer, account_id: int | None) -> None:
    """Refuse unless the viewer may make a task for this account (None: for no account)."""
    viewer.require(Act.EDIT_ACCOUNTS)
    if account_id is not None:
        require_account(viewer, account_id)
