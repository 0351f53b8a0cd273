"""Tags of Today, the tasks and the week."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from banso.execution.tasks import words
from banso.execution.today.views import Change
from banso.interfaces.web.frame.parts import text
from banso.lib.text import Text
from banso.workspace import queries as workspace

register = template.Library()

_ICONS = {
    "fell": "fall", "ticket": "voice", "voice": "voice", "answer": "voice", "reply": "mail",
    "moved": "move",
}  # fmt: skip
_TONES = {"fell": "bad", "ticket": "bad", "answer": "bad", "voice": "warn", "reply": "ai"}


@register.filter
def change_icon(change: Change) -> str:
    return _ICONS[change.kind]


@register.filter
def tone(change: Change) -> str:
    """The colour of a change's icon; a move has the hue of where it went."""
    return _TONES.get(change.kind, f"ph ph-{change.hue}" if change.hue else "")


@register.filter
def plus(number: int, more: int) -> int:
    return number + more


@register.filter
def local_date(moment: datetime, zone: str) -> date:
    """The day of an instant in the workspace's zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


@register.filter
def less(number: int, shown: Sized) -> int:
    return number - len(shown)


def _word(table: Mapping[str, Text], key: str) -> str:
    found = table.get(key)
    return str(text(found)) if found else key


@register.filter
def kind_word(kind: str) -> str:
    return _word(words.KINDS, kind)


@register.filter
def outcome_word(outcome: str) -> str:
    return _word(words.OUTCOMES, outcome)


@register.filter
def repeat_word(repeats: str) -> str:
    return _word(words.REPEATS, repeats)


@register.filter
def source_word(source: str) -> str:
    return _word(words.SOURCES, source)


@register.filter
def priority_word(priority: int) -> str:
    return str(text(words.PRIORITIES[priority]))


@register.simple_tag
def minutes(value: int) -> str:
    """15分 / 15 min."""
    return _("%(n)s min") % {"n": value}


@register.simple_tag
def hours(value: int) -> str:
    """Minutes summed up, to the half hour once they are many: 約3時間 / about 3 h."""
    if value < 60:
        return _("%(n)s min") % {"n": value}
    halves = round(value / 30) / 2
    return _("about %(n)s h") % {"n": f"{halves:g}"}


@register.simple_tag(takes_context=True)
def hour(context: Context, moment: datetime) -> str:
    """The time of day in the workspace's zone: 10:30."""
    return moment.astimezone(ZoneInfo(context["frame"].clock.zone)).strftime("%H:%M")


@register.simple_tag(takes_context=True)
def person(context: Context, user_id: int | None) -> str:
    """The name of somebody of ours, as far as the viewer may know it."""
    names = workspace.names_of_people(viewer=context["frame"].viewer)
    return names.get(user_id or 0, "")
