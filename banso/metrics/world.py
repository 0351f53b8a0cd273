"""What measuring reads from the records, once: plain rows, no Django, no store.

Days are local. ``to_on``, ``end``, ``ended_on`` are the first day no longer; ``None`` is open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from banso.customers.definitions import FieldSpec, FieldType
from banso.metrics.catalogue import Catalogue
from banso.metrics.definitions import Registry
from banso.revenue.life import Book

LANE = "main"


class AccountFact(NamedTuple):
    """``ended_on``: merged away or given up, not churn; its rows stop before that day."""

    id: int
    created_on: date
    ended_on: date | None = None


class KeyFact(NamedTuple):
    """``source``, ``key`` of events → account, while it held."""

    source: str
    key: str
    account: int
    from_on: date | None = None
    to_on: date | None = None


class UserFact(NamedTuple):
    account: int
    source: str
    user_key: str
    department: str


class ChampionFact(NamedTuple):
    """One span of a champion, ended where they left; ``users``: (source, user key) tied to them."""

    account: int
    contact: int
    from_on: date | None
    to_on: date | None
    users: tuple[tuple[str, str], ...] = ()


class TicketFact(NamedTuple):
    account: int
    severity: str
    opened_on: date
    closed_on: date | None = None


class MomentFact(NamedTuple):
    """Something at a local moment; ``minute`` of the day, ``amount`` in whole thousandths.

    ``what`` champions_left, answers (tag: kind of survey, amount: score), asked, voices (tag: channel), touches (tag:
    type, mark: who opened), effort (tag: type, amount: minutes), moods (tag: mood), sessions (tag: type).
    """

    account: int
    what: str
    tag: str
    mark: str
    on: date
    minute: int
    amount: int | None


class IncidentFact(NamedTuple):
    """Something broken on our side; ``account`` None: for everybody, ``to_on`` None: it goes on."""

    account: int | None
    from_on: date
    from_minute: int
    to_on: date | None
    to_minute: int


class FieldFact(NamedTuple):
    """One stored value of one dated field; the spans of an account and field do not overlap."""

    account: int
    key: str
    value: Any
    from_on: date | None = None
    to_on: date | None = None


class CoverageFact(NamedTuple):
    """Both ends inclusive."""

    kind: str
    source: str
    from_on: date
    to_on: date | None = None


class PlanFact(NamedTuple):
    """``features`` None: says nothing about features."""

    key: str
    limit: float | None = None
    features: tuple[str, ...] | None = None


def field_column_type(spec: FieldSpec) -> str:
    """The type of a dated field's column."""
    if spec.type is FieldType.NUMBER:
        return "BIGINT" if spec.whole else "DOUBLE"
    return {"date": "DATE", "bool": "BOOLEAN"}.get(spec.type.value, "VARCHAR")


@dataclass(frozen=True)
class World:
    """Everything but the events. ``books`` holds the contract lines of each account (lane main).

    ``roles_since``: accounts where roles of contacts are known, and from when. ``day_zero`` names the dated field the map counts from (rules.md R9). ``hidden`` batches are
    not committed yet.
    """

    registry: Registry
    accounts: Sequence[AccountFact] = ()
    keys: Sequence[KeyFact] = ()
    users: Sequence[UserFact] = ()
    champions: Sequence[ChampionFact] = ()
    roles_since: Mapping[int, date | None] = field(default_factory=dict)  # None: since ever
    books: Mapping[int, Book] = field(default_factory=dict)
    plans: Mapping[str, PlanFact] = field(default_factory=dict)
    add_ons: Mapping[str, PlanFact] = field(default_factory=dict)
    tickets: Sequence[TicketFact] = ()
    moments: Sequence[MomentFact] = ()
    incidents: Sequence[IncidentFact] = ()
    fields: Sequence[FieldSpec] = ()
    values: Sequence[FieldFact] = ()
    coverage: Sequence[CoverageFact] = ()
    catalogue: Catalogue = field(default_factory=Catalogue)
    release: int = 0
    zone: str = "Asia/Tokyo"
    day_zero: str = "service_start_on"
    hidden: frozenset[str] = frozenset()
    digest: str = ""

    def covered(self, kind: str) -> list[CoverageFact]:
        return [c for c in self.coverage if c.kind == kind]

    @property
    def contracts_connected(self) -> bool:
        """Whether anything is known of contracts; without, every number of theirs is unknown."""
        return bool(self.covered("contracts")) or any(b.lines for b in self.books.values())


def digest_of(parts: Sequence[object]) -> str:
    """A fingerprint of what was read: equal inputs give equal rows."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(repr(part).encode())
        found.update(b"\x00")
    return found.hexdigest()
