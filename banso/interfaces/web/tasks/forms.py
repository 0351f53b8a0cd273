"""From posted forms to what the operations of tasks take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from banso.execution.tasks import refusals
from banso.execution.tasks.words import KINDS, REPEATS


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as a form says it. ``due_in`` business days, where no day was given."""

    title: str
    kind: str
    reason: str
    priority: int
    due_on: date | None
    due_in: int | None
    minutes: int | None
    repeats: str
    checklist: tuple[str, ...]

    def words(self) -> dict[str, Any]:
        """What both making and editing take."""
        return {
            "title": self.title, "kind": self.kind, "reason": self.reason, "priority": self.priority,
            "due_on": self.due_on, "minutes": self.minutes, "repeats": self.repeats,
            "checklist": self.checklist,
        }  # fmt: skip


def read_draft(posted: QueryDict) -> Draft:
    """This function will read a task's form; raises TaskRefused for what is no day or number."""
    kind, repeats = posted.get("kind", "other"), posted.get("repeats", "")
    priority = posted.get("priority", "2")
    if kind not in KINDS:
        raise refusals.unknown_word("kind", kind)
    if repeats and repeats not in REPEATS:
        raise refusals.unknown_word("repeats", repeats)
    if priority not in ("1", "2", "3"):
        raise refusals.unknown_word("priority", priority)
    due_in = posted.get("due_in", "")
    return Draft(
        title=posted.get("title", ""),
        kind=kind,
        reason=posted.get("reason", ""),
        priority=int(priority),
        due_on=day_of(posted, "due_on"),
        due_in=int(due_in) if due_in.isdecimal() and len(due_in) < 4 else None,
        minutes=minutes_of(posted),
        repeats=repeats,
        checklist=tuple(line for line in posted.get("checklist", "").splitlines() if line.strip()),
    )


def day_of(posted: QueryDict, name: str) -> date | None:
    """A day of a form, None where it is empty."""
    value = posted.get(name, "").strip()
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refusals.day_over(name) from None


def minutes_of(posted: QueryDict) -> int | None:
    """The minutes of a form, None where the field is empty."""
    value = posted.get("minutes", "").strip()
    if not value:
        return None
    if not value.isdecimal() or len(value) > 4:
        raise refusals.minutes_wrong(value)
    return int(value)
