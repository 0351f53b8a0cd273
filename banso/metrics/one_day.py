# ruff: noqa: S608  numbers and quoted keys are our own
"""One day in the embedded engine: every table is gone through once for all metrics that read it.

The texts of ``shapes`` give steps over a span; on a single day they say no more than what lies in a
window, so that the metrics of a table are columns of one statement here. Equal by test to the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from banso.metrics.definitions import Metric
from banso.metrics.usage import Facts, Picks
from banso.metrics.work import Work

# Over the rows ``s`` of ``pick_days`` or ``sessions_of`` of a tenure: which count, and what each adds.
_IN = "s.d > {last} - {window}"
_SUMS: Mapping[str, tuple[str, str]] = {
    "event_count": (_IN, "s.n"),
    "event_value": (_IN, "s.total"),
    "active_days": (_IN, "1"),
    "events_before": ("s.d <= {last} - {window} and s.d > {last} - 2 * {window}", "s.n"),
    "sessions": (_IN, "s.sessions"),
    "session_minutes": (_IN, "s.seconds"),
}
# Over a row ``u`` for each user (feature, department) of a tenure: ``last`` is the last day it was
# seen, ``prior`` the last one before the window.
_SEEN = "u.last > {last} - {window}"
_DISTINCT: Mapping[str, str] = {
    "distinct_users": _SEEN,
    "distinct_features": _SEEN,
    "distinct_departments": _SEEN,
    "users_before": "u.prior_{window} > {last} - 2 * {window}",
    "new_users": f"{_SEEN} and coalesce(u.prior_{{window}} <= {{last}} - {{window}} - {{before}}, true)",
    "stopped_users": "u.last <= {last} - {window} and u.last > {last} - 2 * {window}",
    "feature_rate": f"{_SEEN} and u.entitled",
    "unused_features": f"{_SEEN} and u.entitled",
}
_EXTREMES = {"days_since_event": "max", "first_event": "min"}
# Shapes whose text of a day is a file of its own.
_OWN_TEXT = ("baseline", "baseline_band", "weeks_running", "unused_feature_list")
_LAST: Mapping[str, tuple[str, str, str]] = {
    "pick_users": ("last_users", "s.source, s.user_key", ""),
    "pick_features": ("last_features", "f.feature", "join features as f on f.name = s.name"),
    "pick_departments": (
        "last_departments", "u.department",
        "join users as u on u.account = s.account and u.source = s.source and u.user_key = s.user_key",
    ),
}  # fmt: skip
_BITS = 62
_STEPS = 30  # set-up steps that have a bit of their own


@cache
def _text(name: str) -> str:
    return files("banso.metrics").joinpath("shapes", "day", f"{name}.sql").read_text("utf-8")


@dataclass(frozen=True)
class OneDay:
    """The metrics of one day that need no steps. ``last`` is the day's number."""

    work: Work
    facts: Facts
    picks: Picks
    last: int

    def takes(self, metric: Metric) -> bool:
        """Whether the metric is counted here, or has a text for one day."""
        if metric.shape in (*_EXTREMES, "weeks_running"):
            return self._marked
        return metric.shape in _SUMS or metric.shape in _DISTINCT or metric.shape in _OWN_TEXT

    def text(self, metric: Metric) -> str:
        """The text of a metric that gives values."""
        return _text(metric.shape) if self.takes(metric) else metric.how.sql

    @property
    def _marked(self) -> bool:
        """Whether there are bits enough for all picks, and the names of set-up steps."""
        return len(self.picks.numbers) + _STEPS <= _BITS

    def _by_marks(self, metric: Metric) -> bool:
        return (
            "hist_names" in metric.how.reads
            and self._marked
            and len(self.picks.names[metric]) <= _STEPS
        )

    def tables(self, metric: Metric) -> tuple[str, ...]:
        """The tables of ``usage.make_usage`` a metric needs on one day."""
        if not self.takes(metric):
            return () if self._by_marks(metric) else metric.how.reads
        return tuple(t for t in metric.how.reads if t in ("pick_days", "sessions_of"))

    def make(self, metrics: Sequence[Metric]) -> None:
        """Make ``last_users``, ``last_features``, ``last_departments``: one row each with the last day
        seen; and ``marks`` (account, d, mask): which picks were seen on a day, a bit each."""
        taken = [m for m in metrics if self.takes(m)]
        for table, (name, columns, joins) in _LAST.items():
            if reading := [m for m in taken if table in m.how.reads]:
                self._make_last(name, columns, joins, reading)
        reading = [m for m in taken if "hist_days" in m.how.reads]
        steps = [m for m in metrics if self._by_marks(m)]
        if reading or steps:
            self._make_marks({self.picks[m] for m in reading}, steps)
        if weekly := [m for m in taken if m.shape == "weeks_running"]:
            self._make_weeks(weekly)

    def _make_marks(self, picks: set[int], steps: Sequence[Metric]) -> None:
        """``marks``, and ``hist_names`` from them: the names of steps have a bit each as well."""
        masks: dict[str, int] = {}
        for names, number in self.picks.numbers.items():
            if number in picks:
                for name in names:
                    masks[name] = masks.get(name, 0) | _bit(number)
        named = {(self.picks[m], name) for m in steps for name in self.picks.names[m]}
        ordered = sorted({name for _, name in named})
        bits = {name: _bit(len(self.picks.numbers) + 1 + i) for i, name in enumerate(ordered)}
        for name, bit in bits.items():
            masks[name] = masks.get(name, 0) | bit
        columns = (("name", "VARCHAR"), ("mask", "BIGINT"))
        self.work.hand_over("masks", columns, masks.items())
        self.work.make("marks", self.facts.marks("masks", last=self.last))
        if steps:
            self.work.hand_over(
                "bits",
                (("pick", "INTEGER"), ("name", "VARCHAR"), ("bit", "BIGINT")),
                [(p, n, bits[n]) for p, n in sorted(named)],
            )
            self.work.make(
                "hist_names",
                "select b.pick, m.account, b.name, m.d from marks as m cross join bits as b"
                " where (m.mask & b.bit) <> 0",
            )

    def _make_weeks(self, metrics: Sequence[Metric]) -> None:
        """``weeks`` (pick, tenure, account, week, n): days with an event in each week that is over."""
        week = "cast(m.d + 719162 as integer) // 7"
        texts = [
            f"""
            select {pick} as pick, '{tenure}' as tenure, m.account, {week} as week, count(*) as n
            from marks as m
            join stretches as t on t.tenure = '{tenure}' and t.account = m.account
                and m.d between t.since and t.ends
            where (m.mask & {_bit(pick)}) <> 0 and {week} < {(self.last + 719163) // 7}
            group by m.account, {week}"""
            for pick, tenure in sorted({(self.picks[m], _tenure(m)) for m in metrics})
        ]
        self.work.make("weeks", " union all ".join(texts))

    def numbers(self, tenure: str, group: Sequence[Metric]) -> tuple[str, list[Metric]]:
        """The SQL of rows of ``asked`` with a column n0, n1, … for each metric taken; and these."""
        found: list[Metric] = []
        joins: list[str] = []
        for i, (rows, metrics) in enumerate(self._by_rows(tenure, group).items()):
            columns = []
            for metric in metrics:
                columns.append(f"{self._number(metric)} as n{len(found)}")
                found.append(metric)
            name = f"counted_{i}"
            self.work.make(
                name, f"select account, {', '.join(columns)} from {rows} group by account"
            )
            joins.append(f"left join {name} as c{i} on c{i}.account = b.account")
        listed = ", ".join(f"n{i}" for i in range(len(found)))
        more = f", {listed}" if listed else ""
        return (
            f"(select b.*{more} from asked as b {' '.join(joins)} where b.tenure = '{tenure}')",
            found,
        )

    def _by_rows(self, tenure: str, group: Iterable[Metric]) -> dict[str, list[Metric]]:
        """The metrics by the rows they are aggregates of; each has (account, …) of one tenure."""
        found: dict[str, list[Metric]] = {}
        for metric in group:
            shape = metric.shape
            if not self.takes(metric):
                continue
            if shape in _DISTINCT:
                table = next(_LAST[t][0] for t in metric.how.reads)
                rows = f"(select * from {table} where tenure = '{tenure}') as u"
            else:
                table = "marks" if shape in _EXTREMES else metric.how.reads[0]
                rows = f"""(select s.* from {table} as s join stretches as t
                    on t.account = s.account and s.d between t.since and t.ends
                    where t.tenure = '{tenure}') as s"""
            found.setdefault(rows, []).append(metric)
        return found

    def _number(self, metric: Metric) -> str:
        """The aggregate over the rows of an account."""
        given = {**metric.parameters, "window": metric.window, "last": self.last}
        pick = self.picks[metric]
        if metric.shape in _EXTREMES:
            return f"{_EXTREMES[metric.shape]}(case when (s.mask & {_bit(pick)}) <> 0 then s.d end)"
        if metric.shape in _DISTINCT:
            where = _DISTINCT[metric.shape].format_map(given)
            return f"count(case when u.pick = {pick} and {where} then 1 end)"
        where, step = _SUMS[metric.shape]
        where = where.format_map(given)
        if "pick_days" in metric.how.reads:
            where = f"s.pick = {pick} and {where}"
        return f"sum(case when {where} then {step} end)"

    def _make_last(self, name: str, columns: str, joins: str, metrics: Sequence[Metric]) -> None:
        windows = sorted(
            {m.window for m in metrics if m.window and "prior" in _DISTINCT.get(m.shape, "")}
        )
        priors = "".join(
            f", max(case when s.d <= {self.last - w} then s.d end) as prior_{w}" for w in windows
        )
        tenures = ", ".join(f"'{t}'" for t in sorted({_tenure(m) for m in metrics}))
        kept = "where s.user_key is not null" if name == "last_users" else ""
        bare = columns.replace("s.", "").replace("f.", "").replace("u.", "")
        made = f"""
            select p.pick, t.tenure, s.account, {columns}, max(s.d) as last{priors},
                any_value(t.entitlement) as entitlement
            from seen as s {joins}
            join picks as p on p.name = s.name and p.pick in ({self.picks.of_all(metrics)})
            join stretches as t on t.account = s.account and s.d between t.since and t.ends
                and t.tenure in ({tenures})
            {kept} group by p.pick, t.tenure, s.account, {columns}"""
        if name == "last_features":
            made = f"""
                select l.*, l.entitlement is null or e.feature is not null as entitled
                from ({made}) as l
                left join entitled as e on e.entitlement = l.entitlement and e.feature = l.{bare}"""
        self.work.make(name, made)


def _bit(number: int) -> int:
    return 1 << (number - 1)


def _tenure(metric: Metric) -> str:
    return str(metric.parameters.get("tenure", "current"))
