"""Roles as imports tell them: the first becomes a span, another one ends it and begins the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from banso.customers.models import Contact
from banso.customers.people.models import ContactRole
from banso.workspace.changes import chunks, write


def roles_told(
    *, before: Mapping[int, str], contacts: Mapping[int, Contact], batch: str, day: date, now: datetime
) -> None:  # fmt: skip
    """This function will keep what an import said of roles, inside the transaction that wrote the contacts.

    ``before``: what their source had said of them until now ('' or nothing: no role). A role that
    people gave stays; only the source's own span ends, on ``day``.
    """
    told = {pk: c for pk, c in contacts.items() if c.role != before.get(pk, "")}
    if not told:
        return
    ending: dict[int, ContactRole] = {}
    for part in chunks(sorted(pk for pk in told if before.get(pk))):
        rows = ContactRole.objects.filter(contact_id__in=part, to_on__isnull=True, by__isnull=True)
        for row in rows.order_by("pk"):
            if row.role == before[row.contact_id]:
                ending[row.contact_id] = row
    corrected = {pk: row for pk, row in ending.items() if row.batch == batch and batch}
    for pk, row in corrected.items():  # the same import said it twice: the later word holds
        row.delete() if not told[pk].role else _rename(row, told[pk].role)
    others = {pk: row for pk, row in ending.items() if pk not in corrected}
    ends = [(pk, {"to_on": max(day, row.from_on or day)}) for pk, row in others.items()]
    write(model=ContactRole, found=others, rows=ends, make=_never, batch=batch)
    ContactRole.objects.bulk_create(
        [
            ContactRole(
                contact_id=pk, role=c.role, from_on=day if before.get(pk) else c.valid_from,
                recorded_at=now, batch=batch,
            )
            for pk, c in told.items()
            if c.role and pk not in corrected
        ],
        batch_size=2000,
    )  # fmt: skip


def _rename(row: ContactRole, role: str) -> None:
    row.role = role
    row.save(update_fields=["role"])


def _never(identity: object, values: object) -> ContactRole:
    raise LookupError("only spans that are there are ended")
