"""What one account's rows are made from, kept so that a change tells from which day on it matters.

Nothing looks ahead: a row of day D knows facts of days up to D. So a change is a first day, and
every day from there on is computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from banso.customers.definitions import Lapse
from banso.metrics import moments
from banso.metrics.contracting import Entitlements, begun_on, key_coverage, spans
from banso.metrics.world import (
    AccountFact,
    CoverageFact,
    FieldFact,
    KeyFact,
    TicketFact,
    World,
)
from banso.revenue.life import Book, Line

EVER = date.min
_LINE = tuple(f.name for f in fields(Line) if f.name != "ref")
_line = attrgetter(*_LINE)

EventKey = tuple[str, str]  # source, account key


@dataclass(frozen=True, slots=True)
class Facts:
    """``begun_on``: None for an account without any fact, which has rows since ever."""

    created_on: date
    ended_on: date | None
    begun_on: date | None
    currency: str
    lines: tuple[Line, ...]
    keys: tuple[KeyFact, ...]
    users: tuple[tuple[str, str], ...]  # (mark of a user, department)
    tickets: tuple[TicketFact, ...]
    values: tuple[FieldFact, ...]
    moments: tuple[tuple[date, int], ...] = ()  # days, and what stands for their rows
    roles: tuple[Any, ...] = ()  # since when they are known; None: since ever
    champions: tuple[tuple[Any, ...], ...] = ()  # (contact, from, to, marks of users)


@dataclass(frozen=True, slots=True)
class Effect:
    """The first day on which rows may differ, None if none does. It may also begin with the first
    events of ``keys`` and of users with these ``marks``, which only the rollups know."""

    first: date | None = None
    keys: frozenset[EventKey] = frozenset()
    marks: frozenset[str] = frozenset()


def packed(world: World, first_events: Mapping[int, date]) -> dict[int, str]:
    """This function will give the facts of every account as text; equal texts give equal rows."""
    contracts = begun_on(world)
    keys = _by_account(world.keys, 2)
    users = _by_account((u for u in world.users if u.department), 0)
    tickets = _by_account(world.tickets, 0)
    values = _by_account(world.values, 0)
    marks = moments.day_marks(world)
    champions = _by_account(world.champions, 0)
    found = {}
    for account in world.accounts:
        id = account.id
        book = world.books.get(id)
        known = [d for d in (contracts.get(id), first_events.get(id)) if d]
        begun = min(*known, account.created_on) if known else None
        lines = [_line(line) for line in book.lines] if book else []
        more: list[Any] = [marks[id]] if id in marks else []
        if id in world.roles_since:
            told = sorted(
                (
                    (c.contact, c.from_on, c.to_on, [user_mark(*u) for u in c.users])
                    for c in champions.get(id, ())
                ),
                key=repr,
            )
            more = [marks.get(id, []), [world.roles_since[id]], told]
        found[id] = json.dumps(
            [
                account.created_on, account.ended_on, begun, book.currency if book else "", lines,
                sorted(keys.get(id, ()), key=repr),
                sorted((user_mark(u.source, u.user_key), u.department) for u in users.get(id, ())),
                sorted(tickets.get(id, ()), key=repr), sorted(values.get(id, ()), key=repr), *more,
            ],
            default=_day, ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
    return found


def user_mark(source: str, user_key: str) -> str:
    """What stands for a user in the facts kept: a key is often an address."""
    return hashlib.blake2b(f"{source}\x1f{user_key}".encode(), digest_size=9).hexdigest()


def unpacked(text: str) -> Facts:
    """The facts of a text made by ``packed``."""
    created, ended, begun, currency, lines, keys, users, tickets, values, *more = json.loads(
        text, object_hook=_undo
    )
    return Facts(
        created, ended, begun, currency,
        tuple(Line(**dict(zip(_LINE, line, strict=True))) for line in lines),
        tuple(KeyFact(*k) for k in keys), tuple((u[0], u[1]) for u in users),
        tuple(TicketFact(*t) for t in tickets), tuple(FieldFact(*v) for v in values),
        tuple((m[0], m[1]) for m in more[0]) if more else (),
        tuple(more[1]) if len(more) > 1 else (),
        tuple((c[0], c[1], c[2], tuple(c[3])) for c in more[2]) if len(more) > 1 else (),
    )  # fmt: skip


def effect(world: World, account: int, old: Facts | None, new: Facts | None, last: date) -> Effect:
    """This function will say from which day on the change from ``old`` to ``new`` matters, up to ``last``."""
    if old is None or new is None:
        return Effect((new.begun_on if new else None) or EVER)
    firsts: list[date | None] = []
    if old.begun_on != new.begun_on:
        firsts.append(min(old.begun_on or EVER, new.begun_on or EVER))
    if old.ended_on != new.ended_on:
        firsts.append(min(d for d in (old.ended_on, new.ended_on) if d))
    if (old.lines, old.currency) != (new.lines, new.currency):
        firsts.append(_contracts(world, account, old, new, last))
    firsts.append(_values(world, old.values, new.values))
    firsts.append(_tickets(old.tickets, new.tickets))
    firsts.append(moments.first_other_day(old.moments, new.moments))
    firsts.append(_champions(old, new))
    key_first, keys = _keys(world, old.keys, new.keys)
    marks = {mark for mark, _ in {*old.users} ^ {*new.users}}
    if bool(old.users) != bool(new.users) or not marks <= {mark for mark, _ in new.users}:
        firsts.append(EVER)  # whose events they were is known no more
    first = min((d for d in [*firsts, key_first] if d is not None), default=None)
    return Effect(first, frozenset(keys), frozenset(marks))


def _contracts(world: World, account: int, old: Facts, new: Facts, last: date) -> date | None:
    """The first day on which the standing of the contracts differs."""
    both = [Book(f.lines, currency=f.currency or "JPY") for f in (old, new)]
    begin = min(
        (d for b in both for d in (*b.known_on, *(ln.start for ln in b.lines))), default=last
    )
    if begin > last:
        return None
    entitlements = Entitlements()
    alone = replace(
        world,
        accounts=[AccountFact(account, begin)],
        coverage=[*world.coverage, CoverageFact("contracts", "", begin)],
    )
    stands = [
        list(spans(replace(alone, books={account: b}), first=begin, last=last, entitlements=entitlements))
        for b in both
    ]  # fmt: skip
    return first_difference(*stands)


def first_difference(old: Sequence[tuple[Any, ...]], new: Sequence[tuple[Any, ...]]) -> date | None:
    """The first day on which two rows of spans (account, first, last, …) over the same days differ."""
    i = j = 0
    while i < len(old) and j < len(new):
        a, b = old[i], new[j]
        if a[3:] != b[3:]:
            begins: date = max(a[1], b[1])
            return begins
        end = min(a[2], b[2])
        i += a[2] == end
        j += b[2] == end
    return None


def _values(world: World, old: Sequence[FieldFact], new: Sequence[FieldFact]) -> date | None:
    changed = {*map(_hashable, old)} ^ {*map(_hashable, new)}
    lapsing = {f.key for f in world.fields if f.lapses is not Lapse.NEVER}
    firsts = []
    for key in {v[1] for v in changed}:
        sides = [[v for v in values if v.key == key] for values in (old, new)]
        days = sorted({v.from_on or EVER for v in (*sides[0], *sides[1])}
                      | {v.to_on for v in (*sides[0], *sides[1]) if v.to_on} | {EVER})  # fmt: skip
        for day in days:
            held = [_holding(side, day, with_begin=key in lapsing) for side in sides]
            if held[0] != held[1]:
                firsts.append(day)
                break
    return min(firsts, default=None)


def _hashable(value: FieldFact) -> tuple[Any, ...]:
    return (value.account, value.key, json.dumps(value.value), value.from_on, value.to_on)


def _holding(values: Iterable[FieldFact], day: date, *, with_begin: bool) -> Any:
    for v in values:
        if (v.from_on or EVER) <= day and (v.to_on is None or day < v.to_on):
            return (v.value, v.from_on) if with_begin else (v.value,)
    return None


def _tickets(old: Sequence[TicketFact], new: Sequence[TicketFact]) -> date | None:
    """A ticket that was only closed, or closed on another day, matters from its first such day."""
    left = list(new)
    gone = []
    for ticket in old:
        if ticket in left:
            left.remove(ticket)
        else:
            gone.append(ticket)
    firsts = []
    for ticket in gone:
        twin = next((t for t in left if t[:3] == ticket[:3]), None)
        if twin is None:
            firsts.append(ticket.opened_on)
            continue
        left.remove(twin)
        firsts.append(min(d for d in (ticket.closed_on, twin.closed_on) if d))
    return min([*firsts, *(t.opened_on for t in left)], default=None)


def _champions(old: Facts, new: Facts) -> date | None:
    """The first day on which somebody is a champion on one side only, or roles are known on one only.

    Where only the end differs nothing changes before the earlier end; whose users they are bears on
    all their days.
    """
    firsts: list[date] = []
    if old.roles != new.roles:
        firsts.append(min((r[0] or EVER for r in (old.roles, new.roles) if r), default=EVER))
    changed = {*old.champions} ^ {*new.champions}
    for one in changed:
        twin = next((c for c in changed if c != one and (c[:2], c[3]) == (one[:2], one[3])), None)
        ends = [d for d in (one[2], twin[2] if twin else None) if d]
        firsts.append(min(ends) - timedelta(days=1) if twin and ends else one[1] or EVER)
    return min(firsts, default=None)


def _keys(
    world: World, old: Sequence[KeyFact], new: Sequence[KeyFact]
) -> tuple[date | None, set[EventKey]]:
    """The first day on which a key is held by one side only, if that changes what is covered; else
    the keys whose events decide."""
    changed = {(k.source, k.key) for k in {*old} ^ {*new}}
    if not changed:
        return None, set()
    covered = [set(key_coverage(replace(world, keys=keys))) for keys in (old, new)]
    if covered[0] == covered[1]:
        return None, changed
    firsts = []
    for pair in changed:
        sides = [[k for k in keys if (k.source, k.key) == pair] for keys in (old, new)]
        held = (*sides[0], *sides[1])
        days = sorted({k.from_on or EVER for k in held} | {k.to_on for k in held if k.to_on})
        firsts += [d for d in days if _held(sides[0], d) != _held(sides[1], d)][:1]
    return min(firsts, default=None), set()


def _held(keys: Iterable[KeyFact], day: date) -> bool:
    return any((k.from_on or EVER) <= day and (k.to_on is None or day < k.to_on) for k in keys)


# Coverage ------------------------------------------------------------------------------------------


def coverage_effect(
    old: Iterable[CoverageFact], new: Iterable[CoverageFact]
) -> dict[tuple[str, str], date]:
    """This function will say from which day on each changed (kind, source) of coverage matters."""
    found: dict[tuple[str, str], date] = {}
    before, after = {*old}, {*new}
    for pair in {(c.kind, c.source) for c in before ^ after}:
        sides = [
            sorted((c for c in side if (c.kind, c.source) == pair), key=lambda c: c.from_on)
            for side in (before, after)
        ]
        if [c.from_on for c in sides[0]] == [c.from_on for c in sides[1]]:
            ends = [
                min(d for d in (a.to_on, b.to_on) if d)
                for a, b in zip(*sides, strict=True)
                if a.to_on != b.to_on
            ]
            found[pair] = min(ends) + timedelta(days=1)
        else:
            found[pair] = min(c.from_on for side in sides for c in side)
    return found


def _by_account(rows: Iterable[Any], place: int) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[place], []).append(row)
    return found


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return {"·": value.isoformat()}
    return repr(value)


def _undo(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value["·"]) if set(value) == {"·"} else value
