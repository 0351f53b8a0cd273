"""The shapes of numbers counted from moments: how many, sums, means, shares, the last, days since."""

from __future__ import annotations

from banso.metrics.shape import Parameter, Shape, shape

WHATS = (
    "answers",
    "asked",
    "voices",
    "touches",
    "effort",
    "moods",
    "sessions",
    "incidents",
    "champions_left",
)
# A sum in steps of 1048576 and how many went into it, in one number; amounts are thousandths.
PAIR = 1048576
# Minute and amount behind the day, in one number: 1440 minutes, amounts up to 16777.215.
AMOUNTS = 16777216
_DAY = 1440 * AMOUNTS
_INSIDE = "case when greatest(b.d - {window} + 1, b.zero) >= {since} then %s end"
_OF_PAIR = (
    f"cast(cast({{n}} as bigint) // {PAIR} as double) / nullif(cast({{n}} as bigint) % {PAIR}, 0)"
)
_WHAT = {
    "what": Parameter("text", one_of=WHATS, required=True),
    "tag": Parameter("text"),
}

MOMENTS: tuple[Shape, ...] = (
    shape(
        "moments", "moments", "", "count",
        "直近{window}日間の{moments}の数", "Number of {moments} in the last {window} days",
        parameters=_WHAT, window=True, running="sum", finish=_INSIDE % "coalesce({n}, 0)",
    ),
    shape(
        "moments_sum", "moments", "", "count number",
        "直近{window}日間の{moments}の合計", "Sum of {moments} of the last {window} days",
        parameters=_WHAT, window=True, running="sum",
        finish=_INSIDE % "cast(coalesce({n}, 0) as double) / 1000",
    ),
    shape(
        "moments_mean", "moments", "", "number",
        "直近{window}日間の{moments}の値の平均", "Mean value of {moments} of the last {window} days",
        parameters=_WHAT, window=True, running="sum", finish=_INSIDE % f"{_OF_PAIR} / 1000",
    ),
    shape(
        "moments_share", "moments", "", "rate",
        "直近{window}日間の{moments}のうち{mark}のものの割合（分かるものだけ）",
        "Share of {moments} of the last {window} days that were {mark}, of those where it is known",
        parameters={**_WHAT, "mark": Parameter("text", one_of=("us", "them"), required=True)},
        window=True, running="sum", finish=_INSIDE % _OF_PAIR,
    ),
    shape(
        "moments_last", "moments", "", "number",
        "今回の契約で最後の{moments}の値", "Value of the last of {moments} in this tenure",
        parameters=_WHAT, running="max",
        finish=(
            f"case when greatest({{n}} // {_DAY}, b.zero) >= {{since}}"
            f" then cast({{n}} % {AMOUNTS} as double) / 1000 end"
        ),
    ),
    shape(
        "days_since_moment", "moments", "", "days",
        "その日 − 最後の{moments}の日", "The day − the day of the last of {moments}",
        parameters=_WHAT, running="max",
        finish="case when greatest({n}, b.zero) >= {since} then b.d - {n} end",
    ),
)  # fmt: skip
