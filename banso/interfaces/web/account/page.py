"""The block at the top of the account's page: what suffices to know where it stands and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.customers import queries as customers
from banso.customers.people import queries as people_queries
from banso.customers.people.queries import PersonView
from banso.customers.queries import AccountView, TicketView
from banso.events.definitions import KeySpan
from banso.execution.tasks import queries as tasks
from banso.interfaces.web.account.cells import Cell, Maker
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.account.way import Shown, missing_words, next_name, shown_steps
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.journey.decided import Fallen, fallen
from banso.journey.views import NextView, PathView, WaitView
from banso.lib.money import format_full
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.conditions import NameTable
from banso.revenue import queries as revenue
from banso.revenue.facts import ContractFacts
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

USE = (
    "active_users_28d",
    "active_seat_rate_28d",
    "active_days_7d",
    "weeks_running_3_days",
    "days_since_login",
    "feature_use_rate",
    "use_vs_own_baseline",
)
PEOPLE = ("champions_active_28d", "departments_active_28d", "seats_used_rate")
# Shown where they are known: many teams have no such records yet.
HEARD = ("days_since_touch", "nps_last")
FIELDS = ("leaving_intent", "approval_lead_days", "csm_feel", "service_start_on")
_SPARK_DAYS = 182
_SEVERITY = ("urgent", "high", "normal", "low")


@dataclass(frozen=True, slots=True)
class WayPoint:
    """A date that matters for the renewal."""

    day: date
    label: str
    in_days: int
    hot: bool = False
    end: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    on: bool
    count: int | None = None


@dataclass(frozen=True)
class Page:
    public_id: str
    account: AccountView
    keys: tuple[KeySpan, ...]
    owner: str
    beside: list[str]
    day: date | None
    stays: tuple[Shown, ...]
    waiting: WaitView | None
    names: NameTable
    next_name: Text | None
    next_missing: str
    now_name: Text | None
    success_text: Text | None
    success_reason: dict[str, Any] | None
    nowhere: str
    use: list[Cell]
    incident: Cell | None
    money: list[Cell]
    people: list[Cell]
    fields: list[Cell]
    dates: list[WayPoint]
    spark: str
    spark_words: str
    tickets: list[TicketView]
    no_tickets: str
    contacts: list[PersonView]
    tabs: list[Tab]
    may_edit: bool
    fallen: tuple[Fallen, ...]


def account_page(request: ScreenRequest, reached: Reached) -> Page:
    """This function will read everything the top block shows, as of the day looked at."""
    viewer, account, day = request.viewer, reached.account, request.as_of.rows_day
    row, assumed = _row(request, reached, day)
    settings = workspace.workspace(viewer=viewer)
    names = journey.list_names(viewer=viewer)
    maker = Maker(
        names, row, settings.currency, viewer.language, request, account.public_id, assumed
    )
    path = journey.path_of(
        viewer=viewer, account_id=account.id, day=request.as_of.day, lake=reached.lake,
        seen=request.as_of.seen_at,
    )  # fmt: skip
    outlook = _outlook(request, reached, row)
    facts = revenue.facts_on(
        viewer=viewer, day=day or request.as_of.day, account_ids=[account.id]
    ).get(account.id)
    spark, spark_words = _spark(request, reached, day)
    tickets = _open_tickets(request, account.id)
    people = workspace.names_of_people(viewer=viewer)
    everybody = people_queries.people_of(
        viewer=viewer, account_id=account.id, day=request.as_of.day
    )
    contacts = [c for c in everybody if c.here_on(request.as_of.day)]
    return Page(
        public_id=account.public_id,
        account=account,
        keys=reached.keys,
        owner=people.get(_owner_id(request, account) or 0, ""),
        beside=_beside(request, account, people),
        day=day,
        stays=shown_steps(request, path),
        waiting=path.waiting,
        names=names,
        next_name=next_name(outlook),
        next_missing=missing_words(outlook),
        now_name=path.now.name if path.now else None,
        success_text=outlook.success_text if outlook else None,
        success_reason=outlook.success if outlook else None,
        nowhere=_nowhere(request, day),
        use=maker.cells(USE),
        incident=_incident(maker, row),
        money=[
            _mrr(maker, facts),
            maker.cell("days_to_decision", _settled_note(row)),
        ],
        people=[*maker.cells(PEOPLE), *(c for c in maker.cells(HEARD) if c.known)],
        fields=maker.cells(FIELDS),
        dates=_dates(facts, row, request.as_of.day),
        spark=spark,
        spark_words=spark_words,
        tickets=tickets[:4],
        no_tickets=_no_tickets(row),
        contacts=contacts[:4],
        tabs=_tabs(request, len(contacts)),
        may_edit=viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        fallen=_fallen(request, reached, path),
    )


def _outlook(request: ScreenRequest, reached: Reached, row: dict[str, Any]) -> NextView | None:
    """The ways on from where it stands."""
    day = request.as_of.rows_day
    if day is None:
        return None
    return journey.next_of(
        viewer=request.viewer,
        lake=reached.lake,
        account_id=reached.account.id,
        day=day,
        row=row or None,
        seen=request.as_of.seen_at,
    )


def _fallen(request: ScreenRequest, reached: Reached, path: PathView) -> tuple[Fallen, ...]:
    """What was done on grounds that later facts took away; looked for only where something was."""
    move = path.order.public_id if path.order else ""
    wait = path.waiting.public_id if path.waiting else ""
    if request.as_of.past or not (move or wait or path.corrected):
        return ()
    return fallen(
        viewer=request.viewer,
        lake=reached.lake,
        account_id=reached.account.id,
        move=move,
        wait=wait,
        corrected=path.corrected,
    )


def _incident(maker: Maker, row: dict[str, Any]) -> Cell | None:
    """Days with something broken on our side: a dip beside it need not be theirs."""
    struck = row.get("incident_days_7d")
    return maker.cell("incident_days_7d") if struck else None


def _beside(request: ScreenRequest, account: AccountView, names: dict[int, str]) -> list[str]:
    """Who looks after the account beside its owner, as far as known for the day looked at: today's."""
    if request.as_of.past:
        return []
    found = tasks.co_owners_of(viewer=request.viewer, account_ids=[account.id])
    return [names[pk] for pk in found.get(account.id, ()) if pk in names]


def _owner_id(request: ScreenRequest, account: AccountView) -> int | None:
    """Who looks after it; on a past day, who did then."""
    if not request.as_of.past:
        return account.owner_id
    day = request.as_of.day
    owners = customers.owners_on(viewer=request.viewer, day=day, account_ids=[account.id])
    return owners.get(account.id)


def _row(
    request: ScreenRequest, reached: Reached, day: date | None
) -> tuple[dict[str, Any], frozenset[str]]:
    if day is None:
        return {}, frozenset()
    found = metrics.day_rows(
        viewer=request.viewer, lake=reached.lake, day=day, accounts=[reached.account.id]
    )
    fields = customers.fields_as_of(
        viewer=request.viewer, day=day, account_ids=[reached.account.id]
    ).get(reached.account.id, {})
    return found.get((reached.account.id, "main"), {}), frozenset(
        k for k, (_value, assumed) in fields.items() if assumed
    )


def _spark(request: ScreenRequest, reached: Reached, day: date | None) -> tuple[str, str]:
    """Active users over half a year as one SVG path; a gap where a day has no value."""
    if day is None:
        return "", ""
    series = metrics.account_series(
        viewer=request.viewer,
        lake=reached.lake,
        account=reached.account.id,
        keys=["active_users_28d"],
        first=day - timedelta(days=_SPARK_DAYS - 1),
        last=day,
    )
    known = [(p.day, p.values["active_users_28d"]) for p in series]
    values = [v for _d, v in known if v is not None]
    if len(values) < 2:
        return "", ""
    most = max(values) or 1
    parts, pen = [], False
    for at, value in known:
        if value is None:
            pen = False
            continue
        x = 260 * (_SPARK_DAYS - 1 - (day - at).days) / (_SPARK_DAYS - 1)
        parts.append(f"{'L' if pen else 'M'}{x:.1f} {45 - 42 * value / most:.1f}")
        pen = True
    words = _("active users in 28 days: %(a)s half a year ago, %(b)s now, at most %(m)s") % {
        "a": values[0],
        "b": values[-1],
        "m": max(values),
    }
    return " ".join(parts), words


def _open_tickets(request: ScreenRequest, account_id: int) -> list[TicketView]:
    end = request.clock.now if not request.as_of.past else None
    day = request.as_of.day
    found = []
    for t in customers.tickets_of(viewer=request.viewer, account_id=account_id):
        opened = request.clock.local_day(t.opened_at)
        closed = request.clock.local_day(t.closed_at) if t.closed_at else None
        if (
            opened <= day
            and (closed is None or closed > day)
            and (end is None or t.opened_at <= end)
        ):
            found.append(t)
    return sorted(
        found,
        key=lambda t: (_SEVERITY.index(t.severity) if t.severity in _SEVERITY else 9, t.opened_at),
    )


def _no_tickets(row: dict[str, Any]) -> str:
    if row.get("tickets_open") is None:
        return _("Tickets are not connected for this day; whether any is open cannot be said.")
    return _("No ticket is open.")


def _mrr(maker: Maker, facts: ContractFacts | None) -> Cell:
    """MRR; what is paid in another currency as it is, where there is nothing else."""
    cell, at = maker.cell("mrr", _plan_note(facts)), facts.at if facts else None
    if cell.known or at is None or not at.other_mrr:
        return cell
    reason = _("not in sums: no exchange rates yet")
    note = "・".join(p for p in (cell.note, reason) if p)
    money = " + ".join(format_full(minor, currency) for currency, minor in at.other_mrr)
    return replace(cell, shown=money, note=note)


def _plan_note(facts: ContractFacts | None) -> str:
    if facts is None:
        return ""
    at = facts.at
    parts = [at.plan or ""]
    if at.seats:
        parts.append(_("%(n)s seats") % {"n": at.seats})
    if at.term_months:
        parts.append(_("%(n)s-month term") % {"n": at.term_months})
    return "・".join(p for p in parts if p)


def _settled_note(row: dict[str, Any]) -> str:
    lead = row.get("approval_lead_days")
    return _("approval takes %(n)s days") % {"n": f"{lead:g}"} if lead else ""


def _dates(facts: ContractFacts | None, row: dict[str, Any], today: date) -> list[WayPoint]:
    """Counted back from the decision: evidence, the customer's own approval, the decision, the term's end."""
    decision = facts.at.decision_on if facts else None
    if facts is None or decision is None:
        return []
    lead, term_end = int(row.get("approval_lead_days") or 0), facts.at.term_end
    points: list[tuple[date, str, bool, bool]] = []
    if lead:
        points.append((decision - timedelta(days=lead + 30), _("results handed over"), True, False))
        points.append((decision - timedelta(days=lead), _("their approval begins"), True, False))
    points.append((decision, _("decision on renewal"), False, True))
    if term_end and term_end > decision:
        points.append((term_end, _("end of the term"), False, False))
    return [
        WayPoint(day, label, (day - today).days, hot and (day - today).days <= 14, end)
        for day, label, hot, end in points
        if day >= today
    ]


def _nowhere(request: ScreenRequest, day: date | None) -> str:
    if day is None:
        return _("No day has been closed yet, so no phase has been decided.")
    return _("Not yet on the map: the condition to start does not hold so far.")


def _tabs(request: ScreenRequest, contacts: int) -> list[Tab]:
    labels = {
        "timeline": _("Timeline"),
        "notes": _("Notes"),
        "usage": _("Usage"),
        "people": pgettext("contacts", "People"),
        "contracts": _("Contracts"),
        "fields": _("Fields"),
    }
    wanted = request.GET.get("tab", "")
    chosen = wanted if wanted in labels else "timeline"
    return [
        Tab(k, label, k == chosen, contacts if k == "people" and contacts else None)
        for k, label in labels.items()
    ]
