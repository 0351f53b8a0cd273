"""What the reads of Today give back: frozen, ready for a template, a mail or JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from banso.execution.tasks.queries import ClosedView, TaskView
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do about a change: it becomes a task of this kind with this title."""

    kind: str
    label: Text
    title: Text
    minutes: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something new with an account. ``kind``: moved, fell, ticket, voice, answer, reply. ``key`` names
    the fact: putting it away is remembered by it. ``weight`` orders the kinds, the heaviest first."""

    key: str
    kind: str
    account_id: int
    account_public_id: str
    account_name: str
    day: date
    headline: Text
    reason: Text
    action: Action
    weight: int
    at: datetime | None = None
    hue: int = 0
    mrr_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise that is open, or was kept. ``side``: ours, theirs."""

    public_id: str
    account_id: int
    account_public_id: str
    account_name: str
    side: str
    text: str
    due_on: date | None
    late_days: int
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Meet:
    """A meeting of the calendar. ``written``: there are minutes of it."""

    public_id: str
    account_id: int | None
    account_public_id: str
    account_name: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    written: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision day coming up. ``days`` to it, ``lead`` days that approval takes: inside the window
    when ``days`` ≤ ``lead``, else it opens in ``opens_in`` days."""

    account_id: int
    account_public_id: str
    account_name: str
    decides_on: date
    days: int
    lead: int
    mrr_minor: int | None
    notice: bool

    @property
    def opens_in(self) -> int:
        return max(0, self.days - self.lead)

    @property
    def inside(self) -> bool:
        return self.days <= self.lead

    @property
    def bar(self) -> int:
        """Days of the approval that are still ahead, at least one, so that it is seen."""
        return max(1, self.days - self.opens_in)


@dataclass(frozen=True, slots=True)
class Todo:
    """A task with what its place in the queue comes from. ``rank``: 0 a promise that is late, 1 a
    meeting today, 2 a decision inside the approval window, 3 the rest."""

    task: TaskView
    rank: int
    mrr_minor: int | None
    days_to_decision: int | None
    late_days: int
    covered_for: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day. ``since`` None: nothing was marked as seen yet. Sums are over what the lists
    would hold without their limit."""

    day: date
    rows_day: date | None
    person: int | None
    accounts: int
    since: datetime | None
    first: date
    changes: tuple[Change, ...] = ()
    meetings: tuple[Meet, ...] = ()
    promises: tuple[Pledge, ...] = ()
    decisions: tuple[Decision, ...] = ()
    todos: tuple[Todo, ...] = ()
    minutes: int = 0

    @property
    def promises_late(self) -> int:
        return sum(1 for p in self.promises if p.late_days)

    @property
    def decisions_minor(self) -> int:
        return sum(d.mrr_minor or 0 for d in self.decisions)

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to look at."""
        return not (self.changes or self.meetings or self.promises or self.decisions or self.todos)


@dataclass(frozen=True, slots=True)
class Week:
    """One person's week for the weekly meeting, Monday to Sunday. ``minutes`` of tasks by kind, of
    touchpoints by type."""

    first: date
    last: date
    person: int | None
    accounts: int
    moved: tuple[Change, ...] = ()
    fell: tuple[Change, ...] = ()
    said: tuple[Change, ...] = ()
    promises_late: tuple[Pledge, ...] = ()
    promises_ahead: tuple[Pledge, ...] = ()
    promises_kept: tuple[Pledge, ...] = ()
    meetings_done: tuple[Meet, ...] = ()
    meetings_ahead: tuple[Meet, ...] = ()
    decisions: tuple[Decision, ...] = ()
    closed: tuple[ClosedView, ...] = ()
    open_late: tuple[TaskView, ...] = ()
    task_minutes: int = 0
    touch_minutes: int = 0
    touches: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
