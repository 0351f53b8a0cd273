"""The list itself: the engine filters and sorts, the records fill the rows that are shown (rules.md R20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.accounts.asked import ME, TRUTHS, Asked, read, usual_of
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.lib.once import once
from banso.lib.text import Text
from banso.metrics import segment_store
from banso.metrics.conditions import NameTable
from banso.metrics.conditions.names import Kind
from banso.metrics.lists import AccountList, Relation, Sort, Verdicts, list_accounts
from banso.metrics.segments import MINE, SegmentView
from banso.revenue import queries as revenue
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

PER_PAGE = 50
_RIGHT = (Kind.MONEY, Kind.COUNT, Kind.DAYS, Kind.NUMBER)
_OF_THE_MAP = ("phase", "state", "track", "days_in_phase", "days_in_state", "phase_succeeded")


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    name: Text
    kind: Kind
    choices: Mapping[str, Text]
    sort_url: str = ""
    opens: bool = True

    @property
    def right(self) -> bool:
        return self.kind in _RIGHT


@dataclass(frozen=True, slots=True)
class Cell:
    """``elsewhere``: money in other currencies, (currency, minor), where there is no value in our own."""

    column: Column
    value: Any
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    unnamed: bool
    owner: str
    currency: str
    phase_name: Text | None
    state_name: Text | None
    hue: int
    track: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    day: date | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    total: int = 0
    verdicts: Verdicts = field(default_factory=Verdicts)
    mrr_minor: int | None = None
    next_url: str = ""
    left: int = 0


def names_of(request: ScreenRequest) -> NameTable:
    """Every name a filter may use: metrics, dated fields, and where the account stands on the map."""
    return journey.list_names(viewer=request.viewer)


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of an address. ``segments``: those the viewer sees."""

    names: NameTable
    asked: Asked
    segments: tuple[SegmentView, ...] = ()


def looked(request: ScreenRequest, *, segments: bool = True) -> Look:
    """This function will read the address: the names there are, the segment it names, what it asks.

    ``segments``: also those it does not name, for the margin.
    """
    viewer, names = request.viewer, names_of(request)
    may = segments and viewer.may(Act.SEE_DEFINITIONS)
    known = segment_store.segments(viewer=viewer) if may else ()
    key = request.GET.get("segment", "")
    chosen = next((s for s in known if s.key == key), None)
    if key and chosen is None:
        chosen = segment_store.segment(viewer=viewer, key=key)
    usual = usual_of(chosen, owner_of(request, chosen), names) if chosen else None
    asked = read(request.GET, names=names, as_of=request.as_of.text, segment=chosen, usual=usual)
    return Look(names, asked, known)


def owner_of(request: ScreenRequest, segment: SegmentView) -> str:
    """Whose accounts a segment means, as the address says it."""
    if segment.segment.of == MINE:
        return ME
    person = segment_store.person_of(viewer=request.viewer, segment=segment.segment)
    return "" if person is None else str(person)


def states(request: ScreenRequest, names: Iterable[str]) -> Relation | None:
    """The columns of the map on the day shown, with yesterday's only where one is asked for."""
    day = request.as_of.rows_day
    if day is None:
        return None
    yesterday = any(name.startswith("yesterday.") for name in names)
    return journey.state_relation(
        lake=workspace_lake(), day=day, yesterday=yesterday, seen=request.as_of.seen_at
    )


def columns_of(request: ScreenRequest, asked: Asked, names: NameTable) -> tuple[Column, ...]:
    found = []
    for key in asked.columns:
        kind = names[key]
        down = asked.sort == key and not asked.down if asked.sort == key else kind.kind in _RIGHT
        found.append(
            Column(
                key=key,
                name=kind.name,
                kind=kind.kind,
                choices=kind.choices or {},
                sort_url="?" + asked.query(sort=key, down=down),
                opens=key not in _OF_THE_MAP,
            )
        )
    return tuple(found)


def listed(
    request: ScreenRequest,
    asked: Asked,
    names: NameTable,
    *,
    offset: int = 0,
    limit: int | None = PER_PAGE,
) -> Listed:
    """This function will list the accounts asked for, one page or (``limit`` None) all of them."""
    columns = columns_of(request, asked, names)
    day = request.as_of.rows_day
    if day is None or not asked.readable:
        return Listed(day, columns)
    among = among_of(request, asked)
    keys = [c.key for c in columns]
    found = list_accounts(
        viewer=request.viewer,
        lake=workspace_lake(),
        day=day,
        columns=[*keys, "phase", "state", "track"],
        condition=asked.condition,
        truth=TRUTHS[asked.truth],
        sort=Sort(asked.sort, asked.down) if asked.sort != "name" else None,
        limit=limit,
        offset=offset,
        among=among,
        order=_by_name(request, asked),
        extra=states(request, _asked_names(asked)),
        sum_of="mrr",
    )
    left = max(0, found.total - offset - len(found.rows))
    more = f"{reverse('accounts:more')}?{asked.query()}&offset={offset + PER_PAGE}"
    return Listed(
        day=day,
        columns=columns,
        rows=tuple(_rows(request, found, columns)),
        total=found.total,
        verdicts=found.verdicts,
        mrr_minor=found.sum,
        next_url=more if left and limit is not None else "",
        left=left,
    )


def _asked_names(asked: Asked) -> set[str]:
    return {*asked.columns, asked.sort, *(asked.condition.names if asked.condition else ())}


def among_of(request: ScreenRequest, asked: Asked) -> set[int] | None:
    """Accounts found in the records: an owner's, or those a word is found in. None: no narrowing."""
    among: set[int] | None = None
    if asked.owner:
        among = owned(request, asked.owner)
    if asked.words:
        found = set(customers.search_accounts(viewer=request.viewer, text=asked.words, limit=None))
        among = found if among is None else among & found
    return among


def owned(request: ScreenRequest, owner: str) -> set[int]:
    """The accounts of a person, on a past day those of that day."""
    viewer = request.viewer
    person = viewer.user_id if owner == ME else int(owner)
    if person is None:
        return set()
    if request.as_of.past:
        owners = customers.owners_on(viewer=viewer, day=request.as_of.day)
        return {account for account, user in owners.items() if user == person}
    return set(_of_owner(viewer=viewer, owner_id=person))


@once
def _of_owner(*, viewer: Viewer, owner_id: int) -> tuple[int, ...]:
    """A person's accounts by name: they narrow the list and order it, and are read once."""
    return tuple(customers.accounts_all(viewer=viewer, owner_id=owner_id))


def _by_name(request: ScreenRequest, asked: Asked) -> Sequence[int]:
    """The accounts in order of their names, read only where names decide the order."""
    if asked.sort != "name":
        return ()
    viewer = request.viewer
    person = viewer.user_id if asked.owner == ME else int(asked.owner or 0)
    if person and not request.as_of.past:
        ids: Sequence[int] = _of_owner(viewer=viewer, owner_id=person)
    else:
        ids = customers.accounts_all(viewer=viewer)
    return ids[::-1] if asked.down else ids


def _rows(request: ScreenRequest, found: AccountList, columns: Sequence[Column]) -> list[Row]:
    ids = [r.account for r in found.rows]
    records = {a.id: a for a in customers.account_list_rows(viewer=request.viewer, ids=ids)}
    people = workspace.names_of_people(viewer=request.viewer)
    currency = workspace.workspace(viewer=request.viewer).currency
    phases = {p.key: p for p in journey.phases(viewer=request.viewer)}
    elsewhere = _elsewhere(request, found, columns)
    rows = []
    for r in found.rows:
        record = records.get(r.account)
        if record is None:
            continue
        phase = phases.get(r.values.get("phase") or "")
        states = {k: s.name for s in phase.states for k in (s.key, s.place)} if phase else {}
        rows.append(
            Row(
                public_id=record.public_id,
                name=record.name,
                unnamed=record.unnamed,
                owner=people.get(record.owner_id, "") if record.owner_id else "",
                currency=currency,
                phase_name=phase.name if phase else None,
                state_name=states.get(r.values.get("state") or ""),
                hue=phase.hue if phase else 0,
                track=r.values.get("track") or "",
                cells=tuple(
                    Cell(
                        c,
                        r.values.get(c.key),
                        elsewhere.get(r.account, ()) if c.key == "mrr" else (),
                    )
                    for c in columns
                ),
            )
        )
    return rows


def _elsewhere(
    request: ScreenRequest, found: AccountList, columns: Sequence[Column]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """What accounts pay in other currencies, read only for rows whose MRR is missing."""
    day = request.as_of.rows_day
    if day is None or not any(c.key == "mrr" for c in columns):
        return {}
    ids = [r.account for r in found.rows if r.values.get("mrr") is None]
    if not ids:
        return {}
    facts = revenue.facts_on(viewer=request.viewer, day=day, account_ids=ids)
    return {account: f.at.other_mrr for account, f in facts.items()}
