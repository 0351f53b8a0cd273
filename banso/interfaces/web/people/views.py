"""The people screen: hints of moves, the season of transfers, what one person alone knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from banso.customers import queries as customers
from banso.customers.people import queries as people
from banso.customers.people.queries import MoveView
from banso.execution.people.known import (
    LOOK_BACK,
    AloneAccount,
    AloneTopic,
    Season,
    current,
    known_by_one,
    seasons,
)
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.people.gather import Known, known_people
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

VIEWS = ("signals", "season", "known")
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class AccountLine:
    public_id: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the season: ``state`` moved, introduced, hint, stays, unasked."""

    account: AccountLine
    known: Known | None
    move: MoveView | None
    state: str


@screen("people")
def index(request: ScreenRequest) -> HttpResponse:
    """The screen, one view of it."""
    view = request.GET.get("view", "signals")
    view = view if view in VIEWS else "signals"
    mine = customers.accounts_all(viewer=request.viewer, owner_id=request.viewer.user_id)
    whose = request.GET.get("whose", "mine" if mine else "all")
    ids = set(mine) if whose == "mine" else None
    context = {
        "view": view,
        "whose": whose,
        "has_mine": bool(mine),
        "day": request.as_of.day,
        "here": request.get_full_path(),
        "may_edit": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        **_READ[view](request, ids),
    }
    return render(request, "people/index.html", context)


def _lines(request: ScreenRequest, ids: Collection[int]) -> dict[int, AccountLine]:
    names = workspace.names_of_people(viewer=request.viewer)
    rows = customers.account_list_rows(viewer=request.viewer, ids=sorted(ids))
    return {a.id: AccountLine(a.public_id, a.name, names.get(a.owner_id or 0, "")) for a in rows}


def _signals(request: ScreenRequest, ids: set[int] | None) -> dict[str, object]:
    """Everybody something hints at, the newest first; and moves whose successor we have not met."""
    day = request.as_of.day
    known = known_people(viewer=request.viewer, account_ids=ids, day=day, hints_only=True)
    hinted = [k for k in known if k.signals]
    hinted.sort(key=lambda k: max(s.on for s in k.signals), reverse=True)
    moves = people.moves_between(
        viewer=request.viewer, first=day - timedelta(days=180), last=day + timedelta(days=180),
        account_ids=ids,
    )  # fmt: skip
    open_ = [m for m in moves if m.introduced_on is None]
    lines = _lines(
        request, {k.person.account_id for k in hinted[:_SHOWN]} | {m.account_id for m in open_}
    )
    return {
        "hinted": [(lines[k.person.account_id], k) for k in hinted[:_SHOWN]],
        "hints": len(hinted),
        "open": [(lines[m.account_id], m) for m in open_ if m.account_id in lines],
        "unlinked": sum(not k.linked for k in known),
        "watched": len(known),
        "same": len(people.same_address(viewer=request.viewer, account_ids=ids)),
    }


def _season(request: ScreenRequest, ids: set[int] | None) -> dict[str, object]:
    """Everybody with a key role, and how far we know what becomes of them this season."""
    day = request.as_of.day
    every = seasons(day)
    chosen = next((s for s in every if s.key == request.GET.get("season")), current(day))
    known = known_people(viewer=request.viewer, account_ids=ids, day=day, hints_only=True)
    moves = people.moves_between(
        viewer=request.viewer, first=chosen.first, last=chosen.last, account_ids=ids
    )
    rows = [*_moved(moves), *(_asked(k, chosen, day) for k in known if k.person.here_on(day) and k.person.roles and not k.person.move)]  # fmt: skip
    lines = _lines(request, {r[0] for r in rows})
    found = [Row(lines[a], k, m, s) for a, k, m, s in rows if a in lines]
    found.sort(key=lambda r: (_ORDER.index(r.state), r.account.name))
    counts = {s: sum(r.state == s for r in found) for s in _ORDER}
    return {
        "seasons": every,
        "season": chosen,
        "rows": found[:_SHOWN],
        "total": len(found),
        "counts": counts,
    }


_ORDER = ("moved", "hint", "unasked", "introduced", "stays")
Found = tuple[int, Known | None, MoveView | None, str]


def _moved(moves: list[MoveView]) -> list[Found]:
    return [(m.account_id, None, m, "introduced" if m.introduced_on else "moved") for m in moves]


def _asked(known: Known, season: Season, day: date) -> Found:
    said = known.person.stays_on
    state = "hint" if known.signals else "stays" if said and said >= season.first else "unasked"
    return (known.person.account_id, known, None, state)


def _known(request: ScreenRequest, ids: set[int] | None) -> dict[str, object]:
    """Accounts and topics that one person alone knows."""
    zone = ZoneInfo(request.clock.zone)
    until = datetime.combine(request.as_of.day + timedelta(days=1), time.min, tzinfo=zone)
    rows = people.talks(
        viewer=request.viewer, since=until - timedelta(days=LOOK_BACK), until=until, account_ids=ids
    )
    accounts, topics = known_by_one(rows)
    names = _names(request, accounts, topics)
    lines = _lines(request, {a.account_id for a in accounts[:_SHOWN]})
    sides: dict[str, list[object]] = defaultdict(list)
    for a in accounts[:_SHOWN]:
        if a.account_id in lines:
            sides[a.side].append((lines[a.account_id], names.get(a.person, a.person), a))
    return {
        "ours": sides["ours"],
        "theirs": sides["theirs"],
        "topics": [(t, names.get(t.person, t.person)) for t in topics[:_SHOWN]],
        "talked": bool(rows),
        "look_back": LOOK_BACK,
    }


def _names(
    request: ScreenRequest, accounts: list[AloneAccount], topics: list[AloneTopic]
) -> Mapping[str, str]:
    """Address → name, of us and of the contacts met."""
    names = workspace.names_of_people(viewer=request.viewer)
    found = {
        p.email.strip().casefold(): names[p.id]
        for p in workspace.people(viewer=request.viewer.system())
        if names.get(p.id)
    }
    theirs = {a.account_id for a in accounts if a.side == "theirs"}
    there = people.people_on(viewer=request.viewer, account_ids=theirs, day=request.as_of.day)
    return {**found, **{p.email.strip().casefold(): p.name for p in there if p.email and p.name}}


_READ = {"signals": _signals, "season": _season, "known": _known}
