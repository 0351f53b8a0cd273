"""Where an account can go from here, and what each way still lacks: for the account's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from banso.journey.model import PREVIOUS
from banso.journey.moving import Table
from banso.journey.rules import Rule, Rules
from banso.journey.standing import Standing
from banso.metrics.conditions import Explanation


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow out of the place, as it stands at the close of a day.

    ``to`` is the place it leads to now ('' where `previous` has no answer). ``held`` of ``hold``
    days are done; ``again_in`` days must pass before the target may be entered again.
    ``missing`` names what has no value and keeps the answer unknown.
    """

    to: str
    previous: bool
    interrupt: bool
    text: str
    path: str
    explanation: Explanation
    success: Explanation | None
    hold: int = 0
    held: int = 0
    again_in: int = 0

    @property
    def truth(self) -> bool | None:
        return self.explanation.truth

    @property
    def missing(self) -> tuple[str, ...]:
        found = [n for n in self.explanation.missing if n != "phase_succeeded"]
        if "phase_succeeded" in self.explanation.missing and self.success is not None:
            found += self.success.missing
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The success of the phase and every way on. ``success`` None: the phase defines none."""

    success: Explanation | None
    success_text: str
    success_on: date | None
    ways: tuple[Way, ...]


def explain_next(
    rules: Rules, standing: Standing, facts: Mapping[str, Any], *, day: date
) -> Outlook:
    """Explain each arrow out of where the account stands after ``day``, with that day's facts.

    Exits first, in their order, then the interrupts that can reach it. An account not yet on the
    map answers the condition of ``start``, or the lines of ``placement``.
    """
    table = Table(rules, standing, facts, day, business=True, waiting=False)
    if standing.stay is None:
        lines = rules.placement if standing.unseen else (rules.start,)
        return Outlook(
            None,
            "",
            None,
            tuple(
                Way(e.place, False, False, e.text, e.path, e.when.explain(table.values), None)
                for e in lines
            ),
        )
    table.look_for_success()
    here = rules.places[standing.stay.place]
    success = here.success.explain(table.values) if here.success else None
    exits = [_way(table, rule, interrupt=False) for rule in here.exits]
    interrupts = [_way(table, rule, interrupt=True) for rule in here.interrupts]
    return Outlook(success, here.success_text, standing.stay.success_on, (*exits, *interrupts))


def _way(table: Table, rule: Rule, *, interrupt: bool) -> Way:
    stay = table.stay
    to = rule.to
    if to == PREVIOUS:
        to = (table.previous_place(stay) if stay else None) or ""
    success = None
    if "phase_succeeded" in rule.when.names and stay is not None:
        condition = table.rules.places[stay.place].success
        success = condition.explain(table.values) if condition else None
    left = table.left.get(rule.after) if rule.again_after else None
    again_in = rule.again_after - (table.day - left).days if left else 0
    return Way(
        to=to,
        previous=rule.to == PREVIOUS,
        interrupt=interrupt,
        text=rule.text,
        path=rule.path,
        explanation=rule.when.explain(table.values),
        success=success,
        hold=rule.hold,
        held=min(rule.hold, table.holds.get(rule.key, 0)),
        again_in=max(0, again_in),
    )
