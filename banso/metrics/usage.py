# ruff: noqa: S608  values are bound; the select over the lake's files comes from the lake
"""Events of a chunk of days, put together once for every shape that counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Protocol

from banso.metrics.catalogue import OWN_PREFIX, Catalogue
from banso.metrics.contracting import beginnings, begun_on
from banso.metrics.definitions import Metric
from banso.metrics.fielding import NEVER
from banso.metrics.sessions import sessions_of
from banso.metrics.shapes import ANY
from banso.metrics.work import DuckWork, Source, Sources, Work, as_date, as_number, number_of
from banso.metrics.world import KeyFact, World

_BEGINNING_OF_TIME = date(1, 1, 1)
KEY_JOIN = """join keys as k on k.source = e.source and k.key = e.account_key
    and (k.from_on is null or e.day >= k.from_on) and (k.to_on is null or e.day < k.to_on)"""


# Shapes that count the catalogue's steps, and those that count sessions, whatever their events are called.
SETUP = (
    "setup_progress", "setup_done", "setup_steps_done", "setup_steps_left", "setup_left", "setup_last",
)  # fmt: skip
SESSIONS = ("sessions", "session_minutes")


@dataclass(frozen=True)
class Names:
    """Which event names a metric counts; none means that the catalogue does not say."""

    by_metric: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, world: World, metrics: Iterable[Metric], every: Callable[[], tuple[str, ...]]
    ) -> Names:
        once = cache(every)
        return cls({m.key: names_counted(world.catalogue, m, once) for m in metrics})

    def __getitem__(self, metric: Metric) -> tuple[str, ...]:
        return self.by_metric[metric.key]


def names_counted(
    catalogue: Catalogue, metric: Metric, every: Callable[[], Iterable[str]] = tuple
) -> tuple[str, ...]:
    """The event names a metric counts; ``every`` gives all there are, for the role ``any``."""
    given = metric.parameters
    if metric.shape in SETUP:
        return catalogue.names_of("setup_step")
    if metric.shape in SESSIONS:
        return tuple(every())
    picks: list[set[str]] = []
    if given.get("names"):
        picks.append({n for n in given["names"] if not n.startswith(OWN_PREFIX)})
    if given.get("role") == ANY:
        picks.append(set(every()))
    elif given.get("role"):
        picks.append(set(catalogue.names_of(given["role"])))
    if given.get("feature"):
        picks.append({e for e, f in catalogue.feature_of.items() if f == given["feature"]})
    return tuple(sorted(set.intersection(*picks))) if picks else ()


def days_back(metric: Metric) -> int:
    """How many days, its own included, a metric looks back."""
    if metric.shape in ("baseline", "baseline_band"):
        return 7 * (int(metric.parameters["weeks"]) + 1)
    if metric.shape in ("events_before", "users_before", "stopped_users"):
        return 2 * (metric.window or 1)
    if metric.shape == "new_users":
        return (metric.window or 1) + int(metric.parameters["before"])
    return metric.window or 1


@dataclass(frozen=True)
class Picks:
    """A number for each set of names that metrics count."""

    numbers: Mapping[tuple[str, ...], int]
    names: Names

    @classmethod
    def of(cls, metrics: Iterable[Metric], names: Names) -> Picks:
        found: dict[tuple[str, ...], int] = {}
        for metric in metrics:
            if names[metric]:
                found.setdefault(names[metric], len(found) + 1)
        return cls(found, names)

    def __getitem__(self, metric: Metric) -> int:
        return self.numbers[self.names[metric]]

    def of_all(self, metrics: Iterable[Metric]) -> str:
        """SQL of the picks of these metrics, for ``in``; never empty."""
        return ", ".join(map(str, sorted({self[m] for m in metrics}))) or "0"

    def hand_over(self, work: Work) -> None:
        rows = [(number, name) for names, number in self.numbers.items() for name in names]
        work.hand_over("picks", (("pick", "INTEGER"), ("name", "VARCHAR")), rows)


def make_keys(work: Work, world: World, keys: Sequence[KeyFact] | None = None) -> None:
    """Hand over what ties an event to an account: all keys, or some."""
    work.hand_over(
        "keys",
        (
            ("source", "VARCHAR"), ("key", "VARCHAR"), ("account", "BIGINT"),
            ("from_on", "DATE"), ("to_on", "DATE"),
        ),
        world.keys if keys is None else keys,
    )  # fmt: skip


def make_users(work: Work, world: World) -> None:
    """Hand over departments of users, and champions."""
    work.hand_over(
        "users",
        (
            ("account", "BIGINT"), ("source", "VARCHAR"), ("user_key", "VARCHAR"),
            ("department", "VARCHAR"),
        ),
        [(u.account, u.source, u.user_key, u.department) for u in world.users if u.department],
    )  # fmt: skip
    _make_champions(work, world)


def _make_champions(work: Work, world: World) -> None:
    """Hand over who was champion from day to day, and which users they are."""
    work.hand_over(
        "champion_users",
        (
            ("account", "BIGINT"), ("source", "VARCHAR"), ("user_key", "VARCHAR"),
            ("contact", "BIGINT"),
        ),
        sorted({(c.account, s, key, c.contact) for c in world.champions for s, key in c.users}),
    )  # fmt: skip
    end = number_of(date.max)
    work.hand_over(
        "champion_roles",
        (
            ("account", "BIGINT"), ("contact", "BIGINT"), ("from_d", "INTEGER"),
            ("to_d", "INTEGER"),
        ),
        [
            (
                c.account, c.contact, number_of(c.from_on or _BEGINNING_OF_TIME),
                number_of(c.to_on) if c.to_on else end,
            )
            for c in world.champions
        ],
    )  # fmt: skip


def first_events(work: Work, world: World, sources: Sources, *, first: date) -> dict[int, date]:
    """The first day with an event of each account's own keys, for the accounts where it matters.

    It does where nothing else says that the account was there on ``first``, the first day measured.
    """
    contracts = begun_on(world)
    unsure = {a.id for a in world.accounts if min(a.created_on, contracts.get(a.id, NEVER)) > first}
    if not unsure:
        return {}
    make_keys(work, world, [k for k in world.keys if k.account in unsure])
    return dict(
        work.rows(
            f"select k.account, min(e.day) from {sources.seen(None)} as e {KEY_JOIN} group by k.account"
        )
    )


def event_names(work: Work, sources: Sources) -> tuple[str, ...]:
    """Every event name there is, our own left out."""
    rows = work.rows(f"select distinct name from {sources.seen(None)} as e")
    return tuple(sorted(r[0] for r in rows if not r[0].startswith(OWN_PREFIX)))


def counted_here(work: Work, sources: Sources) -> Sources:
    """This function will count raw events into a table of ``work``, and give sources that read it."""
    work.make("counted_events", f"select * from {sources.counted(None)} as c")

    def sessions(days: tuple[date, date] | None) -> str:
        where = "true" if days is None else f"day between date '{days[0]}' and date '{days[1]}'"
        return f"({sessions_of(sources.events(days), where=where)})"

    return replace(
        sources,
        usage_days=lambda days: "counted_events",
        session_days=sessions if isinstance(work, DuckWork) else None,
    )


@dataclass(frozen=True)
class Facts:
    """Counted events of accounts, for days a chunk needs: from the sources, or kept in a table.

    One chunk reads the sources; with many chunks over the same days the table ``facts``, in order
    of account, spares reading and joining them each time.
    """

    work: Work
    sources: Sources
    kept: bool = False

    def keep(self, picks: Picks, *, last: date) -> Facts:
        """This function will make the table ``facts`` of everything up to ``last`` that any pick counts."""
        self.work.make(
            "facts",
            f"""
            select * from {self.counted((_BEGINNING_OF_TIME, last))} as f
            where name in (select name from picks) order by account
            """,
        )
        self.work.make(
            "session_facts",
            f"select * from {self.sessions((_BEGINNING_OF_TIME, last))} as s order by account",
        )
        return Facts(self.work, self.sources, kept=True)

    def sessions(self, days: tuple[date, date]) -> str:
        """(account, d, sessions, seconds), one row each."""
        begin, end = number_of(days[0]), number_of(days[1])
        if self.kept:
            return f"(select * from session_facts where d between {begin} and {end})"
        return f"""(
            select k.account, {as_number("e.day")} as d, cast(sum(e.sessions) as bigint) as sessions,
                cast(sum(e.seconds) as bigint) as seconds
            from {self.sources.sessions(days)} as e {KEY_JOIN}
            where e.day between date '{days[0]}' and date '{days[1]}' group by k.account, e.day)"""

    def counted(self, days: tuple[date, date]) -> str:
        """(account, d, source, user_key, name, n, total), one row each."""
        return self._text(self.sources.counted, days, ", n, total")

    def seen(self, days: tuple[date, date]) -> str:
        """(account, d, source, user_key, name), at least one row each."""
        return self._text(self.sources.seen, days, "")

    def marks(self, masks: str, *, last: int) -> str:
        """A select of (account, d, mask) up to a day: the bits of all names seen, by a table (name, mask)."""
        if self.kept:
            return f"""
                select f.account, f.d, bit_or(m.mask) as mask
                from facts as f join {masks} as m on m.name = f.name
                where f.d <= {last} group by f.account, f.d"""
        return f"""
            select k.account, {as_number("e.day")} as d, bit_or(e.mask) as mask
            from (
                select e.source, e.account_key, e.day, bit_or(m.mask) as mask
                from {self.sources.seen(None)} as e join {masks} as m on m.name = e.name
                where e.day <= {as_date(str(last))}
                group by e.source, e.account_key, e.day
            ) as e {KEY_JOIN}
            group by k.account, e.day"""

    def _text(self, source: Source, days: tuple[date, date], more: str) -> str:
        begin, end = number_of(days[0]), number_of(days[1])
        if self.kept:
            return f"(select * from facts where d between {begin} and {end})"
        return f"""(
            select k.account, {as_number("e.day")} as d, e.source, e.user_key, e.name{more}
            from {source(days)} as e {KEY_JOIN}
            where e.day between date '{days[0]}' and date '{days[1]}')"""


class ForOneDay(Protocol):
    """What counts a single day in its own way (``one_day``)."""

    def tables(self, metric: Metric) -> tuple[str, ...]: ...

    def make(self, metrics: Sequence[Metric]) -> None: ...


def make_usage(
    work: Work, facts: Facts, metrics: list[Metric], picks: Picks,
    *, first: date, last: date, accounts: tuple[int, int] | None = None, day: ForOneDay | None = None,
) -> None:  # fmt: skip
    """Make the tables the shapes of ``metrics`` say they read, for days first..last.

    In the windows: ``pick_days`` (pick, account, d, n, total) and ``pick_users``,
    ``pick_features``, ``pick_departments``, ``pick_champions`` (pick, account, …, d, previous, next): the days on
    which each was seen, with the day before and after on which it was. ``sessions_of`` (account, d,
    sessions, seconds). Since the data begin: ``hist_days`` (pick, account, d) and ``hist_names``
    (pick, account, name, d). ``accounts``: only those from the first to the second. ``day`` makes
    tables of its own, and says which of these it needs.
    """
    needs = {m.key: m.how.reads if day is None else day.tables(m) for m in metrics}

    def reading(table: str) -> list[Metric]:
        return [m for m in metrics if table in needs[m.key]]

    among = "true" if accounts is None else f"account between {accounts[0]} and {accounts[1]}"
    windowed = [m for m in metrics if _WINDOWED & set(m.how.reads)]
    back = max((days_back(m) for m in windowed), default=1)
    seen = facts.counted((first - timedelta(days=back - 1), last))
    work.make(
        "seen",
        f"""
        select * from {seen} as f
        where {among} and name in (select name from picks where pick in ({picks.of_all(windowed)}))
        """,
    )
    for table in sorted(_WINDOWED):
        if reading(table):
            _make_windowed(work, table, picks.of_all(reading(table)))
    if day is not None:
        day.make(metrics)
    work.drop("seen")
    if timed := reading("sessions_of"):
        spent = facts.sessions((first - timedelta(days=max(map(days_back, timed)) - 1), last))
        work.make("sessions_of", f"select * from {spent} as f where {among}")
    for table, column in (("hist_days", ""), ("hist_names", "f.name, ")):
        if not reading(table):
            continue
        work.make(
            table,
            f"""
            select distinct p.pick, f.account, {column}f.d
            from {facts.seen((_BEGINNING_OF_TIME, last))} as f
            join picks as p on p.name = f.name and p.pick in ({picks.of_all(reading(table))})
            where {among}
            """,
        )


_WINDOWED = {"pick_days", "pick_users", "pick_features", "pick_departments", "pick_champions"}
# What is counted once each: columns, and the joins that give them.
_DISTINCT: Mapping[str, tuple[str, str]] = {
    "pick_users": ("s.source, s.user_key", "where s.user_key is not null"),
    "pick_features": ("f.feature", "join features as f on f.name = s.name"),
    "pick_departments": (
        "u.department",
        "join users as u on u.account = s.account and u.source = s.source and u.user_key = s.user_key",
    ),
    "pick_champions": (
        "u.contact",
        "join champion_users as u"
        " on u.account = s.account and u.source = s.source and u.user_key = s.user_key",
    ),
}


def _make_windowed(work: Work, table: str, wanted: str) -> None:
    of_pick = f"join picks as p on p.name = s.name and p.pick in ({wanted})"
    if table == "pick_days":
        work.make(
            table,
            f"""
            select p.pick, s.account, s.d, cast(sum(s.n) as bigint) as n, sum(s.total) as total
            from seen as s {of_pick} group by p.pick, s.account, s.d
            """,
        )
        return
    columns, joined = _DISTINCT[table]
    bare = columns.replace("s.", "").replace("f.", "").replace("u.", "")
    where = joined if joined.startswith("where") else ""
    joins = "" if where else joined
    work.make(
        table,
        f"""
        select pick, account, {bare}, d,
            lag(d) over (partition by pick, account, {bare} order by d) as previous,
            lead(d) over (partition by pick, account, {bare} order by d) as next
        from (
            select distinct p.pick, s.account, {columns}, s.d
            from seen as s {of_pick} {joins} {where}
        ) as once
        """,
    )


@dataclass
class Beginnings:
    """Seats and coverage of the first days of tenures; each is worked out once for all chunks."""

    world: World
    known: dict[int, dict[tuple[int, date], tuple[Any, ...] | None]] = field(default_factory=dict)

    def make(
        self, work: Work, facts: Facts, metrics: list[Metric], picks: Picks, *, last: date
    ) -> None:
        """This function will make ``beginnings``, and ``early``: who used it in the first days.

        For the tenures of ``base`` whose first days are over by ``last``.
        """
        pairs = work.rows("select distinct account, zero from base where day_zero is not null")
        rows: list[tuple[Any, ...]] = []
        for days in sorted({int(m.parameters["days"]) for m in metrics}):
            rows += self._of([(a, z) for a, z in pairs if z + timedelta(days=days) <= last], days)
        work.hand_over(
            "beginnings",
            (
                ("account", "BIGINT"), ("zero", "INTEGER"), ("days", "INTEGER"),
                ("seats", "BIGINT"), ("covered", "BOOLEAN"),
            ),
            [(a, number_of(z), n, seats, ok) for a, z, n, seats, ok in rows],
        )  # fmt: skip
        begin = min((zero for _, zero, _, _, _ in rows), default=last)
        end = max((zero + timedelta(days=n - 1) for _, zero, n, _, _ in rows), default=last)
        work.make(
            "early",
            f"""
            select distinct p.pick, b.account, b.zero, f.source, f.user_key, f.d
            from {facts.seen((begin, end))} as f
            join picks as p on p.name = f.name and p.pick in ({picks.of_all(metrics)})
            join (
                select account, zero, max(days) as days from beginnings group by account, zero
            ) as b on b.account = f.account and f.d >= b.zero and f.d < b.zero + b.days
            where f.user_key is not null
            """,
        )

    def _of(self, pairs: list[tuple[int, date]], days: int) -> list[tuple[Any, ...]]:
        known = self.known.setdefault(days, {})
        new = [p for p in pairs if p not in known]
        known.update(dict.fromkeys(new))
        known.update({(row[0], row[1]): row for row in beginnings(self.world, new, days=days)})
        return [row for p in pairs if (row := known[p]) is not None]
