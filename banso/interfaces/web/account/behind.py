"""What opens on the account's page: a number's definition and rows, a stay's reason, the ways on,
a field's change, a move by hand, waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.customers import operations as customer_operations
from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.account.cells import shown
from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.account.timeline import shown_value
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.journey import by_hand
from banso.journey import queries as journey
from banso.lib.problems import BansoError, problem
from banso.metrics import queries as metrics
from banso.metrics.behind import rows_behind
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

_SHOWN = 60


class DateNotRead(BansoError):
    """A date of a form is no date."""


@screen("accounts")
def metric(request: ScreenRequest, public_id: str, key: str) -> HttpResponse:
    """A number: its formula, its period, what is left out, when it was computed, and its rows."""
    reached = reach(request, public_id)
    day = request.as_of.rows_day
    help_ = metrics.metric_help(viewer=request.viewer, key=key, day=day)
    if help_ is None:
        raise Http404
    behind = None
    if day is not None:
        behind = rows_behind(
            viewer=request.viewer,
            lake=reached.lake,
            metric=key,
            account=reached.account.id,
            day=day,
            hidden=reached.hidden,
            limit=_SHOWN,
        )
    names = journey.list_names(viewer=request.viewer)
    currency = workspace.workspace(viewer=request.viewer).currency
    language = request.viewer.language

    def said(name: str, value: Any) -> str:
        kind = names.get(name)
        return (
            shown(value, kind.kind, kind.choices or {}, currency, language) if kind else str(value)
        )

    context = {
        "help": help_,
        "behind": behind,
        "day": day,
        "value": said(key, behind.value if behind else None),
        "parts": [
            (names[n].name if n in names else n, said(n, v))
            for n, v in (behind.parts if behind else ())
        ],
        "account": reached.account,
        "public_id": public_id,
        "in_library": key in metrics.registry(viewer=request.viewer),
    }
    return render_part(request, "account/metric.html", context, title=reached.account.name)


@screen("accounts")
def stay(request: ScreenRequest, public_id: str, stay_id: str) -> HttpResponse:
    """Why the account came into a phase, and why it left."""
    reached = reach(request, public_id)
    found = journey.stay_of(viewer=request.viewer, public_id=stay_id)
    if found is None or found.account_id != reached.account.id:
        raise Http404
    context = {"stay": found, "names": journey.names(viewer=request.viewer)}
    return render_part(request, "account/stay.html", context, title=reached.account.name)


@screen("accounts")
def next_ways(request: ScreenRequest, public_id: str) -> HttpResponse:
    """Every way on from here, with its conditions as they stand today."""
    reached = reach(request, public_id)
    outlook = None
    if request.as_of.rows_day:
        outlook = journey.next_of(
            viewer=request.viewer,
            lake=reached.lake,
            account_id=reached.account.id,
            day=request.as_of.rows_day,
            seen=request.as_of.seen_at,
        )
    context = {"outlook": outlook, "names": journey.names(viewer=request.viewer)}
    return render_part(request, "account/next.html", context, title=reached.account.name)


@screen("accounts", act=Act.SEE_ACCOUNTS)
def field(request: ScreenRequest, public_id: str, key: str) -> HttpResponseBase:
    """A dated field: its history, and a new value from a day on."""
    reached = reach(request, public_id)
    spec = next((s for s in customers.field_specs(viewer=request.viewer) if s.key == key), None)
    if spec is None:
        raise Http404
    if request.method == "POST":
        customer_operations.set_field(
            viewer=request.viewer,
            account_id=reached.account.id,
            key=key,
            value=request.POST.get("value", "") or None,
            from_on=_date(request.POST.get("from_on", "")) or request.clock.today,
            now=datetime.now(UTC),
        )
        messages.success(request, _("Saved. It counts from the next close of the day."))
        return redirect(f"/accounts/{public_id}/?tab=fields")
    spans = [
        (s, shown_value(spec.choices, s.value))
        for s in customers.field_spans(viewer=request.viewer, account_ids=[reached.account.id])
        if s.key == key
    ]
    context = {
        "spec": spec,
        "spans": spans[::-1],
        "public_id": public_id,
        "today": request.clock.today,
    }
    return render_part(request, "account/field.html", context, title=reached.account.name)


@screen("accounts", act=Act.EDIT_ACCOUNTS)
def move(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """A move by hand, or its end."""
    reached = reach(request, public_id)
    now = datetime.now(UTC)
    if request.method != "POST":
        places = by_hand.places(viewer=request.viewer, language=request.viewer.language)
        context = {
            "places": places,
            "public_id": public_id,
            "latest": by_hand.latest_until(now=now),
            **_hand(request, reached),
        }
        return render_part(request, "account/move.html", context, title=reached.account.name)
    if request.POST.get("act") == "give-back":
        by_hand.give_back(
            viewer=request.viewer, account_id=reached.account.id, now=now, lake=workspace_lake()
        )
        messages.success(request, _("The rules decide again."))
    else:
        by_hand.move_by_hand(
            viewer=request.viewer,
            account_id=reached.account.id,
            place=request.POST.get("place", ""),
            why=request.POST.get("why", ""),
            until=_date(request.POST.get("until", "")),
            now=now,
            lake=workspace_lake(),
        )
        messages.success(request, _("Moved by hand."))
    return redirect("account:index", public_id)


@screen("accounts", act=Act.EDIT_ACCOUNTS)
def waiting(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """Waiting for the customer: the clocks of the phase stop."""
    reached = reach(request, public_id)
    now = datetime.now(UTC)
    if request.method != "POST":
        context = {"public_id": public_id, "today": request.clock.today}
        return render_part(request, "account/waiting.html", context, title=reached.account.name)
    if request.POST.get("act") == "resume":
        by_hand.end_waiting(viewer=request.viewer, account_id=reached.account.id, now=now)
        messages.success(request, _("The clocks run again."))
    else:
        by_hand.start_waiting(
            viewer=request.viewer,
            account_id=reached.account.id,
            why=request.POST.get("why", ""),
            until=_date(request.POST.get("until", "")),
            now=now,
        )
        messages.success(request, _("Waiting is noted; the clocks of the phase stop."))
    return redirect("account:index", public_id)


def _hand(request: ScreenRequest, reached: Reached) -> dict[str, Any]:
    path = journey.path_of(
        viewer=request.viewer, account_id=reached.account.id, day=request.as_of.day
    )
    return {"order": path.order, "today": request.clock.today}


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as refused:
        raise DateNotRead(
            problem(
                "account.date",
                ja=f"「{text[:20]}」は日付として読めません。",
                en=f"'{text[:20]}' is not a date.",
                remedy_ja="例: 2026-04-01",
                remedy_en="For example 2026-04-01.",
            )
        ) from refused
