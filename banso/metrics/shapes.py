"""The shapes a metric can have: which file of SQL, which parameters, and the formula in words.

A shape is two texts. ``shapes/<name>.sql`` gives a span of days over the rollups, in one pass; days
are whole numbers. Most are *running*: they select (n, account, at, step), the changes of the numbers
that ask in the table ``asks`` (a row ``m`` for each metric, with its pick, window and the like), and
all of them are summed up over the days together; ``finish`` makes the value of the running number
``{n}`` and the row ``b`` of ``asked``. The others select (account, d, value), with parameters bound.
``shapes/direct/<name>.sql`` selects (account, d, value) of one day over raw events, in the plainest way:
the reference. A single day in the embedded engine is counted in shared passes (``one_day``), with a
few texts of its own in ``shapes/day/``. Shapes without a file are sums over columns already there, or
wait for a source.
"""

from __future__ import annotations

from banso.metrics.further_shapes import FURTHER
from banso.metrics.moment_shapes import MOMENTS
from banso.metrics.shape import (
    ANY,
    COUNTED,
    COUNTING,
    COVERED,
    FACTS,
    HELPERS,
    PICK,
    PLAIN,
    ROLES,
    SEVERITIES,
    SEVERITY,
    Parameter,
    Shape,
    Stage,
    shape,
)

__all__ = [
    "ANY",
    "COUNTING",
    "FACTS",
    "HELPERS",
    "ROLES",
    "SEVERITIES",
    "SHAPES",
    "Parameter",
    "Shape",
    "Stage",
]

# Words in braces are filled from the definition: {events} {window} {of} {to} {days} {severity} …
SHAPES: dict[str, Shape] = {
    s.name: s
    for s in (
        shape(
            "contract", "contract", "contracts", "count days number date text choice money",
            "契約明細から、その日の時点で求めます。", "Derived from the contract lines as of the day.",
            parameters={"fact": Parameter("text", one_of=FACTS, required=True)},
        ),
        shape(
            "event_count", "usage", "usage", "count",
            "直近{window}日間の{events}の件数", "Number of {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_days",), running="sum", finish=COUNTED,
        ),
        shape(
            "event_value", "usage", "usage", "number",
            "直近{window}日間の{events}の値の合計", "Sum of the values of {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_days",), running="sum", finish=COVERED % "cast(coalesce({n}, 0) as double) / 1000000",
        ),
        shape(
            "active_days", "usage", "usage", "count",
            "直近{window}日間のうち、{events}のあった日の数", "Distinct days with {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_days",), running="sum", finish=COUNTED,
        ),
        shape(
            "distinct_users", "usage", "usage", "count",
            "直近{window}日間に{events}のあった利用者の数", "Distinct users with {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_users",), running="sum", finish=COUNTED,
        ),
        shape(
            "distinct_features", "usage", "usage", "count",
            "直近{window}日間に{events}のあった機能の数", "Distinct features with {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_features",), running="sum", finish=COUNTED,
        ),
        shape(
            "distinct_departments", "usage", "usage", "count",
            "直近{window}日間に{events}のあった利用者の部署の数",
            "Distinct departments of users with {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_departments",), running="sum",
            finish=COVERED % "case when b.departments then coalesce({n}, 0) end",
        ),
        shape(
            "champions_active", "usage", "champions", "count",
            "その日に推進者である方のうち、直近{window}日間に{events}のあった方の数",
            "Champions on the day with {events} in the last {window} days",
            parameters=PICK, window=True,
            reads=("pick_champions",), running="sum",
            finish=COVERED % "case when b.roles_from <= b.d then coalesce({n}, 0) end",
        ),
        shape(
            "feature_rate", "usage", "usage", "rate",
            "直近{window}日間に{events}のあった契約機能の数 ÷ 契約で使える機能の数",
            "Entitled features with {events} in the last {window} days ÷ features entitled to",
            parameters=PICK, window=True,
            reads=("pick_features",), running="sum",
            finish=COVERED % "cast(coalesce({n}, 0) as double) / nullif(b.entitled_to, 0)",
        ),
        shape(
            "days_since_event", "usage", "usage", "days",
            "その日 − 最後に{events}のあった日", "The day − the last day with {events}",
            parameters=PICK,
            reads=("hist_days",), running="max",
            finish="case when greatest({n}, b.zero) >= b.covered_from then b.d - {n} end",
        ),
        shape(
            "weeks_running", "usage", "usage", "count",
            "{events}が{days}日以上あった週（月曜〜日曜）が、終わった直近の週から途切れずに続いた数",
            "Weeks (Monday to Sunday) with {events} on {days} or more days, back from the last complete one without a break",
            parameters={**PICK, "days": Parameter("count", required=True)},
            reads=("hist_days",),
        ),
        shape(
            "baseline", "usage", "usage", "number",
            "（直近7日間の{events}の件数 − その前{weeks}週の平均）÷ その標準偏差（1と平均の10%を下限とする）",
            "({events} in the last 7 days − mean of the {weeks} weeks before) ÷ their standard deviation, at least 1 and 10 % of the mean",
            parameters={
                **PICK,
                "weeks": Parameter("count", default=8),
                "at_least": Parameter("count", default=6),
            },
            reads=("pick_days",),
        ),
        shape(
            "first_event", "usage", "usage", "date",
            "今回の契約で{events}が初めてあった日", "First day of this tenure with {events}",
            parameters=PICK,
            reads=("hist_days",), running="max",
            finish="case when b.zero >= b.covered_from then {n} end",
        ),
        shape(
            "setup_progress", "usage", "usage", "rate",
            "今回の契約で済んだ設定手順の数 ÷ カタログの設定手順の数",
            "Set-up steps seen in this tenure ÷ set-up steps in the catalogue",
            reads=("hist_names",), running="sum",
            finish="case when b.zero >= b.covered_from then cast(coalesce({n}, 0) as double) / {names} end",
        ),
        shape(
            "setup_done", "usage", "usage", "date",
            "カタログの設定手順がすべて済んだ日", "The day the last set-up step of the catalogue was first seen",
            reads=("hist_names",), running="max",
            finish="case when b.zero >= b.covered_from then {n} end",
        ),
        shape(
            "initial_use", "usage", "usage", "rate",
            "起算日から{days}日間に{events}のあった利用者の数 ÷ {days}日目の契約席数（上限1）",
            "Users with {events} in the first {days} days ÷ seats on day {days}, at most 1",
            parameters={**PICK, "days": Parameter("count", default=14)},
            reads=("early",),
        ),
        shape(
            "tickets_open", "tickets", "tickets", "count",
            "その日の終わりに未解決の{severity}問い合わせの数", "{severity} tickets open at the end of the day",
            parameters=SEVERITY,
            running="sum", finish="case when b.d >= b.tickets_from then coalesce({n}, 0) end",
        ),
        shape(
            "tickets_opened", "tickets", "tickets", "count",
            "直近{window}日間に寄せられた{severity}問い合わせの数", "{severity} tickets opened in the last {window} days",
            parameters=SEVERITY, window=True,
            running="sum",
            finish="case when greatest(b.d - {window} + 1, b.zero) >= b.tickets_from then coalesce({n}, 0) end",
        ),
        shape(
            "oldest_ticket_days", "tickets", "tickets", "days",
            "その日 − 未解決の{severity}問い合わせのうち最も古いものの受付日",
            "The day − the opening day of the oldest {severity} ticket still open",
            parameters=SEVERITY,
        ),
        shape(
            "ratio", "derived", "usage", "rate number money",
            "{of} ÷ {to}", "{of} ÷ {to}",
            parameters={
                "of": Parameter("column", required=True),
                "else": Parameter("column"),
                "to": Parameter("column", required=True),
            },
        ),
        shape(
            "days_from_zero", "derived", "usage", "days",
            "{of} − 起算日", "{of} − day zero",
            parameters={"of": Parameter("column", required=True)},
        ),
        shape(
            "no_source", "none", "", PLAIN,
            "データソースの接続後に求めます。", "Computed once its source is connected.",
        ),
    )
} | {s.name: s for s in (*FURTHER, *MOMENTS)}  # fmt: skip
