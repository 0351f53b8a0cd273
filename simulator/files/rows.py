"""Rows of the files about an account itself, its contracts and its people."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from simulator import product
from simulator.engine.deals import Deal
from simulator.engine.population import COUNTRIES, NEVER, Ints, Population, Span
from simulator.engine.staff import Person, Staff
from simulator.files.identity import Identity
from simulator.names import words

Row = tuple[object, ...]


def account_row(
    people: Population, span: Span, i: int, key: str, named: Identity, deal: Deal
) -> Row:
    country = COUNTRIES[people.country[i]]
    partner = words.PARTNERS[people.partner[i]] if people.partner[i] >= 0 else ""
    start = span.day(people.start[i])
    signed = deal.lines[0].signed if deal.lines else start
    return (
        key, named.name, named.kana, named.number, named.parent, named.industry, country, named.region,
        named.employees, named.owner, "代理店" if partner else "直販" if i % 3 else "Web", partner,
        product.CURRENCIES[country][0], start.isoformat(), (signed or start).isoformat(),
    )  # fmt: skip


def contract_rows(key: str, deal: Deal) -> Iterator[Row]:
    for line in deal.lines:
        addon = line.kind == "addon"
        yield (
            line.key, key, line.kind, product.PRODUCT, "" if addon else line.what, line.what if addon else "",
            line.start.isoformat(), line.end.isoformat() if line.end else "", f"{line.amount:.10g}",
            line.currency, line.seats or "", line.term, line.term, "yes" if line.auto else "no",
            line.notice_days, line.notice.isoformat() if line.notice else "", f"{line.discount:g}",
            *(d.isoformat() if d else "" for d in line.paused or (None, None)),
            line.signed.isoformat() if line.signed else "",
        )  # fmt: skip


def contact_rows(key: str, staff: Staff, span: Span) -> Iterator[Row]:
    for p in staff.people:
        if p.since > span.last:
            continue
        until = p.until.isoformat() if p.until and p.until <= span.last else ""
        yield (
            p.key, key, p.family[0], p.given[0], p.family[1], p.given[1], p.email, _phone(p), p.department, p.title,
            p.role, p.influence, p.since.isoformat(), until, "yes" if p.opted_out else "no",
        )  # fmt: skip


def _phone(person: Person) -> str:
    """A number nobody has: no exchange in Tokyo is 0000, and 555-01xx is kept for fiction."""
    n = zlib.crc32(person.key.encode())
    return (
        f"03-0000-{n % 10_000:04d}"
        if not person.family[0].isascii()
        else f"+1 202-555-01{n % 100:02d}"
    )


def user_rows(key: str, staff: Staff, first_seen: Ints, span: Span) -> Iterator[Row]:
    """The users that were ever seen, and those older than the data."""
    for user, seen in zip(staff.users, first_seen, strict=True):
        if seen < NEVER:
            on = span.iso(min(int(seen), user.join) if user.join < 0 else int(seen))
            yield user.key, key, user.department, user.role, user.email, on
