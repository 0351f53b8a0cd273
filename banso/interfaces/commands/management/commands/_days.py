"""What the commands that close days share: dates as words, and the result in a line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date

from django.db import connection

from banso.journey.day import Closed
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import queries


class NoWorkspace(BansoError):
    """There is nothing in this folder yet."""


def require_workspace() -> None:
    """Refuse a folder without a workspace, and one that has never been migrated."""
    made = "workspace_workspacerow" in connection.introspection.table_names()
    if not made or not queries.exists():
        raise NoWorkspace(_no_workspace())


def _no_workspace() -> Problem:
    return problem(
        "workspace.none",
        ja="ワークスペースがまだありません。",
        en="There is no workspace yet.",
        remedy_ja="banso import でデータを取り込むか、banso up で作成してください。",
        remedy_en="Bring data in with banso import, or make one with banso up.",
    )


def day_of(text: str) -> date:
    """A date of an option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"'{text}': 2026-04-01") from None


def told(closed: Closed, language: str) -> str:
    """What was done, for a person."""
    japanese = language == "ja"
    if closed.first is None or closed.last is None:
        return "締める日はありません。" if japanese else "No day waits to be closed."
    span = f"{closed.first}" if closed.first == closed.last else f"{closed.first} – {closed.last}"
    if japanese:
        return f"{span} を締めました（指標 {closed.measured:,}行、フェーズ {closed.walked.rows:,}行）。"
    return f"Closed {span}: {closed.measured:,} rows of metrics, {closed.walked.rows:,} of phases."
