"""Words and icons of touchpoints, answers, voices, group sessions, incidents and plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.interfaces.web.templatetags.note_words import TYPES

register = template.Library()
Words = Mapping[str, str | Promise]

KINDS: Words = {
    "touchpoint": _("Touchpoint"),
    "response": _("Survey"),
    "voice": _("Voice"),
    "session": _("Group session"),
    "incident": _("Incident"),
    "play": _("Play"),
}
_SURVEYS: Words = {
    "nps": pgettext_lazy("survey", "NPS"),
    "csat": _("Satisfaction"),
    "ces": _("Effort score"),
    "free": _("Free answer"),
}
_CHANNELS: Words = {
    "support": _("from support"),
    "meeting": _("in a meeting"),
    "survey": _("in a survey"),
    "community": _("in the community"),
    "review": _("in a review"),
    "mail": _("by mail"),
}
_SESSIONS: Words = {
    "webinar": _("Webinar"),
    "workshop": _("Workshop"),
    "user_group": _("User group"),
    "training": _("Training"),
}
_MOODS: Words = {
    "low": _("mood low"),
    "fair": _("mood fair"),
    "good": _("mood good"),
}
_SIDES: Words = {"us": _("opened by us"), "them": _("opened by them")}
_ARMS: Words = {"treated": _("carried out"), "control": _("control group")}
_HOW: Words = {"randomised": _("drawn at random"), "by_hand": _("chosen by hand")}
_ICONS = {
    "meeting": "users", "call": "tel", "mail": "mail", "visit": "person", "qbr": "star",
    "chat": "voice", "note": "pen", "response": "check", "voice": "voice", "session": "video",
    "incident": "caution", "play": "play",
}  # fmt: skip


def icon_of(one: Any) -> str:
    """The sprite's name: of a touchpoint that of its type."""
    return _ICONS.get(str(one.facts.get("type")) if one.kind == "touchpoint" else one.kind, "info")


@register.filter
def moment_tone(one: Any) -> str:
    """``bad`` or ``warn`` where a person should look: a low mood, an NPS up to 6, an incident."""
    facts = one.facts
    score = facts.get("score")
    if facts.get("mood") == "low" or (
        facts.get("kind") == "nps" and score is not None and score <= 6
    ):
        return "warn"
    if one.kind == "incident":
        return "bad" if facts.get("severity") in ("high", "urgent") else "warn"
    return ""


@register.filter
def touch_word(type_: str) -> str:
    return str(TYPES.get(type_, type_))


@register.filter
def survey_word(kind: str) -> str:
    return str(_SURVEYS.get(kind, kind))


@register.filter
def channel_word(channel: str) -> str:
    return str(_CHANNELS.get(channel, ""))


@register.filter
def session_word(type_: str) -> str:
    return str(_SESSIONS.get(type_, KINDS["session"]))


@register.filter
def mood_word(mood: str) -> str:
    return str(_MOODS.get(mood, mood))


@register.filter
def side_word(side: str) -> str:
    return str(_SIDES.get(side, side))


@register.filter
def arm_word(arm: str) -> str:
    return str(_ARMS.get(arm, arm))


@register.filter
def assigned_word(how: str) -> str:
    return str(_HOW.get(how, how))


@register.filter
def moment_name(one: Any) -> str:
    """What it was, in one line: the type of a touchpoint, the survey, the session, the incident."""
    facts = one.facts
    if one.kind == "touchpoint":
        return " · ".join(p for p in (touch_word(facts["type"]), one.title) if p)
    if one.kind == "response":
        return " · ".join(p for p in (survey_word(facts["kind"]), one.title) if p)
    if one.kind == "voice":
        return opening(one.text) or str(KINDS["voice"])
    return one.title or str(KINDS.get(one.kind, one.kind))


@register.filter
def moment_value(one: Any) -> str:
    """The number it brings, if it brings one: a score, minutes of effort, how many attended."""
    facts = one.facts
    if facts.get("score") is not None:
        return f"{facts['score']:g}"
    if one.kind == "touchpoint" and facts.get("effort_minutes"):
        return str(_("%(n)s min") % {"n": facts["effort_minutes"]})
    if one.kind == "session" and facts.get("attended"):
        return str(_("%(n)s there") % {"n": facts["attended"]})
    return ""


@register.filter
def opening(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:88].rstrip() + "…"


@register.filter
def is_long(text: str) -> bool:
    """Whether a text wants to be opened."""
    return len(text) > 90 or "\n" in text.strip()
