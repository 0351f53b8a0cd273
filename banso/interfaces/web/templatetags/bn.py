"""Tags and filters of all screens. Nothing here writes a style; widths are SVG attributes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from banso.interfaces.web.frame import names as frame_words
from banso.interfaces.web.frame import parts, words
from banso.interfaces.web.frame.as_of import PARAMETER
from banso.interfaces.web.frame.parts import (
    bar,
    chart_data,
    dressed,
    health,
    icon,
    language,
    leaves,
    phase,
    stacked,
    text,
    track,
    truth,
    unknown,
)
from banso.interfaces.web.frame.units import PARAMETER as UNIT
from banso.interfaces.web.settings import words as settings_words
from banso.interfaces.web.signin import entrance
from banso.lib import dates
from banso.lib import money as lib_money

register = template.Library()

MONEY_SCREENS = ("/insight/", "/renewals/")  # among these the reader's unit of money goes along


# ---------- addresses ----------
@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any, **query: Any) -> str:
    """``{% to "accounts:index" phase="adoption" %}``: an address that keeps the as-of day.

    Keyword arguments become the query. Empty when the screen is not there yet.
    """
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return keeping_day(context, address, **query)


def keeping_day(context: Context, address: str, **query: Any) -> str:
    """This function will add the as-of day and a query to an address that is known already."""
    frame = context.get("frame")
    as_of = frame.as_of if frame else None
    pairs = {k: v for k, v in query.items() if v not in (None, "")}
    if as_of is not None and as_of.past:
        pairs[PARAMETER] = as_of.text
    if frame and frame.unit.key and address.startswith(MONEY_SCREENS):
        pairs.setdefault(UNIT, frame.unit.key)
    return f"{address}?{urlencode(pairs, doseq=True)}" if pairs else address


@register.simple_tag(takes_context=True)
def about(context: Context, key: str, name: Any = None) -> SafeString:
    """``{% about "mrr" c.name %}``: the sign beside a name that opens what the number means."""
    return parts.about(key, name, keeping_day(context, ""))


# ---------- pieces of markup ----------
register.filter("text", text)
register.filter("dressed", dressed)
for piece in (icon, unknown, phase, track, health, truth, bar, stacked, leaves, chart_data):
    register.simple_tag(piece)

# Screens with tags of their own build on these.
__all__ = [
    "icon",
    "text",
    "unknown",
    "phase",
    "track",
    "health",
    "truth",
    "bar",
    "stacked",
    "leaves",
]


# ---------- words ----------
@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None, form: str = "full", reason: str = "") -> SafeString:
    """``{% day d "short" %}`` with how long ago on hover. Forms: full, long, short, plain, month."""
    if value is None:
        return unknown(reason)
    if isinstance(value, datetime):
        return moment(context, value, reason)
    clock = context["frame"].clock if "frame" in context else None
    ago = words.ago_text(value, today=clock.today, language=language()) if clock else ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        ago,
        words.day_text(value, language=language(), form=form),
    )


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, reason: str = "") -> SafeString:
    """An aware instant in the workspace's zone, with hours and minutes."""
    if value is None:
        return unknown(reason)
    clock = context["frame"].clock if "frame" in context else None
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(),
        dates.format_instant(value, language(), zone=ZoneInfo(clock.zone if clock else "UTC")),
    )


@register.simple_tag
def num(value: Any, decimals: int | None = None, reason: str = "") -> SafeString:
    """``{% num value %}``, ``{% num value 1 %}``: thousands grouped; None is unknown, 0 is 0."""
    if value is None:
        return unknown(reason)
    return parts.number(words.number_text(value, decimals=decimals))


@register.simple_tag
def rate(value: float | None, decimals: int = 0, reason: str = "") -> SafeString:
    """A share of one as per cent."""
    if value is None:
        return unknown(reason)
    return parts.number(words.rate_text(value, decimals=decimals))


def _currency(context: Context, given: str) -> str:
    if given:
        return given
    frame = context.get("frame")
    return frame.workspace.currency if frame and frame.workspace else "JPY"


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int | None, currency: str = "", reason: str = "") -> SafeString:
    """Minor units in full, for tables: ¥396,000."""
    if minor is None:
        return unknown(reason)
    return parts.number(lib_money.format_full(minor, _currency(context, currency)))


@register.simple_tag(takes_context=True)
def money_short(
    context: Context, minor: int | None, currency: str = "", reason: str = ""
) -> SafeString:
    """Minor units shortened, for the map: 618万円 / ¥6.18M."""
    if minor is None:
        return unknown(reason)
    number, unit = words.money_parts(
        minor, currency=_currency(context, currency), language=language()
    )
    return format_html('<span class="bn-num">{}<small>{}</small></span>', number, unit)


@register.filter
def span(seconds: float | None) -> str:
    """How long something takes: 1分40秒 / 1 min 40 s."""
    return words.UNKNOWN if seconds is None else words.span_text(seconds, language=language())


@register.filter
def number(value: Any) -> str:
    """``{{ value|number }}``: plain text, where markup has no place (attributes, options)."""
    return words.UNKNOWN if value is None else words.number_text(value)


# ---------- words the frame knows ----------
@register.filter
def initials(name: str) -> str:
    """The family name in Japanese (at most two letters), initials otherwise."""
    parts = name.split()
    if not parts:
        return "?"
    if ord(parts[0][0]) > 0x2E7F:
        return parts[0][:2]
    return "".join(p[0] for p in parts[:2]).upper()


@register.filter
def role_word(role: str) -> str:
    return frame_words.role(role)


@register.filter
def theme_word(theme: str) -> str:
    return frame_words.theme(theme)


@register.filter
def job_word(state: str) -> str:
    return frame_words.job_state(state)


@register.filter
def step_word(step: str) -> str:
    """The name of a kind of work, or of one of its steps."""
    return frame_words.step(step)


@register.filter
def unit_word(unit: str) -> str:
    """What work counts: rows, days, accounts."""
    return frame_words.unit(unit)


@register.filter
def whole(value: float | None) -> str:
    return words.UNKNOWN if value is None else words.number_text(round(value))


# ---------- before sign-in ----------
@register.simple_tag
def signin_workspace() -> str:
    """The workspace's name, so that people know where they sign in."""
    return entrance.workspace_name()


@register.simple_tag
def demo_sign_ins() -> list[entrance.DemoSignIn]:
    """The fictional people of the demo workspace; nobody anywhere else."""
    return entrance.demo_sign_ins()


@register.filter
def source_kind(kind: str) -> str:
    return str(settings_words.SOURCE_KINDS.get(kind, kind))


@register.filter
def definition_kind(kind: str) -> str:
    return str(settings_words.DEFINITION_KINDS.get(kind, kind))


@register.filter
def act_word(act: str) -> str:
    return str(settings_words.ACTS.get(act, act))


register.filter("detail_rows", settings_words.detail_rows)


@register.filter
def manifest_rows(manifest: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """``{"journey/six-phases": 3}`` → rows of kind, key, version."""
    return [(*name.split("/", 1), version) for name, version in sorted(manifest.items())]  # type: ignore[misc]


@register.filter
def language_word(code: str) -> str:
    """A language by its own name."""
    return dict(settings.LANGUAGES).get(code, code)
