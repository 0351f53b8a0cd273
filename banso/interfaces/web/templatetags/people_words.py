"""Words of people: names with their honorific, influence, days of a role, how a season stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.customers.people.queries import PersonView, RoleSpan
from banso.execution.people.chart import Node
from banso.interfaces.web.frame.words import day_text

register = template.Library()


@register.filter
def san(person: PersonView) -> str:
    """The name as it is said: with 様 in Japanese; who was erased has none."""
    if not person.name:
        return _("(erased)") if person.erased else _("(no name)")
    return f"{person.name} 様" if get_language() == "ja" else person.name


@register.filter
def influence_word(influence: int | None) -> str:
    return {1: _("influence little"), 2: _("influence some"), 3: _("influence great")}.get(
        influence or 0, _("influence not known")
    )


@register.filter
def span_days(span: RoleSpan) -> str:
    """From when to when, the last day included."""
    from datetime import timedelta

    language = "en" if get_language() == "en" else "ja"
    first = day_text(span.from_on, language=language, form="plain") if span.from_on else ""
    last = day_text(span.to_on - timedelta(days=1), language=language, form="plain") if span.to_on else ""  # fmt: skip
    return f"{first or _('since ever')} – {last}" if last else f"{first or _('since ever')} –"


@register.filter
def season_state(state: str) -> str:
    return {
        "moved": _("moves, not introduced yet"),
        "introduced": _("moves, introduced"),
        "hint": _("something hints at a move"),
        "stays": _("stays"),
        "unasked": _("not asked yet"),
    }[state]


@register.filter
def key(found: Mapping[str, Any], name: str) -> Any:
    return found.get(name)


@register.filter
def as_node(person: PersonView) -> Node:
    """Somebody without lines, drawn like the others."""
    return Node(person)
