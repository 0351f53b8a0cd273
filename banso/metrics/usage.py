# ruff: noqa: S608  values are bound; the select over the lake's files comes from the lake
"""Events of a chunk of days, put together once for every shape that counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from banso.metrics.catalogue import OWN_PREFIX, Catalogue
from banso.metrics.contracting import beginnings, begun_on
from banso.metrics.definitions import Metric
from banso.metrics.fielding import NEVER
from banso.metrics.shapes import ANY
from banso.metrics.work import Sources, Work, as_number, number_of
from banso.metrics.world import KeyFact, World

_BEGINNING_OF_TIME = date(1, 1, 1)
KEY_JOIN = """join keys as k on k.source = e.source and k.key = e.account_key
    and (k.from_on is null or e.day >= k.from_on) and (k.to_on is null or e.day < k.to_on)"""


@dataclass(frozen=True)
class Names:
    """Which event names a metric counts; none means that the catalogue does not say."""

    by_metric: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls, world: World, metrics: Iterable[Metric], every: Callable[[], tuple[str, ...]]
    ) -> Names:
        return cls({m.key: names_counted(world.catalogue, m, every) for m in metrics})

    def __getitem__(self, metric: Metric) -> tuple[str, ...]:
        return self.by_metric[metric.key]


def names_counted(
    catalogue: Catalogue, metric: Metric, every: Callable[[], Iterable[str]] = tuple
) -> tuple[str, ...]:
    """The event names a metric counts; ``every`` gives all there are, for the role ``any``."""
    given = metric.parameters
    if metric.shape in ("setup_progress", "setup_done"):
        return catalogue.names_of("setup_step")
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
    if metric.shape == "baseline":
        return 7 * (int(metric.parameters["weeks"]) + 1)
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
    """Hand over departments of users."""
    work.hand_over(
        "users",
        (
            ("account", "BIGINT"), ("source", "VARCHAR"), ("user_key", "VARCHAR"),
            ("department", "VARCHAR"),
        ),
        [(u.account, u.source, u.user_key, u.department) for u in world.users if u.department],
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


def make_usage(
    work: Work, world: World, sources: Sources, metrics: list[Metric], picks: Picks,
    *, first: date, last: date,
) -> None:  # fmt: skip
    """Make the tables the shapes of ``metrics`` say they read, for days first..last.

    ``picks`` (pick, name). In the windows: ``pick_days`` (pick, account, d, n, total) and
    ``pick_users``, ``pick_features``, ``pick_departments`` (pick, account, …, d, previous, next):
    the days on which each was seen, with the day before and after on which it was. Since the data
    begin: ``hist_days`` (pick, account, d) and ``hist_names`` (pick, account, name, d).
    ``early``: who used it in the first days of a tenure, with ``beginnings``.
    """
    make_keys(work, world)
    make_users(work, world)
    picks.hand_over(work)

    def reading(table: str) -> list[Metric]:
        return [m for m in metrics if table in m.how.reads]

    windowed = [m for m in metrics if _WINDOWED & set(m.how.reads)]
    _make_seen(work, sources, windowed, picks, first=first, last=last)
    for table in sorted(_WINDOWED):
        _make_windowed(work, table, picks.of_all(reading(table)))
    work.drop("seen")
    for table, column in (("hist_days", ""), ("hist_names", "name")):
        _make_hist(work, sources, table, column, reading(table), picks, last=last)
    _make_early(work, world, sources, reading("early"), picks, last=last)


_WINDOWED = {"pick_days", "pick_users", "pick_features", "pick_departments"}
# What is counted once each: columns, and the joins that give them.
_DISTINCT: Mapping[str, tuple[str, str]] = {
    "pick_users": ("s.source, s.user_key", "where s.user_key is not null"),
    "pick_features": ("f.feature", "join features as f on f.name = s.name"),
    "pick_departments": (
        "u.department",
        "join users as u on u.account = s.account and u.source = s.source and u.user_key = s.user_key",
    ),
}


def _make_seen(
    work: Work, sources: Sources, metrics: list[Metric], picks: Picks, *, first: date, last: date
) -> None:
    """``seen``: events per account, local day, user and name, as far back as any window reaches."""
    back = max((days_back(m) for m in metrics), default=1)
    begin = first - timedelta(days=back - 1)
    work.make(
        "seen",
        f"""
        select k.account, {as_number("e.day")} as d, e.source, e.user_key, e.name, e.n, e.total
        from {sources.counted((begin, last))} as e {KEY_JOIN}
        where e.day between $begin and $last
            and e.name in (select name from picks where pick in ({picks.of_all(metrics)}))
        """,
        {"begin": begin, "last": last},
    )


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


def _make_hist(
    work: Work, sources: Sources, table: str, column: str, metrics: list[Metric], picks: Picks,
    *, last: date,
) -> None:  # fmt: skip
    """Days on which any name of a pick (or each of them) was seen at an account, ever since."""
    name = f"e.{column}, " if column else ""
    wanted = picks.of_all(metrics)
    work.make(
        table,
        f"""
        select distinct e.pick, k.account, {name}{as_number("e.day")} as d
        from (
            select distinct p.pick, r.source, r.account_key, {name.replace("e.", "r.")}r.day
            from {sources.seen((_BEGINNING_OF_TIME, last))} as r
            join picks as p on p.name = r.name and p.pick in ({wanted})
            where r.day <= $last
        ) as e {KEY_JOIN}
        """,
        {"last": last},
    )


def _make_early(
    work: Work, world: World, sources: Sources, metrics: list[Metric], picks: Picks, *, last: date
) -> None:
    """``beginnings``: seats and coverage of the first days of a tenure; ``early``: who used it then."""
    pairs = work.rows(
        "select distinct account, zero from base where day_zero is not null order by account, zero"
    )
    rows: list[tuple[Any, ...]] = []
    for days in sorted({int(m.parameters["days"]) for m in metrics}):
        ripe = [(a, z) for a, z in pairs if z + timedelta(days=days) <= last]
        rows += beginnings(world, ripe, days=days)
    work.hand_over(
        "beginnings",
        (
            ("account", "BIGINT"), ("zero", "INTEGER"), ("days", "INTEGER"), ("seats", "BIGINT"),
            ("covered", "BOOLEAN"),
        ),
        [(a, number_of(z), n, seats, ok) for a, z, n, seats, ok in rows],
    )  # fmt: skip
    covered = [(zero, zero + timedelta(days=days - 1)) for _, zero, days, _, ok in rows if ok]
    begin = min((c[0] for c in covered), default=last)
    end = max((c[1] for c in covered), default=last)
    work.make(
        "early",
        f"""
        select distinct p.pick, b.account, b.zero, e.source, e.user_key, {as_number("e.day")} as d
        from {sources.seen((begin, end))} as e
        join picks as p on p.name = e.name and p.pick in ({picks.of_all(metrics)})
        join (
            select k.source, k.key, k.account, b.zero,
                greatest(b.zero, coalesce({as_number("k.from_on")}, b.zero)) as from_d,
                least(b.zero + b.days, coalesce({as_number("k.to_on")}, b.zero + b.days)) as to_d
            from (select account, zero, max(days) as days from beginnings group by account, zero) as b
            join keys as k on k.account = b.account
        ) as b on b.source = e.source and b.key = e.account_key
            and {as_number("e.day")} >= b.from_d and {as_number("e.day")} < b.to_d
        where e.day between $begin and $end and e.user_key is not null
        """,
        {"begin": begin, "end": end},
    )
