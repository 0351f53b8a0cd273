# ruff: noqa: S608  the select over files comes from the lake; values are bound
"""How one account uses the product: by day, by feature, by person, and against what is usual for it.

One pass over the account's events answers all of it. Banso's own events are no use and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from banso.events.definitions import OWN_PREFIX, KeySpan
from banso.events.keys import keys_clause
from banso.events.lake import Cursor, Lake
from banso.events.queries import visible
from banso.lib.text import Text
from banso.metrics import loading, queries
from banso.metrics.catalogue import Catalogue
from banso.metrics.tables import SESSION_GAP_MINUTES
from banso.revenue import queries as revenue
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

# What is usual: as the metric ``use_vs_own_baseline`` has it.
BLOCK, BLOCKS, AT_LEAST = 7, 8, 6
BASELINE = "use_vs_own_baseline"
_BEFORE = BLOCK * (BLOCKS + 1)


@dataclass(frozen=True, slots=True)
class DayUse:
    """``seconds`` is None where no event of the day names a person."""

    day: date
    users: int
    events: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """``key`` is a feature of the catalogue, or an event no feature claims. ``users`` and ``events``
    are of the period; ``last_on`` may lie up to nine weeks before it. ``listed``: in the catalogue.
    """

    key: str
    name: Text
    users: int
    events: int
    last_on: date | None
    listed: bool
    entitled: bool


@dataclass(frozen=True, slots=True)
class PersonUse:
    source: str
    user_key: str
    events: int
    days: int
    last_on: date
    seconds: int

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


@dataclass(frozen=True, slots=True)
class Week:
    """Use events of the 7 days that end with ``last_on``, and mean ∓ sd of the 8 weeks before."""

    last_on: date
    events: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class AccountUse:
    """``days`` are the days inside coverage: one without an event is there with noughts.

    ``against_usual`` is the metric of the last closed day, in standard deviations.
    """

    days: tuple[DayUse, ...]
    features: tuple[FeatureUse, ...]
    unused: tuple[FeatureUse, ...]
    people: tuple[PersonUse, ...]
    weeks: tuple[Week, ...]
    against_usual: float | None

    @property
    def seconds(self) -> int:
        return sum(d.seconds or 0 for d in self.days)

    @property
    def events(self) -> int:
        return sum(d.events for d in self.days)


@dataclass(frozen=True, slots=True)
class SeenEvent:
    at: datetime
    name: str
    user_key: str | None
    batch: str | None


@dataclass(frozen=True, slots=True)
class UseBehind:
    """The events behind a day, a feature or a person: how many, by name and by person, the newest."""

    total: int
    names: tuple[tuple[str, int, date], ...]
    people: tuple[tuple[str, int, date], ...]
    events: tuple[SeenEvent, ...]


def account_use(
    *,
    viewer: Viewer,
    lake: Lake,
    account: int,
    keys: Sequence[KeySpan],
    first: date,
    last: date,
    closed: date | None = None,
    hidden: frozenset[str] = frozenset(),
) -> AccountUse:
    """This function will read an account's use from ``first`` to ``last`` inclusive.

    ``closed`` is the last closed day, with which the last week ends. Raises ``NotAllowed`` outside
    the viewer's scope.
    """
    queries.require_account(viewer, account)
    ends = min(last, closed or last)
    catalogue = loading.catalogue_in_force()[0]
    state = _state(viewer, lake, account, closed)
    early = first - timedelta(days=_BEFORE)
    with lake.cursor() as cursor:
        _gather(cursor, lake, keys, (early, last), hidden)
        counts = cursor.execute(
            "select day, name, count(*) from used group by day, name"
        ).fetchall()
        users = dict(cursor.execute(_USERS, [first]).fetchall())
        seconds = dict(cursor.execute(_SECONDS_BY_DAY, [first]).fetchall())
        people = cursor.execute(_PEOPLE, [first, first]).fetchall()
        pairs = cursor.execute(_PAIRS, [first]).fetchall()
    covered = _covered(keys, first, last)
    use = set(catalogue.names_of("use"))
    weekly: dict[date, int] = defaultdict(int)
    for day, name, n in counts:
        if name in use:
            weekly[day] += n
    zero = state.get("day_zero_on")
    start = max([d for d in (zero, min(_covered(keys, early, last), default=None)) if d] or [first])
    entitled = _entitled(viewer, account, last)
    features, unused = _features(catalogue, counts, pairs, first, entitled)
    return AccountUse(
        days=tuple(_days(counts, users, seconds, first, covered)),
        features=features,
        unused=unused,
        people=tuple(PersonUse(p[0], p[1], p[2], p[3], p[4], int(p[5] or 0)) for p in people),
        weeks=tuple(_weeks(weekly, first, ends, start)) if use else (),
        against_usual=state.get(BASELINE),
    )


def use_behind(
    *,
    viewer: Viewer,
    lake: Lake,
    account: int,
    keys: Sequence[KeySpan],
    first: date,
    last: date,
    names: Iterable[str] | None = None,
    person: tuple[str, str] | None = None,
    hidden: frozenset[str] = frozenset(),
    limit: int = 60,
) -> UseBehind:
    """This function will list what stands behind a number of the usage tab.

    ``names`` keeps some events, ``person`` is (source, user key). Raises ``NotAllowed`` outside the
    viewer's scope.
    """
    queries.require_account(viewer, account)
    with lake.cursor() as cursor:
        _gather(cursor, lake, keys, (first, last), hidden, names=names, person=person)
        by_name = cursor.execute(_GROUPS.format(what="name")).fetchall()
        by_person = cursor.execute(_GROUPS.format(what="user_key")).fetchall()
        newest = cursor.execute(
            'select "at", name, user_key, batch from used order by "at" desc, name limit '
            f"{int(limit)}"
        ).fetchall()
    return UseBehind(
        sum(n for _name, n, _on in by_name),
        tuple(by_name),
        tuple(by_person),
        tuple(SeenEvent(*row) for row in newest),
    )


def names_of_feature(*, viewer: Viewer, key: str) -> list[str]:
    """This function will list the events that belong to a feature; an event no feature claims is itself."""
    catalogue = queries.catalogue_in_force(viewer=viewer)
    found = sorted(name for name, feature in catalogue.feature_of.items() if feature == key)
    return found or [key]


# Reading ----------------------------------------------------------------------------------------

_GROUPS = """
    select {what}, count(*), max(day) from used where {what} is not null
    group by {what} order by count(*) desc, {what} limit 100
"""
_USERS = """
    select day, count(distinct (source, user_key)) from used
    where user_key is not null and day >= ? group by day
"""
_SECONDS_BY_DAY = "select day, sum(seconds)::bigint from sat where day >= ? group by day"
_PEOPLE = """
    select u.source, u.user_key, u.events, u.days, u.last_on, s.seconds from (
        select source, user_key, count(*) as events, count(distinct day) as days, max(day) as last_on
        from used where user_key is not null and day >= ? group by source, user_key
    ) as u left join (
        select source, user_key, sum(seconds)::bigint as seconds from sat where day >= ?
        group by source, user_key
    ) as s using (source, user_key)
    order by u.days desc, u.events desc, u.source, u.user_key
"""
_PAIRS = """
    select name, source, user_key from used where user_key is not null and day >= ?
    group by name, source, user_key
"""
# A session ends with as long a silence, and at local midnight; its length is from its first event to its last.
_SESSIONS = f"""
    create or replace temp table sat as
    with fresh as (
        select day, source, user_key, "at", coalesce("at" - lag("at") over w
            > interval {SESSION_GAP_MINUTES} minute, true)::int as begins
        from used where user_key is not null
        window w as (partition by source, user_key, day order by "at")
    ), numbered as (
        select day, source, user_key, "at", sum(begins) over
            (partition by source, user_key, day order by "at" rows unbounded preceding) as n
        from fresh
    )
    select day, source, user_key, n, date_diff('second', min("at"), max("at")) as seconds
    from numbered group by day, source, user_key, n
"""


def _gather(
    cursor: Cursor,
    lake: Lake,
    keys: Sequence[KeySpan],
    days: tuple[date, date],
    hidden: frozenset[str],
    *,
    names: Iterable[str] | None = None,
    person: tuple[str, str] | None = None,
) -> None:
    """The account's events as the temporary table ``used``, their sessions as ``sat``."""
    clause, params = keys_clause(keys, days)
    clause += f" and not starts_with(name, '{OWN_PREFIX}')"
    if names is not None:
        clause += " and name in (select unnest(?::varchar[]))"
        params = [*params, list(names)]
    if person is not None:
        clause += " and source = ? and user_key = ?"
        params = [*params, *person]
    cursor.execute(
        'create or replace temp table used as select day, "at", name, source, user_key, batch'
        f" from {visible(lake=lake, hidden=hidden, days=days)} where {clause}",
        params,
    ).fetchall()
    if names is None and person is None:
        cursor.execute(_SESSIONS).fetchall()


def _state(viewer: Viewer, lake: Lake, account: int, closed: date | None) -> dict[str, Any]:
    if closed is None:
        return {}
    rows = queries.day_rows(
        viewer=viewer, lake=lake, day=closed, keys=["day_zero_on", BASELINE], accounts=[account]
    )
    return next(iter(rows.values()), {})


def _covered(keys: Sequence[KeySpan], first: date, last: date) -> set[date]:
    """The days on which a source of one of the keys says what happened."""
    spans = {
        c.source: (c.from_on, c.to_on)
        for c in workspace.coverage(viewer=Viewer.system())
        if c.kind == "usage"
    }
    found: set[date] = set()
    for key in keys:
        if key.source not in spans:
            continue
        begin = max(d for d in (first, key.from_on, spans[key.source][0]) if d)
        end = min(d for d in (last, key.to_on, spans[key.source][1]) if d)
        found.update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return found


# Putting together -------------------------------------------------------------------------------


def _days(
    counts: Iterable[tuple[date, str, int]],
    users: Mapping[date, int],
    seconds: Mapping[date, int],
    first: date,
    covered: set[date],
) -> Iterable[DayUse]:
    events: dict[date, int] = dict.fromkeys(sorted(covered), 0)
    for day, _name, n in counts:
        if day >= first:
            events[day] = events.get(day, 0) + n
    for day in sorted(events):
        yield DayUse(day, users.get(day, 0), events[day], seconds.get(day))


def _features(
    catalogue: Catalogue,
    counts: Iterable[tuple[date, str, int]],
    pairs: Iterable[tuple[str, str, str]],
    first: date,
    entitled: frozenset[str] | None,
) -> tuple[tuple[FeatureUse, ...], tuple[FeatureUse, ...]]:
    """Used in the period, most people first; and entitled to but not used, last used first."""
    events: dict[str, int] = defaultdict(int)
    last_on: dict[str, date] = {}
    users: dict[str, set[tuple[str, str]]] = defaultdict(set)
    claimed, known = catalogue.feature_of, catalogue.features
    key_of = {n: claimed.get(n, n) for _d, n, _c in counts}
    for day, name, n in counts:
        key = key_of[name]
        last_on[key] = max(day, last_on.get(key, day))
        events[key] += n if day >= first else 0
    for name, source, user in pairs:
        users[key_of[name]].add((source, user))

    def told(key: str) -> FeatureUse:
        feature = known.get(key)
        entry = catalogue.events.get(key)
        named = entry is not None and (entry.name.ja or entry.name.en)
        name = feature.name if feature else entry.name if entry and named else Text.of(key)
        return FeatureUse(
            key, name, len(users[key]), events.get(key, 0), last_on.get(key),
            feature is not None or entry is not None,
            feature is not None and (entitled is None or key in entitled),
        )  # fmt: skip

    used = sorted((told(k) for k, n in events.items() if n), key=lambda f: (-f.users, -f.events))
    idle = [told(k) for k in known if not events.get(k)]
    return (
        tuple(used),
        tuple(
            sorted(
                (f for f in idle if f.entitled), key=lambda f: f.last_on or date.min, reverse=True
            )
        ),
    )


def _entitled(viewer: Viewer, account: int, day: date) -> frozenset[str] | None:
    """The features the running plans and add-ons give; None where a plan says nothing."""
    plans = {p.key: p.features for p in revenue.plans(viewer=viewer)}
    add_ons = {a.key: a.features for a in revenue.add_ons(viewer=viewer)}
    found: set[str] = set()
    some = False
    for line in revenue.contracts_of(viewer=viewer, account_id=account, day=day):
        if not line.runs:
            continue
        features = (add_ons if line.kind == "addon" else plans).get(line.plan)
        some = some or (line.kind != "addon" and features is not None)
        found.update(features or ())
    return frozenset(found) if some else None


def _weeks(counts: Mapping[date, int], first: date, last: date, start: date) -> Iterable[Week]:
    """Blocks of 7 days back from ``last``; compared only where at least 6 whole ones lie after ``start``."""

    def block(end: date) -> int | None:
        if end - timedelta(days=BLOCK - 1) < start:
            return None
        return sum(counts.get(end - timedelta(days=n), 0) for n in range(BLOCK))

    number = (last - first).days // BLOCK
    for back in range(number, -1, -1):
        end = last - timedelta(days=BLOCK * back)
        former = [block(end - timedelta(days=BLOCK * k)) for k in range(1, BLOCKS + 1)]
        known = [n for n in former if n is not None]
        low = high = None
        if block(end) is not None and len(known) >= AT_LEAST:
            mean = sum(known) / len(known)
            spread = sqrt(sum((n - mean) ** 2 for n in known) / (len(known) - 1))
            wide = max(spread, 1, 0.1 * mean)
            low, high = max(0.0, mean - wide), mean + wide
        yield Week(end, block(end), low, high)
