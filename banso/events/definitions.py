"""The table of events and the shapes in which they come in and go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from banso.events.lake import Column, TableSpec

EVENTS = TableSpec(
    name="events",
    columns=(
        Column("day", "DATE"),  # the local day of ``at``
        Column("at", "TIMESTAMPTZ"),
        Column("source", "VARCHAR"),
        Column("message_id", "VARCHAR"),
        Column("id_hash", "BIGINT"),
        Column("account_key", "VARCHAR"),
        Column("user_key", "VARCHAR"),
        Column("name", "VARCHAR"),
        Column("value", "DOUBLE"),
        Column("props", "VARCHAR"),  # JSON text
        Column("batch", "VARCHAR"),
        Column("received_at", "TIMESTAMPTZ"),
    ),
    partition_by=("day",),
    sort_by=("source", "account_key", "at"),
    # A user's key is often an e-mail address, an account's key a company name.
    no_stats=("message_id", "user_key", "account_key", "props", "id_hash", "value", "name"),
    # Small groups: one account's half year is read in a third of the time, files grow by an eighth.
    row_group_size=4_096,
)

# Events of our own (a survey answered, a task done) carry this prefix and never count as use.
OWN_PREFIX = "banso."


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. ``at`` is an aware instant; ``props`` JSON text; ``user_key`` may be unknown."""

    at: datetime
    source: str
    message_id: str
    account_key: str
    name: str
    user_key: str | None = None
    value: float | None = None
    props: str | None = None


@dataclass(frozen=True, slots=True)
class KeySpan:
    """An account's key in a source, for the local days it belonged to that account (inclusive)."""

    source: str
    key: str
    from_on: date | None = None
    to_on: date | None = None
