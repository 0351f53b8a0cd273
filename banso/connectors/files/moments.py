"""Rows of answers, voices, touchpoints, group sessions, incidents and plays, made ready for the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from banso.connectors.files.accounts import key_of, too_long
from banso.connectors.files.contracts import numbered
from banso.connectors.files.memory import Memory
from banso.connectors.files.rowproblems import RowProblem
from banso.connectors.files.shape import Row
from banso.customers.operations import MomentRow, moment_ids
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a kind becomes a row. ``empty``: what a column holds when the cell is empty (else null);
    ``made_of``: what a row without an id is known by; ``above``: the kind it hangs on, and where its
    key stands; ``when``: column of the day the metrics count it on, and the coverage it belongs to."""

    longest: dict[str, int]
    empty: dict[str, Any] = field(default_factory=dict)
    made_of: tuple[str, ...] = ()
    above: str = ""
    in_order: tuple[str, str] | None = None
    when: tuple[str, ...] = ()
    coverage: str = ""


_TEXTS = {"email": 254, "language": 16}
PLANS: dict[str, _Plan] = {
    "response": _Plan(
        {"key": 200, "survey": 160, **_TEXTS},
        {"survey": "", "kind": "free", "comment": "", "language": "", "email": ""},
        ("asked_on", "answered_at", "survey", "kind", "email"),
        when=("answered_at", "asked_on"), coverage="responses",
    ),
    "voice": _Plan(
        {"key": 200, **_TEXTS}, {"channel": "", "text": "", "language": "", "email": ""},
        ("received_at", "channel", "text"), when=("received_at",), coverage="voices",
    ),
    "touchpoint": _Plan(
        {"key": 200, "subject": 300, "topic": 160},
        {
            "type": "note", "subject": "", "notes": "", "our_people": "", "their_people": "",
            "opened_by": "", "mood": "", "mood_why": "", "topic": "",
        },
        ("happened_at", "type", "subject"), when=("happened_at",), coverage="touchpoints",
    ),
    "session": _Plan(
        {"key": 200, "title": 300, "host": 254}, {"type": "other", "title": "", "host": ""},
        when=("starts_at",), coverage="sessions",
    ),
    "attendance": _Plan(
        {"session_key": 200, **_TEXTS}, {"email": ""}, ("session_key", "email"),
        above="session", coverage="sessions",
    ),
    "incident": _Plan(
        {"key": 200, "title": 300, "feature": 120},
        {"title": "", "severity": "normal", "feature": "", "scope": "all"},
        in_order=("started_at", "ended_at"), when=("started_at",), coverage="incidents",
    ),
    "incident_account": _Plan(
        {"incident_key": 200}, {}, ("incident_key",), above="incident", coverage="incidents"
    ),
    "assignment": _Plan(
        {"play": 160}, {"how": ""}, ("play", "assigned_on"),
        when=("assigned_on",),
    ),
}  # fmt: skip
# Group sessions and incidents hang on no account.
ALONE = ("session", "incident")
_NO_COLUMN = ("key", "account_key", "account_name", "session_key", "incident_key")
_NUMBERS = {"minutes": 100_000, "effort_minutes": 100_000, "capacity": 10_000_000}
_SCORES = {"nps": 10}
_MOST_SCORE = 100


class Moments:
    """Shapes the rows of one table; ``begin`` looks up, chunk by chunk, what they hang on."""

    def __init__(self, kind: str, *, viewer: Viewer, source: str, memory: Memory) -> None:
        self.kind, self.plan = kind, PLANS[kind]
        self.viewer, self.source, self.memory = viewer, source, memory
        self._above: dict[str, tuple[int, datetime]] = {}
        self._occurrences: dict[str, int] = {}

    def begin(self, rows: Sequence[Row]) -> None:
        above = self.plan.above
        if above:
            keys = {str(r.values.get(f"{above}_key") or "") for r in rows}
            self._above = moment_ids(viewer=self.viewer, source=self.source, kind=above, keys=keys)

    def shape(
        self, row: Row, account: int | None = None
    ) -> tuple[MomentRow | None, RowProblem | None]:
        given, plan = row.values, self.plan
        wrong = too_long(given, plan.longest) or self._wrong(given)
        if wrong:
            return None, wrong
        values: dict[str, Any] = {
            c: given[c] if given[c] is not None else plan.empty.get(c)
            for c in given
            if c not in _NO_COLUMN
        }
        if "email" in values:
            values["email"] = values["email"].casefold()
        if plan.above:
            found = self._above.get(str(given.get(f"{plan.above}_key") or ""))
            if found is None:
                seen = str(given.get(f"{plan.above}_key") or "")
                return None, RowProblem(f"unknown-{plan.above}", f"{plan.above}_key", seen[:120])
            values[f"{plan.above}_id"] = found[0]
        key = given.get("key") or self._key(key_of(row), given)
        return MomentRow(key=key, values=values, account_id=account), None

    def days(self, row: Row) -> list[date | datetime]:
        """When it happened, as far as metrics count it; the first is the day it counts on."""
        above = self.plan.above
        if above:
            found = self._above.get(str(row.values.get(f"{above}_key") or ""))
            return [found[1]] if found else []
        return [d for c in self.plan.when if (d := row.values.get(c))]

    def _key(self, account: str, given: dict[str, Any]) -> str:
        """What stands for a row without an id: a digest, since it may be made of an address."""
        parts = [account, *(str(given.get(c) or "") for c in self.plan.made_of)]
        base = blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()
        return numbered(self.kind, base, self._occurrences, self.memory)

    def _wrong(self, given: dict[str, Any]) -> RowProblem | None:
        for column, most in _NUMBERS.items():
            number = given.get(column)
            if number is not None and not 0 <= number <= most:
                return RowProblem("number", column, str(number))
        score = given.get("score")
        if self.kind == "response" and score is not None:
            most = _SCORES.get(given.get("kind") or "", _MOST_SCORE)
            if not 0 <= score <= most:
                return RowProblem("score", "score", f"{score:g}")
        if self.plan.in_order:
            first, last = (given.get(c) for c in self.plan.in_order)
            if first and last and last < first:
                return RowProblem("end-before-start", self.plan.in_order[1], f"{first} – {last}")
        return None
