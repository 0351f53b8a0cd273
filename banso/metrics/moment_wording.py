"""What the shapes of moments count, in words."""

from __future__ import annotations

from collections.abc import Mapping

from banso.lib.text import Text

_WHATS: Mapping[str, Text] = {
    "answers": Text(ja="アンケートの回答", en="survey responses"),
    "asked": Text(ja="アンケートの依頼", en="survey requests"),
    "voices": Text(ja="顧客の声", en="voices"),
    "touches": Text(ja="接点", en="touchpoints"),
    "effort": Text(ja="接点の工数（分）", en="effort minutes of touchpoints"),
    "moods": Text(ja="温度感の記録", en="moods noted"),
    "sessions": Text(ja="研修・勉強会の参加", en="attendances at group sessions"),
    "incidents": Text(ja="自社側の障害があった日", en="days with an incident of ours"),
    "champions_left": Text(ja="推進者の離任", en="champions who left"),
}
_SUMS: Mapping[str, Text] = {
    "incidents": Text(ja="自社側の障害の分数", en="minutes of incidents of ours"),
}
_TAGS: Mapping[str, Text] = {
    "nps": Text(ja="NPS", en="NPS"),
    "csat": Text(ja="満足度", en="satisfaction"),
    "ces": Text(ja="努力指標", en="effort score"),
    "meeting": Text(ja="面談", en="meetings"),
    "call": Text(ja="電話", en="calls"),
    "mail": Text(ja="メール", en="mails"),
    "visit": Text(ja="訪問", en="visits"),
    "qbr": Text(ja="定例の振り返り", en="business reviews"),
    "low": Text(ja="低い", en="low"),
}
MARKS: Mapping[str, Text] = {
    "us": Text(ja="当社から始めた", en="opened by us"),
    "them": Text(ja="先方から始まった", en="opened by them"),
}


def moments_named(what: str | None, tag: str | None, language: str, *, sum_of: bool = False) -> str:
    """The moments a number counts: 面談の接点, touchpoints (meetings)."""
    if what is None:
        return ""
    name = (_SUMS.get(what) if sum_of else None) or _WHATS[what]
    words = name.in_(language)
    if not tag:
        return words
    kind = _TAGS.get(tag, Text(ja=tag, en=tag)).in_(language)
    return f"{words}（{kind}）" if language == "ja" else f"{words} ({kind})"
