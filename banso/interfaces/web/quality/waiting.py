"""Days that lie too far back to be opened again without asking: whose, why, and the button that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors.reopening import reopen_waiting, waiting_days
from banso.customers import queries as customers
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.text import Text
from banso.metrics.reasons import name_of
from banso.metrics.waiting import Waiting
from banso.workspace import queries as workspace
from banso.workspace.jobs import JobView, jobs
from banso.workspace.viewer import Act

KIND = "day.backfill"
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    first: date
    last: date
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """``job``: days are being closed again right now; ``limit``: days back opened without asking."""

    found: Waiting
    rows: tuple[Row, ...]
    why: tuple[Text, ...]
    limit: int
    job: JobView | None
    may_reopen: bool
    may_set: bool

    @property
    def more(self) -> int:
        return self.found.total - len(self.rows)


def waiting_of(request: ScreenRequest) -> Shown | None:
    """This function will say what waits; None where nothing does, and on a past day."""
    if request.as_of.past:
        return None
    viewer = request.viewer
    found = waiting_days(viewer=viewer, now=datetime.now(UTC), most=SHOWN)
    if found is None:
        return None
    ids = [a.account_id for a in found.accounts]
    names = customers.account_names(viewer=viewer, ids=ids)
    public = customers.public_ids(viewer=viewer, ids=ids)
    rows = tuple(
        Row(public.get(a.account_id, ""), names.get(a.account_id, "—"), a.first, a.last,
            tuple(name_of(w) for w in a.why))
        for a in found.accounts
    )  # fmt: skip
    newest = jobs(viewer=viewer, kind=KIND, limit=1)
    return Shown(
        found=found,
        rows=rows,
        why=tuple(name_of(w) for w in found.why),
        limit=workspace.workspace(viewer=viewer).reopen_days,
        job=newest[0] if newest and not newest[0].finished else None,
        may_reopen=viewer.may(Act.IMPORT),
        may_set=viewer.may(Act.MANAGE_WORKSPACE),
    )


@require_POST
@screen("quality", act=Act.IMPORT)
def reopen(request: ScreenRequest) -> HttpResponseBase:
    """Order the waiting days to be closed again; the work shows how far it is."""
    job = reopen_waiting(viewer=request.viewer, now=datetime.now(UTC))
    messages.success(request, _("The waiting days are being opened again."))
    return redirect("jobs:one", job)
