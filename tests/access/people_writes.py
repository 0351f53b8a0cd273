"""Who may say what of people at customers: whoever works with the account."""

from __future__ import annotations

from typing import Any

from banso.customers.models import Contact, ProductUser
from banso.customers.people import operations as people
from banso.workspace.viewer import Viewer
from tests.access.people_reads import move_of, user_of
from tests.access.world import LAST, NOW, SYSTEM, Built, Place
from tests.access.writes import EDITORS, Call, Write


def _edit(act: str, call: Call) -> Write:
    return Write(EDITORS, act, call, about=True, of_all=False)


def _end(w: Built, v: Viewer, p: Place) -> Any:
    people.give_role(viewer=SYSTEM, contact=p.contact, role="blocker", from_on=LAST, now=NOW)
    return people.end_role(viewer=v, contact=p.contact, role="blocker", last_on=LAST, now=NOW)


def _bounce(w: Built, v: Viewer, p: Place) -> Any:
    """An address of one's own accounts; of others it does nothing, silently."""
    mine = Contact.objects.get(public_id=w.mine[0].contact).email
    return people.note_bounce(viewer=v, addresses=[mine], day=LAST, now=NOW)


def _by_address(w: Built, v: Viewer, p: Place) -> Any:
    mine = w.mine[0]
    email = Contact.objects.get(public_id=mine.contact).email
    ProductUser.objects.create(account_id=mine.id, source="more", user_key=email)
    return people.link_by_address(viewer=v, account_ids=None, now=NOW)


PEOPLE_WRITES: dict[str, Write] = {
    "customers.people.operations.add_contact": _edit(
        "contact.added",
        lambda w, v, p: people.add_contact(
            viewer=v, account_id=p.id, family_name="新任", now=NOW, day=LAST
        ),
    ),
    "customers.people.operations.answer": _edit(
        "contact.stays",
        lambda w, v, p: people.answer(viewer=v, kind="stays", contact=p.contact, now=NOW, day=LAST),
    ),
    "customers.people.operations.end_role": _edit("contact.role-ended", _end),
    "customers.people.operations.give_role": _edit(
        "contact.role-given",
        lambda w, v, p: people.give_role(
            viewer=v, contact=p.contact, role="approver", from_on=None, now=NOW
        ),
    ),
    "customers.people.operations.introduced": _edit(
        "contact.introduced",
        lambda w, v, p: people.introduced(viewer=v, move=move_of(p), on=LAST, now=NOW),
    ),
    "customers.people.operations.link_by_address": Write(
        EDITORS, "contact.linked-by-address", _by_address, of_all=False
    ),
    "customers.people.operations.link_user": _edit(
        "contact.linked",
        lambda w, v, p: people.link_user(
            viewer=v, product_user=user_of(p), contact=p.contact, now=NOW
        ),
    ),
    "customers.people.operations.note_bounce": Write(
        EDITORS, "contact.mail-bounced", _bounce, of_all=False
    ),
    "customers.people.operations.record_move": _edit(
        "contact.move-recorded",
        lambda w, v, p: people.record_move(
            viewer=v, contact=p.contact, kind="moves", last_on=LAST, now=NOW
        ),
    ),
    "customers.people.operations.set_standing": _edit(
        "contact.standing-set",
        lambda w, v, p: people.set_standing(
            viewer=v, contact=p.contact, now=NOW, influence=2, reports_to=""
        ),
    ),
    "customers.people.operations.take_back_move": _edit(
        "contact.move-taken-back",
        lambda w, v, p: people.take_back_move(viewer=v, move=move_of(p), now=NOW),
    ),
}
