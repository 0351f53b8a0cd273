"""The prepared page of a meeting: what was said last, what is open, what changed, what to bring up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from banso.customers import queries as customers
from banso.customers.addresses import folded
from banso.customers.moments.queries import Happening, happenings
from banso.customers.queries import ContactView, TicketView
from banso.execution.meetings.queries import MeetingView
from banso.execution.meetings.topic import Facts, Topic, suggested_topic
from banso.execution.promises import queries as promises
from banso.execution.promises.queries import PromiseView
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

_SPOKEN = ("meeting", "qbr", "visit", "call")
_USE = ("active_users_28d", "logins_28d", "features_used_28d")
_NOT_LONG_AGO = timedelta(days=28)  # where there was no meeting before
_SEVERITY = ("urgent", "high", "normal", "low")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of theirs who is invited; ``contact`` None: an address nobody is known under."""

    address: str
    contact: ContactView | None


@dataclass(frozen=True, slots=True)
class Change:
    """A number then and now; None: not known on that day."""

    key: str
    name: Text
    was: float | None
    now: float | None

    @property
    def turn(self) -> str:
        if self.was is None or self.now is None or self.was == self.now:
            return ""
        return "rise" if self.now > self.was else "fall"


@dataclass(frozen=True, slots=True)
class Prepared:
    """``since``: the day of the last conversation; ``use_from``, ``use_to``: the days compared."""

    minutes: Happening | None
    since: date
    met: bool
    ours: list[tuple[PromiseView, str]]  # with who owes it
    theirs: list[tuple[PromiseView, str]]
    changes: list[Change]
    use_from: date | None
    use_to: date | None
    tickets: list[TicketView]
    tickets_since: int
    tickets_known: bool
    decision: int | None  # days to it
    approval: int | None  # days theirs takes
    guests: list[Guest]
    hosts: list[str]
    topic: Topic


def prepared(request: ScreenRequest, meeting: MeetingView, reached: Reached) -> Prepared:
    """This function will read everything the page of a customer's meeting shows."""
    viewer, account_id = request.viewer, reached.account.id
    today = request.clock.today
    minutes = _last_minutes(request, account_id, meeting.starts_at)
    since = _day(request, minutes) if minutes else today - _NOT_LONG_AGO
    open_ = promises.open_of(viewer=viewer, account_ids=[account_id])
    names = workspace.names_of_people(viewer=viewer)
    ours = [(p, names.get(p.owner_id or 0, "")) for p in open_ if p.side == "ours"]
    theirs = [(p, p.contact_name) for p in open_ if p.side == "theirs"]
    closed = request.as_of.rows_day
    row = _row(request, reached, closed)
    tickets = customers.tickets_of(viewer=viewer, account_id=account_id)
    open_tickets = _open(tickets, request.clock.now)
    changes, first, last = _changes(request, reached, since, closed)
    return Prepared(
        minutes=minutes,
        since=since,
        met=minutes is not None,
        ours=ours,
        theirs=theirs,
        changes=changes,
        use_from=first,
        use_to=last,
        tickets=open_tickets[:5],
        tickets_since=sum(request.clock.local_day(t.opened_at) > since for t in tickets),
        tickets_known=row.get("tickets_open") is not None or bool(tickets),
        decision=_whole(row.get("days_to_decision")),
        approval=_whole(row.get("approval_lead_days")),
        guests=_guests(request, meeting, account_id),
        hosts=_hosts(meeting),
        topic=suggested_topic(_facts(ours, theirs, row, today)),
    )


def _last_minutes(request: ScreenRequest, account_id: int, before: datetime) -> Happening | None:
    """The newest conversation before the meeting of which something was written."""
    found = happenings(
        viewer=request.viewer, account_id=account_id, kinds=("touchpoint",),
        until=min(before, request.clock.now), limit=40,
    )  # fmt: skip
    spoken = [h for h in found if h.facts.get("type") in _SPOKEN]
    return next((h for h in spoken if h.text), spoken[0] if spoken else None)


def _day(request: ScreenRequest, one: Happening) -> date:
    return request.clock.local_day(one.at) if one.at else (one.day or request.clock.today)


def _row(request: ScreenRequest, reached: Reached, day: date | None) -> dict[str, Any]:
    if day is None:
        return {}
    found = metrics.day_rows(
        viewer=request.viewer, lake=reached.lake, day=day, accounts=[reached.account.id]
    )
    return found.get((reached.account.id, "main"), {})


def _changes(
    request: ScreenRequest, reached: Reached, since: date, closed: date | None
) -> tuple[list[Change], date | None, date | None]:
    """Use on the day of the last conversation and now."""
    if closed is None or since >= closed:
        return [], None, None
    series = metrics.account_series(
        viewer=request.viewer, lake=reached.lake, account=reached.account.id, keys=list(_USE),
        first=since, last=closed,
    )  # fmt: skip
    if len(series) < 2:
        return [], None, None
    then, now = series[0], series[-1]
    names = journey.list_names(viewer=request.viewer)
    return (
        [
            Change(key, names[key].name, then.values.get(key), now.values.get(key))
            for key in _USE
            if key in names
        ],
        then.day,
        now.day,
    )


def _open(tickets: list[TicketView], now: datetime) -> list[TicketView]:
    there = [
        t for t in tickets if t.opened_at <= now and (t.closed_at is None or t.closed_at > now)
    ]
    return sorted(
        there,
        key=lambda t: (_SEVERITY.index(t.severity) if t.severity in _SEVERITY else 9, t.opened_at),
    )


def _guests(request: ScreenRequest, meeting: MeetingView, account_id: int) -> list[Guest]:
    contacts = customers.contacts_of(viewer=request.viewer, account_id=account_id)
    by_address = {folded(c.email): c for c in reversed(contacts) if c.email}
    return [Guest(a, by_address.get(a)) for a in meeting.theirs]


def _hosts(meeting: MeetingView) -> list[str]:
    """Names of ours; the address where somebody does not sign in here."""
    # Rights to manage people are not needed to read who of us comes.
    people = workspace.people(viewer=Viewer.system())
    names = {folded(p.email): p.name for p in people}
    return [names.get(a, a) for a in meeting.ours]


def _facts(
    ours: list[tuple[PromiseView, str]],
    theirs: list[tuple[PromiseView, str]],
    row: dict[str, Any],
    today: date,
) -> Facts:
    return Facts(
        ours_late=_latest(ours, today),
        theirs_late=_latest(theirs, today),
        urgent_ticket_days=_whole(row.get("oldest_urgent_ticket_days")),
        leaving_intent=row.get("leaving_intent"),
        days_to_decision=_whole(row.get("days_to_decision")),
        approval_lead_days=_whole(row.get("approval_lead_days")),
        champion_left_days=_whole(row.get("champion_left_days")),
        active_users_28d=row.get("active_users_28d"),
        use_vs_own_baseline=row.get("use_vs_own_baseline"),
        setup_progress_rate=row.get("setup_progress_rate"),
        first_value_seen=_seen(row),
        seats_used_rate=row.get("seats_used_rate"),
    )


def _latest(found: list[tuple[PromiseView, str]], today: date) -> tuple[str, int] | None:
    late = [(p.text, (today - p.due_on).days) for p, _who in found if p.due_on and p.late(today)]
    return max(late, key=lambda one: one[1]) if late else None


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _seen(row: dict[str, Any]) -> bool | None:
    """False only where the set-up is known, so that first value would have been seen."""
    if row.get("setup_progress_rate") is None:
        return None
    return row.get("first_value_on") is not None
