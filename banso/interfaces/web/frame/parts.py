"""Small pieces of markup: icons, states, bars, why-here leaves, form widgets, chart data.

A state is always an icon and a word. Nothing here writes a style; widths are SVG attributes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.interfaces.web.frame import words
from banso.lib.text import Text
from banso.metrics.conditions.explain import Explanation, Leaf
from banso.metrics.conditions.names import NameTable


def language() -> str:
    return get_language() or "en"


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """``{% icon "check" "xs" %}``: decorative; the word beside it says the same."""
    extra = f" bn-i-{size}" if size else ""
    return format_html(
        '<svg class="bn-i{}" aria-hidden="true"><use href="#i-{}"/></svg>', extra, name
    )


def text(value: Text | str | Mapping[str, str] | None) -> str:
    """A text in the reader's language: ``banso.lib.text.Text``, ``{"ja": …, "en": …}`` or a string."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        value = Text(ja=value.get("ja"), en=value.get("en"))
    return value.in_(language()) if isinstance(value, Text) else str(value)


def number(shown: str) -> SafeString:
    """A number as already written; pages have hundreds, so without the dearer ``format_html``."""
    return SafeString(f'<span class="bn-num">{escape(shown)}</span>')


def unknown(reason: str) -> SafeString:
    why = reason or _("Not known")
    return format_html(
        '<span class="bn-none" title="{}">{}<span class="bn-vh">{}</span></span>',
        why,
        words.UNKNOWN,
        why,
    )


# ---------- states: always an icon and a word ----------
def _state(css: str, name: str, label: str) -> SafeString:
    return format_html('<span class="bn-state {}">{}{}</span>', css, icon(name, "xs"), label)


def phase(name: Text | str, hue: int | None = None) -> SafeString:
    """A phase's name with its hue: ``hue`` is the place in the map's order, 1 to 6; leaving is 6."""
    return format_html(
        '<span class="bn-ph{}">{}</span>', f" ph-{max(1, min(6, hue))}" if hue else "", text(name)
    )


def track(value: str | None) -> SafeString:
    """on, behind or stuck (also ``on_track``); anything else is unknown."""
    key = (value or "").replace("_track", "")
    if key == "on":
        return _state("", "track", _("on track"))
    if key == "behind":
        return _state("bn-warn", "late", _("behind"))
    if key == "stuck":
        return _state("bn-bad", "stuck", _("stuck"))
    return unknown("")


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


def truth(value: bool | None) -> SafeString:
    """True, False, or None for what cannot be judged."""
    css, name, label = {
        True: ("bn-chip-good", "check", _("applies")),
        False: ("bn-chip-bad", "x", _("does not apply")),
        None: ("bn-chip-line", "unknown", _("cannot be judged")),
    }[value]
    return format_html('<span class="bn-chip {}">{}{}</span>', css, icon(name, "xs"), label)


# ---------- what a number means ----------
@lru_cache(maxsize=1024)
def _definition(key: str) -> str:
    try:
        return reverse("library:definition", args=[key])
    except NoReverseMatch:
        return ""  # yesterday.phase and its like are no words of an address


def about(key: str, name: Text | str | None = None, query: str = "") -> SafeString:
    """``{% about "mrr" %}``: the sign beside a name that opens what the number means; '' for what has no meaning.

    At rest it is hidden where a pointer can find it; keyboard and touch always reach it.
    """
    address = _definition(key)
    if not address:
        return SafeString("")
    said = _("Definition")
    named = text(name)
    return format_html(
        '<a class="bn-def" href="{0}" hx-get="{0}" data-pop aria-label="{1}" title="{2}">{3}</a>',
        address + query, f"{said}: {named}" if named else said, said, icon("info", "xs"),
    )  # fmt: skip


# ---------- bars ----------
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


def chart_data(element: str, options: Mapping[str, Any]) -> SafeString:
    """The options of a chart as a block of JSON, which no browser runs."""
    safe = json.dumps(options, ensure_ascii=False, default=str).translate(_NOT_IN_SCRIPT)
    return format_html(
        '<script type="application/json" data-chart="{}">{}</script>', element, SafeString(safe)
    )


_NOT_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


_MARKS = {True: ("bn-good", "check"), False: ("bn-bad", "x"), None: ("bn-muted", "unknown")}


def leaves(
    explanation: Explanation | Mapping[str, Any] | None, names: NameTable | None = None
) -> SafeString:
    """Why a condition holds, or not: each leaf with its values; those that decided stand out.

    Takes an explanation or its stored JSON. ``names`` gives the labels; without it keys are shown.
    """
    if explanation is None:
        return SafeString("")
    told = (
        explanation if isinstance(explanation, Explanation) else Explanation.from_json(explanation)
    )
    table = names if names is not None else NameTable()
    return format_html_join("", "{}", ((_leaf(leaf, table),) for leaf in told.leaves))


def _leaf(leaf: Leaf, names: NameTable) -> SafeString:
    css, name = _MARKS[leaf.truth]
    word = {True: _("applies"), False: _("does not apply"), None: _("cannot be judged")}[leaf.truth]
    why = ""
    if leaf.missing:
        labels = ", ".join(_label(m, names) for m in leaf.missing)
        why = _("no value: %(names)s") % {"names": labels}
    return format_html(
        '<div class="bn-leaf{}"><span class="{}">{}<span class="bn-vh">{}</span></span>'
        '<span>{} <code>{}</code>{}</span><span class="bn-muted bn-sm">{}</span></div>',
        "" if leaf.decides else " is-aside",
        css,
        icon(name, "s"),
        word,
        leaf.sentence(language(), names),
        leaf.condition,
        format_html_join("", "{}", ((about(n, _label(n, names)),) for n in leaf.values)),
        why,
    )


def _label(name: str, names: NameTable) -> str:
    return names[name].label(language(), name) if name in names else name
