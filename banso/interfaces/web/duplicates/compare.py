"""Two accounts side by side: what differs, why they may be one, what a merge would move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.connectors import merging
from banso.customers import duplicates
from banso.customers import queries as customers
from banso.customers.duplicates import SideView
from banso.customers.queries import AccountView
from banso.events.queries import TimelineEvent, events_of_keys
from banso.interfaces.web.account.reach import Reached, reach
from banso.interfaces.web.duplicates.survivor import survivor_first
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.revenue import queries as revenue
from banso.revenue.queries import ContractLineView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

_EVENTS = 3
_FOUND = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two accounts with everything shown of it."""

    view: SideView
    lines: list[ContractLineView]
    mrr_minor: int | None
    events: list[TimelineEvent]
    owner: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison. ``choice``: the form's field where a person may take either value."""

    label: str
    one: Any
    other: Any
    differs: bool
    choice: str = ""
    taken: str = "keep"

    @property
    def one_only(self) -> bool:
        """Only one of the two says anything, so nothing contradicts."""
        return self.differs and (self.one in (None, "") or self.other in (None, ""))


@screen("duplicates", act=Act.SEE_IMPORTS)
def choose(request: ScreenRequest, public_id: str) -> HttpResponse:
    """Look for the other account of a merge by name."""
    reached = reach(request, public_id)
    text = request.GET.get("q", "").strip()
    found: list[AccountView] = []
    if text:
        ids = customers.search_accounts(
            viewer=request.viewer, text=text, limit=_FOUND, kind=reached.account.kind
        )
        found = customers.account_list_rows(viewer=request.viewer, ids=ids)
        found = [a for a in found if a.id != reached.account.id and a.ended_on is None]
    context = {"account": reached.account, "text": text, "found": found}
    return render(request, "duplicates/choose.html", context)


@screen("duplicates", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest, public_id: str, other_id: str) -> HttpResponseBase:
    """Side by side; POST merges ``other_id`` into ``public_id``."""
    keep, gone = reach(request, public_id), reach(request, other_id)
    from_on = _day(request.POST.get("from_on") or request.GET.get("from_on", ""))
    if request.method == "POST" and request.POST.get("look"):
        return redirect(f"{_url(keep, gone)}?keep=1&from_on={from_on or ''}")
    if request.method == "POST":
        return _merge(request, keep, gone, from_on)
    pair = duplicates.pair_between(
        viewer=request.viewer, first=keep.account.id, second=gone.account.id
    )
    if pair and "keep" not in request.GET:
        first, second = survivor_first(request, keep.account, gone.account)
        if first.id == gone.account.id:
            keep, gone = gone, keep
    now = datetime.now(UTC)
    one, other = _side(request, keep, None), _side(request, gone, from_on)
    span = merging.days_again(viewer=request.viewer, from_on=from_on, now=now)
    back = workspace.workspace(viewer=request.viewer)
    context = {
        "pair": pair,
        "one": one,
        "other": other,
        "lines": _lines(request, one, other),
        "from_on": from_on,
        "span": span,
        "moving": _moving(other, from_on),
        "company_name": _company_name(one.view, other.view),
        "swap": _url(gone, keep) + "?keep=1",
        "here": _url(keep, gone),
        "may_merge": request.viewer.may(Act.IMPORT) and not request.as_of.past,
        "may_decide": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        "mergeable": _mergeable(one.view, other.view),
        "currency": back.currency,
    }
    return render(request, "duplicates/compare.html", context)


def _url(keep: Reached, gone: Reached) -> str:
    return reverse("duplicates:compare", args=[keep.account.public_id, gone.account.public_id])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _mergeable(one: SideView, other: SideView) -> bool:
    return (
        one.account.id != other.account.id
        and one.account.kind == other.account.kind
        and one.account.ended_on is None
        and other.account.ended_on is None
    )


def _merge(
    request: ScreenRequest, keep: Reached, gone: Reached, from_on: date | None
) -> HttpResponseBase:
    request.viewer.require(Act.IMPORT)
    columns = {k.removeprefix("column:"): v for k, v in request.POST.items() if k.startswith("column:")}  # fmt: skip
    fields = {k.removeprefix("field:"): v for k, v in request.POST.items() if k.startswith("field:")}  # fmt: skip
    if request.POST.get("when") != "day":
        from_on = None
    done = merging.merge(
        viewer=request.viewer,
        keep=keep.account.id,
        gone=gone.account.id,
        now=datetime.now(UTC),
        from_on=from_on,
        columns={k: str(v) for k, v in columns.items() if v in ("keep", "gone")},
        fields={k: str(v) for k, v in fields.items() if v in ("keep", "gone")},
    )
    messages.success(
        request,
        _("“%(gone)s” is now part of “%(keep)s”.")
        % {"gone": gone.account.name, "keep": keep.account.name},
        extra_tags="undo:" + reverse("duplicates:undo", args=[done.act]),
    )
    return redirect("duplicates:act", done.act)


@require_POST
@screen("duplicates", act=Act.IMPORT)
def company(request: ScreenRequest, public_id: str, other_id: str) -> HttpResponseBase:
    """Put both under one company: the one that is above either already, or a new one."""
    one, other = reach(request, public_id).account, reach(request, other_id).account
    above = next((a.parent_id for a in (one, other) if a.parent_id), None)
    done = merging.place_under(
        viewer=request.viewer,
        units=[one.id, other.id],
        now=datetime.now(UTC),
        company=above,
        name=request.POST.get("name", ""),
        corporate_number=one.corporate_number or other.corporate_number,
    )
    messages.success(
        request,
        _("Both stand under one company now."),
        extra_tags="undo:" + reverse("duplicates:undo", args=[done.act]),
    )
    return redirect("duplicates:act", done.act)


# Reading ------------------------------------------------------------------------------------------


def _side(request: ScreenRequest, reached: Reached, from_on: date | None) -> Side:
    viewer, day = request.viewer, request.as_of.day
    view = duplicates.side_of(viewer=viewer, account_id=reached.account.id, from_on=from_on)
    facts = revenue.facts_on(viewer=viewer, day=day, account_ids=[reached.account.id])
    at = facts.get(reached.account.id)
    people = workspace.names_of_people(viewer=viewer)
    return Side(
        view=view,
        lines=revenue.contracts_of(viewer=viewer, account_id=reached.account.id, day=day),
        mrr_minor=at.at.mrr_minor if at else None,
        events=events_of_keys(
            viewer=viewer, lake=reached.lake, keys=reached.keys, last=day, limit=_EVENTS,
            hidden=reached.hidden,
        ),
        owner=people.get(view.account.owner_id or 0, ""),
    )  # fmt: skip


def _moving(other: Side, from_on: date | None) -> dict[str, int]:
    """What a merge would move, by kind."""
    lines = [ln for ln in other.lines if from_on is None or ln.end_on is None or ln.end_on > from_on]  # fmt: skip
    return {
        "keys": sum(
            from_on is None or k.span.to_on is None or k.span.to_on > from_on
            for k in other.view.keys
        ),  # fmt: skip
        "contracts": len(lines),
        "contacts": other.view.contacts,
        "users": other.view.users,
        "tickets": other.view.tickets,
    }


def _company_name(one: SideView, other: SideView) -> str:
    """What the company above would be called: what the two names begin with alike, without the unit."""
    from banso.customers.matching.units import split_unit

    names = sorted((split_unit(v.account.name)[0] for v in (one, other)), key=len)
    return names[0]


def _lines(request: ScreenRequest, one: Side, other: Side) -> list[Line]:
    """Every column and field of either, with whose value stands if nobody says otherwise."""
    taken = duplicates.default_choices(one.view, other.view)
    a, b = one.view, other.view
    found = [
        _line(_("Name"), "name", a.columns, b.columns, taken),
        _line(_("Reading (kana)"), "name_kana", a.columns, b.columns, taken),
        _line(_("Corporate number"), "corporate_number", a.columns, b.columns, taken),
        _line(_("Industry"), "industry", a.columns, b.columns, taken),
        _line(_("Country"), "country", a.columns, b.columns, taken),
        _line(_("Employees"), "employees", a.columns, b.columns, taken),
        Line(
            _("CSM"), one.owner, other.owner, a.columns["owner_id"] != b.columns["owner_id"],
            "column:owner_id" if a.columns["owner_id"] != b.columns["owner_id"] else "",
            taken["owner_id"],
        ),
        Line(
            _("Company above"), a.account.parent_name, b.account.parent_name,
            a.columns["parent_id"] != b.columns["parent_id"],
            "column:parent_id" if a.columns["parent_id"] != b.columns["parent_id"] else "",
            taken["parent_id"],
        ),
    ]  # fmt: skip
    specs = {s.key: s for s in customers.field_specs(viewer=request.viewer)}
    for key in sorted(set(a.fields) | set(b.fields)):
        mine, theirs = a.fields.get(key), b.fields.get(key)
        spec = specs.get(key)
        label = spec.name.in_(request.viewer.language) if spec else key
        choice = f"field:{key}" if mine != theirs and key in b.fields else ""
        taken_field = "keep" if key in a.fields else "gone"
        found.append(Line(label, mine, theirs, mine != theirs, choice, taken_field))
    return [ln for ln in found if ln.one not in (None, "") or ln.other not in (None, "")]


def _line(
    label: str, column: str, a: dict[str, Any], b: dict[str, Any], taken: dict[str, str]
) -> Line:
    differs = a[column] != b[column]
    return Line(
        label, a[column], b[column], differs, f"column:{column}" if differs else "", taken[column]
    )
