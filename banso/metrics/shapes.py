"""The shapes a metric can have: which file of SQL, which parameters, and the formula in words.

A shape is two texts. ``shapes/<name>.sql`` gives a span of days over the rollups, in one pass; days
are whole numbers. Most are *running*: they select (account, at, step), the changes of a number, and
all of them are summed up over the days together; ``finish`` makes the value of the running number
``{n}`` and the row ``b`` of ``asked``. The others select (account, d, value). ``shapes/direct/<name>.sql``
selects (account, d, value) of one day over raw events, in the plainest way: the reference. Parameters
are bound, never written into the text. Shapes without a file are sums over columns already there, or
wait for a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from banso.lib.text import Text

Stage = Literal["contract", "usage", "tickets", "derived", "none"]
ROLES = ("login", "use", "setup_step", "first_value", "export", "order")
ANY = "any"  # every event except our own
SEVERITIES = ("low", "normal", "high", "urgent")
FACTS = (
    "life", "day_zero_on", "tenure_start_on", "tenure_days", "term_days", "term_months", "plan",
    "mrr", "seats", "contract_gap_days", "ended_on", "decided_on", "notice_given_on",
    "days_to_decision", "next_term_settled_days_ago", "expansion_signed_days_ago",
)  # fmt: skip
# Numbers of the contract a ratio may divide by, beside the metrics themselves.
HELPERS = ("plan_limit",)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One ``with:`` entry. ``one_of`` lists what it may be; ``column`` means the name of another number."""

    type: Literal["text", "texts", "count", "column", "bool"]
    one_of: tuple[str, ...] = ()
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Shape:
    """``kinds`` are the kinds of number it yields; ``window`` says whether the definition must give one.

    ``reads`` are the tables of ``usage.make_usage`` the text needs; ``running`` how its steps add up
    ('' for a text that gives values).
    """

    name: str
    stage: Stage
    source: str
    kinds: tuple[str, ...]
    formula: Text
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    window: bool = False
    reads: tuple[str, ...] = ()
    running: Literal["", "sum", "max"] = ""
    finish: str = ""

    @property
    def sql(self) -> str:
        """The text of a span of days over rollups."""
        return _text(self.name)

    @property
    def direct(self) -> str:
        """The text of one day over raw events."""
        return _text(f"direct/{self.name}")


# Values of running numbers. A window is known where its part after day zero is inside coverage.
_COVERED = "case when greatest(b.d - {window} + 1, b.zero) >= b.covered_from then %s end"
_COUNTED = _COVERED % "coalesce({n}, 0)"


@cache
def _text(name: str) -> str:
    return files("banso.metrics").joinpath("shapes", f"{name}.sql").read_text("utf-8")


_PICK = {
    "role": Parameter("text", one_of=(*ROLES, ANY)),
    "names": Parameter("texts"),
    "feature": Parameter("text"),
    "tenure": Parameter("text", one_of=("current", "any"), default="current"),
}
_SEVERITY = {"severity": Parameter("text", one_of=SEVERITIES)}


def _shape(
    name: str, stage: Stage, source: str, kinds: str, ja: str, en: str, **more: Any
) -> Shape:
    return Shape(name, stage, source, tuple(kinds.split()), Text(ja=ja, en=en), **more)


# Words in braces are filled from the definition: {events} {window} {of} {to} {days} {severity} …
SHAPES: dict[str, Shape] = {
    s.name: s
    for s in (
        _shape(
            "contract", "contract", "contracts", "count days number date text choice money",
            "契約明細から、その日の時点で求めます。", "Derived from the contract lines as of the day.",
            parameters={"fact": Parameter("text", one_of=FACTS, required=True)},
        ),
        _shape(
            "event_count", "usage", "usage", "count",
            "直近{window}日間の{events}の件数", "Number of {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_days",), running="sum", finish=_COUNTED,
        ),
        _shape(
            "event_value", "usage", "usage", "number",
            "直近{window}日間の{events}の値の合計", "Sum of the values of {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_days",), running="sum", finish=_COVERED % "cast(coalesce({n}, 0) as double) / 1000000",
        ),
        _shape(
            "active_days", "usage", "usage", "count",
            "直近{window}日間のうち、{events}のあった日の数", "Distinct days with {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_days",), running="sum", finish=_COUNTED,
        ),
        _shape(
            "distinct_users", "usage", "usage", "count",
            "直近{window}日間に{events}のあった利用者の数", "Distinct users with {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_users",), running="sum", finish=_COUNTED,
        ),
        _shape(
            "distinct_features", "usage", "usage", "count",
            "直近{window}日間に{events}のあった機能の数", "Distinct features with {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_features",), running="sum", finish=_COUNTED,
        ),
        _shape(
            "distinct_departments", "usage", "usage", "count",
            "直近{window}日間に{events}のあった利用者の部署の数",
            "Distinct departments of users with {events} in the last {window} days",
            parameters=_PICK, window=True,
            reads=("pick_departments",), running="sum",
            finish=_COVERED % "case when b.departments then coalesce({n}, 0) end",
        ),
        _shape(
            "feature_rate", "usage", "usage", "rate",
            "直近{window}日間に{events}のあった契約機能の数 ÷ 契約で使える機能の数",
            "Entitled features with {events} in the last {window} days ÷ features entitled to",
            parameters=_PICK, window=True,
            reads=("pick_features",), running="sum",
            finish=_COVERED % "cast(coalesce({n}, 0) as double) / nullif(b.entitled_to, 0)",
        ),
        _shape(
            "days_since_event", "usage", "usage", "days",
            "その日 − 最後に{events}のあった日", "The day − the last day with {events}",
            parameters=_PICK,
            reads=("hist_days",), running="max",
            finish="case when greatest({n}, b.zero) >= b.covered_from then b.d - {n} end",
        ),
        _shape(
            "weeks_running", "usage", "usage", "count",
            "{events}が{days}日以上あった週（月曜〜日曜）が、終わった直近の週から途切れずに続いた数",
            "Weeks (Monday to Sunday) with {events} on {days} or more days, back from the last complete one without a break",
            parameters={**_PICK, "days": Parameter("count", required=True)},
            reads=("hist_days",),
        ),
        _shape(
            "baseline", "usage", "usage", "number",
            "（直近7日間の{events}の件数 − その前{weeks}週の平均）÷ その標準偏差（1と平均の10%を下限とする）",
            "({events} in the last 7 days − mean of the {weeks} weeks before) ÷ their standard deviation, at least 1 and 10 % of the mean",
            parameters={
                **_PICK,
                "weeks": Parameter("count", default=8),
                "at_least": Parameter("count", default=6),
            },
            reads=("pick_days",),
        ),
        _shape(
            "first_event", "usage", "usage", "date",
            "今回の契約で{events}が初めてあった日", "First day of this tenure with {events}",
            parameters=_PICK,
            reads=("hist_days",), running="max",
            finish="case when b.zero >= b.covered_from then {n} end",
        ),
        _shape(
            "setup_progress", "usage", "usage", "rate",
            "今回の契約で済んだ設定手順の数 ÷ カタログの設定手順の数",
            "Set-up steps seen in this tenure ÷ set-up steps in the catalogue",
            reads=("hist_names",), running="sum",
            finish="case when b.zero >= b.covered_from then cast(coalesce({n}, 0) as double) / {names} end",
        ),
        _shape(
            "setup_done", "usage", "usage", "date",
            "カタログの設定手順がすべて済んだ日", "The day the last set-up step of the catalogue was first seen",
            reads=("hist_names",), running="max",
            finish="case when b.zero >= b.covered_from then {n} end",
        ),
        _shape(
            "initial_use", "usage", "usage", "rate",
            "起算日から{days}日間に{events}のあった利用者の数 ÷ {days}日目の契約席数（上限1）",
            "Users with {events} in the first {days} days ÷ seats on day {days}, at most 1",
            parameters={**_PICK, "days": Parameter("count", default=14)},
            reads=("early",),
        ),
        _shape(
            "tickets_open", "tickets", "tickets", "count",
            "その日の終わりに未解決の{severity}問い合わせの数", "{severity} tickets open at the end of the day",
            parameters=_SEVERITY,
            running="sum", finish="case when b.d >= b.tickets_from then coalesce({n}, 0) end",
        ),
        _shape(
            "tickets_opened", "tickets", "tickets", "count",
            "直近{window}日間に寄せられた{severity}問い合わせの数", "{severity} tickets opened in the last {window} days",
            parameters=_SEVERITY, window=True,
            running="sum",
            finish="case when greatest(b.d - {window} + 1, b.zero) >= b.tickets_from then coalesce({n}, 0) end",
        ),
        _shape(
            "oldest_ticket_days", "tickets", "tickets", "days",
            "その日 − 未解決の{severity}問い合わせのうち最も古いものの受付日",
            "The day − the opening day of the oldest {severity} ticket still open",
            parameters=_SEVERITY,
        ),
        _shape(
            "ratio", "derived", "usage", "rate number",
            "{of} ÷ {to}", "{of} ÷ {to}",
            parameters={
                "of": Parameter("column", required=True),
                "else": Parameter("column"),
                "to": Parameter("column", required=True),
            },
        ),
        _shape(
            "days_from_zero", "derived", "usage", "days",
            "{of} − 起算日", "{of} − day zero",
            parameters={"of": Parameter("column", required=True)},
        ),
        _shape(
            "no_source", "none", "", "count days number rate date text choice bool money",
            "データソースの接続後に求めます。", "Computed once its source is connected.",
        ),
    )
}  # fmt: skip
