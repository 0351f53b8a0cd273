"""CSV files written as the rows come; a file without rows is not made."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

HEADERS: dict[str, tuple[str, ...]] = {
    "accounts": (
        "account_id", "account_name", "name_kana", "corporate_number", "parent_name", "industry", "country",
        "region", "employees", "owner", "channel", "partner", "currency", "service_start_on", "signed_on",
    ),
    "plans": ("plan_id", "plan_name", "product", "limit", "features"),
    "contracts": (
        "contract_id", "account_id", "line_kind", "product", "plan", "add_on", "start_on", "end_on", "mrr",
        "currency", "seats", "term_months", "billing_months", "auto_renew", "notice_days",
        "notice_given_on", "discount", "paused_from", "paused_to", "signed_on",
    ),
    "contacts": (
        "contact_id", "account_id", "family_name", "given_name", "family_kana", "given_kana", "email",
        "phone", "department", "title", "role", "influence", "valid_from", "valid_to", "opted_out",
    ),
    "users": ("user_id", "account_id", "department", "role", "email", "first_seen_on"),
    "fields": ("account_id", "field", "value", "from_on"),
    "departures": ("departure_id", "account_id", "churned_on", "reason"),
    "tickets": ("ticket_id", "account_id", "subject", "severity", "status", "opened_at", "closed_at", "csat", "body"),
    "responses": (
        "response_id", "account_id", "email", "survey", "kind", "asked_on", "answered_at", "score",
        "comment", "language",
    ),
    "voices": ("voice_id", "account_id", "email", "channel", "received_at", "text", "language"),
    "touchpoints": (
        "touchpoint_id", "account_id", "type", "happened_at", "minutes", "effort_minutes", "subject", "notes",
        "our_people", "their_people", "opened_by", "mood", "mood_why", "topic",
    ),
    "sessions": ("session_id", "type", "title", "starts_at", "minutes", "host", "capacity"),
    "attendance": ("session_id", "account_id", "email", "registered_at", "attended", "minutes"),
    "incidents": ("incident_id", "title", "severity", "started_at", "ended_at", "feature", "scope"),
    "incident_accounts": ("incident_id", "account_id"),
    "assignments": ("play", "account_id", "arm", "how", "assigned_on", "started_on"),
}  # fmt: skip
EVENTS = ("event_id", "account_id", "user_id", "event", "at", "received_at")
TRUTH: dict[str, tuple[str, ...]] = {
    "accounts": ("account_id", "month", "fit", "value", "satisfaction", "champion"),
    "churns": ("account_id", "decided_on", "announced_on", "left_on", "returned_on", "cause", "cause_detail", "sudden"),
    "expansions": ("account_id", "month", "propensity", "expanded"),
    "effects": ("play", "account_id", "arm", "assigned_on", "effect", "outcome", "strength"),
    "texts": ("id", "kind", "account_id", "language", "theme", "sentiment"),
    "champions": ("account_id", "email", "from", "until", "silent_from"),
    "setup": ("account_id", "step", "done_on", "obstacle"),
    "defects": ("file", "defect", "rows"),
}  # fmt: skip
ROWS_A_FILE = 500_000
MOST_EVENT_FILES = 120


class Folder:
    """The CSV files of one folder, opened when their first row comes."""

    def __init__(self, path: Path, headers: dict[str, tuple[str, ...]]) -> None:
        self.path, self.headers = path, dict(headers)
        self.counts: dict[str, int] = {}
        self._open: dict[str, tuple[IO[str], Any]] = {}
        path.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        """Append rows to ``name``.csv."""
        for row in rows:
            if name not in self._open:
                stream = (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="")
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(self.headers[name])
                self._open[name] = (stream, writer)
            self._open[name][1].writerow(row)
            self.counts[name] = self.counts.get(name, 0) + 1

    def close(self) -> None:
        for stream, _ in self._open.values():
            stream.close()
        self._open = {}


class EventFiles:
    """The event files: a new one after so many rows; packed when there is much of it.

    Each bucket is one member of a packed file, which readers of gzip read on as one.
    """

    def __init__(self, path: Path, *, packed: bool, rows_a_file: int = ROWS_A_FILE) -> None:
        self.path, self.packed, self.rows_a_file = path, packed, rows_a_file
        self.rows = self.files = self._here = 0
        self._stream: IO[bytes] | None = None

    def add(self, lines: list[str]) -> None:
        """Append rows that already end in a line break."""
        if not lines:
            return
        if self._stream is None or self._here >= self.rows_a_file:
            self._next()
        self._write("".join(lines).encode("utf-8"))
        self.rows += len(lines)
        self._here += len(lines)

    def _next(self) -> None:
        self.close()
        self.files += 1
        ending = ".csv.gz" if self.packed else ".csv"
        self._stream = (self.path / f"events-{self.files:03d}{ending}").open("wb")
        self._here = 0
        self._write((",".join(EVENTS) + "\n").encode("utf-8"))

    def _write(self, data: bytes) -> None:
        if self._stream is not None:
            self._stream.write(zlib.compress(data, 1, 31) if self.packed else data)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
