# ruff: noqa: S608  the select over files comes from the lake; values are bound
"""What a number is made of: the events, contract lines or tickets behind one account's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from banso.customers import queries as customers
from banso.customers.moments.queries import Happening
from banso.customers.queries import TicketView
from banso.events.lake import Lake
from banso.events.queries import visible
from banso.metrics import queries
from banso.metrics.definitions import Metric, Registry
from banso.metrics.moments_behind import moments_behind
from banso.metrics.usage import SESSIONS, SETUP, days_back, names_counted
from banso.revenue import queries as revenue
from banso.revenue.queries import ContractLineView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer

MOST = 200
_BEGINNING = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class EventBehind:
    """One event. ``batch`` is the import it came with."""

    at: datetime
    day: date
    source: str
    name: str
    user_key: str | None
    value: float | None
    batch: str | None


@dataclass(frozen=True, slots=True)
class GroupBehind:
    """What a distinct count counts once: a user, a feature, a day, a step; its events, first and last day."""

    label: str
    events: int
    last_on: date
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a number. ``first``..``last`` are the days looked at; ``total`` counts the
    events before the list was cut. ``parts`` are the numbers a ratio is made of.
    """

    key: str
    day: date
    value: Any
    kind: str  # events, contracts, tickets, moments, field, none
    first: date | None = None
    last: date | None = None
    total: int = 0
    events: tuple[EventBehind, ...] = ()
    groups: tuple[GroupBehind, ...] = ()
    contracts: tuple[ContractLineView, ...] = ()
    tickets: tuple[TicketView, ...] = ()
    moments: tuple[Happening, ...] = ()
    parts: tuple[tuple[str, Any], ...] = ()


def rows_behind(
    *,
    viewer: Viewer,
    lake: Lake,
    metric: str,
    account: int,
    day: date,
    hidden: frozenset[str] = frozenset(),
    limit: int = MOST,
) -> Behind:
    """This function will give what one account's number of a day is made of, the newest first.

    A metric without a source, and a dated field, have nothing behind them but the value. Raises
    ``NotAllowed`` outside the viewer's scope.
    """
    queries.require_account(viewer, account)
    registry = queries.registry(viewer=viewer)
    row = queries.day_rows(viewer=viewer, lake=lake, day=day, accounts=[account]).get(
        (account, "main"), {}
    )
    look = _Look(viewer, lake, registry, account, day, row, hidden, limit)
    if metric not in registry:
        return Behind(metric, day, row.get(metric), "field")
    return look.behind(registry[metric])


@dataclass(frozen=True)
class _Look:
    """One account's day, asked about one metric after the other."""

    viewer: Viewer
    lake: Lake
    registry: Registry
    account: int
    day: date
    row: dict[str, Any]
    hidden: frozenset[str]
    limit: int

    def behind(self, metric: Metric) -> Behind:
        stage = metric.how.stage
        if stage == "derived":
            return self._derived(metric)
        if stage == "contract":
            return self._contracts(metric)
        if stage == "tickets":
            return self._tickets(metric)
        if stage == "moments":
            return self._moments(metric)
        if stage == "usage":
            return self._events(metric)
        return Behind(metric.key, self.day, None, "none")

    def _derived(self, metric: Metric) -> Behind:
        """The numbers it is made of, and what is behind the first of them that has a value."""
        given = metric.parameters
        names = [given[n] for n in ("of", "minus", "else", "to") if given.get(n)]
        if metric.shape == "days_from_zero":
            names.append("day_zero_on")
        parts = tuple((n, self.row.get(n)) for n in names)
        first = next((n for n, v in parts if v is not None), names[0])
        inner = self.behind(self.registry[first]) if first in self.registry else None
        value = self.row.get(metric.key)
        if inner is None:
            return Behind(metric.key, self.day, value, "field", parts=parts)
        return Behind(
            metric.key, self.day, value, inner.kind, inner.first, inner.last, inner.total,
            inner.events, inner.groups, inner.contracts, inner.tickets, inner.moments, parts,
        )  # fmt: skip

    def _contracts(self, metric: Metric) -> Behind:
        find = revenue.lines_behind_mrr if metric.key in ("mrr", "arr") else revenue.contracts_of
        lines = find(viewer=self.viewer, account_id=self.account, day=self.day)
        return Behind(
            metric.key, self.day, self.row.get(metric.key), "contracts", total=len(lines),
            contracts=tuple(lines[: self.limit]),
        )  # fmt: skip

    def _tickets(self, metric: Metric) -> Behind:
        zone = ZoneInfo(workspace.workspace(viewer=self.viewer).time_zone)
        first = self._window_start(metric.window) if metric.window else None
        severity = metric.parameters.get("severity")
        older = self.day - timedelta(days=metric.parameters.get("days") or 0)
        by_closing = metric.shape in ("tickets_closed", "ticket_days_to_close")
        found = []
        for t in customers.tickets_of(viewer=self.viewer, account_id=self.account):
            opened = t.opened_at.astimezone(zone).date()
            closed = t.closed_at.astimezone(zone).date() if t.closed_at else None
            if severity and t.severity != severity or opened > self.day:
                continue
            if first is not None:
                at = closed if by_closing else opened
                counts = at is not None and first <= at <= self.day
            else:
                counts = closed is None or closed > self.day
                if metric.shape == "tickets_open_older":
                    counts = counts and opened < older
            if counts:
                found.append(t)
        return Behind(
            metric.key, self.day, self.row.get(metric.key), "tickets", first, self.day, len(found),
            tickets=tuple(found[: self.limit]),
        )  # fmt: skip

    def _moments(self, metric: Metric) -> Behind:
        first = self._window_start(metric.window) if metric.window else self._since()
        found = moments_behind(
            metric, viewer=self.viewer, account=self.account, first=first, day=self.day
        )
        if not metric.window:
            found = found[:1]  # the last of them
        return Behind(
            metric.key, self.day, self.row.get(metric.key), "moments", first, self.day, len(found),
            moments=tuple(found[: self.limit]),
        )  # fmt: skip

    def _since(self) -> date:
        """The first day that counts as this tenure, as measuring takes it."""
        known = [d for k in ("tenure_start_on", "day_zero_on") if (d := self.row.get(k))]
        return min(known, default=_BEGINNING)

    def _window_start(self, window: int, *, any_tenure: bool = False) -> date:
        begin = self.day - timedelta(days=window - 1)
        return begin if any_tenure else max(begin, self._since())

    def _days(self, metric: Metric) -> tuple[date, date]:
        """The days whose events the number is made of."""
        any_tenure = metric.parameters.get("tenure") == "any"
        value = self.row.get(metric.key)
        if metric.shape == "days_since_event" and value is not None:
            last = self.day - timedelta(days=value)
            return last, last
        if metric.shape == "initial_use" and self.row.get("day_zero_on"):
            zero: date = self.row["day_zero_on"]
            return zero, min(self.day, zero + timedelta(days=metric.parameters["days"] - 1))
        if metric.shape == "weeks_running":
            monday = self.day + timedelta(days=1)
            monday -= timedelta(days=monday.weekday())
            begin = monday - timedelta(days=7 * max(1, value or 0))
            return max(begin, self._since()), min(self.day, monday - timedelta(days=1))
        if metric.window or metric.shape in ("baseline", "baseline_band"):
            begin = self._window_start(days_back(metric), any_tenure=any_tenure)
            return begin, self.day - timedelta(days=_quiet_days(metric))
        return (_BEGINNING if any_tenure else self._since()), self.day

    def _events(self, metric: Metric) -> Behind:
        first, last = self._days(metric)
        selected, params = self._selected(metric, first, last)
        selected, params = _of_these_users(metric, self.day, selected, params)
        if not selected:
            return Behind(metric.key, self.day, self.row.get(metric.key), "events", first, last)
        with self.lake.cursor() as cursor:
            rows = cursor.execute(
                f"""
                select "at", day, source, name, user_key, value, batch, count(*) over () as n
                from {selected} order by "at" desc, source, message_id limit {int(self.limit)}
                """,
                params,
            ).fetchall()
            groups = _groups(cursor, metric, selected, params, self)
        return Behind(
            metric.key, self.day, self.row.get(metric.key), "events", first, last,
            rows[0][-1] if rows else 0, tuple(EventBehind(*r[:-1]) for r in rows), groups,
        )  # fmt: skip

    def _selected(self, metric: Metric, first: date, last: date) -> tuple[str, list[Any]]:
        """A parenthesised select of the account's events that count, and its values."""
        catalogue = queries.catalogue_in_force(viewer=self.viewer)
        names = names_counted(catalogue, metric, tuple)
        everything = metric.shape in SESSIONS or (
            metric.parameters.get("role") == "any" and not metric.parameters.get("names")
        )
        keys = customers.key_spans(viewer=self.viewer, account_ids=[self.account])
        if not keys or not (names or everything):
            return "", []
        parts, params = [], [first, last]
        for key in keys:
            parts.append("(source = ? and account_key = ? and day >= ? and day < ?)")
            params += [key.source, key.key, key.from_on or _BEGINNING, key.to_on or date.max]  # type: ignore[list-item]
        which = "not starts_with(name, 'banso.')"
        if not everything:
            which = "name in (select unnest(?::varchar[]))"
            params.append(list(names))  # type: ignore[arg-type]
        source = visible(lake=self.lake, hidden=self.hidden, days=(first, last))
        return (
            f"(select * from {source} where day between ? and ? and ({' or '.join(parts)}) and {which})",
            params,
        )


_BY_USER = (
    "distinct_users", "initial_use", "users_before", "new_users", "stopped_users",
    "sessions", "session_minutes",
)  # fmt: skip
_BY_FEATURE = ("distinct_features", "feature_rate", "unused_features", "unused_feature_list")


def _quiet_days(metric: Metric) -> int:
    """The newest days of its look back whose events do not count."""
    if metric.shape in ("events_before", "users_before"):
        return metric.window or 0
    return 7 if metric.shape == "baseline_band" else 0


def _of_these_users(
    metric: Metric, day: date, selected: str, params: list[Any]
) -> tuple[str, list[Any]]:
    """Of the events, those of the users who came or stopped, where the metric counts these."""
    if not selected or metric.shape not in ("new_users", "stopped_users"):
        return selected, params
    turn = day - timedelta(days=metric.window or 0)
    came = "min(day) > ?" if metric.shape == "new_users" else "max(day) <= ?"
    return (
        f"""(select * from {selected} where (source, user_key) in (
            select source, user_key from {selected}
            where user_key is not null group by source, user_key having {came}))""",
        [*params, *params, turn],
    )


def _groups(
    cursor: Any, metric: Metric, selected: str, params: Sequence[Any], look: _Look
) -> tuple[GroupBehind, ...]:
    """What the metric counts once, if it is a distinct count."""
    if metric.shape in _BY_USER:
        label = "user_key"
    elif metric.shape in ("active_days", "weeks_running", "days_between"):
        label = "day::varchar"
    elif metric.shape in (*_BY_FEATURE, *SETUP):
        label = "name"
    else:
        return ()
    rows = cursor.execute(
        f"""
        select {label} as label, count(*), max(day), min(day) from {selected}
        where {label} is not null group by label order by max(day) desc, label
        """,
        params,
    ).fetchall()
    if metric.shape not in _BY_FEATURE:
        return tuple(GroupBehind(*r) for r in rows)
    features = queries.catalogue_in_force(viewer=look.viewer).feature_of
    found: dict[str, GroupBehind] = {}
    for name, count, last_on, first_on in rows:
        if name in features:
            known = found.get(features[name], GroupBehind(features[name], 0, last_on, first_on))
            found[features[name]] = GroupBehind(
                known.label, known.events + count, max(known.last_on, last_on),
                min(known.first_on or first_on, first_on),
            )  # fmt: skip
    return tuple(found.values())
