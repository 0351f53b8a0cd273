"""Handing accounts to another CSM: in bulk, with an introduction to copy and a page to print for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.customers import operations as customer_operations
from banso.customers import queries as customers
from banso.customers.people import queries as people
from banso.customers.queries import AccountView
from banso.execution.people.drafts import Draft, introduction
from banso.execution.people.signals import KEY_ROLES
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.people.acts import day_of
from banso.interfaces.web.people.pack import pack
from banso.lib.problems import BansoError, problem
from banso.metrics.conditions import ConditionRefused
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

_MOST = 500


class NobodyChosen(BansoError):
    """No account, or nobody to take them, was chosen."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One account with the introductions to write."""

    account: AccountView
    drafts: tuple[Draft, ...]


@screen("people", act=Act.EDIT_ACCOUNTS)
def reassign(request: ScreenRequest) -> HttpResponseBase:
    """Choose accounts and who takes them; afterwards the introductions."""
    names = workspace.names_of_people(viewer=request.viewer)
    if request.method == "POST":
        return _hand_over(request, names)
    owner = request.GET.get("owner", "")
    chosen = request.GET.getlist("account")
    total = 0
    if request.GET.get("of") == "list":
        owner, chosen, total = "", *_listed(request)
    if chosen:
        ids = list(customers.account_ids_of(viewer=request.viewer, public_ids=chosen).values())
    elif owner.isdigit():
        ids = customers.accounts_all(viewer=request.viewer, owner_id=int(owner))
    else:
        ids = []
    rows = customers.account_list_rows(viewer=request.viewer, ids=ids[:_MOST])
    context = {
        "people": sorted(names.items(), key=lambda p: p[1]),
        "owner": int(owner) if owner.isdigit() else None,
        "rows": [(a, names.get(a.owner_id or 0, "")) for a in rows],
        "ticked": bool(chosen),
        "total": total or len(ids),
        "today": request.clock.today,
    }
    return render(request, "people/reassign.html", context)


def _listed(request: ScreenRequest) -> tuple[list[str], int]:
    """The accounts of the list as its address asks for them, as far as one hand-over takes, and how many there are."""
    look = listing.looked(request, segments=False)
    if not look.asked.readable:
        raise ConditionRefused(look.asked.problems)
    found = listing.listed(request, look.asked, look.names, limit=_MOST)
    return [row.public_id for row in found.rows], found.total


def _hand_over(request: ScreenRequest, names: dict[int, str]) -> HttpResponseBase:
    given = request.POST
    to = int(given["to"]) if given.get("to", "").isdigit() else 0
    wanted = given.getlist("account")
    ids = customers.account_ids_of(viewer=request.viewer, public_ids=wanted)
    if to not in names or not ids:
        raise NobodyChosen(
            problem(
                "people.nobody-chosen",
                ja="顧客企業または新しい担当者が選ばれていません。",
                en="No account, or nobody to take them, was chosen.",
                remedy_ja="両方を選んでから、もう一度お試しください。",
                remedy_en="Choose both and try again.",
            )
        )
    day = day_of(given.get("from_on", "")) or request.clock.today
    before = {a.id: a.owner_id for a in customers.account_list_rows(viewer=request.viewer, ids=list(ids.values()))}  # fmt: skip
    changed = customer_operations.set_owner(
        viewer=request.viewer, account_ids=ids.values(), owner_id=to, from_on=day,
        now=datetime.now(UTC),
    )  # fmt: skip
    messages.success(request, _("%(n)s accounts were handed to %(name)s.") % {"n": changed, "name": names[to]})  # fmt: skip
    query = "&".join(f"a={pid}.{before.get(pk) or 0}" for pid, pk in ids.items())
    return redirect(f"{reverse('people:introductions')}?to={to}&from_on={day.isoformat()}&{query}")


@screen("people", act=Act.EDIT_ACCOUNTS)
def introductions(request: ScreenRequest) -> HttpResponse:
    """The mails by which the former CSM introduces the new one, to copy; nothing is sent."""
    given = request.GET
    names = workspace.names_of_people(viewer=request.viewer)
    language = "en" if given.get("language", request.viewer.language) == "en" else "ja"
    to = int(given["to"]) if given.get("to", "").isdigit() else 0
    day = day_of(given.get("from_on", "")) or request.clock.today
    former = dict(part.partition(".")[::2] for part in given.getlist("a")[:_MOST])
    ids = customers.account_ids_of(viewer=request.viewer, public_ids=former)
    rows = customers.account_list_rows(viewer=request.viewer, ids=list(ids.values()))
    there = people.people_on(viewer=request.viewer, account_ids=ids.values(), day=request.as_of.day)
    us = workspace.workspace(viewer=request.viewer).name
    handed = []
    for account in rows:
        was = former.get(account.public_id, "")
        before = names.get(int(was), "") if was.isdigit() else ""
        mine = [
            p for p in there
            if p.account_id == account.id and p.here_on(day) and not p.erased and set(KEY_ROLES) & set(p.roles)
        ]  # fmt: skip
        drafts = tuple(
            introduction(
                person=p, company=account.name, us=us, before=before, after=names.get(to, ""),
                day=day, language=language,
            )
            for p in mine
        )  # fmt: skip
        handed.append(Handed(account, drafts))
    query = given.copy()
    query["language"] = "ja" if language == "en" else "en"
    context = {
        "handed": handed,
        "to": names.get(to, ""),
        "day": day,
        "language": language,
        "other": query.urlencode(),
        "soon": day - timedelta(days=0),
    }
    return render(request, "people/introductions.html", context)


@screen("people")
def handover(request: ScreenRequest, public_id: str) -> HttpResponse:
    """One account on a page for whoever takes it over; made to be printed."""
    reached = reach(request, public_id)
    context = {"pack": pack(request, reached), "account": reached.account, "day": _day(request)}
    return render(request, "people/handover.html", context)


def _day(request: ScreenRequest) -> date:
    return request.as_of.day
