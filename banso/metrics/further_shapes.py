"""The shapes beyond the first: the window before, comings and goings, sessions, orders, lists, sums."""

from __future__ import annotations

from banso.metrics.shape import COUNTED, COVERED, PICK, SEVERITY, Parameter, Shape, shape

_TWICE = (
    "case when greatest(b.d - 2 * {window} + 1, b.zero) >= b.covered_from then coalesce({n}, 0) end"
)
# A window to compare with lies in the tenure as a whole, or there is nothing to compare with.
_WHOLE_BEFORE = """case when b.covered_from is not null
    and b.d - 2 * {window} + 1 >= greatest(b.zero, b.since, b.covered_from) then coalesce({n}, 0) end"""
_SINCE_ZERO = "case when b.zero >= b.covered_from then %s end"
_TENURE = {"tenure": PICK["tenure"]}
_TICKETS = "case when greatest(b.d - {window} + 1, b.zero) >= b.tickets_from then %s end"
# Steps that hold a sum and how many went into it, in one number.
_MEAN = "cast(cast({n} as bigint) // %d as double) / nullif(cast({n} as bigint) %% %d, 0)"

FURTHER: tuple[Shape, ...] = (
    shape(
        "events_before", "usage", "usage", "count",
        "直近{window}日間の前の{window}日間の、{events}の件数",
        "Number of {events} in the {window} days before the last {window}",
        parameters=PICK, window=True,
        reads=("pick_days",), running="sum", finish=_WHOLE_BEFORE,
    ),
    shape(
        "users_before", "usage", "usage", "count",
        "直近{window}日間の前の{window}日間に{events}のあった利用者の数",
        "Distinct users with {events} in the {window} days before the last {window}",
        parameters=PICK, window=True,
        reads=("pick_users",), running="sum", finish=_WHOLE_BEFORE,
    ),
    shape(
        "new_users", "usage", "usage", "count",
        "直近{window}日間に{events}があり、その前の{before}日間にはなかった利用者の数",
        "Users with {events} in the last {window} days and none in the {before} before them",
        parameters={**PICK, "before": Parameter("count", default=62)}, window=True,
        reads=("pick_users",), running="sum",
        finish="case when greatest(b.d - {window} - {before} + 1, b.zero) >= b.covered_from then coalesce({n}, 0) end",
    ),
    shape(
        "stopped_users", "usage", "usage", "count",
        "その前の{window}日間に{events}があり、直近{window}日間にはない利用者の数",
        "Users with {events} in the {window} days before the last {window}, and none since",
        parameters=PICK, window=True,
        reads=("pick_users",), running="sum", finish=_TWICE,
    ),
    shape(
        "sessions", "usage", "usage", "count",
        "直近{window}日間のセッション（操作が30分途切れるか日付が変わるまで）の数",
        "Sessions in the last {window} days, each until 30 minutes without an event or midnight",
        parameters=_TENURE, window=True,
        reads=("sessions_of",), running="sum", finish=COUNTED,
    ),
    shape(
        "session_minutes", "usage", "usage", "number",
        "直近{window}日間のセッションの、最初の操作から最後の操作までの分数の合計",
        "Minutes from the first to the last event of each session of the last {window} days",
        parameters=_TENURE, window=True,
        reads=("sessions_of",), running="sum", finish=COVERED % "cast(coalesce({n}, 0) as double) / 60",
    ),
    shape(
        "days_between", "usage", "usage", "number",
        "直近{window}日間の、{events}のあった日どうしの間隔の平均",
        "Mean days between the days with {events} in the last {window} days",
        parameters=PICK, window=True,
        reads=("pick_days",), running="sum", finish=COVERED % (_MEAN % (512, 512)),
    ),
    shape(
        "baseline_band", "usage", "usage", "number",
        "直近7日間の前の{weeks}週の、週あたりの{events}の件数の{part}",
        "{part} of the weekly number of {events} over the {weeks} weeks before the last 7 days",
        parameters={
            **PICK,
            "weeks": Parameter("count", default=8),
            "at_least": Parameter("count", default=6),
            "part": Parameter("text", one_of=("mean", "sd"), required=True),
        },
        reads=("pick_days",),
    ),
    shape(
        "setup_steps_done", "usage", "usage", "count",
        "今回の契約で済んだ設定手順の数", "Set-up steps of the catalogue seen in this tenure",
        reads=("hist_names",), running="sum", file="setup_progress", finish=_SINCE_ZERO % "coalesce({n}, 0)",
    ),
    shape(
        "setup_steps_left", "usage", "usage", "count",
        "今回の契約でまだ済んでいない設定手順の数",
        "Set-up steps of the catalogue not seen in this tenure yet",
        reads=("hist_names",), running="sum", file="setup_progress",
        finish=_SINCE_ZERO % "{names} - coalesce({n}, 0)",
    ),
    shape(
        "setup_left", "usage", "usage", "text",
        "今回の契約でまだ済んでいない設定手順のイベント名",
        "The event names of the set-up steps not seen in this tenure yet",
        reads=("hist_names",),
    ),
    shape(
        "setup_last", "usage", "usage", "date",
        "今回の契約で、いずれかの設定手順が最後に初めて済んだ日",
        "The last day on which a set-up step was seen for the first time in this tenure",
        reads=("hist_names",), running="max", finish=_SINCE_ZERO % "{n}",
    ),
    shape(
        "unused_features", "usage", "usage", "count",
        "契約で使える機能のうち、直近{window}日間に{events}のないものの数",
        "Features entitled to without {events} in the last {window} days",
        parameters=PICK, window=True,
        reads=("pick_features",), running="sum", file="feature_rate",
        finish=COVERED % "nullif(b.entitled_to, 0) - coalesce({n}, 0)",
    ),
    shape(
        "unused_feature_list", "usage", "usage", "text",
        "契約で使える機能のうち、直近{window}日間に{events}のないもののキー",
        "The keys of the features entitled to without {events} in the last {window} days",
        parameters=PICK, window=True, reads=("pick_features",),
    ),
    shape(
        "tickets_closed", "tickets", "tickets", "count",
        "直近{window}日間に解決した{severity}問い合わせの数", "{severity} tickets closed in the last {window} days",
        parameters=SEVERITY, window=True, running="sum", finish=_TICKETS % "coalesce({n}, 0)",
    ),
    shape(
        "ticket_days_to_close", "tickets", "tickets", "number",
        "直近{window}日間に解決した{severity}問い合わせの、受付から解決までの日数の平均",
        "Mean days from opening to closing of {severity} tickets closed in the last {window} days",
        parameters=SEVERITY, window=True, running="sum", finish=_TICKETS % (_MEAN % (1048576, 1048576)),
    ),
    shape(
        "tickets_open_older", "tickets", "tickets", "count",
        "その日の終わりに未解決で、受付から{days}日を超えた{severity}問い合わせの数",
        "{severity} tickets open at the end of the day and opened more than {days} days before",
        parameters={**SEVERITY, "days": Parameter("count", required=True)},
        running="sum", finish="case when b.d >= b.tickets_from then coalesce({n}, 0) end",
    ),
    shape(
        "change", "derived", "usage", "number",
        "{of} ÷ {to} − 1", "{of} ÷ {to} − 1",
        parameters={"of": Parameter("column", required=True), "to": Parameter("column", required=True)},
    ),
    shape(
        "difference", "derived", "usage", "count days number money",
        "{of} − {minus}", "{of} − {minus}",
        parameters={
            "of": Parameter("column", required=True),
            "minus": Parameter("column", required=True),
            "else": Parameter("column"),
        },
    ),
    shape(
        "band", "derived", "usage", "choice",
        "{of}を{cuts}で区切った区分", "{of} in bands cut at {cuts}",
        parameters={
            "of": Parameter("column", required=True),
            "cuts": Parameter("numbers", required=True),
        },
    ),
)  # fmt: skip
