"""Rows about people and their requests: contacts, product users, tickets, dated field values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.connectors.files.accounts import Accounts, key_of, stays_out, too_long
from banso.connectors.files.contracts import numbered
from banso.connectors.files.memory import Memory
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.shape import Row, json_value
from banso.customers.definitions import FieldSpec, FieldType, accept
from banso.customers.operations import ContactRow, FieldRow, TicketRow, UserRow
from banso.lib.text import Text

_CONTACT = (
    "family_name", "given_name", "full_name", "family_kana", "given_kana", "email", "phone",
    "title", "department", "role", "notes",
)  # fmt: skip
_CONTACT_LONGEST = {
    "key": 200, "family_name": 80, "given_name": 80, "full_name": 160, "family_kana": 80, "given_kana": 80,
    "email": 254, "phone": 60, "title": 120, "department": 120,
}  # fmt: skip
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def contact(row: Row, account: int) -> tuple[ContactRow | None, RowProblem | None]:
    given = row.values
    long = too_long(given, _CONTACT_LONGEST)
    if long:
        return None, long
    first, last = given.get("valid_from"), given.get("valid_to")
    if first and last and last < first:
        return None, RowProblem("end-before-start", "valid_to", f"{first} – {last}")
    values: dict[str, Any] = {c: given[c] for c in _CONTACT if given.get(c) is not None}
    values |= {
        c: given[c] for c in ("valid_from", "valid_to", "opted_out") if given.get(c) is not None
    }
    if given.get("influence"):
        values["influence"] = int(given["influence"])
    values |= _split(values)
    own = given.get("key") or f"{key_of(row)}/{given.get('email') or _name(given)}"
    return ContactRow(account_id=account, key=own[:200], values=values), None


def _name(given: dict[str, Any]) -> str:
    parts = (given.get("family_name"), given.get("given_name"))
    return given.get("full_name") or " ".join(p for p in parts if p)


def _split(values: dict[str, Any]) -> dict[str, str]:
    """山田 太郎 is family and given name; a Latin name may be either way round and stays whole."""
    whole = values.get("full_name")
    if not whole or values.get("family_name") or not _JAPANESE.search(whole):
        return {}
    parts = whole.split()
    return {"family_name": parts[0], "given_name": parts[1]} if len(parts) == 2 else {}


def user(row: Row, account: int) -> tuple[UserRow | None, RowProblem | None]:
    given = row.values
    long = too_long(given, {"user_key": 200, "department": 120})
    if long:
        return None, long
    traits = {
        **row.traits,
        **{c: given[c] for c in ("department", "role", "email") if given.get(c)},
    }
    return (
        UserRow(
            account_id=account,
            user_key=given["user_key"],
            first_seen_on=given.get("first_seen_on"),
            traits=traits,
        ),
        None,
    )


class Tickets:
    """Tickets without an id are known by account, moment and subject; a repeated one gets a number."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._occurrences: dict[str, int] = {}

    def shape(self, row: Row, account: int) -> tuple[TicketRow | None, RowProblem | None]:
        given = row.values
        long = too_long(given, {"key": 200, "subject": 300, "status": 40})
        if long:
            return None, long
        opened: datetime = given["opened_at"]
        closed: datetime | None = given.get("closed_at")
        if closed and closed < opened:
            return None, RowProblem("end-before-start", "closed_at", f"{opened} – {closed}")
        values: dict[str, Any] = {"opened_at": opened}
        for column, empty in (
            ("subject", ""),
            ("body", ""),
            ("status", ""),
            ("severity", "normal"),
        ):
            if column in given:
                values[column] = given[column] or empty
        for column in ("closed_at", "csat"):
            if column in given:
                values[column] = given[column]
        key = given.get("key") or self._key(key_of(row), given)
        return TicketRow(account_id=account, key=key, values=values), None

    def _key(self, account: str, given: dict[str, Any]) -> str:
        base = "/".join((account, given["opened_at"].isoformat(), given.get("subject") or ""))[:190]
        return numbered("ticket", base, self._occurrences, self.memory)


DEPARTURE_FIELDS = (
    ("reported_churn_on", FieldType.DATE, "churned_on", Text(ja="離脱の届け出日", en="Reported churn on")),
    ("reported_churn_reason", FieldType.TEXT, "reason", Text(ja="離脱の届け出理由", en="Reported churn reason")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Departure:
    """One row of a churn list: dated fields of its account from the day it names."""

    key: str
    fields: tuple[FieldRow, ...]


def departure(row: Row, account: int) -> tuple[Departure | None, RowProblem | None]:
    """What a churn list says is kept beside what contracts say; contracts alone decide ``life``."""
    given = row.values
    day: date = given["churned_on"]
    key = given.get("key") or f"{key_of(row)}/{day.isoformat()}"
    found = [
        FieldRow(account, field, json_value(given[column]), day)
        for field, _, column, _ in DEPARTURE_FIELDS
        if given.get(column)
    ]
    found += [
        FieldRow(account, k, v, since or day)
        for k, (v, since) in row.fields.items()
        if v is not None
    ]
    return Departure(key, tuple(found)), None


def field_value(
    row: Row, account: int, specs: dict[str, FieldSpec]
) -> tuple[FieldRow | None, RowProblem | None]:
    from banso.connectors.files import values

    spec = specs.get(row.values["field"])
    if spec is None:
        return None, RowProblem("unknown-field", "field", row.values["field"])
    kind = "choice" if spec.type is FieldType.CHOICE else spec.type.value
    reader = {"leaving_intent": "intent", "csm_feel": "level"}.get(spec.key, kind)
    try:
        value = values.READERS[reader](row.values["value"])
    except values.CellWrong as bad:
        return None, RowProblem(bad.problem, "value", bad.seen[:120])
    stored, wrong = accept(spec, value)
    if wrong:
        return None, RowProblem("choice", "value", str(row.values["value"])[:120])
    return FieldRow(account, spec.key, stored, row.values.get("from_on")), None


def with_accounts(
    accounts: Accounts, rows: Sequence[Row], kind: str
) -> tuple[list[tuple[Row, int]], list[BadRow]]:
    """(row, account) of rows whose account is known; the others wait for their account."""
    found = accounts.find(rows)
    good: list[tuple[Row, int]] = []
    bad: list[BadRow] = []
    for row in rows:
        account = found[row.number]
        if isinstance(account, str):
            bad.append(stays_out(row, kind, RowProblem(account, "", key_of(row))))
        else:
            good.append((row, account))
    return good, bad
