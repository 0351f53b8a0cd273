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
    _one("tnr222222222", "tenure", "利用開始から90日未満", "First 90 days", "tenure_days < 90"),
    _one(
        "tnr333333333", "tenure", "利用90日〜1年未満", "90 days to a year",
        "tenure_days between 90 and 364",
    ),
    _one(
        "tnr444444444", "tenure", "利用1年〜2年未満", "Second year", "tenure_days between 365 and 729"
    ),
    _one(
        "tnr555555555", "tenure", "利用2年〜3年未満", "Third year", "tenure_days between 730 and 1094"
    ),
    _one("tnr666666666", "tenure", "利用3年以上", "Three years and more", "tenure_days >= 1095"),
    _one(
        "frq222222222", "use", "ほぼ毎日利用（28日中16日以上）", "Nearly every day (16 of 28 days or more)",
        "active_days_28d >= 16",
    ),
    _one(
        "frq333333333", "use", "週2〜3日利用（28日中8〜15日）", "Two or three days a week (8 to 15 of 28)",
        "active_days_28d between 8 and 15",
    ),
    _one(
        "frq444444444", "use", "週1日程度の利用（28日中3〜7日）", "About a day a week (3 to 7 of 28)",
        "active_days_28d between 3 and 7",
    ),
    _one(
        "frq555555555", "use", "まれに利用（28日中1〜2日）", "Now and then (1 or 2 of 28 days)",
        "active_days_28d between 1 and 2",
    ),
    _one(
        "frq666666666", "use", "28日間利用なし", "No use in 28 days", "active_days_28d = 0"
    ),
    _one(
        "rdr222222222", "orders", "購入 月1回以上（年12回以上）", "Orders monthly (12 a year or more)",
        "orders_365d >= 12",
    ),
    _one(
        "rdr333333333", "orders", "購入 年4〜11回", "Orders 4 to 11 times a year",
        "orders_365d between 4 and 11",
    ),
    _one(
        "rdr444444444", "orders", "購入 年1〜3回", "Orders 1 to 3 times a year",
        "orders_365d between 1 and 3",
    ),
    _one("rdr555555555", "orders", "1年間購入なし", "No order in a year", "orders_365d = 0"),
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
