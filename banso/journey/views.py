"""What the reads of the journey give back: frozen, ready for a template or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from banso.lib.dates import Duration
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class StateName:
    """A place inside a phase; ``place`` is ``phase.state``."""

    key: str
    place: str
    name: Text


@dataclass(frozen=True, slots=True)
class PhaseName:
    """A phase for lists and filters. ``hue`` is 1 to 6, ``departure``: where who leaves ends up."""

    key: str
    name: Text
    hue: int
    states: tuple[StateName, ...] = ()
    departure: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Accounts by track. ``no_limit``: no time is set where they stand, so they are only counted."""

    accounts: int = 0
    mrr_minor: int = 0
    on_track: int = 0
    behind: int = 0
    stuck: int = 0
    no_limit: int = 0
    succeeded: int = 0
    waiting: int = 0
    manual: int = 0
    start_unseen: int = 0
    provisional: int = 0


@dataclass(frozen=True, slots=True)
class StateColumn:
    """One state of a phase. ``contact`` False: nobody is contacted from here."""

    key: str
    place: str
    name: Text
    definition: Text | None
    contact: bool
    counts: Counts


@dataclass(frozen=True, slots=True)
class BehaviourCount:
    """What customers do here, and how many of the phase's accounts are seen doing it.

    ``n`` is its place in the phase, from 0. ``when`` None: nothing says how to see it.
    """

    n: int
    text: Text
    when: str | None
    seen: int = 0
    not_seen: int = 0
    unknown: int = 0

    @property
    def share(self) -> float | None:
        """Of those of whom it is known, 0 to 1."""
        known = self.seen + self.not_seen
        return self.seen / known if known else None


@dataclass(frozen=True, slots=True)
class Play:
    """A play the map names. ``built`` False: a note, nothing runs yet."""

    key: str
    name: Text
    built: bool = False


@dataclass(frozen=True, slots=True)
class Kpi:
    """A KPI with its target. ``built`` False: a note, there is no number yet."""

    key: str
    name: Text
    at_least: float | None
    at_most: float | None
    built: bool = False


@dataclass(frozen=True, slots=True)
class IssueView:
    key: str
    text: Text
    plays: tuple[Play, ...]


@dataclass(frozen=True, slots=True)
class Departed:
    """The two sums of a departure phase (rules.md R6), and those who left longer ago.

    ``at_stake`` still pay; ``lost`` ended in the last 12 months (their last MRR, where it was seen:
    ``lost_unknown`` counts the others); ``older`` ended before and are in no other number.
    """

    at_stake: int = 0
    at_stake_minor: int = 0
    lost: int = 0
    lost_minor: int = 0
    lost_unknown: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class PhaseColumn:
    """A column of the map: what is written in the definition, and what is true on the day."""

    key: str
    name: Text
    hue: int
    definition: Text | None
    goal: Text | None
    success_text: Text | None
    success_when: str
    should_take: Duration | None
    stuck_after: Duration | None
    counts: Counts
    states: tuple[StateColumn, ...]
    behaviours: tuple[BehaviourCount, ...]
    issues: tuple[IssueView, ...]
    kpis: tuple[Kpi, ...]
    plays: tuple[Play, ...]
    departed: Departed | None = None

    @property
    def departure(self) -> bool:
        return self.departed is not None


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps from one phase to another in the period; '' is "not yet on the map"."""

    source: str
    target: str
    steps: int
    accounts: int


@dataclass(frozen=True, slots=True)
class MapView:
    """The map on a day. ``customers`` and ``mrr_minor`` count accounts whose contract runs.

    ``computed`` is False where no account was walked on the day: then there are no numbers.
    """

    day: date
    period_first: date
    key: str
    name: Text
    purpose: Text | None
    version: int
    release: int
    computed: bool
    computed_at: datetime | None
    phases: tuple[PhaseColumn, ...]
    flows: tuple[Flow, ...]
    nowhere: int
    customers: int
    mrr_minor: int
    waiting: int
    manual: int
    provisional: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """One account of a cell. ``success`` explains the phase's success, for ``{% leaves %}``."""

    account_id: int
    lane: str
    phase: str
    state: str
    track: str
    since: date | None
    days: int | None
    over_days: int | None
    succeeded: bool | None
    success_on: date | None
    mrr_minor: int | None
    times: int
    start_unseen: bool
    manual: bool
    waiting: bool
    success: dict[str, Any] | None = None
    behaviour: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CellView:
    """The accounts behind a number of the map: the worst first, ``total`` of them in all."""

    phase: PhaseName | None
    rows: tuple[CellRow, ...]
    total: int
    mrr_minor: int


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why an account came or went. ``leaves`` and ``success`` are stored explanations.

    ``kind``: start, placement, interrupt, exit, previous, by_hand, hand_over, version, success.
    """

    kind: str
    text: str = ""
    path: str = ""
    leaves: dict[str, Any] | None = None
    success: dict[str, Any] | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """A move by hand: who, why, until when (None: until the rules agree)."""

    public_id: str
    place: str
    why: str
    until: date | None
    day: date
    by_id: int | None
    made_at: datetime
    ended_on: date | None
    ended_by_id: int | None


@dataclass(frozen=True, slots=True)
class WaitView:
    public_id: str
    from_on: date
    until: date | None
    ended_on: date | None
    why: str
    by_id: int | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StateStep:
    """A state lived through inside a stay."""

    key: str
    place: str
    name: Text
    entered_on: date
    left_on: date | None
    reason: ReasonView
    exit_reason: ReasonView | None


@dataclass(frozen=True, slots=True)
class Step:
    """One time in a phase. A stay that was resumed is several steps with one ``public_id``.

    ``days`` are calendar days of this step up to the day looked at, ``over_days`` how far the
    phase's clock is past should_take (None: not past it, or no time is set). ``known`` False: the
    phase is no longer on the map and shows its key.
    """

    public_id: str
    phase: str
    name: Text
    hue: int
    known: bool
    entered_on: date
    left_on: date | None
    left_to: str
    days: int
    stay_entered_on: date
    resumed: bool
    now: bool
    passed: bool
    times: int
    start_unseen: bool
    success_on: date | None
    effective_on: date | None
    reason: ReasonView
    exit_reason: ReasonView | None
    success_reason: ReasonView | None
    states: tuple[StateStep, ...]
    order: OrderView | None
    by_hand_until: date | None
    release: int
    map_version: int
    track: str = ""
    clock: int | None = None
    over_days: int | None = None

    @property
    def day(self) -> date:
        return self.entered_on

    @property
    def state(self) -> StateStep | None:
        """The state it is in, or was in last."""
        return self.states[-1] if self.states else None


@dataclass(frozen=True, slots=True)
class PathView:
    """The path an account walked up to a day, oldest first.

    ``verdict`` is the place the rules alone would have it at while a person has it elsewhere.
    ``day`` is the last day walked; ``open_day``: a person moved it since, and the day is not closed.
    ``corrected``: later facts corrected a stay that applying a map wrote.
    """

    account_id: int
    lane: str
    day: date | None
    steps: tuple[Step, ...]
    track: str = ""
    succeeded: bool | None = None
    days_in_phase: int | None = None
    days_in_state: int | None = None
    order: OrderView | None = None
    verdict: str = ""
    waiting: WaitView | None = None
    waits: tuple[WaitView, ...] = ()
    open_day: bool = False
    corrected: bool = False

    @property
    def now(self) -> Step | None:
        """The step it is in; None: not on the map."""
        return next((s for s in reversed(self.steps) if s.now), None)


@dataclass(frozen=True, slots=True)
class WayView:
    """One arrow out of where the account stands, with what it still lacks.

    ``to`` is a place, '' where `previous` has no answer. ``held`` of ``hold`` days are done,
    ``again_in`` days must still pass. ``missing`` names what has no value.
    """

    to: str
    name: Text
    hue: int
    previous: bool
    interrupt: bool
    truth: bool | None
    text: str
    leaves: dict[str, Any]
    success: dict[str, Any] | None
    missing: tuple[str, ...]
    hold: int
    held: int
    again_in: int


@dataclass(frozen=True, slots=True)
class NextView:
    """The success of the phase and every way on. ``success`` None: the phase defines none."""

    day: date
    place: str
    success: dict[str, Any] | None
    success_text: Text | None
    success_on: date | None
    ways: tuple[WayView, ...]


@dataclass(frozen=True, slots=True)
class StayView:
    """One stay by itself, and what was written of it before later facts corrected it."""

    account_id: int
    lane: str
    steps: tuple[Step, ...]
    recorded_at: datetime
    superseded_at: datetime | None
    before: tuple[tuple[str, datetime], ...] = ()  # (public id, when it was written), newest first


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day of the trend: accounts and MRR by phase."""

    day: date
    accounts: Mapping[str, int] = field(default_factory=dict)
    mrr_minor: Mapping[str, int] = field(default_factory=dict)
