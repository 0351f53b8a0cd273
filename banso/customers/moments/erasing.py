"""Taking a person out of what was said, written and attended: addresses, own words, names in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q

from banso.customers import belongings
from banso.customers.models import Contact, Ticket
from banso.customers.moments.kinds import KINDS
from banso.customers.moments.models import ErasedAddress, Touchpoint
from banso.customers.search import index
from banso.workspace.changes import chunks
from banso.workspace.models import BatchChange
from banso.workspace.viewer import Viewer

MARK = "■■"  # what stands where a name or an address was
# A line of a note that goes entirely with each of its people.
_PERSONAL = re.compile(
    r"^[ \t\u3000]*(?:[・\-*•][ \t]*)?(?:個人|personal)[ \t]*[:：][^\n]*\n?", re.I | re.M
)
_HONORIFIC = "様|さま|さん|氏|殿|部長|課長|係長|主任|社長|専務|常務|取締役|本部長|先生"


def digest_of(address: str) -> str:
    """What stands for an address that was erased."""
    return sha256(f"address:{address.strip().casefold()}".encode()).hexdigest()


def erased_among(addresses: Iterable[str]) -> set[str]:
    """This function will give the digests of those addresses whose persons were erased."""
    digests = {digest_of(a) for a in addresses if a}
    found: set[str] = set()
    for part in chunks(digests):
        rows = ErasedAddress.objects.filter(digest__in=part)
        found.update(rows.values_list("digest", flat=True))
    return found


def erase_person(*, viewer: Viewer, contact: Contact, now: datetime) -> int:
    """This function will take ``contact``, as it stands, out of every moment the viewer may see.

    Rows under the address lose it and the person's own words; in other texts of the account the
    names, the address and the telephone number become a mark. Counts, scores and days stay. How
    many rows changed. Call it before the contact itself is emptied.
    """
    address = contact.email.strip().casefold()
    words = _pattern(contact)
    changed = _drop_personal(viewer, contact, address, now)
    for kind in KINDS.values():
        if kind.has_email and address:
            rows = kind.model._default_manager.filter(_seen(viewer), email=address)
            changed += _empty(rows, kind.model, ("email", *kind.says), now)
        if kind.names and words is not None:
            rows = kind.model._default_manager.filter(account_id=contact.account_id)
            changed += _mark(rows, kind.names, words, now)
    if words is not None:
        tickets = Ticket.objects.filter(account_id=contact.account_id)
        changed += _mark(tickets, ("subject", "body"), words, now)
    changed += _erase_belongings(viewer, contact, address, words, now)
    if address:
        meetings = Touchpoint.everything.filter(_seen(viewer), their_people__contains=address)
        changed += _leave(meetings, "their_people", address, now)
        changed += _leave_belongings(viewer, address, now)
        ErasedAddress.objects.get_or_create(digest=digest_of(address), defaults={"erased_at": now})
    index.purge()
    return changed


def _drop_personal(viewer: Viewer, contact: Contact, address: str, now: datetime) -> int:
    """Lines that somebody marked as personal go from the notes the person took part in."""
    there = Q(participants__contact=contact)
    if address:
        there |= Q(their_people__contains=address)
    ids = []
    rows = Touchpoint.everything.filter(_seen(viewer)).filter(there).distinct()
    for pk, text in rows.values_list("pk", "notes"):
        left = _PERSONAL.sub("", text)
        if left != text:
            Touchpoint.everything.filter(pk=pk).update(notes=left.rstrip("\n"), erased_at=now)
            ids.append(pk)
    _forget(Touchpoint, ids)
    return len(ids)


def _erase_belongings(
    viewer: Viewer,
    contact: Contact,
    address: str,
    words: re.Pattern[str] | None,
    now: datetime,
) -> int:
    """The same in the tables of packages above."""
    changed = 0
    for table in belongings.tables():
        said = Q(pk__in=[])
        if table.contact:
            said |= Q(**{f"{table.contact}_id": contact.pk})
        if table.email and address:
            said |= Q(**{table.email: address}) & _seen(viewer, table)
        columns = tuple(filter(None, (table.email, *table.says)))
        if columns:
            changed += _empty(table.model._default_manager.filter(said), table.model, columns, now)
        if table.names and words is not None:
            changed += _mark(table.of(contact.account_id), table.names, words, now)
    return changed


def _leave_belongings(viewer: Viewer, address: str, now: datetime) -> int:
    changed = 0
    for table in belongings.tables():
        if table.people:
            there = {f"{table.people}__icontains": address}
            rows = table.model._default_manager.filter(_seen(viewer, table), **there)
            changed += _leave(rows, table.people, address, now)
    return changed


def _seen(viewer: Viewer, table: belongings.Belonging | None = None) -> Q:
    if viewer.scope is None:
        return Q()
    path = "account" if table is None else table.account or f"{table.contact}__account"
    return Q(**{f"{path}_id__in": sorted(viewer.scope)})


def _empty(rows: Any, model: Any, columns: tuple[str, ...], now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    for part in chunks(ids):
        some = model._default_manager.filter(pk__in=part)
        some.update(**dict.fromkeys(columns, ""), **_stamp(model, now))
    _forget(model, ids)
    return len(ids)


def _leave(rows: Any, column: str, address: str, now: datetime) -> int:
    """Take the address out of a column of addresses."""
    ids = []
    for pk, text in rows.values_list("pk", column):
        people = text.split(";")
        stay = [a for a in people if a.strip().casefold() != address]
        if len(stay) < len(people):
            left = {column: ";".join(stay), **_stamp(rows.model, now)}
            rows.model._default_manager.filter(pk=pk).update(**left)
            ids.append(pk)
    _forget(rows.model, ids)
    return len(ids)


def _mark(rows: Any, columns: tuple[str, ...], words: re.Pattern[str], now: datetime) -> int:
    """Put the mark in place of what ``words`` finds in texts."""
    ids = []
    for row in rows.only("pk", *columns).iterator(chunk_size=2_000):
        found = {c: words.sub(MARK, getattr(row, c)) for c in columns}
        found = {c: text for c, text in found.items() if text != getattr(row, c)}
        if found:
            stamped = {**found, **_stamp(rows.model, now)}
            rows.model._default_manager.filter(pk=row.pk).update(**stamped)
            ids.append(row.pk)
    _forget(rows.model, ids)
    return len(ids)


def _stamp(model: Any, now: datetime) -> dict[str, Any]:
    """That somebody was erased from the row, where its table keeps that."""
    has = any(f.name == "erased_at" for f in model._meta.get_fields())
    return {"erased_at": now} if has else {}


def _forget(model: Any, ids: list[int]) -> None:
    """Former values kept for the undo of imports go as well."""
    for part in chunks(ids):
        BatchChange.objects.filter(model=model._meta.label, row_id__in=part).delete()


def _pattern(contact: Contact) -> re.Pattern[str] | None:
    """What finds the person in a text: the whole name in either order, the family name before a title
    or an honorific, address and telephone. A lone family name is left: 林 stands in 森林 too."""
    family, given = contact.family_name.strip(), contact.given_name.strip()
    found = [re.escape(t) for t in (contact.email.strip(), contact.phone.strip()) if len(t) > 4]
    gap = r"[\s　・,]*"
    for names in ((family, given), (given, family)):
        if all(names):
            found.append(gap.join(map(re.escape, names)))
    parts = contact.full_name.split()
    if parts and (len(parts) > 1 or len(contact.full_name) > 3):
        found.append(gap.join(map(re.escape, parts)))
    last = family or (parts[0] if len(parts) > 1 and not contact.full_name.isascii() else "")
    if last:
        found.append(f"{re.escape(last)}(?={gap}(?:{_HONORIFIC}))")
        found.append(f"(?<=(?:Mr|Ms)\\. ){re.escape(last)}")
    return re.compile("|".join(found), re.IGNORECASE) if found else None
