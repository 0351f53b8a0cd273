"""How the map writes its KPIs: a short name for a narrow cell, the unit, the formula in words.

No release measures them yet. The cell shows the target and says so; it never shows a number that
nobody computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from banso.lib.text import Text


class Unit(StrEnum):
    RATE = "rate"  # a share of one
    DAYS = "days"
    POINTS = "points"  # NPS: -100 to 100, written with its sign
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Kpi:
    key: str
    short: Text  # it stands in a narrow cell; the full name comes with the map
    unit: Unit
    formula: Text
    later: Text  # what will fill the cell


_MONEY = Text(
    ja="売上とKPIのリリースから計測します。それまでは目標だけを表示します。",
    en="Measured from the money and KPI release on. Until then only the target is shown.",
)
_VOICE = Text(
    ja="アンケートと顧客の声のリリースから計測します。それまでは目標だけを表示します。",
    en="Measured from the survey and voice release on. Until then only the target is shown.",
)
_NEEDS_VOICE = {"nps", "survey_response_rate", "feedback_per_account_quarter"}


def _kpi(key: str, unit: Unit, ja: str, en: str, formula_ja: str, formula_en: str) -> Kpi:
    later = _VOICE if key in _NEEDS_VOICE else _MONEY
    return Kpi(key, Text(ja=ja, en=en), unit, Text(ja=formula_ja, en=formula_en), later)


_ALL = (
    _kpi(
        "onboarding_completion_rate", Unit.RATE, "完了率", "Completion",
        "目安の日数以内に成功した滞在 ÷ 目安を過ぎた、または成功した滞在(開始が見えない滞在を除く)",
        "stays that succeeded within the time they should take ÷ stays past that time or succeeded"
        " (without those whose start was not seen)",
    ),
    _kpi(
        "ttv_median_days", Unit.DAYS, "TTV(中央値)", "TTV, median",
        "起算日から最初の成果までの日数の中央値。まだ成果が出ていない企業も含めて推定(カプラン・マイヤー法)",
        "median of the days from day zero to the first value, estimated with those still on their"
        " way (Kaplan–Meier)",
    ),
    _kpi(
        "initial_use_rate_median", Unit.RATE, "初期利用率", "Initial use",
        "最初の14日間に利用した人数 ÷ 14日目の席数、の中央値",
        "median of: people who used it in the first 14 days ÷ seats on day 14",
    ),
    _kpi(
        "feature_use_rate_median", Unit.RATE, "機能活用率", "Feature use",
        "直近28日に使った機能数 ÷ 契約で使える機能数、の中央値",
        "median of: features used in 28 days ÷ features the plan entitles to",
    ),
    _kpi(
        "active_seat_rate_median", Unit.RATE, "席の稼働率", "Active seats",
        "直近28日に利用した人数 ÷ 席数、の中央値",
        "median of: people who used it in 28 days ÷ seats",
    ),
    _kpi(
        "nps", Unit.POINTS, "NPS", "NPS",
        "推奨者の割合 − 批判者の割合(回答した人のうち)",
        "share of promoters − share of detractors, among those who answered",
    ),
    _kpi(
        "survey_response_rate", Unit.RATE, "アンケート回答", "Survey reply",
        "回答した人 ÷ アンケートを送った人",
        "people who answered ÷ people asked",
    ),
    _kpi(
        "feedback_per_account_quarter", Unit.NUMBER, "1社あたりの声", "Voices each",
        "四半期に届いた声の件数 ÷ 契約中の企業数",
        "voices in the quarter ÷ accounts under contract",
    ),
    _kpi(
        "upsell_rate_12m", Unit.RATE, "アップセル", "Upsell",
        "12か月にアップセルのあった企業 ÷ 期首に契約中の企業",
        "accounts with an upsell in 12 months ÷ accounts alive at the start",
    ),
    _kpi(
        "cross_sell_rate_12m", Unit.RATE, "クロスセル", "Cross-sell",
        "12か月にクロスセルのあった企業 ÷ 期首に契約中の企業",
        "accounts with a cross-sell in 12 months ÷ accounts alive at the start",
    ),
    _kpi(
        "nrr_12m", Unit.RATE, "NRR", "NRR",
        "12か月前に契約中だった企業の今のMRR ÷ その企業の12か月前のMRR",
        "MRR today of the accounts alive 12 months ago ÷ their MRR then",
    ),
    _kpi(
        "grr_12m", Unit.RATE, "GRR", "GRR",
        "NRRと同じ。ただし1社ごとの増額は数えない",
        "as NRR, growth of an account not counted",
    ),
    _kpi(
        "renewal_rate_count", Unit.RATE, "更新率(社数)", "Renewal rate",
        "更新した企業 ÷ 更新の判断日を迎えた企業",
        "accounts renewed ÷ accounts whose decision day came",
    ),
    _kpi(
        "surprise_churn_rate", Unit.RATE, "突然の解約", "Surprise",
        "解約の90日前にヘルスが「良好」だった企業 ÷ 解約した企業",
        "accounts green 90 days before leaving ÷ accounts that left",
    ),
    _kpi(
        "logo_churn_rate_month", Unit.RATE, "月次解約率", "Logo churn",
        "当月に契約が終了した企業 ÷ 月初に契約中の企業",
        "accounts whose contract ended in the month ÷ accounts alive at its start",
    ),
    _kpi(
        "exit_interview_rate", Unit.RATE, "理由の聴取率", "Exit interviews",
        "解約の理由を伺った企業 ÷ 解約した企業",
        "accounts interviewed ÷ accounts that left",
    ),
    _kpi(
        "win_back_rate_24m", Unit.RATE, "再契約率", "Win-back",
        "24か月以内に戻った企業 ÷ 解約した企業",
        "accounts that returned within 24 months ÷ accounts that left",
    ),
)  # fmt: skip

KPIS: dict[str, Kpi] = {k.key: k for k in _ALL}


def kpi_of(key: str) -> Kpi:
    """This function will give a KPI's words; a key nobody has words for stands for itself."""
    return KPIS.get(key) or Kpi(key, Text.of(key), Unit.NUMBER, Text(), _MONEY)


def target_text(key: str, at_least: float | None, at_most: float | None, *, language: str) -> str:
    """This function will write a target: ``≥ 85%``, ``≤ 14日`` / ``≤ 14 d``, ``≥ +20``."""
    unit = kpi_of(key).unit
    ends = [("≥", at_least), ("≤", at_most)]
    said = [f"{sign} {_value(v, unit, language)}" for sign, v in ends if v is not None]
    return ", ".join(said)


def _value(value: float, unit: Unit, language: str) -> str:
    if unit is Unit.RATE:
        return f"{_trimmed(value * 100)}%"
    if unit is Unit.DAYS:
        return _trimmed(value) + ("日" if language.startswith("ja") else " d")
    return f"{value:+g}" if unit is Unit.POINTS else f"{value:g}"


def _trimmed(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
