"""The timeline: everything that happened, newest first, from stays, contracts, tickets, people, use,
and what they said and did with us.

Events of the lake are summed by day here: an account may have thousands a day, and the usage tab
shows them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from banso.customers import queries as customers
from banso.customers.moments import queries as moments
from banso.customers.people import queries as people
from banso.events import queries as events
from banso.execution.promises import queries as promises
from banso.execution.tasks import queries as tasks
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.journey.views import Step
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.catalogue import OWN_PREFIX
from banso.metrics.conditions import NameTable
from banso.revenue import queries as revenue

KINDS = (
    "state",
    "contract",
    *moments.KINDS,
    "promise",
    "task",
    "ticket",
    "people",
    "usage",
    "field",
)
USAGE_DAYS = 28
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``what`` picks the sentence in the template, ``more`` holds its values."""

    day: date
    kind: str
    what: str
    at: datetime | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimelineTab:
    entries: list[Entry]
    names: NameTable
    kinds: list[str]
    chosen: str
    cut: bool


def timeline_tab(request: ScreenRequest, reached: Reached, chosen: str) -> TimelineTab:
    """This function will gather what happened up to the day looked at, of one kind or of all."""
    everything = [
        e
        for read in (
            _states,
            _contracts,
            _moments,
            _promises,
            _tasks,
            _tickets,
            _people,
            _fields,
            _usage,
        )
        for e in read(request, reached)
        if e.day <= request.as_of.day
    ]
    kinds = [k for k in KINDS if any(e.kind == k for e in everything)]
    wanted = [e for e in everything if not chosen or e.kind == chosen]
    wanted.sort(key=lambda e: (e.day, e.at.isoformat() if e.at else ""), reverse=True)
    return TimelineTab(
        wanted[:_SHOWN], journey.names(viewer=request.viewer), kinds, chosen, len(wanted) > _SHOWN
    )


def _states(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    path = journey.path_of(
        viewer=request.viewer,
        account_id=reached.account.id,
        day=request.as_of.day,
        seen=request.as_of.seen_at,
    )
    before: Step | None = None
    for step in path.steps:
        yield Entry(step.day, "state", "moved", more={"step": step, "before": before})
        for at, state in enumerate(step.states):
            if at:  # the first state is entered with the phase itself
                yield Entry(
                    state.entered_on, "state", "turned", more={"step": step, "state": state}
                )
        before = step


def _contracts(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    lines = revenue.contracts_of(
        viewer=request.viewer, account_id=reached.account.id, day=request.as_of.day
    )
    for line in lines:
        yield Entry(line.start_on, "contract", "began", more={"line": line})
        if line.notice_given_on:
            yield Entry(line.notice_given_on, "contract", "notice", more={"line": line})
        if line.notice_withdrawn_on:
            yield Entry(line.notice_withdrawn_on, "contract", "withdrawn", more={"line": line})
        if line.end_on:
            yield Entry(line.end_on, "contract", "ended", more={"line": line})


def _tickets(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    for ticket in customers.tickets_of(viewer=request.viewer, account_id=reached.account.id):
        opened = request.clock.local_day(ticket.opened_at)
        yield Entry(opened, "ticket", "opened", ticket.opened_at, {"ticket": ticket})
        if ticket.closed_at:
            closed = request.clock.local_day(ticket.closed_at)
            yield Entry(closed, "ticket", "closed", ticket.closed_at, {"ticket": ticket})


def _moments(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    """Touchpoints, answers, voices, sessions, incidents and plays, as known at the end of the day."""
    zone = ZoneInfo(request.clock.zone)
    until = datetime.combine(request.as_of.day + timedelta(days=1), time.min, tzinfo=zone)
    found = moments.happenings(
        viewer=request.viewer, account_id=reached.account.id, until=until, limit=_SHOWN
    )
    for one in found:
        day = request.clock.local_day(one.at) if one.at else one.day
        if day is not None:
            yield Entry(day, one.kind, "moment", one.at, {"moment": one})


def _promises(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    """Promises made, and how they ended. Those made in minutes stand there already."""
    for one in promises.promises_of_account(viewer=request.viewer, account_id=reached.account.id):
        if not one.touchpoint:
            yield Entry(one.made_on, "promise", "promised", more={"promise": one})
        if one.closed_on:
            ended = "kept" if one.state == "kept" else "given-up"
            yield Entry(one.closed_on, "promise", ended, more={"promise": one})


def _tasks(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    """What was done for the account, with its outcome and the minutes it took."""
    done = tasks.closed_tasks(
        viewer=request.viewer, account_id=reached.account.id, last=request.as_of.day, limit=_SHOWN
    )
    for one in done:
        yield Entry(one.day, "task", "done", one.at, {"task": one})


def _people(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    """Who came, in which role from when, and who moved or left. A role that begins as the person
    comes, or ends with a move, is told with it."""
    for person in people.people_of(
        viewer=request.viewer, account_id=reached.account.id, day=request.as_of.day
    ):
        if person.valid_from:
            held = tuple(s.role for s in person.spans if s.holds(person.valid_from))
            given = {"person": person, "roles": held or person.roles}
            yield Entry(person.valid_from, "people", "came", more=given)
        gone = {person.valid_to}
        if person.move:
            gone.add(person.move.last_on + timedelta(days=1))
            yield Entry(
                person.move.last_on, "people", f"move-{person.move.kind}",
                more={"person": person, "move": person.move},
            )  # fmt: skip
        elif person.valid_to:
            given = {"person": person, "roles": person.roles}
            yield Entry(person.valid_to, "people", "left", more=given)
        for span in person.spans:
            given = {"person": person, "role": span.role}
            if span.from_on and span.from_on != person.valid_from:
                yield Entry(span.from_on, "people", "role", more=given)
            if span.to_on and span.to_on not in gone:
                yield Entry(span.to_on, "people", "role-ended", more=given)


def _fields(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    specs = {s.key: s for s in customers.field_specs(viewer=request.viewer)}
    before: dict[str, Any] = {}
    for span in customers.field_spans(viewer=request.viewer, account_ids=[reached.account.id]):
        # A value known to have been the same before (an import that repeats it) is no event.
        changed = before.get(span.key) != span.value
        before[span.key] = span.value
        if changed and span.from_on and span.key in specs:
            value = shown_value(specs[span.key].choices, span.value)
            yield Entry(
                span.from_on, "field", "set", more={"name": specs[span.key].name, "value": value}
            )


def shown_value(choices: Any, value: Any) -> Any:
    """A choice's label, anything else as it is."""
    return choices.get(value, value) if isinstance(value, str) else value


def _usage(request: ScreenRequest, reached: Reached) -> Iterator[Entry]:
    last = request.as_of.day
    catalogue = metrics.catalogue_in_force(viewer=request.viewer)
    counts: dict[date, list[tuple[int, Text]]] = defaultdict(list)
    for c in events.daily_counts(
        viewer=request.viewer,
        lake=reached.lake,
        keys=reached.keys,
        first=last - timedelta(days=USAGE_DAYS - 1),
        last=last,
        hidden=reached.hidden,
    ):
        if c.name.startswith(OWN_PREFIX):
            continue
        entry = catalogue.events.get(c.name)
        named = entry is not None and (entry.name.ja or entry.name.en)
        name = entry.name if entry is not None and named else Text.of(c.name)
        counts[c.day].append((c.events, name))
    for day, found in counts.items():
        found.sort(key=lambda pair: -pair[0])
        yield Entry(
            day,
            "usage",
            "used",
            more={"events": sum(n for n, _ in found), "top": found[:3], "others": len(found) - 3},
        )
