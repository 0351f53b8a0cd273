"""``{% figure chart %}``, ``{% sheet table %}``: what the kit draws, and how it is taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banso.interfaces.web.frame import words
from banso.interfaces.web.frame.charts import Cell, Chart, Sheet
from banso.interfaces.web.frame.parts import language, number, unknown
from banso.interfaces.web.frame.periods import period_of
from banso.interfaces.web.frame.units import WHOLE, Unit
from banso.interfaces.web.templatetags.bn import keeping_day
from banso.lib import money
from banso.workspace.viewer import Act

register = template.Library()


@register.inclusion_tag("parts/chart.html", takes_context=True)
def figure(context: Context, chart: Chart) -> dict[str, Any]:
    """Whoever may take lists away as files may take charts away too; the picture is for everybody."""
    return _shown(context, chart)


@register.inclusion_tag("parts/sheet.html", takes_context=True)
def sheet(context: Context, table: Sheet) -> dict[str, Any]:
    """``{% sheet table %}``: a table that can be copied and saved as it stands."""
    return _shown(context, table)


@register.simple_tag(takes_context=True)
def taking(context: Context, id: str, title: str, note: str = "", currency: str = "") -> SafeString:
    """``<section {% taking "c-mine" title %}>``: around a table written by hand, so that it can be taken away.

    Inside stands ``{% take title %}`` where its buttons belong; cells may carry ``data-v`` and ``data-k``.
    """
    return _about(context, id=id, title=title, note=note, currency=currency)


@register.inclusion_tag("parts/take.html", takes_context=True)
def take(context: Context, title: str) -> dict[str, Any]:
    """The buttons of a table around which ``taking`` stands."""
    return {"title": title, "may_take": _may_take(context.get("frame"))}


@register.simple_tag(takes_context=True)
def amount(context: Context, minor: int | None, currency: str = "", reason: str = "") -> SafeString:
    """Money in the unit the reader chose, with its unit: ¥1,234,000, 1,234千円, ¥1,234K."""
    if minor is None:
        return unknown(reason)
    frame = context.get("frame")
    own = frame.workspace.currency if frame and frame.workspace else "JPY"
    unit = frame.unit if frame else WHOLE
    return number(unit.said(minor, currency or own, language()))


@register.simple_tag(takes_context=True)
def fiscal(context: Context, day: date, part: str = "year") -> str:
    """``{% fiscal day "quarter" %}``: the period that holds the day, by the workspace's fiscal year."""
    frame = context.get("frame")
    first_month = frame.workspace.fiscal_year_start if frame and frame.workspace else 4
    return period_of(day, part, first_month=first_month).label(language(), first_month=first_month)


def _shown(context: Context, chart: Chart | Sheet) -> dict[str, Any]:
    frame = context.get("frame")
    unit = frame.unit if frame and chart.currency else WHOLE
    return {
        "chart": chart,
        "frame": frame,
        "may_take": _may_take(frame),
        "unit": unit,
        "stated": unit.stated(chart.currency, language()) if unit.power else "",
        "about_it": _about(
            context, id=chart.id, title=chart.title, note=chart.note, currency=chart.currency
        ),
    }


def _may_take(frame: Any) -> bool:
    return bool(frame and frame.viewer and frame.viewer.may(Act.EXPORT))


def _about(context: Context, *, id: str, title: str, note: str, currency: str) -> SafeString:
    """What ``banso/take.js`` reads of a figure."""
    frame = context.get("frame")
    unit = frame.unit if frame and currency else WHOLE
    told = {"figure": id, "file": _file(id, frame), "title": title, "note": note}
    told["known"] = _knowledge(frame)
    if currency:
        told["currency"] = currency
    if unit.power:
        told |= {"power": str(unit.power), "word": unit.label(currency, language())}
        told["unit"] = unit.stated(currency, language())
    if _may_take(frame):
        told["taken"] = keeping_day(context, reverse("chart_taken"))
        told["book"] = keeping_day(context, reverse("chart_workbook"))
    return format_html_join(" ", 'data-{}="{}"', told.items())


def _file(id: str, frame: Any) -> str:
    name = id.removeprefix("c-")
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
def chart_cell(cell: Cell, currency: str = "", unit: Unit = WHOLE) -> str | SafeString:
    """A cell's value in the reader's language."""
    value = cell.value
    if value is None:
        return unknown(cell.hint)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return words.day_text(value, language=language(), form="full")
    if cell.kind == "rate":
        return words.rate_text(value, decimals=1 if cell.decimals is None else cell.decimals)
    if cell.kind == "money":
        return unit.bare(int(value), currency)
    return words.number_text(value, decimals=cell.decimals)


@register.simple_tag
def chart_rows(chart: Chart | Sheet, unit: Unit = WHOLE, foot: bool = False) -> SafeString:
    """The rows of a chart's or a sheet's table; pages have thousands of cells, so without a template each."""
    if isinstance(chart, Chart):
        numbered = ((f' data-i="{i}"', row) for i, row in chart.shown)
    else:
        numbered = (("", row) for row in (chart.foot if foot else chart.rows))
    rows = (
        f"<tr{number}>{''.join(_td(c, chart.currency, unit) for c in row)}</tr>"
        for number, row in numbered
    )
    return SafeString("".join(rows))


def _td(cell: Cell, currency: str, unit: Unit) -> str:
    shown: str = conditional_escape(chart_cell(cell, currency, unit))
    if cell.url:
        url = escape(cell.url)
        more = f' hx-get="{url}" data-drawer' if cell.drawer else ""
        shown = f'<a class="bn-n" href="{url}"{more}>{shown}</a>'
    names = [] if cell.kind in ("day", "text") else ["r"]
    about = f' data-v="{escape(raw(cell, currency))}" data-k="{cell.kind}"'
    if cell.shade:
        names += ["bn-sh", f"bn-sh-{cell.shade}"]
        about += f' data-shade="{cell.shade}"'
    if cell.hint and cell.value is not None:
        about += f' title="{escape(cell.hint)}"'
    css = f' class="{" ".join(names)}"' if names else ""
    return f"<td{css}{about}>{shown}</td>"


@register.filter
def raw(cell: Cell, currency: str = "") -> str:
    """The value as the CSV writes it: ISO day, plain number, text; empty where it is unknown."""
    value = cell.value
    if value is None:
        return ""
    if cell.kind == "money" and isinstance(value, int):
        return str(money.to_major(value, currency))
    return value.isoformat() if isinstance(value, date) else str(value)
