"""What people do about a person at a customer: add, roles and standing, move, answers to hints."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banso.customers import queries as customers
from banso.customers.people import operations, queries
from banso.customers.people.operations import Successor
from banso.customers.people.queries import ROLES, PersonView, UserLink
from banso.interfaces.web.account.reach import reach
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, render_part, screen
from banso.lib.problems import BansoError, problem
from banso.workspace.viewer import Act


class PersonNotFound(BansoError):
    """No contact or product user has this id, or it lies outside the viewer's scope."""


class DayNotRead(BansoError):
    """A day of a form is no day."""


def _person(request: ScreenRequest, contact: str) -> tuple[PersonView, list[PersonView], str]:
    """The person, everybody at the account, and the account's public id."""
    account = queries.account_of(viewer=request.viewer, contact=contact)
    if account is None:
        raise PersonNotFound(_not_found())
    there = queries.people_of(viewer=request.viewer, account_id=account, day=request.as_of.day)
    found = next((p for p in there if p.public_id == contact), None)
    if found is None or found.erased:
        raise PersonNotFound(_not_found())
    return found, there, customers.public_ids(viewer=request.viewer, ids=[account])[account]


def _back(request: ScreenRequest, account: str) -> HttpResponseBase:
    return redirect(
        next_of(request, default=reverse("account:index", args=[account]) + "?tab=people")
    )


@screen("people", act=Act.EDIT_ACCOUNTS)
def add(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """A new contact, perhaps from a product user."""
    reached = reach(request, public_id)
    given = request.POST if request.method == "POST" else request.GET
    user = _user(request, given.get("user", ""), reached.account.id)
    if request.method == "POST":
        operations.add_contact(
            viewer=request.viewer,
            account_id=reached.account.id,
            family_name=given.get("family_name", ""),
            given_name=given.get("given_name", ""),
            email=given.get("email", ""),
            title=given.get("title", ""),
            department=given.get("department", ""),
            role=given.get("role", ""),
            product_user=user.id if user else None,
            now=datetime.now(UTC),
            day=request.clock.today,
        )
        messages.success(request, _("The contact was added."))
        return _back(request, public_id)
    context = {"account": reached.account, "user": user, "roles": ROLES}
    return render_part(request, "people/add.html", context, title=reached.account.name)


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def user(request: ScreenRequest, user: int) -> HttpResponseBase:
    """A product user is this contact, or shall be none."""
    now, contact = datetime.now(UTC), request.POST.get("contact", "")
    account = queries.account_of_user(viewer=request.viewer, product_user=user)
    if account is None:
        raise PersonNotFound(_not_found())
    if request.POST.get("act") == "decline":
        operations.answer(
            viewer=request.viewer, kind="no_contact", product_user=user, now=now,
            day=request.clock.today,
        )  # fmt: skip
        messages.success(request, _("This user is not suggested again."))
    else:
        operations.link_user(viewer=request.viewer, product_user=user, contact=contact, now=now)
        messages.success(request, _("Saved."))
    return _back(request, customers.public_ids(viewer=request.viewer, ids=[account])[account])


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def same_address(request: ScreenRequest) -> HttpResponseBase:
    """Tie product users to the contacts that have their address."""
    ids = None
    if request.POST.get("whose") == "mine":
        ids = customers.accounts_all(viewer=request.viewer, owner_id=request.viewer.user_id)
    tied = operations.link_by_address(viewer=request.viewer, account_ids=ids, now=datetime.now(UTC))
    messages.success(request, _("%(n)s users of the product were tied to contacts.") % {"n": tied})
    return redirect(next_of(request, default=reverse("people:index")))


@screen("people")
def one(request: ScreenRequest, contact: str) -> HttpResponseBase:
    """A person: roles with their days, influence, whom they report to."""
    person, there, account = _person(request, contact)
    if request.method == "POST":
        _change(request, person)
        messages.success(request, _("Saved."))
        return _back(request, account)
    context = {
        "person": person,
        "account": account,
        "others": [p for p in there if p.public_id != contact and p.here_on(request.as_of.day) and not p.erased],
        "roles": [r for r in ROLES if r not in person.roles],
        "today": request.clock.today,
        "may_edit": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
    }  # fmt: skip
    return render_part(request, "people/one.html", context, title=person.name)


def _change(request: ScreenRequest, person: PersonView) -> None:
    given, now = request.POST, datetime.now(UTC)
    request.viewer.require(Act.EDIT_ACCOUNTS)
    if given.get("act") == "give":
        operations.give_role(
            viewer=request.viewer, contact=person.public_id, role=given.get("role", ""),
            from_on=day_of(given.get("from_on", "")), now=now,
        )  # fmt: skip
    elif given.get("act") == "end":
        operations.end_role(
            viewer=request.viewer, contact=person.public_id, role=given.get("role", ""),
            last_on=day_of(given.get("last_on", "")) or request.clock.today, now=now,
        )  # fmt: skip
    else:
        influence = given.get("influence", "")
        operations.set_standing(
            viewer=request.viewer, contact=person.public_id, now=now,
            influence=int(influence) if influence.isdigit() else None,
            reports_to=given.get("reports_to", ""), title=given.get("title"),
            department=given.get("department"),
        )  # fmt: skip


@screen("people", act=Act.EDIT_ACCOUNTS)
def move(request: ScreenRequest, contact: str) -> HttpResponseBase:
    """Moves or leaves: last day, successor, introduced; one form, one minute."""
    person, there, account = _person(request, contact)
    if request.method != "POST":
        context = {
            "person": person,
            "account": account,
            "others": [p for p in there if p.public_id != contact and p.here_on(request.as_of.day) and not p.erased],
            "today": request.clock.today,
            "next": request.GET.get("next", ""),
        }  # fmt: skip
        return render_part(request, "people/move.html", context, title=person.name)
    given, now = request.POST, datetime.now(UTC)
    introduced = given.get("introduced") == "yes"
    public_id = operations.record_move(
        viewer=request.viewer,
        contact=contact,
        kind="moves" if given.get("kind") == "moves" else "leaves",
        last_on=day_of(given.get("last_on", "")) or request.clock.today,
        successor=Successor(
            public_id=given.get("successor", ""),
            family_name=given.get("family_name", ""),
            given_name=given.get("given_name", ""),
        ),
        introduced_on=request.clock.today if introduced else None,
        takes_over=given.get("takes_over") == "yes",
        to_where=given.get("to_where", ""),
        now=now,
    )
    messages.success(
        request,
        _("The move of %(name)s was recorded.") % {"name": person.name},
        extra_tags="undo:" + reverse("people:undo_move", args=[public_id]),
    )
    return _back(request, account)


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def undo_move(request: ScreenRequest, move: str) -> HttpResponseBase:
    """Take a recorded move back."""
    account = _account_of_move(request, move)
    operations.take_back_move(viewer=request.viewer, move=move, now=datetime.now(UTC))
    messages.success(request, _("The move was taken back."))
    return _back(request, account)


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def introduced(request: ScreenRequest, move: str) -> HttpResponseBase:
    """We were introduced to the successor."""
    account = _account_of_move(request, move)
    on = None if request.POST.get("act") == "not-yet" else request.clock.today
    operations.introduced(viewer=request.viewer, move=move, on=on, now=datetime.now(UTC))
    messages.success(request, _("Saved."))
    return _back(request, account)


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def stays(request: ScreenRequest, contact: str) -> HttpResponseBase:
    """They do not move."""
    person, _there, account = _person(request, contact)
    operations.answer(
        viewer=request.viewer, kind="stays", contact=contact, now=datetime.now(UTC),
        day=request.clock.today,
    )  # fmt: skip
    messages.success(request, _("%(name)s stays: noted.") % {"name": person.name})
    return _back(request, account)


@require_POST
@screen("people", act=Act.EDIT_ACCOUNTS)
def bounced(request: ScreenRequest, contact: str) -> HttpResponseBase:
    """Mail to them came back."""
    person, _there, account = _person(request, contact)
    operations.note_bounce(
        viewer=request.viewer, addresses=[person.email], day=request.clock.today,
        now=datetime.now(UTC),
    )  # fmt: skip
    messages.success(request, _("Noted that mail came back."))
    return _back(request, account)


def _account_of_move(request: ScreenRequest, move: str) -> str:
    account = queries.account_of_move(viewer=request.viewer, move=move)
    if account is None:
        raise PersonNotFound(_not_found())
    return customers.public_ids(viewer=request.viewer, ids=[account])[account]


def _user(request: ScreenRequest, text: str, account_id: int) -> UserLink | None:
    if not text.isdigit():
        return None
    links = queries.user_links(viewer=request.viewer, account_ids=[account_id])
    return next((k for k in links if k.id == int(text)), None)


def day_of(text: str) -> date | None:
    """A day of a form; None where it is left empty. Raises DayNotRead."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as refused:
        raise DayNotRead(
            problem(
                "people.day",
                ja=f"「{text[:20]}」は日付として読めません。",
                en=f"'{text[:20]}' is not a date.",
                remedy_ja="例: 2026-04-01",
                remedy_en="For example 2026-04-01.",
            )
        ) from refused


def _not_found() -> Any:
    return problem(
        "person.not-found",
        ja="この方は見つかりません。",
        en="There is no such person.",
        remedy_ja="顧客企業の「人」から開き直してください。",
        remedy_en="Open the person again from the account.",
    )
