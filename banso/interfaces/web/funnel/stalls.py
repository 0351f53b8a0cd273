"""The friction list and the step funnel as rows for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from banso.feedback.friction.queries import Friction
from banso.feedback.friction.steps import DONE, LEFT, OPEN, Step
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.funnel.filters import Filters
from banso.science.proportions import Interval

FEWEST = 5


@dataclass(frozen=True)
class Stall:
    """A step that holds accounts up. ``days``: how much longer, ``sure``: the interval is above nothing."""

    rank: int
    event: str
    name: str
    solves: str
    step: Step
    held: int
    judged: int
    share: Interval | None
    longer: Interval | None
    now: int
    longest: int
    mrr_minor: int
    lost: int
    held_url: str
    now_url: str
    said_url: str

    @property
    def usual(self) -> float | None:
        return self.step.usual

    @property
    def after(self) -> int:
        return self.step.after


@dataclass(frozen=True)
class Stair:
    """A step of the set-up in its order. ``part`` of all accounts came to it."""

    n: int
    event: str
    name: str
    goal: bool
    entered: int
    done: int
    left: int
    waiting: int
    part: float
    through: float | None
    median: float | None
    quarter: float | None
    after: int
    loud: bool
    entered_url: str
    left_url: str
    waiting_url: str


def stalls_of(found: Friction, filters: Filters) -> list[Stall]:
    """This function will give the friction list, the costliest step first."""
    rows = []
    for rank, step in enumerate(found.ranked, start=1):
        name = found.names[step.index]
        now = step.stuck_now
        rows.append(
            Stall(
                rank=rank,
                event=name.event,
                name=name.name.in_(language()),
                solves=name.solves.in_(language()),
                step=step,
                held=len(step.held),
                judged=step.judged,
                share=step.share,
                longer=step.longer,
                now=len(now),
                longest=now[0].days if now else 0,
                mrr_minor=step.mrr_now,
                lost=step.lost_days,
                held_url=filters.url("funnel:step", step=name.event, part="held"),
                now_url=filters.url("funnel:step", step=name.event, part="now"),
                said_url=filters.url("funnel:said", step=name.event),
            )
        )
    return rows


def stairs_of(found: Friction, filters: Filters) -> list[Stair]:
    """This function will give the step funnel in the order most accounts take the steps."""
    loud = found.ranked[0].index if found.ranked else -1
    return [_stair(n, step, found, filters, loud) for n, step in enumerate(found.steps, start=1)]


def _stair(n: int, step: Step, found: Friction, filters: Filters, loud: int) -> Stair:
    name = found.names[step.index]
    decided = step.ended(DONE) + step.ended(LEFT)

    def url(part: str) -> str:
        return filters.url("funnel:step", step=name.event, part=part)

    return Stair(
        n=n,
        event=name.event,
        name=name.name.in_(language()),
        goal=name.goal,
        entered=step.entered,
        done=step.ended(DONE),
        left=step.ended(LEFT),
        waiting=step.ended(OPEN),
        part=step.entered / found.accounts if found.accounts else 0.0,
        through=step.ended(DONE) / step.entered if step.entered and decided else None,
        median=step.days_for(0.5),
        quarter=step.days_for(0.75),
        after=step.after,
        loud=step.index == loud,
        entered_url=url("entered"),
        left_url=url("left"),
        waiting_url=url("waiting"),
    )


def loudest(rows: Sequence[Stall]) -> Stall | None:
    """This function will give the step to be told in one sentence: the first of which a share is known."""
    return next((r for r in rows if r.share is not None and r.held >= FEWEST), None)
