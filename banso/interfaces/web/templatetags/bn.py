"""Tags and filters of all screens. Nothing here writes a style; widths are SVG attributes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.interfaces.web.frame import names as frame_words
from banso.interfaces.web.frame import words
from banso.interfaces.web.frame.as_of import PARAMETER
from banso.interfaces.web.settings import words as settings_words
from banso.interfaces.web.signin import entrance
from banso.lib import dates
from banso.lib import money as lib_money
from banso.lib.text import Text

register = template.Library()


def _language() -> str:
    return get_language() or "en"


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
    frame = context.get("frame")
    as_of = frame.as_of if frame else None
    pairs = {k: v for k, v in query.items() if v not in (None, "")}
    if as_of is not None and as_of.past:
        pairs[PARAMETER] = as_of.text
    return f"{address}?{urlencode(pairs, doseq=True)}" if pairs else address


# ---------- icons ----------
@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """``{% icon "check" "xs" %}``: decorative; the word beside it says the same."""
    extra = f" bn-i-{size}" if size else ""
    return format_html(
        '<svg class="bn-i{}" aria-hidden="true"><use href="#i-{}"/></svg>', extra, name
    )


# ---------- words ----------
@register.filter
def text(value: Text | str | Mapping[str, str] | None) -> str:
    """A text in the reader's language: ``banso.lib.text.Text``, ``{"ja": …, "en": …}`` or a string."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        value = Text(ja=value.get("ja"), en=value.get("en"))
    return value.in_(_language()) if isinstance(value, Text) else str(value)


def _unknown(reason: str) -> SafeString:
    why = reason or _("Not known")
    return format_html(
        '<span class="bn-none" title="{}">{}<span class="bn-vh">{}</span></span>',
        why,
        words.UNKNOWN,
        why,
    )


@register.simple_tag
def unknown(reason: str = "") -> SafeString:
    """A missing value with its reason; never a nought."""
    return _unknown(reason)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None, form: str = "full", reason: str = "") -> SafeString:
    """``{% day d "short" %}`` with how long ago on hover. Forms: full, long, short, plain, month."""
    if value is None:
        return _unknown(reason)
    if isinstance(value, datetime):
        return moment(context, value, reason)
    clock = context["frame"].clock if "frame" in context else None
    ago = words.ago_text(value, today=clock.today, language=_language()) if clock else ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        ago,
        words.day_text(value, language=_language(), form=form),
    )


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None, reason: str = "") -> SafeString:
    """An aware instant in the workspace's zone, with hours and minutes."""
    if value is None:
        return _unknown(reason)
    clock = context["frame"].clock if "frame" in context else None
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(),
        dates.format_instant(value, _language(), zone=ZoneInfo(clock.zone if clock else "UTC")),
    )


@register.simple_tag
def num(value: Any, decimals: int | None = None, reason: str = "") -> SafeString:
    """``{% num value %}``, ``{% num value 1 %}``: thousands grouped; None is unknown, 0 is 0."""
    if value is None:
        return _unknown(reason)
    return format_html(
        '<span class="bn-num">{}</span>', words.number_text(value, decimals=decimals)
    )


@register.simple_tag
def rate(value: float | None, decimals: int = 0, reason: str = "") -> SafeString:
    """A share of one as per cent."""
    if value is None:
        return _unknown(reason)
    return format_html('<span class="bn-num">{}</span>', words.rate_text(value, decimals=decimals))


def _currency(context: Context, given: str) -> str:
    if given:
        return given
    frame = context.get("frame")
    return frame.workspace.currency if frame and frame.workspace else "JPY"


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int | None, currency: str = "", reason: str = "") -> SafeString:
    """Minor units in full, for tables: ¥396,000."""
    if minor is None:
        return _unknown(reason)
    return format_html(
        '<span class="bn-num">{}</span>',
        lib_money.format_full(minor, _currency(context, currency)),
    )


@register.simple_tag(takes_context=True)
def money_short(
    context: Context, minor: int | None, currency: str = "", reason: str = ""
) -> SafeString:
    """Minor units shortened, for the map: 618万円 / ¥6.18M."""
    if minor is None:
        return _unknown(reason)
    number, unit = words.money_parts(
        minor, currency=_currency(context, currency), language=_language()
    )
    return format_html('<span class="bn-num">{}<small>{}</small></span>', number, unit)


@register.filter
def span(seconds: float | None) -> str:
    """How long something takes: 1分40秒 / 1 min 40 s."""
    return words.UNKNOWN if seconds is None else words.span_text(seconds, language=_language())


@register.filter
def number(value: Any) -> str:
    """``{{ value|number }}``: plain text, where markup has no place (attributes, options)."""
    return words.UNKNOWN if value is None else words.number_text(value)


# ---------- states: always an icon and a word ----------
def _state(css: str, name: str, label: str) -> SafeString:
    return format_html('<span class="bn-state {}">{}{}</span>', css, icon(name, "xs"), label)


@register.simple_tag
def phase(name: Text | str, hue: int | None = None) -> SafeString:
    """A phase's name with its hue: ``hue`` is the place in the map's order, 1 to 6; leaving is 6."""
    return format_html(
        '<span class="bn-ph{}">{}</span>', f" ph-{max(1, min(6, hue))}" if hue else "", text(name)
    )


@register.simple_tag
def track(value: str | None) -> SafeString:
    """on, behind or stuck (also ``on_track``); anything else is unknown."""
    key = (value or "").replace("_track", "")
    if key == "on":
        return _state("", "track", _("on track"))
    if key == "behind":
        return _state("bn-warn", "late", _("behind"))
    if key == "stuck":
        return _state("bn-bad", "stuck", _("stuck"))
    return _unknown("")


@register.simple_tag
def health(score: float | None, band: str | None = None) -> SafeString:
    """A health score: ``band`` is good, warn or bad; without a score it cannot be judged."""
    if score is None or band not in ("good", "warn", "bad"):
        return format_html(
            '<span class="bn-he he-none">{}<small>{}</small></span>',
            icon("unknown"),
            _("cannot be judged"),
        )
    name, label = {
        "good": ("ok", _("good")),
        "warn": ("caution", _("caution")),
        "bad": ("danger", _("danger")),
    }[band]
    return format_html(
        '<span class="bn-he he-{}">{}<b>{}</b><small>{}</small></span>',
        band,
        icon(name),
        words.number_text(score, decimals=0),
        label,
    )


@register.simple_tag
def truth(value: bool | None) -> SafeString:
    """True, False, or None for what cannot be judged."""
    css, name, label = {
        True: ("bn-chip-good", "check", _("applies")),
        False: ("bn-chip-bad", "x", _("does not apply")),
        None: ("bn-chip-line", "unknown", _("cannot be judged")),
    }[value]
    return format_html('<span class="bn-chip {}">{}{}</span>', css, icon(name, "xs"), label)


# ---------- bars ----------
@register.simple_tag
def bar(
    value: float | None, most: float = 1.0, css: str = "ink", thick: bool = False
) -> SafeString:
    """A share as a bar. ``css``: ink, good, warn, bad, calm, ai, ph, none."""
    width = 0.0 if value is None or not most else max(0.0, min(100.0, value / most * 100))
    return format_html(
        '<svg class="bn-bar{}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bn-f-{}" width="{}" height="4"/></svg>',
        " bn-bar-6" if thick else "",
        css,
        f"{width:.2f}",
    )


@register.simple_tag
def stacked(*parts: Any) -> SafeString:
    """``{% stacked 17 "calm" 12 "warn" 5 "bad" %}``: counts side by side in one bar."""
    pairs = [(int(n or 0), css) for n, css in zip(parts[::2], parts[1::2], strict=True)]
    total = sum(n for n, _css in pairs) or 1
    placed, left = [], 0
    for n, css in pairs:
        placed.append((css, left, n))
        left += n
    return format_html(
        '<svg class="bn-bar bn-bar-6" viewBox="0 0 {} 4" preserveAspectRatio="none" '
        'aria-hidden="true">{}</svg>',
        total,
        format_html_join(
            "", '<rect class="bn-f-{}" x="{}" width="{}" height="4"/>', (p for p in placed if p[2])
        ),
    )


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
    """The name of a kind of work, of one of its steps, or of what is counted."""
    return frame_words.step(step)


@register.filter
def whole(value: float | None) -> str:
    return words.UNKNOWN if value is None else words.number_text(round(value))


@register.filter
def dressed(field: Any) -> SafeString:
    """A form field's widget in our look, tied to its help and its errors."""
    kind = field.widget_type
    css = {"checkbox": "bn-check", "select": "bn-input bn-select"}.get(kind, "bn-input")
    ids = [f"{field.auto_id}_error_{n}" for n in range(1, len(field.errors) + 1)]
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    attrs = {"class": css + (" is-bad" if field.errors else "")}
    if field.widget_type not in ("checkbox", "select", "clearablefile"):
        attrs["placeholder"] = ""  # allauth repeats the label there
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return SafeString(field.as_widget(attrs=attrs))


@register.simple_tag
def chart_data(element: str, options: Mapping[str, Any]) -> SafeString:
    """The options of a chart as a block of JSON, which no browser runs."""
    safe = json.dumps(options, ensure_ascii=False, default=str).translate(_NOT_IN_SCRIPT)
    return format_html(
        '<script type="application/json" data-chart="{}">{}</script>', element, SafeString(safe)
    )


_NOT_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


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


@register.filter
def manifest_rows(manifest: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """``{"journey/six-phases": 3}`` → rows of kind, key, version."""
    return [(*name.split("/", 1), version) for name, version in sorted(manifest.items())]  # type: ignore[misc]


@register.filter
def language_word(code: str) -> str:
    """A language by its own name."""
    return dict(settings.LANGUAGES).get(code, code)
