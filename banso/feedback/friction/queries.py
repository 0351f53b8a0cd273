"""Reads of the start: the step funnel of the set-up, the friction list, time to value, early drop-out.

Everything is counted over the accounts whose start was seen: use was covered from day zero on. The
others are told apart and are in no number (rules.md R3, R7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from banso.customers.moments.said import Said, said_between
from banso.events.lake import Lake
from banso.feedback.friction.starting import (
    Begin,
    Dropping,
    Goal,
    Sign,
    dropping,
    goals_of,
    sign_of,
)
from banso.feedback.friction.steps import Passage, Step, Way, by_friction, order_of, steps_of
from banso.feedback.friction.words import Word, telling
from banso.journey import queries as journey
from banso.lib.dates import Duration, Unit
from banso.lib.once import kept
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.catalogue import Catalogue
from banso.metrics.starting import Start, starts_of, versions_of
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

SIGNS = ("setup_done", "first_value", "first_login", "initial_use")
_HALF = 0.5  # of the seats in use in the first two weeks


@dataclass(frozen=True, slots=True)
class StepName:
    """A step of the set-up, or the goal behind it. ``solves``: the problem its event solves."""

    event: str
    name: Text
    solves: Text
    goal: bool = False


@dataclass(frozen=True)
class Friction:
    """The way from day zero to the first value. ``steps`` stand in the order accounts take them.

    ``names`` are in the order of ``Step.index``. ``unseen`` accounts started before use was covered.
    ``cap``: no step may be called usual that takes longer than the first phase should.
    """

    day: date
    names: tuple[StepName, ...]
    steps: tuple[Step, ...]
    accounts: int
    unseen: int
    cap: int | None

    @property
    def ranked(self) -> list[Step]:
        """The friction list: what costs the accounts most days comes first."""
        return [s for s in by_friction(self.steps) if s.held]

    def step(self, event: str) -> Step | None:
        index = next((i for i, n in enumerate(self.names) if n.event == event), None)
        return next((s for s in self.steps if s.index == index), None)


@dataclass(frozen=True)
class GoalTime:
    """Time to one goal. ``role``: login, use, setup, first_value; ``event`` where it is one event."""

    role: str
    event: str
    name: Text
    solves: Text
    goal: Goal


@dataclass(frozen=True)
class Starting:
    """Time to each goal, leaving early, and the signs of it. ``unseen`` as in ``Friction``."""

    day: date
    accounts: int
    unseen: int
    begins: tuple[Begin, ...]
    goals: tuple[GoalTime, ...]
    dropping: Dropping
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Heard:
    """What accounts said while they were held up: words they use more than others do, and texts."""

    words: tuple[Word, ...]
    said: tuple[Said, ...]
    texts: int
    accounts: int


def friction(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    first: date | None = None,
    among: Collection[int] | None = None,
    after: int | None = None,
) -> Friction:
    """This function will judge the steps of the set-up by the close of ``day``.

    Over the accounts whose day zero lies between ``first`` and ``day``. ``after``: days from which
    on an account counts as held up, instead of each step's own rule.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    chosen = _chosen(viewer, among)
    return _friction(lake, day, first, chosen, after, versions_of(lake))


def starting(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    first: date | None = None,
    among: Collection[int] | None = None,
) -> Starting:
    """This function will estimate time to each goal of the start, and early drop-out, by ``day``."""
    viewer.require(Act.SEE_ACCOUNTS)
    return _starting(lake, day, first, _chosen(viewer, among), versions_of(lake))


def heard(
    *,
    viewer: Viewer,
    passages: Sequence[Passage],
    day: date,
    limit: int = 12,
    among: Collection[int] | None = None,
) -> Heard:
    """This function will gather what accounts said while a step held them up, the most telling first.

    The words are compared with what the other accounts, and the same ones at other times, said in
    the same months.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    return _heard(tuple(passages), day, limit, _chosen(viewer, among))


def _one_each(ranked: Iterable[Said], limit: int) -> list[Said]:
    """At most two texts of an account and none twice, so that one that writes much does not fill the list."""
    found: list[Said] = []
    counts: dict[int, int] = {}
    texts: set[str] = set()
    for said in ranked:
        if said.text in texts or counts.get(said.account_id, 0) == 2:
            continue
        counts[said.account_id] = counts.get(said.account_id, 0) + 1
        texts.add(said.text)
        found.append(said)
        if len(found) == limit:
            break
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


# Worked out once --------------------------------------------------------------------------------------
#
# What is kept hangs on the accounts that are counted, never on who looks.


def _chosen(viewer: Viewer, among: Collection[int] | None) -> frozenset[int] | None:
    """The accounts to count: those asked for that the viewer may see; None: all there are."""
    wanted = None if among is None else frozenset(among)
    if viewer.scope is None:
        return wanted
    return viewer.scope if wanted is None else wanted & viewer.scope


@kept(workspace.stamp)
def _friction(
    lake: Lake,
    day: date,
    first: date | None,
    among: frozenset[int] | None,
    after: int | None,
    versions: tuple[tuple[str, int], ...],
) -> Friction:
    """``versions`` of the tables are only there to tell one answer from the next."""
    viewer = Viewer.system()
    catalogue = metrics.catalogue_in_force(viewer=viewer)
    names = _steps(catalogue)
    known, unseen = _starts(viewer, lake, day, names, first, among)
    ways = [_way(s, names, day) for s in known]
    last = len(names) - 1 if names and names[-1].goal else None
    order = order_of(ways, len(names), last=last)
    cap = _cap(viewer)
    return Friction(
        day=day,
        names=names,
        steps=tuple(steps_of(ways, order, after=after, most=cap)) if ways else (),
        accounts=len(known),
        unseen=unseen,
        cap=cap,
    )


@kept(workspace.stamp)
def _starting(
    lake: Lake,
    day: date,
    first: date | None,
    among: frozenset[int] | None,
    versions: tuple[tuple[str, int], ...],
) -> Starting:
    viewer = Viewer.system()
    catalogue = metrics.catalogue_in_force(viewer=viewer)
    events = _steps(catalogue)
    known, unseen = _starts(viewer, lake, day, events, first, among)
    wanted = _goals(catalogue)
    begins = [_begin(s, wanted, day) for s in known]
    by_account = {s.account: s for s in known}
    goals = tuple(
        GoalTime(*g, goal) for g, goal in zip(wanted, goals_of(begins, len(wanted)), strict=True)
    )
    signs = tuple(
        sign_of(key, begins, lambda b, key=key: _has(by_account[b.account], key))  # type: ignore[misc]
        for key in SIGNS
    )
    return Starting(day, len(known), unseen, tuple(begins), goals, dropping(begins), signs)


@kept(workspace.stamp_of_writes)
def _heard(
    passages: tuple[Passage, ...], day: date, limit: int, among: frozenset[int] | None
) -> Heard:
    viewer = Viewer.system()
    if not passages:
        return Heard((), (), 0, 0)
    zone = ZoneInfo(workspace.workspace(viewer=viewer).time_zone)
    spans: dict[int, list[tuple[date, date]]] = {}
    for p in passages:
        spans.setdefault(p.account, []).append((p.start, p.end))
    begin = min(p.start for p in passages)
    texts = said_between(
        viewer=viewer, first=_midnight(begin, zone), last=_midnight(day + timedelta(days=1), zone),
        account_ids=among,
    )  # fmt: skip
    these: list[Said] = []
    others: list[Said] = []
    for said in texts:
        on = said.at.astimezone(zone).date()
        held = any(a <= on <= b for a, b in spans.get(said.account_id, ()))
        (these if held else others).append(said)
    words = telling([s.text for s in these], (s.text for s in others))
    ranked = sorted(these, key=lambda s: -sum(w.word in s.text.lower() for w in words))
    return Heard(
        tuple(words),
        tuple(_one_each(ranked, limit)),
        len(these),
        len({s.account_id for s in these}),
    )


# What is counted --------------------------------------------------------------------------------------


def _steps(catalogue: Catalogue) -> tuple[StepName, ...]:
    """The set-up's steps as the catalogue lists them, then the first value as the goal.

    Several events of first value are one goal here; which of them it was tells ``starting``.
    """
    found = [
        _named(catalogue, e) for e in catalogue.events if e in catalogue.names_of("setup_step")
    ]
    values = catalogue.names_of("first_value")
    if values:
        goal = Text(ja="最初の成果", en="First value")
        one = _named(catalogue, values[0]) if len(values) == 1 else None
        found.append(
            StepName(FIRST_VALUE, one.name if one else goal, one.solves if one else Text(), True)
        )
    return tuple(found)


FIRST_VALUE = "first_value"  # the goal's place among the steps, and in addresses


def _named(catalogue: Catalogue, event: str) -> StepName:
    known = catalogue.events[event]
    name = known.name if known.name.ja or known.name.en else Text.of(event)
    return StepName(event, name, known.solves)


def _goals(catalogue: Catalogue) -> list[tuple[str, str, Text, Text]]:
    """(role, event, name, solves) of each goal that the catalogue knows."""
    found = []
    roles = (
        ("login", "first_login_on", Text(ja="最初のログイン", en="First login")),
        ("use", "first_use_on", Text(ja="最初の利用", en="First use")),
        ("setup", "setup_done_on", Text(ja="初期設定の完了", en="Set-up done")),
        ("first_value", "first_value_on", Text(ja="最初の成果", en="First value")),
    )
    for role, _, name in roles:
        if catalogue.names_of("setup_step" if role == "setup" else role):
            found.append((role, "", name, Text()))
    values = catalogue.names_of("first_value")
    if len(values) > 1:
        for event in values:
            named = _named(catalogue, event)
            found.append(("first_value", event, named.name, named.solves))
    return found


_COLUMN = {
    "login": "first_login_on", "use": "first_use_on", "setup": "setup_done_on",
    "first_value": "first_value_on",
}  # fmt: skip


def _starts(
    viewer: Viewer,
    lake: Lake,
    day: date,
    names: Sequence[StepName],
    first: date | None,
    among: Collection[int] | None,
) -> tuple[list[Start], int]:
    """The starts since ``first`` that were seen, and how many were not."""
    catalogue = metrics.catalogue_in_force(viewer=viewer)
    events = [n.event for n in names if not n.goal] + [*catalogue.names_of("first_value")]
    found = starts_of(viewer=viewer, lake=lake, day=day, names=events, among=among)
    inside = [s for s in found if first is None or s.zero >= first]
    known = [s for s in inside if s.known]
    return known, len(inside) - len(known)


def _way(start: Start, names: Sequence[StepName], day: date) -> Way:
    done = [start.dates["first_value_on"] if n.goal else start.first.get(n.event) for n in names]
    until = start.ended_on or day
    return Way(
        start.account, start.zero, until, start.ended_on is not None,
        tuple(d if d is not None and d <= until else None for d in done), start.mrr_minor,
    )  # fmt: skip


def _begin(start: Start, goals: Sequence[tuple[str, str, Text, Text]], day: date) -> Begin:
    def days(role: str, event: str) -> int | None:
        on = start.first.get(event) if event else start.dates[_COLUMN[role]]
        return None if on is None else max(0, (on - start.zero).days)

    return Begin(
        start.account, start.zero, ((start.ended_on or day) - start.zero).days,
        start.ended_on is not None, tuple(days(role, event) for role, event, _, _ in goals),
        start.mrr_minor,
    )  # fmt: skip


def _has(start: Start, key: str) -> bool | None:
    """Whether the account showed the sign by day 30."""
    if key == "initial_use":
        return None if start.initial_use is None else start.initial_use >= _HALF
    on = start.dates[f"{key}_on"]
    within = 14 if key == "first_login" else 30
    return on is not None and (on - start.zero).days <= within


def _cap(viewer: Viewer) -> int | None:
    """Days that the first phase of the map should take, where it says so."""
    edition = journey.map_in_force(viewer=viewer)
    if edition is None:
        return None
    here = edition.map.phase(edition.map.start.at.partition(".")[0])
    return None if here is None else about_days(here.should_take)


def about_days(duration: Duration | None) -> int | None:
    """This function will say about how many calendar days a span of the map is."""
    return None if duration is None else duration.days or round(duration.n * _ABOUT[duration.unit])


_ABOUT = {Unit.MONTH: 30.4375, Unit.BUSINESS_DAY: 1.4}
