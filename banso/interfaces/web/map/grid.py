"""What the grid shows, ready for templates: one column a phase, every number with what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from banso.interfaces.web.frame.kpis import Target, Verdict
from banso.interfaces.web.map.flow import Arc
from banso.lib.text import Text
from banso.metrics.kpi.evaluate import Measured


@dataclass(frozen=True, slots=True)
class StateCell:
    """A place inside a phase. ``css`` colours its part of the bar: warn, bad, or none once it is over."""

    key: str
    name: Text
    accounts: int
    css: str


@dataclass(frozen=True, slots=True)
class BehaviourCell:
    """What customers do here. ``seen`` of ``judged`` accounts do it; ``unknown`` cannot be judged."""

    number: int
    text: Text
    condition: str
    seen: int = 0
    not_seen: int = 0
    unknown: int = 0

    @property
    def judged(self) -> int:
        return self.seen + self.not_seen

    @property
    def share(self) -> float | None:
        return self.seen / self.judged if self.judged else None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(self.share * 100)


@dataclass(frozen=True, slots=True)
class PlayCell:
    """A play the map names. ``built`` False: no release has it yet."""

    key: str
    name: Text
    built: bool = False


@dataclass(frozen=True, slots=True)
class IssueCell:
    key: str
    text: Text
    plays: tuple[PlayCell, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiCell:
    """A KPI with its target in words; ``built`` False: no definition answers to its key.

    ``actual`` and ``between`` (the interval) in words, once it was ``measured``.
    """

    key: str
    short: Text
    name: Text
    target: str
    aim: Target | None = None
    built: bool = False
    measured: Measured | None = None
    actual: str = ""
    between: str = ""
    verdict: Verdict = Verdict.NONE


@dataclass(frozen=True, slots=True)
class Mark:
    """Accounts of a phase that stand there in a special way: waiting, by hand, provisional …"""

    key: str
    icon: str
    name: str
    help: str
    accounts: int


@dataclass(frozen=True)
class Column:
    """One phase. ``mrr_minor`` is None where no contract is known; ``leaving``: the phase of churn."""

    key: str
    name: Text
    order: int
    hue: int
    leaving: bool
    accounts: int
    mrr_minor: int | None
    on_track: int = 0
    behind: int = 0
    stuck: int = 0
    no_limit: int = 0
    succeeded: int = 0
    has_success: bool = False
    at_stake: int = 0
    at_stake_minor: int | None = None
    lost: int = 0
    lost_minor: int | None = None
    lost_unknown: int = 0
    older: int = 0
    marks: Sequence[Mark] = ()
    definition: Text | None = None
    goal: Text | None = None
    success_text: Text | None = None
    success_when: str = ""
    should_take: str = ""
    stuck_after: str = ""
    states: Sequence[StateCell] = ()
    behaviours: Sequence[BehaviourCell] = ()
    issues: Sequence[IssueCell] = ()
    kpis: Sequence[KpiCell] = ()
    plays: Sequence[PlayCell] = ()

    @property
    def timed(self) -> bool:
        """Whether the phase says how long it should take, so that track means something."""
        return bool(self.on_track or self.behind or self.stuck)

    @property
    def rest(self) -> int:
        """Accounts that have not met the success of a phase without times."""
        return max(0, self.accounts - self.succeeded)

    @cached_property
    def bar(self) -> list[tuple[str, int, int]]:
        """Parts of the head's bar: colour, where it begins, how long it is."""
        if self.leaving:
            parts = [(s.css, s.accounts) for s in self.states]
        elif self.timed:
            parts = [("calm", self.on_track), ("warn", self.behind), ("bad", self.stuck)]
        else:
            parts = [("calm", self.succeeded)]
        placed, at = [], 0
        for css, n in parts:
            if n:
                placed.append((css, at, n))
            at += n
        return placed

    @property
    def bar_length(self) -> int:
        return max(1, self.accounts, sum(n for _css, _at, n in self.bar))

    @property
    def shown_states(self) -> list[StateCell]:
        return [s for s in self.states if s.accounts]


@dataclass(frozen=True, slots=True)
class Lacks:
    """``accounts`` do not meet ``leaf`` either."""

    leaf: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """The one loud cell: why the accounts of the phase with most stuck ones are stuck.

    ``shared`` of ``stuck`` lack ``leaf`` (words with no account's value in them); ``missing`` of
    them because the number is not known, not because the answer is no.
    """

    column: Column
    stuck: int
    shared: int = 0
    missing: int = 0
    leaf: str = ""
    absent: bool = False  # ``leaf`` is the name of a value they do not have yet
    needs: str = ""  # the metric without a value, by its name
    mrr_minor: int | None = None
    also: tuple[Lacks, ...] = ()
    others: tuple[Column, ...] = ()
    left: int = 0  # columns before, under and after the cell
    span: int = 1
    right: int = 0

    @property
    def all(self) -> bool:
        return self.shared == self.stuck

    @property
    def common(self) -> bool:
        """Whether most of them lack the same; otherwise each is stuck for a reason of its own."""
        return self.shared * 2 > self.stuck


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Accounts that went from one column to another in the period. '' is "not on the map"."""

    source: str
    target: str
    source_name: Text | None
    target_name: Text | None
    source_hue: int
    target_hue: int
    accounts: int
    steps: int
    back: bool
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arc and the move it stands for."""

    arc: Arc
    row: MoveRow


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, cut at the day shown."""

    first: date
    last: date

    @property
    def key(self) -> str:
        return self.first.isoformat()[:7]


@dataclass(frozen=True)
class Grid:
    """The whole map as one viewer sees it on one day."""

    name: Text
    version: int
    day: date
    columns: Sequence[Column]
    period: Period
    release: int = 0
    computed_at: datetime | None = None
    paying: int = 0
    mrr_minor: int | None = None
    not_on_map: int = 0
    moves: Sequence[MoveRow] = ()
    arcs: Sequence[Drawn] = ()
    not_drawn: int = 0
    alarm: Alarm | None = None

    @property
    def moved(self) -> int:
        """How often an account came to another phase in the period."""
        return sum(m.steps for m in self.moves)

    @property
    def leaving(self) -> Column | None:
        return next((c for c in self.columns if c.leaving), None)

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)
