"""What ``daily`` and ``backfill`` share: closing days with progress, and saying what was done."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime

from banso.connectors.queries import hidden_batches
from banso.events.store import workspace_lake
from banso.interfaces.commands.cli import language
from banso.journey.day import Closed, close_days
from banso.workspace.progress import Console, Progress, Silent


def watched(*, quiet: bool) -> AbstractContextManager[Progress]:
    """Progress on a terminal; nothing where nobody looks."""
    return nullcontext(Silent()) if quiet or not sys.stderr.isatty() else Console()


def close(first: date, last: date, *, quiet: bool, again: bool = False) -> Closed:
    """Close the days with progress on standard error."""
    with watched(quiet=quiet) as progress:
        return close_days(
            lake=workspace_lake(),
            first=first,
            last=last,
            now=datetime.now(UTC),
            progress=progress,
            hidden=hidden_batches(),
            again=again,
        )


def told(closed: Closed | None, *, as_json: bool) -> str:
    """The result for a person, or as JSON."""
    if as_json:
        return json.dumps(closed.as_json() if closed else {"first": None, "last": None}, indent=2)
    if closed is None or closed.first is None:
        return "締める日はありません。" if language() == "ja" else "No day waits to be closed."
    walked = closed.walked
    if language() == "ja":
        return (
            f"{closed.first} から {closed.last} までを締めました。"
            f" 指標 {closed.measured:,}行、状態 {walked.rows:,}行、新しい滞在 {walked.stays:,}件、"
            f" 訂正した滞在 {walked.superseded:,}件"
        )
    return (
        f"Closed {closed.first} to {closed.last}:"
        f" {closed.measured:,} metric rows, {walked.rows:,} state rows,"
        f" {walked.stays:,} stays begun, {walked.superseded:,} corrected"
    )


def day_of(text: str) -> date:
    """A day as typed on the command line."""
    return date.fromisoformat(text)
