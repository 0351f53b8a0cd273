"""``{% figure chart %}``: a chart of the kit with its table, PNG and CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banso.interfaces.web.frame import words
from banso.interfaces.web.frame.charts import Cell, Chart
from banso.interfaces.web.frame.parts import language, unknown
from banso.lib import money
from banso.workspace.viewer import Act

register = template.Library()


@register.inclusion_tag("parts/chart.html", takes_context=True)
def figure(context: Context, chart: Chart) -> dict[str, Any]:
    """Whoever may take lists away as files may take charts away too; the picture is for everybody."""
    frame = context.get("frame")
    viewer = frame.viewer if frame else None
    return {
        "chart": chart,
        "frame": frame,
        "may_take": viewer is not None and viewer.may(Act.EXPORT),
        "file": _file(chart, frame),
        "known": _knowledge(frame),
    }


def _file(chart: Chart, frame: Any) -> str:
    name = chart.id.removeprefix("c-")
    if not frame or not frame.as_of:
        return name
    return f"{name}-{frame.as_of.day.isoformat()}" + ("-as-seen" if frame.as_of.seen_at else "")


def _knowledge(frame: Any) -> str:
    """Which day, and by which knowledge (rules.md R11): stands in every file."""
    if frame is None or frame.as_of is None:
        return ""
    if frame.as_of.seen_at is not None:
        said = _("where accounts stood as we saw it on {day}; numbers by today's knowledge")
    else:
        said = _("true on {day}, by today's knowledge")
    return said.format(day=frame.as_of.day.isoformat())


@register.simple_tag
def chart_cell(cell: Cell, currency: str = "") -> str | SafeString:
    """A cell's value in the reader's language."""
    value = cell.value
    if value is None:
        return unknown("")
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return words.day_text(value, language=language(), form="full")
    if cell.kind == "rate":
        return words.rate_text(value, decimals=1)
    if cell.kind == "money":
        return money.format_full(int(value), currency)
    return words.number_text(value)


@register.filter
def raw(cell: Cell, currency: str = "") -> str:
    """The value as the CSV writes it: ISO day, plain number, text; empty where it is unknown."""
    value = cell.value
    if value is None:
        return ""
    if cell.kind == "money" and isinstance(value, int):
        return str(money.to_major(value, currency))
    return value.isoformat() if isinstance(value, date) else str(value)
