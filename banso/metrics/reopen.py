# ruff: noqa: S608  names are our own; values are bound
"""Which rows are no longer right: late and removed events, re-keyed accounts, corrected facts.

``look`` compares what there is with what the rows were made from, and notes per account the days
that wait. Measuring takes them from there; what it has done it strikes off. Days further back than
a workspace wants touched without being asked wait until somebody asks.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Min

from banso.events.lake import Lake
from banso.events.queries import visible
from banso.lib import steps
from banso.metrics import moments, reasons
from banso.metrics.facts import (
    Effect,
    Facts,
    coverage_effect,
    effect,
    packed,
    unpacked,
    user_mark,
)
from banso.metrics.models import AccountFacts, ChangedKey, KnownBasis, MeasuredDay, StaleAccount
from banso.metrics.tables import USAGE_DAYS
from banso.metrics.usage import first_events
from banso.metrics.work import DuckWork, Sources
from banso.metrics.world import CoverageFact, PlanFact, World

LOOKED = steps.declare(
    "metrics.looked", "it is noted which accounts and days wait; none is measured again yet"
)
_PARTS = 500  # ids in one statement
NOT_RIGHT = ""  # the digest of a measured day on which everybody's rows wait


@dataclass(frozen=True, slots=True)
class Looked:
    """``accounts`` wait from the day given on; ``everyone`` from that day on.

    ``first_events``: the first day with an event of each account.
    """

    accounts: Mapping[int, date] = field(default_factory=dict)
    everyone: date | None = None
    first_events: Mapping[int, date] = field(default_factory=dict)


def look(*, lake: Lake, world: World) -> Looked:
    """This function will note which accounts wait from which day on, and remember the facts as they are.

    The rollups must be up to date. It reads nothing of the events but their first days.
    """
    firsts = _first_events(lake, world)
    texts = packed(world, firsts)
    span = MeasuredDay.objects.aggregate(first=Min("day"), last=Max("day"))
    basis = _basis(world)
    with transaction.atomic():
        changed = _changed_facts(texts)
        accounts: dict[int, date] = {}
        everyone: date | None = None
        if span["last"] is not None:
            why: dict[int, set[str]] = defaultdict(set)
            accounts = _waiting_from(lake, world, changed, texts, span["last"], why)
            everyone = _from_basis(world, basis, accounts, why)
            accounts = {a: max(d, span["first"]) for a, d in accounts.items() if d <= span["last"]}
            _note(accounts, last=span["last"], why=why)
            if everyone is not None:
                MeasuredDay.objects.filter(day__gte=everyone).update(digest=NOT_RIGHT)
        _remember(changed, texts, basis)
        ChangedKey.objects.all().delete()
    steps.step(LOOKED)
    return Looked(accounts, everyone, firsts)


def due(*, before: date, limit: int) -> list[date]:
    """This function will list the measured days before ``before`` that wait, at most ``limit`` days back."""
    floor = before - timedelta(days=limit)
    found = set(
        MeasuredDay.objects.filter(day__gte=floor, day__lt=before, digest=NOT_RIGHT).values_list(
            "day", flat=True
        )
    )
    stale = StaleAccount.objects.filter(last_on__gte=floor, first_on__lt=before)
    span = stale.aggregate(first=Min("first_on"), last=Max("last_on"))
    if span["first"] is not None:
        found |= set(
            MeasuredDay.objects.filter(
                day__gte=max(floor, span["first"]), day__lt=before, day__lte=span["last"]
            ).values_list("day", flat=True)
        )
    return sorted(found)


def stale_on(days: Collection[date]) -> dict[int, date]:
    """This function will give the accounts that wait on any of these days, with the first of them."""
    if not days:
        return {}
    ordered = sorted(days)
    rows = StaleAccount.objects.filter(first_on__lte=ordered[-1], last_on__gte=ordered[0])
    found = {}
    for row in rows:
        first = next((d for d in ordered if row.first_on <= d <= row.last_on), None)
        if first is not None:
            found[row.account_id] = first
    return found


@transaction.atomic
def begin_writing(accounts: Collection[int]) -> set[int]:
    """This function will note that these accounts are being corrected; gives those somebody who was
    killed had begun with: what their rows were before is known no more."""
    left: set[int] = set()
    for part in _parts(accounts):
        rows = StaleAccount.objects.filter(account_id__in=part)
        left.update(rows.filter(writing=True).values_list("account_id", flat=True))
        rows.update(writing=True)
    return left


@transaction.atomic
def strike(*, days: Collection[date], accounts: Collection[int] | None = None) -> None:
    """This function will note that the rows of ``days`` are right: of ``accounts``, or of everybody."""
    if not days:
        return
    rows = StaleAccount.objects.filter(first_on__lte=max(days), last_on__gte=min(days))
    by_span: dict[tuple[date, date], list[int]] = {}
    for row in rows:
        if accounts is None or row.account_id in accounts:
            by_span.setdefault((row.first_on, row.last_on), []).append(row.pk)
    for (first, last), ids in by_span.items():
        measured = MeasuredDay.objects.filter(day__range=(first, last)).values_list(
            "day", flat=True
        )
        left = sorted(set(measured) - set(days))
        for part in _parts(ids):
            some = StaleAccount.objects.filter(pk__in=part)
            if left:
                some.update(first_on=left[0], last_on=left[-1], writing=False)
            else:
                some.delete()


# Looking -------------------------------------------------------------------------------------------


def _first_events(lake: Lake, world: World) -> dict[int, date]:
    with lake.cursor() as cursor:
        sources = Sources(
            events=lambda days: visible(lake=lake, hidden=world.hidden, days=days),
            usage_days=lambda days: lake.table(USAGE_DAYS).sql(),
        )
        return first_events(DuckWork(cursor), world, sources, first=date.min)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _changed_facts(texts: Mapping[int, str]) -> dict[int, bytes | None]:
    """Accounts whose facts are others than those remembered, with the latter; None: never seen."""
    known = dict(AccountFacts.objects.values_list("account_id", "digest"))
    changed = [a for a, text in texts.items() if known.get(a) != _digest(text)]
    changed += [a for a in known if a not in texts]
    found: dict[int, bytes | None] = dict.fromkeys(changed)
    for part in _parts([a for a in changed if a in known]):
        rows = AccountFacts.objects.filter(account_id__in=part).values_list("account_id", "facts")
        found.update((a, bytes(f)) for a, f in rows)
    return found


def _waiting_from(
    lake: Lake,
    world: World,
    changed: Mapping[int, bytes | None],
    texts: Mapping[int, str],
    last: date,
    why: dict[int, set[str]],
) -> dict[int, date]:
    found: dict[int, date] = {}

    def mark(account: int, day: date | None) -> None:
        if day is not None and day <= last:
            found[account] = min(day, found.get(account, day))

    effects: dict[int, Effect] = {}
    for account, kept in changed.items():
        now = unpacked(texts[account]) if account in texts else None
        before = _restored(kept)
        why[account] |= reasons.changed(before, now)
        effects[account] = effect(world, account, before, now, last)
        mark(account, effects[account].first)
    for account, day in _by_their_events(lake, world, effects).items():
        mark(account, day)
    for (source, key), day in _changed_keys().items():
        for holder in _holders(world).get((source, key), ()):
            first = max(day, holder[1] or day)
            if holder[2] is None or first < holder[2]:
                mark(holder[0], first)
                why[holder[0]].add(reasons.EVENTS)
    return found


def _restored(kept: bytes | None) -> Facts | None:
    if kept is None:
        return None
    return unpacked(zlib.decompress(kept).decode())


def _changed_keys() -> dict[tuple[str, str], date]:
    return {(k.source, k.key): k.first_on for k in ChangedKey.objects.all()}


def _holders(world: World) -> dict[tuple[str, str], list[tuple[int, date | None, date | None]]]:
    found: dict[tuple[str, str], list[tuple[int, date | None, date | None]]] = {}
    for k in world.keys:
        found.setdefault((k.source, k.key), []).append((k.account, k.from_on, k.to_on))
    return found


def _by_their_events(lake: Lake, world: World, effects: Mapping[int, Effect]) -> dict[int, date]:
    """First days of the events of keys and users that were re-keyed, or moved between departments."""
    keys = {k for e in effects.values() for k in e.keys}
    marked = {a: e.marks for a, e in effects.items() if e.marks}
    users = {
        (u.source, u.user_key): user_mark(u.source, u.user_key)
        for u in world.users
        if u.account in marked
    }
    wanted = {m for marks in marked.values() for m in marks}
    users = {pair: mark for pair, mark in users.items() if mark in wanted}
    by_key = _first_days(lake, "account_key", keys)
    by_mark = {users[pair]: day for pair, day in _first_days(lake, "user_key", users).items()}
    found = {}
    for account, e in effects.items():
        days = [by_key[k] for k in e.keys if k in by_key]
        days += [by_mark[m] for m in e.marks if m in by_mark]
        if days:
            found[account] = min(days)
    return found


def _first_days(
    lake: Lake, column: str, pairs: Collection[tuple[str, str]]
) -> dict[tuple[str, str], date]:
    if not pairs:
        return {}
    with lake.cursor() as cursor:
        work = DuckWork(cursor)
        work.hand_over("asked_keys", (("source", "VARCHAR"), ("key", "VARCHAR")), sorted(pairs))
        rows = work.rows(
            f"""
            select u.source, u.{column}, min(u.day) from {lake.table(USAGE_DAYS).sql()} as u
            join asked_keys as k on k.source = u.source and k.key = u.{column}
            group by u.source, u.{column}
            """
        )
    return {(s, k): d for s, k, d in rows}


# What bears on many --------------------------------------------------------------------------------


def _basis(world: World) -> dict[str, str]:
    def plain(plans: Mapping[str, PlanFact]) -> list[list[object]]:
        return [[p.key, p.limit, p.features] for _, p in sorted(plans.items())]

    coverage = [
        [c.kind, c.source, c.from_on.isoformat(), c.to_on.isoformat() if c.to_on else None]
        for c in sorted(world.coverage, key=repr)
    ]
    return {
        "coverage": json.dumps(coverage, ensure_ascii=False),
        "incidents": json.dumps(moments.whole_incidents(world)),
        "plans": json.dumps([plain(world.plans), plain(world.add_ons)], ensure_ascii=False),
    }


def _from_basis(
    world: World,
    basis: Mapping[str, str],
    accounts: dict[int, date],
    why: dict[int, set[str]],
) -> date | None:
    """Mark accounts for changes of coverage and plans; the first day on which everybody waits."""
    known = dict(KnownBasis.objects.values_list("name", "text"))
    everyone: list[date] = []
    if "coverage" in known and known["coverage"] != basis["coverage"]:
        holders: dict[str, set[int]] = {}
        for k in world.keys:
            holders.setdefault(k.source, set()).add(k.account)
        changed = coverage_effect(_coverage(known["coverage"]), _coverage(basis["coverage"]))
        for (kind, source), day in changed.items():
            if kind != "usage":
                everyone.append(day)
                continue
            for account in holders.get(source, ()):
                accounts[account] = min(day, accounts.get(account, day))
                why[account].add(reasons.COVERAGE)
    broken = known.get("incidents", "[]")
    if broken != basis["incidents"]:
        begins = moments.first_changed(json.loads(broken), json.loads(basis["incidents"]))
        everyone += [begins] if begins else []
    if "plans" in known and known["plans"] != basis["plans"]:
        differ = _differing_plans(known["plans"], basis["plans"])
        for account, book in world.books.items():
            days = [
                min(ln.start, ln.signed_on or ln.start) for ln in book.lines if ln.plan in differ
            ]
            if days:
                accounts[account] = min(*days, accounts.get(account, days[0]))
                why[account].add(reasons.PLANS)
    last = MeasuredDay.objects.aggregate(last=Max("day"))["last"]
    first = min(everyone, default=None)
    return first if first is not None and first <= last else None


def _coverage(text: str) -> list[CoverageFact]:
    return [
        CoverageFact(kind, source, date.fromisoformat(a), date.fromisoformat(b) if b else None)
        for kind, source, a, b in json.loads(text)
    ]


def _differing_plans(old: str, new: str) -> set[str]:
    sides = [
        {(place, p[0]): p[1:] for place, listed in enumerate(json.loads(text)) for p in listed}
        for text in (old, new)
    ]
    return {key[1] for key in {*sides[0], *sides[1]} if sides[0].get(key) != sides[1].get(key)}


# Noting --------------------------------------------------------------------------------------------


def _note(accounts: Mapping[int, date], *, last: date, why: Mapping[int, Collection[str]]) -> None:
    known = {r.account_id: r for r in StaleAccount.objects.all()}
    StaleAccount.objects.bulk_create(
        [
            StaleAccount(
                account_id=account,
                first_on=min(first, known[account].first_on) if account in known else first,
                last_on=last,
                why=_also(known[account].why if account in known else "", why.get(account, ())),
            )
            for account, first in accounts.items()
        ],
        update_conflicts=True,
        unique_fields=["account_id"],
        update_fields=["first_on", "last_on", "why"],
        batch_size=2_000,
    )


def _also(known: str, more: Collection[str]) -> str:
    return ",".join(sorted({*filter(None, known.split(",")), *more}))


def _remember(changed: Collection[int], texts: Mapping[int, str], basis: Mapping[str, str]) -> None:
    AccountFacts.objects.bulk_create(
        [
            AccountFacts(
                account_id=a, digest=_digest(texts[a]), facts=zlib.compress(texts[a].encode(), 1)
            )
            for a in changed
            if a in texts
        ],
        update_conflicts=True,
        unique_fields=["account_id"],
        update_fields=["digest", "facts"],
        batch_size=1_000,
    )
    for part in _parts([a for a in changed if a not in texts]):
        AccountFacts.objects.filter(account_id__in=part).delete()
    for name, text in basis.items():
        KnownBasis.objects.update_or_create(name=name, defaults={"text": text})


def _parts(ids: Iterable[int]) -> list[list[int]]:
    listed = list(ids)
    return [listed[i : i + _PARTS] for i in range(0, len(listed), _PARTS)]
