"""Words of Insight: the bar of its pages, and how a KPI stands to its target."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from banso.interfaces.web.frame import kpis
from banso.interfaces.web.frame.parts import icon, language, text, unknown
from banso.interfaces.web.frame.words import day_text
from banso.metrics.kpi.evaluate import Measured

register = template.Library()

# Folder of web/ and its name; a tab is shown once its address is there.
TABS = (
    ("insight", gettext_lazy("KPI")),
    ("money", pgettext_lazy("insight", "Money")),
    ("retention", pgettext_lazy("insight", "Retention")),
    ("funnel", gettext_lazy("Funnel & friction")),
    ("phases", gettext_lazy("Phase report")),
)


@register.inclusion_tag("insight/tabs.html", takes_context=True)
def insight_tabs(context: Context, here: str) -> dict[str, Any]:
    """``{% insight_tabs "retention" %}``: the bar of Insight's pages; ``here`` is the folder of this one."""
    tabs = []
    for folder, name in TABS:
        try:
            reverse(f"{folder}:index")
        except NoReverseMatch:
            continue
        tabs.append({"to": f"{folder}:index", "name": name, "here": folder == here})
    return {"tabs": tabs, "request": context.get("request"), "frame": context.get("frame")}


_WORDS = {
    "met": ("bn-good", "check", gettext_lazy("on target")),
    "missed": ("bn-bad", "x", gettext_lazy("off target")),
    "unsure": ("bn-warn", "unknown", gettext_lazy("too close to call")),
}


@register.simple_tag
def verdict(value: str) -> SafeString:
    """How a value stands to its target: icon and word."""
    if value not in _WORDS:
        return SafeString("")
    css, name, word = _WORDS[value]
    return format_html('<span class="bn-state {}">{}{}</span>', css, icon(name, "xs"), word)


@register.simple_tag
def verdict_mark(value: str) -> SafeString:
    """The same in a narrow cell: the icon, with the word on hover and for screen readers."""
    if value not in _WORDS:
        return SafeString("")
    css, name, word = _WORDS[value]
    return format_html(
        '<span class="{}" title="{}">{}<span class="bn-vh">{}</span></span>',
        css, word, icon(name, "xs"), word,
    )  # fmt: skip


@register.simple_tag
def kpi_value(line: Any) -> str | SafeString:
    """The number, or a dash with its reason."""
    if line.measured.value.value is None:
        return unknown(text(line.why) if line.why else "")
    return format_html('<span class="bn-num">{}</span>', line.shown)


@register.simple_tag
def kpi_amount(unit: str, value: float | None, currency: str) -> str:
    """What rows add above or below the line, in their unit."""
    return kpis.said(value, unit, language=language(), currency=currency)


@register.simple_tag
def kpi_period(found: Measured) -> str:
    """Of which days a KPI speaks."""
    last = day_text(found.last, language=language(), form="plain")
    if found.first is None:
        return last
    first = day_text(found.first, language=language(), form="plain")
    return _("after %(first)s up to %(last)s") % {"first": first, "last": last}
