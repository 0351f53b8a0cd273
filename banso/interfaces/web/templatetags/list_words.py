"""Cells of the accounts list: each kind of value in its own form, the missing one with its name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banso.interfaces.web.templatetags import account_words, bn
from banso.lib.money import format_full
from banso.metrics.conditions.names import Kind

register = template.Library()
_ANY = "2" * 12  # stands for the account in an address that differs by nothing else


@lru_cache(maxsize=512)
def _metric_address(key: str) -> str:
    return reverse("account:metric", args=[_ANY, key])


@register.simple_tag(takes_context=True)
def list_cell(context: Context, cell: Any, row: Any) -> SafeString | str:
    """One value of one account, linking to what it is made of."""
    column, value = cell.column, cell.value
    if column.key == "phase":
        return _phase(row)
    if value is None and not cell.elsewhere:
        return bn.unknown(_("no data on this day"))
    shown: SafeString | str
    if value is None:
        shown = _elsewhere(cell.elsewhere)
    elif column.kind is Kind.MONEY:
        shown = bn.money(context, value, row.currency)
    elif column.kind is Kind.RATE:
        shown = bn.rate(value)
    elif column.kind is Kind.DATE:
        shown = bn.day(context, value, "short")
    elif column.kind in (Kind.COUNT, Kind.DAYS, Kind.NUMBER):
        shown = bn.num(value)
    else:
        label = column.choices.get(value, value) if isinstance(value, str) else value
        shown = account_words.text_or(label)
    if not column.opens:
        return shown
    address = _metric_address(column.key).replace(_ANY, row.public_id)
    url = bn.keeping_day(context, address)
    # A page has hundreds of these, and format_html costs several times as much.
    at = escape(url)
    link = f'<a class="bn-n" href="{at}" hx-get="{at}" data-pop>{conditional_escape(shown)}</a>'
    if column.kind is Kind.RATE:
        link = f'<span class="bn-rate">{link}{bn.bar(value)}</span>'
    return SafeString(link)


def _elsewhere(amounts: tuple[tuple[str, int], ...]) -> SafeString:
    """What is paid in other currencies, and why it is in no sum."""
    money = " + ".join(format_full(minor, currency) for currency, minor in amounts)
    reason = _("not in sums: no exchange rates yet")
    return format_html(
        '<span class="bn-num" title="{1}">{0}<span class="bn-vh"> {1}</span></span>', money, reason
    )


def _phase(row: Any) -> SafeString:
    """The phase with its state and track; a dash where the account is not on the map."""
    if not row.phase_name:
        return format_html('<span class="bn-faint">{}</span>', _("not yet on the map"))
    parts = bn.phase(row.phase_name, row.hue)
    if row.state_name:
        parts = format_html(
            '{} <span class="bn-sm bn-muted">{}</span>', parts, bn.text(row.state_name)
        )
    if row.track in ("behind", "stuck"):
        parts = format_html('{} <span class="bn-tr">{}</span>', parts, bn.track(row.track))
    return parts


@register.simple_tag(takes_context=True)
def about_value(context: Context, value: Any, type_: Any) -> SafeString | str:
    """An end or the middle of a name's values, as its kind is written."""
    if value is None:
        return ""
    if type_.kind is Kind.RATE:
        return bn.rate(value)
    return bn.num(value / type_.scale, 0 if abs(value) >= 10 or value == int(value) else 1)
