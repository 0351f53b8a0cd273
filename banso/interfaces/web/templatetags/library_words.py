"""Words of the metric library."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

_SIGNS = {"up": "↑", "down": "↓"}


@register.simple_tag
def direction_mark(direction: str) -> SafeString:
    """Which way is good: a sign and the words."""
    words = {"up": _("higher is better"), "down": _("lower is better")}.get(direction)
    if words is None:
        return format_html('<span class="bn-faint">{}</span>', _("neither is better"))
    return format_html(
        '<span><span aria-hidden="true">{}</span> {}</span>', _SIGNS[direction], words
    )


@register.filter
def use_kind(kind: str) -> str:
    """What names a metric, in words."""
    return {
        "journey": _("map"),
        "segment": _("segment"),
        "metric": _("metric"),
        "health": _("health score"),
        "play": _("play"),
        "kpi": "KPI",
    }.get(kind, kind)
