"""Tags of the journey map: links that keep the filters, the bar of a head, sentences of the loud cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.interfaces.web.frame import parts, words
from banso.interfaces.web.frame.as_of import PARAMETER
from banso.interfaces.web.map.grid import Alarm, Column, MoveRow
from banso.interfaces.web.map.numbers import Part
from banso.interfaces.web.templatetags import bn
from banso.lib.text import Text

register = template.Library()


# ---------- addresses: some two hundred on the page, so they are built the short way ----------
@cache
def _base(name: str) -> str:
    return reverse(name)


@lru_cache(maxsize=2048)
def _pair(key: str, value: str) -> str:
    return urlencode([(key, value)])


def _address(context: Context, name: str, query: Mapping[str, Any]) -> str:
    """An address of the map that keeps the filters and the as-of day."""
    pairs = {**_kept(context), **query}
    said = "&".join(_pair(k, str(v)) for k, v in pairs.items() if v not in (None, ""))
    return f"{_base(name)}?{said}" if said else _base(name)


def _kept(context: Context) -> dict[str, Any]:
    """What every link of the map carries on: whose accounts, which month's moves, which day."""
    filters, frame = context.get("filters"), context.get("frame")
    kept = dict(filters.kept) if filters else {}
    if frame is not None and frame.as_of is not None:
        kept[PARAMETER] = frame.as_of.text
    return kept


def _opens(address: str, how: str) -> SafeString:
    return format_html('href="{}" hx-get="{}" {}', address, address, how)


@register.simple_tag(takes_context=True)
def pop(context: Context, what: str, **query: Any) -> SafeString:
    """``<a {% pop "mrr" phase=c.key %}>``: what a number means, beside it."""
    return _opens(_address(context, "map:number", {"what": what, **query}), "data-pop")


@register.simple_tag(takes_context=True)
def drawer(context: Context, what: str, **query: Any) -> SafeString:
    """``<a {% drawer "cell" phase=c.key track="stuck" %}>``: the accounts behind a number."""
    return _opens(_address(context, f"map:{what}", query), "data-drawer")


@register.simple_tag(takes_context=True)
def kept(context: Context, name: str) -> str:
    """Another page about the same accounts, month and day."""
    return _address(context, name, {})


@register.simple_tag(takes_context=True)
def narrowed(context: Context, **query: Any) -> str:
    """This page with one filter changed; an empty value takes the filter off."""
    return _address(context, "map:index", query)


@register.simple_tag(takes_context=True)
def part(context: Context, name: str, column: Column) -> SafeString:
    """A cell of a phase: drawn once, shown in the table and in the phone's sections."""
    drawn: dict[tuple[str, str], SafeString] = context["drawn"]
    key = (name, column.key)
    if key not in drawn:
        template_ = context.template.engine.get_template(f"map/{name}.html")  # type: ignore[union-attr]
        with context.push(c=column):
            drawn[key] = template_.render(context)
    return drawn[key]


@register.simple_tag(takes_context=True)
def listed(context: Context, part: Part) -> SafeString:
    """A count that opens its rows in the list of accounts; plain where the list cannot show them."""
    said = companies(part.accounts)
    words_ = f"{part.name} {said}" if part.name else said
    address = accounts_address(context, part.condition, part.truth)
    if not address:
        return format_html("<span>{}</span>", words_)
    return format_html('<a href="{}">{}</a>', address, words_)


@register.simple_tag(takes_context=True)
def accounts_address(context: Context, condition: str, truth: str = "") -> str:
    """The list of accounts for a condition; '' where it cannot be narrowed to the same owner."""
    filters = context.get("filters")
    asked = filters.listing(condition) if filters is not None else {"q": condition}
    if not condition or asked is None:
        return ""
    return bn.to(context, "accounts:index", truth=truth, **asked)


# ---------- words ----------
@register.simple_tag
def companies(n: int | None) -> str:
    """A number of accounts with its counter: 187社 / 187 accounts."""
    if n is None:
        return words.UNKNOWN
    return ngettext("%(n)s account", "%(n)s accounts", n) % {"n": words.number_text(n)}


@register.simple_tag
def counter() -> SafeString:
    """The counter after a large number of accounts; English says it to screen readers only."""
    if parts.language().startswith("ja"):
        return format_html("<small>{}</small>", "社")
    return format_html('<span class="bn-vh"> {}</span>', _("accounts"))


@register.simple_tag
def unknown_companies(n: int) -> str:
    return ngettext("%(n)s unknown", "%(n)s unknown", n) % {"n": words.number_text(n)}


@register.simple_tag
def place_words(name: Text | None, hue: int) -> SafeString:
    """A phase with its hue; outside the map in plain words."""
    if name is None:
        return format_html('<span class="bn-muted">{}</span>', _("not on the map"))
    return parts.phase(name, hue)


@register.simple_tag
def move_words(row: MoveRow) -> str:
    """For screen readers: from where to where."""
    outside = _("not on the map")
    source = parts.text(row.source_name) or outside
    target = parts.text(row.target_name) or outside
    return _("From %(source)s to %(target)s:") % {"source": source, "target": target}


@register.simple_tag
def head_bar(column: Column) -> SafeString:
    """How a phase's accounts stand, as one bar."""
    return format_html(
        '<svg class="bn-bar bn-bar-6" viewBox="0 0 {} 4" preserveAspectRatio="none" '
        'aria-hidden="true">{}</svg>',
        column.bar_length,
        format_html_join("", '<rect class="bn-f-{}" x="{}" width="{}" height="4"/>', column.bar),
    )


# ---------- the loud cell ----------
@register.simple_tag
def alarm_headline(alarm: Alarm) -> str:
    """Fact: how many are stuck and what they share, in one sentence."""
    values = {
        "phase": parts.text(alarm.column.name),
        "n": words.number_text(alarm.stuck),
        "shared": words.number_text(alarm.shared),
        "leaf": alarm.leaf,
    }
    if not alarm.common:
        return (
            ngettext(
                "%(n)s account is stuck in %(phase)s",
                "%(n)s accounts are stuck in %(phase)s",
                alarm.stuck,
            )
            % values
        )
    return (_no_value_yet(alarm) if alarm.absent else _not_met(alarm)) % values


def _no_value_yet(alarm: Alarm) -> str:
    if alarm.all and alarm.stuck == 1:
        return _("The one account stuck in %(phase)s has no “%(leaf)s” yet")
    if alarm.all:
        return _("None of the %(n)s accounts stuck in %(phase)s has “%(leaf)s” yet")
    return _("%(shared)s of the %(n)s accounts stuck in %(phase)s have no “%(leaf)s” yet")


def _not_met(alarm: Alarm) -> str:
    if alarm.all and alarm.missing == alarm.shared:
        return _("“%(leaf)s” cannot be judged for any of the %(n)s stuck in %(phase)s")
    if alarm.all and alarm.stuck == 1:
        return _("The one account stuck in %(phase)s does not meet “%(leaf)s”")
    if alarm.all:
        return _("None of the %(n)s accounts stuck in %(phase)s meets “%(leaf)s”")
    return _("%(shared)s of the %(n)s accounts stuck in %(phase)s do not meet “%(leaf)s”")


@register.simple_tag(takes_context=True)
def alarm_reason(context: Context, alarm: Alarm) -> SafeString:
    """Reason: what is at stake, and whether it is missing or merely unknown."""
    said: list[SafeString | str] = []
    if alarm.leaf and not alarm.common:
        most = {"leaf": alarm.leaf, "n": words.number_text(alarm.shared)}
        said.append(_("For different reasons; most often: %(leaf)s (%(n)s).") % most)
    if alarm.missing and alarm.missing == alarm.shared:
        said.append(_("There is no value for: %(name)s.") % {"name": alarm.needs})
    elif alarm.missing:
        missing = {"n": words.number_text(alarm.missing), "name": alarm.needs}
        said.append(_("For %(n)s of them there is no value for %(name)s.") % missing)
    if alarm.mrr_minor:
        amount = bn.money_short(context, alarm.mrr_minor)
        said.append(format_html("{} {}", _("MRR of the accounts stuck here:"), amount))
    return format_html_join(" ", "{}", ((s,) for s in said))
