"""Segments that come with the product: bands of tenure and of frequency, and a few everybody asks for.

They are judged and counted like those people save. Nobody changes them; saved under another name
one becomes somebody's own. A changed condition takes the next ``version``.
"""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text
from banso.metrics.segments import Segment

GROUPS = {
    "tenure": Text(ja="利用期間", en="Tenure"),
    "use": Text(ja="利用頻度", en="How often they use it"),
    "orders": Text(ja="購入頻度", en="How often they order"),
    "usual": Text(ja="よく使うもの", en="Often asked for"),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """``key`` is a public id like that of any segment, and never changes."""

    key: str
    group: str
    segment: Segment
    version: int = 1


def _one(key: str, group: str, ja: str, en: str, when: str) -> Ready:
    return Ready(key, group, Segment(Text(ja=ja, en=en), when, shared=True))


READY = (
    _one(
        "tnr222222222", "tenure", "利用期間 3か月未満", "Tenure under 3 months",
        "tenure_band = 'first_90_days'",
    ),
    _one(
        "tnr333333333", "tenure", "利用期間 3か月〜1年", "Tenure 3 months to 1 year",
        "tenure_band = 'first_year'",
    ),
    _one(
        "tnr444444444", "tenure", "利用期間 1年〜3年", "Tenure 1 to 3 years",
        "tenure_band = 'second_third_year'",
    ),
    _one(
        "tnr555555555", "tenure", "利用期間 3年以上", "Tenure 3 years and more",
        "tenure_band = 'longer'",
    ),
    _one(
        "frq222222222", "use", "ほぼ毎営業日利用（28日中12日以上）",
        "Use on most working days (12 of 28 days and more)", "use_frequency_band = 'most_days'",
    ),
    _one(
        "frq333333333", "use", "毎週程度の利用（28日中4〜11日）", "Use about weekly (4 to 11 of 28 days)",
        "use_frequency_band = 'weekly'",
    ),
    _one(
        "frq444444444", "use", "たまに利用（28日中1〜3日）", "Use now and then (1 to 3 of 28 days)",
        "use_frequency_band = 'rare'",
    ),
    _one(
        "frq555555555", "use", "28日間利用なし", "No use in 28 days", "use_frequency_band = 'none'"
    ),
    _one(
        "rdr222222222", "orders", "購入 年6回以上", "Orders 6 times a year and more",
        "order_frequency_band = 'often'",
    ),
    _one(
        "rdr333333333", "orders", "購入 年2〜5回", "Orders 2 to 5 times a year",
        "order_frequency_band = 'some'",
    ),
    _one(
        "rdr444444444", "orders", "購入 年1回", "One order a year", "order_frequency_band = 'once'"
    ),
    _one(
        "rdr555555555", "orders", "1年間購入なし", "No order in a year",
        "order_frequency_band = 'none'",
    ),
    _one(
        "std222222222", "usual", "14日以上ログインなし", "No login for 14 days",
        "days_since_login >= 14",
    ),
    _one(
        "std333333333", "usual", "更新の判断が60日以内", "Decision within 60 days",
        "days_to_decision between 0 and 60",
    ),
    _one(
        "std444444444", "usual", "契約席の半分以上が未稼働", "Less than half of the seats in use",
        "active_seat_rate_28d < 0.5",
    ),
    _one(
        "std555555555", "usual", "席がほぼ埋まっている", "Seats nearly used up", "seats_used_rate >= 0.9"
    ),
    _one(
        "std666666666", "usual", "緊急の問い合わせが未解決", "Urgent ticket open",
        "urgent_tickets_open > 0",
    ),
)  # fmt: skip

BY_KEY = {ready.key: ready for ready in READY}
