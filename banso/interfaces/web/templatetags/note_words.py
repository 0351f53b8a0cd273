"""Words and templates of notes and promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.lib.text import Text

register = template.Library()
Words = Mapping[str, str | Promise]

TYPES: Words = {
    "meeting": pgettext_lazy("touchpoint", "Meeting"),
    "call": pgettext_lazy("touchpoint", "Call"),
    "mail": pgettext_lazy("touchpoint", "Mail"),
    "visit": pgettext_lazy("touchpoint", "Visit"),
    "qbr": pgettext_lazy("touchpoint", "Business review"),
    "chat": pgettext_lazy("touchpoint", "Chat"),
    "note": pgettext_lazy("touchpoint", "Note"),
}
MOODS: Words = {
    "low": pgettext_lazy("mood", "low"),
    "fair": pgettext_lazy("mood", "fair"),
    "good": pgettext_lazy("mood", "good"),
}
SIDES: Words = {
    "us": pgettext_lazy("first step", "us"),
    "them": pgettext_lazy("first step", "them"),
}
DEPARTMENTS: Words = {
    "cs": _("Customer success"),
    "sales": _("Sales"),
    "support": _("Support"),
    "product": _("Product"),
    "other": _("Another department"),
}
_MINUTES = Text(ja="出席者：\n\n決定事項\n・\n\n宿題\n・当社：\n・先方：\n\n次回：\n", en="Attendees:\n\nDecisions\n- \n\nTo do\n- Us: \n- Customer: \n\nNext meeting:\n")  # fmt: skip
_VISIT = Text(ja="出席者：\n\n気づき\n・ → \n\n決定事項\n・\n\n宿題\n・当社：\n・先方：\n\n次回：\n", en="Attendees:\n\nFindings\n-  → \n\nDecisions\n- \n\nTo do\n- Us: \n- Customer: \n\nNext meeting:\n")  # fmt: skip
_TEMPLATES = {"meeting": _MINUTES, "qbr": _MINUTES, "visit": _VISIT}


def template_of(kind: str, language: str) -> str:
    """What the text of a new note of this type begins with."""
    found = _TEMPLATES.get(kind)
    return found.in_("ja" if language.startswith("ja") else "en") if found else ""


def templates_of(language: str) -> dict[str, str]:
    """The templates by type of note."""
    return {kind: template_of(kind, language) for kind in TYPES}


@register.filter
def note_mood(mood: str) -> str:
    return str(MOODS.get(mood, mood))


@register.filter
def note_department(key: str) -> str:
    return str(DEPARTMENTS.get(key, key))


@register.filter
def promise_side(side: str) -> str:
    words: Words = {
        "ours": pgettext_lazy("promise", "ours"),
        "theirs": pgettext_lazy("promise", "theirs"),
    }
    return str(words.get(side, side))


@register.filter
def promise_why(why: str) -> str:
    """The reason of an end or a moved date; the product's own has words here."""
    own = {
        "banso.minutes": _("as the minutes say"),
        "banso.note-withdrawn": _("with the note it stood in"),
    }
    return str(own[why]) if why in own else why


@register.filter
def is_late(promise: Any, day: date) -> bool:
    return bool(promise.late(day))
