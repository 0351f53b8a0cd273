"""The catalogue: the most frequent event names, a guess for each, and a person's yes (rules.md R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.connectors.queries import hidden_batches
from banso.events import queries as events
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.text import Text
from banso.metrics import operations
from banso.metrics import queries as metrics
from banso.metrics.catalogue import OWN_PREFIX, CatalogueEvent
from banso.metrics.guessing import guess
from banso.metrics.shapes import ROLES
from banso.workspace import queries as workspace
from banso.workspace.jobs import start_job
from banso.workspace.viewer import Act

MOST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """An event name: what the catalogue says, or what is guessed where it says nothing yet."""

    event: str
    count: int
    users: int
    roles: tuple[str, ...]
    feature: str
    why: Text | None
    certain: bool
    known: bool


@screen("imports", act=Act.SEE_DEFINITIONS)
def index(request: ScreenRequest) -> HttpResponseBase:
    """The names with their roles; saving puts them in force and works the days out anew."""
    rows = _rows(request)
    if request.method == "POST":
        request.viewer.require(Act.EDIT_DEFINITIONS)
        return _save(request, rows)
    context = {
        "rows": rows,
        "roles": [(r, role_words()[r]) for r in ROLES],
        "answered": sum(r.known for r in rows),
        "may_edit": request.viewer.may(Act.EDIT_DEFINITIONS) and not request.as_of.past,
    }
    return render(request, "imports/catalogue.html", context)


def role_words() -> dict[str, tuple[str, str]]:
    """Role → its name and what it is for."""
    return {
        "login": (_("Login"), _("somebody signs in")),
        "use": (_("Use"), _("somebody works with the product")),
        "setup_step": (_("Set-up step"), _("a step of getting started")),
        "first_value": (_("First value"), _("the first time it pays off")),
        "export": (_("Export"), _("data is taken out")),
        "order": (_("Purchase"), _("something is bought or ordered")),
    }


def _rows(request: ScreenRequest) -> list[Row]:
    catalogue = metrics.catalogue_in_force(viewer=request.viewer)
    names = [
        n
        for n in events.event_names(
            viewer=request.viewer, lake=workspace_lake(), hidden=hidden_batches()
        )
        if not n.name.startswith(OWN_PREFIX)
    ]
    guesses = {p.event: p for p in guess([(n.name, n.events) for n in names], most=MOST)}
    rows = []
    for n in names[:MOST]:
        entry, proposal = catalogue.events.get(n.name), guesses.get(n.name)
        rows.append(
            Row(
                event=n.name,
                count=n.events,
                users=n.users,
                roles=entry.roles if entry else proposal.roles if proposal else (),
                feature=entry.feature if entry else proposal.feature if proposal else "",
                why=None if entry or not proposal else proposal.why,
                certain=bool(entry) or bool(proposal and proposal.certain),
                known=entry is not None,
            )
        )
    return rows


def _save(request: ScreenRequest, rows: list[Row]) -> HttpResponseBase:
    before = metrics.catalogue_in_force(viewer=request.viewer)
    answered = dict(before.events)
    for n, row in enumerate(rows):
        roles = tuple(r for r in ROLES if request.POST.get(f"role-{n}-{r}"))
        feature = request.POST.get(f"feature-{n}", "").strip()[:60]
        old = before.events.get(row.event)
        answered[row.event] = CatalogueEvent(
            event=row.event,
            roles=roles,
            feature=feature,
            module=old.module if old else "",
            solves=old.solves if old else Text(),
            name=old.name if old else Text(),
        )
    now = datetime.now(UTC)
    operations.save_catalogue_events(
        viewer=request.viewer, events=answered.values(), now=now, why=_("Answered on screen")
    )
    return _work_out_anew(request, now)


def _work_out_anew(request: ScreenRequest, now: datetime) -> HttpResponseBase:
    """Every covered day up to the closed one is measured again under the new release."""
    closed = request.clock.closed_day
    spans = workspace.coverage(viewer=request.viewer)
    if closed is None or not spans:
        messages.success(request, _("Saved"))
        return redirect("home")
    first = min(c.from_on for c in spans)
    job = start_job(
        viewer=request.viewer,
        kind="day.backfill",
        arguments={
            "first": max(first, closed - timedelta(days=3 * 366)).isoformat(),
            "last": closed.isoformat(),
        },
        now=now,
    )
    return redirect("jobs:one", job)
