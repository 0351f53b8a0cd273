"""Words of the account's page."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.interfaces.web.templatetags import bn, moment_words
from banso.lib.dates import format_day
from banso.lib.text import Text

register = template.Library()


@register.filter
def tel(phone: str) -> str:
    """The address that calls a number; empty where what is written holds no number."""
    plain = unicodedata.normalize("NFKC", phone or "")
    number = re.sub(r"[^0-9+#*]", "", re.split(r"(?:内線|ext\.?|x)", plain, maxsplit=1)[0])
    return f"tel:{number}" if sum(c.isdigit() for c in number) >= 5 else ""


@register.filter
def contact_role(role: str) -> str:
    """A contact's role in the reader's language; a role of the source's own stays as it is."""
    known = {
        "champion": _("champion"),
        "decision_maker": _("decision maker"),
        "approver": _("approver"),
        "admin": _("administrator"),
        "user": _("user"),
        "blocker": _("blocker"),
        "detractor": _("detractor"),
    }
    return known.get(role, role or "—")


@register.filter
def timeline_kind(kind: str) -> str:
    return {
        "state": _("Phase"),
        "contract": _("Contract"),
        "ticket": _("Ticket"),
        "promise": _("Promise"),
        "task": _("Task"),
        "people": _("People"),
        "usage": _("Usage"),
        "field": _("Field"),
        **{k: str(w) for k, w in moment_words.KINDS.items()},
    }.get(kind, kind)


@register.filter
def timeline_icon(entry: Any) -> SafeString:
    if entry.what == "moment":
        return bn.icon(moment_words.icon_of(entry.more["moment"]), "s")
    name = {
        "state": "move",
        "contract": "doc",
        "promise": "flag",
        "task": "check",
        "ticket": "danger" if entry.what == "opened" else "ok",
        "people": "person",
        "usage": "track",
        "field": "pen",
    }[entry.kind]
    return bn.icon(name, "s")


@register.filter
def severity_word(severity: str) -> str:
    return {
        "low": _("low"),
        "normal": _("normal"),
        "high": _("high"),
        "urgent": _("urgent"),
    }.get(severity, severity)


@register.filter
def nth_time(times: int) -> str:
    """'2nd time' as a label beside a phase entered again."""
    if (get_language() or "ja").startswith("ja"):
        return f"{times}回目"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(
        times % 10 if times % 100 not in (11, 12, 13) else 0, "th"
    )
    return f"{times}{ending} time"


@register.filter
def text_or(value: Any) -> str | SafeString:
    """A value of a field as people read it: dates, yes and no, labels, numbers."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Text):
        return bn.text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return format_day(value, get_language() or "ja")
    if isinstance(value, int | float):
        return format_html('<span class="bn-num">{}</span>', f"{value:,.10g}")
    return str(value)
