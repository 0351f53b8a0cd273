"""Writes about people at the customer, each audited: roles, moves, reporting lines, promotion, answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from banso.customers.models import Contact, ProductUser
from banso.customers.people import queries, refusals
from banso.customers.people.models import ROLES, ContactMove, ContactRole, PeopleAnswer
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "Successor", "add_contact", "answer", "end_role", "give_role", "introduced", "link_by_address",
    "link_user", "note_bounce", "record_move", "set_standing", "take_back_move",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Successor:
    """Who follows: a contact that is there (``public_id``), or a new one with these names."""

    public_id: str = ""
    family_name: str = ""
    given_name: str = ""
    email: str = ""
    title: str = ""


@transaction.atomic
def add_contact(
    *,
    viewer: Viewer,
    account_id: int,
    family_name: str,
    now: datetime,
    day: date,
    given_name: str = "",
    email: str = "",
    title: str = "",
    department: str = "",
    role: str = "",
    product_user: int | None = None,
) -> str:
    """This function will make a contact, from a product user (``product_user``, row id) if one is named; its id.

    Raises AccountUnknown, PersonUnknown, NameMissing, RoleUnknown.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    refusals.seen(viewer, account_id)
    if not family_name.strip():
        raise refusals.NameMissing(refusals.no_name())
    contact = Contact.objects.create(
        account_id=account_id, family_name=family_name.strip()[:80],
        given_name=given_name.strip()[:80], email=email.strip()[:254], title=title.strip()[:120],
        department=department.strip()[:120], valid_from=None, created_at=now, edited_at=now,
    )  # fmt: skip
    if product_user is not None:
        _link(viewer, product_user, contact)
    if role:
        _open(viewer, contact, role, day, now)
    _audit(viewer, "contact.added", contact, now, role=role, promoted=product_user is not None)
    return contact.public_id


@transaction.atomic
def link_user(*, viewer: Viewer, product_user: int, contact: str, now: datetime) -> None:
    """This function will say that a product user is this contact ('' : nobody we know). Raises PersonUnknown."""
    row = refusals.user(viewer, product_user)
    if not contact:
        was, row.contact = row.contact, None
        row.save(update_fields=["contact"])
        if was is not None:
            _audit(viewer, "contact.unlinked", was, now)
        return
    person = refusals.contact(viewer, contact)
    _link(viewer, product_user, person)
    _audit(viewer, "contact.linked", person, now)


@transaction.atomic
def link_by_address(*, viewer: Viewer, account_ids: Iterable[int] | None, now: datetime) -> int:
    """This function will tie product users to the contacts of their account with the same address, where exactly
    one has it and nobody said the user shall be none; how many. Accounts None: all the viewer may see."""
    viewer.require(Act.EDIT_ACCOUNTS)
    pairs = queries.same_address(viewer=viewer, account_ids=account_ids)
    people = Contact.objects.in_bulk([contact for _, contact in pairs])
    for user, contact in pairs:
        ProductUser.objects.filter(pk=user, contact__isnull=True).update(contact_id=contact)
        _audit(viewer, "contact.linked-by-address", people[contact], now)
    return len(pairs)


def _link(viewer: Viewer, product_user: int, contact: Contact) -> None:
    row = refusals.user(viewer, product_user)
    if row.account_id != contact.account_id:
        raise refusals.PersonUnknown(refusals.no_user())
    row.contact = contact
    row.save(update_fields=["contact"])


# Roles ---------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    *, viewer: Viewer, contact: str, role: str, from_on: date | None, now: datetime
) -> None:
    """This function will give a person a role from a day on (None: since ever); what they had stays beside it.

    Raises PersonUnknown, RoleUnknown, RoleHeld.
    """
    person = refusals.contact(viewer, contact)
    _open(viewer, person, role, from_on, now)
    _audit(viewer, "contact.role-given", person, now, role=role, on=from_on)


def _open(
    viewer: Viewer, contact: Contact, role: str, from_on: date | None, now: datetime
) -> ContactRole:
    if role not in ROLES and not ContactRole.objects.filter(role=role).exists():
        raise refusals.RoleUnknown(refusals.no_role(role))
    later = Q(to_on__isnull=True) if from_on is None else Q(to_on__isnull=True) | Q(to_on__gt=from_on)  # fmt: skip
    if contact.roles.filter(later, role=role).exists():
        raise refusals.RoleHeld(refusals.held())
    return ContactRole.objects.create(
        contact=contact, role=role, from_on=from_on, by_id=viewer.user_id, recorded_at=now
    )


@transaction.atomic
def end_role(*, viewer: Viewer, contact: str, role: str, last_on: date, now: datetime) -> None:
    """This function will end a role a person holds; ``last_on`` is the last day. Raises PersonUnknown, RoleHeld."""
    person = refusals.contact(viewer, contact)
    end = last_on + timedelta(days=1)
    rows = person.roles.filter(role=role, to_on__isnull=True)
    rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=end))
    if not rows.update(to_on=end):
        raise refusals.RoleHeld(refusals.not_held())
    _audit(viewer, "contact.role-ended", person, now, role=role, on=last_on)


@transaction.atomic
def set_standing(
    *,
    viewer: Viewer,
    contact: str,
    now: datetime,
    influence: int | None,
    reports_to: str,
    title: str | None = None,
    department: str | None = None,
) -> None:
    """This function will say how much a person counts (1 low … 3 high, None: not known) and whom they report to
    ('' : nobody known). Raises PersonUnknown, CircleRefused."""
    person = refusals.contact(viewer, contact)
    above = refusals.contact(viewer, reports_to) if reports_to else None
    if above is not None:
        if above.account_id != person.account_id:
            raise refusals.PersonUnknown(refusals.no_person())
        refusals.no_circle(person, above)
    person.reports_to = above
    person.influence = influence if influence in (1, 2, 3) else None
    if title is not None:
        person.title = title.strip()[:120]
    if department is not None:
        person.department = department.strip()[:120]
    person.edited_at = now
    person.save()
    _audit(viewer, "contact.standing-set", person, now, influence=person.influence)


# Moves ---------------------------------------------------------------------------------------------


@transaction.atomic
def record_move(
    *,
    viewer: Viewer,
    contact: str,
    kind: str,
    last_on: date,
    now: datetime,
    successor: Successor | None = None,
    introduced_on: date | None = None,
    takes_over: bool = True,
    to_where: str = "",
) -> str:
    """This function will record that a person leaves (``kind`` leaves) or moves inside the company (moves).

    Roles end with ``last_on``; who leaves is no longer there from the next day. ``takes_over``: the
    successor holds the same roles from then on. Nothing is overwritten; :func:`take_back_move` undoes
    it. Gives the move's id. Raises PersonUnknown, MoveRefused, NameMissing.
    """
    person = refusals.contact(viewer, contact)
    if person.moves.filter(undone_at__isnull=True, kind=ContactMove.LEAVES).exists():
        raise refusals.MoveRefused(refusals.left_already())
    if person.valid_from and last_on < person.valid_from:
        raise refusals.MoveRefused(refusals.before_they_came())
    end = last_on + timedelta(days=1)
    follows = _successor(viewer, person, successor, end, now)
    ending = _in_force(person, end)
    changes: dict[str, Any] = {"closed": {str(r.pk): _text(r.to_on) for r in ending}}
    if kind == ContactMove.LEAVES:
        changes["valid_to"] = _text(person.valid_to)
        person.valid_to = end
    for row in ending:
        row.to_on = end
        row.save(update_fields=["to_on"])
    person.edited_at = now
    person.save(update_fields=["valid_to", "edited_at"])
    if follows is not None and takes_over:
        changes["opened"] = [
            _open(viewer, follows, role, end, now).pk
            for role in sorted({r.role for r in ending})
            if not follows.roles.filter(role=role, to_on__isnull=True).exists()
        ]
    if follows is not None and successor is not None and not successor.public_id:
        changes["made"] = follows.pk
    move = ContactMove.objects.create(
        contact=person, kind=kind, last_on=last_on, successor=follows,
        introduced_on=introduced_on if follows else None, to_where=to_where.strip()[:200],
        changes=changes, by_id=viewer.user_id, recorded_at=now,
    )  # fmt: skip
    _audit(viewer, "contact.move-recorded", person, now, kind=kind, on=last_on)
    return move.public_id


def _in_force(person: Contact, end: date) -> list[ContactRole]:
    """The roles a person would still hold on ``end``, begun before it."""
    begun = Q(from_on__isnull=True) | Q(from_on__lt=end)
    return list(person.roles.filter(begun & (Q(to_on__isnull=True) | Q(to_on__gt=end))))


def _successor(
    viewer: Viewer, person: Contact, given: Successor | None, day: date, now: datetime
) -> Contact | None:
    if given is None or not (given.public_id or given.family_name.strip()):
        return None
    if given.public_id:
        found = refusals.contact(viewer, given.public_id)
        if found.account_id != person.account_id or found.pk == person.pk:
            raise refusals.PersonUnknown(refusals.no_person())
        return found
    made = Contact.objects.create(
        account_id=person.account_id, family_name=given.family_name.strip()[:80],
        given_name=given.given_name.strip()[:80], email=given.email.strip()[:254],
        title=given.title.strip()[:120], department=person.department, valid_from=day,
        reports_to_id=person.reports_to_id, influence=person.influence, created_at=now, edited_at=now,
    )  # fmt: skip
    _audit(viewer, "contact.added", made, now)
    return made


@transaction.atomic
def introduced(*, viewer: Viewer, move: str, on: date | None, now: datetime) -> None:
    """This function will say when we were introduced to the successor (None: not yet after all)."""
    row = refusals.move(viewer, move)
    if row.successor_id is None and on is not None:
        raise refusals.MoveRefused(refusals.no_successor())
    row.introduced_on = on
    row.save(update_fields=["introduced_on"])
    _audit(viewer, "contact.introduced", row.contact, now, on=on)


@transaction.atomic
def take_back_move(*, viewer: Viewer, move: str, now: datetime) -> None:
    """This function will undo a move: roles go on, the person is there again. Raises MoveRefused where later
    changes rest on it."""
    row = refusals.move(viewer, move)
    if row.undone_at is not None:
        return
    person, changes, end = row.contact, row.changes, row.last_on + timedelta(days=1)
    if row.kind == ContactMove.LEAVES:
        if person.valid_to != end:
            raise refusals.MoveRefused(refusals.moved_on())
        person.valid_to = _day(changes.get("valid_to"))
        person.edited_at = now
        person.save(update_fields=["valid_to", "edited_at"])
    for pk, was in changes.get("closed", {}).items():
        ContactRole.objects.filter(pk=int(pk), to_on=end).update(to_on=_day(was))
    ContactRole.objects.filter(pk__in=changes.get("opened", []), to_on__isnull=True).delete()
    row.undone_at, row.undone_by_id = now, viewer.user_id
    row.save(update_fields=["undone_at", "undone_by"])
    _audit(viewer, "contact.move-taken-back", person, now, on=row.last_on)


# Answers -------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *,
    viewer: Viewer,
    kind: str,
    now: datetime,
    day: date,
    contact: str = "",
    product_user: int | None = None,
) -> None:
    """This function will keep what a person said to a hint: the contact stays, or the user is no contact."""
    if kind == PeopleAnswer.NO_CONTACT and product_user is not None:
        user = refusals.user(viewer, product_user)
        PeopleAnswer.objects.create(
            kind=kind, product_user=user, day=day, by_id=viewer.user_id, recorded_at=now
        )
        audit(
            viewer=viewer, act="contact.user-declined", subject_kind="account",
            subject_id=user.account.public_id, now=now,
        )  # fmt: skip
        return
    person = refusals.contact(viewer, contact)
    PeopleAnswer.objects.create(
        kind=PeopleAnswer.STAYS, contact=person, day=day, by_id=viewer.user_id, recorded_at=now
    )
    _audit(viewer, "contact.stays", person, now, on=day)


@transaction.atomic
def note_bounce(*, viewer: Viewer, addresses: Iterable[str], day: date, now: datetime) -> int:
    """This function will note that mail to these addresses came back on ``day``; how many contacts it concerns.

    A hint that they moved, shown with its reason; nothing is changed by itself.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    wanted = {a.strip().casefold() for a in addresses if a.strip()}
    noted = 0
    for address in sorted(wanted):
        for person in Contact.objects.filter(email__iexact=address, erased_at__isnull=True):
            if not viewer.sees(person.account_id):
                continue
            if person.answers.filter(kind=PeopleAnswer.BOUNCED, day=day).exists():
                continue
            PeopleAnswer.objects.create(
                kind=PeopleAnswer.BOUNCED, contact=person, day=day, by_id=viewer.user_id,
                recorded_at=now,
            )  # fmt: skip
            _audit(viewer, "contact.mail-bounced", person, now, on=day)
            noted += 1
    return noted


def _audit(viewer: Viewer, act: str, contact: Contact, now: datetime, **detail: Any) -> None:
    audit(
        viewer=viewer, act=act, subject_kind="contact", subject_id=contact.public_id, now=now,
        detail={k: _text(v) if isinstance(v, date) else v for k, v in detail.items() if v},
    )  # fmt: skip


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
