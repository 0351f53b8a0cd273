"""Tags of funnel and friction: addresses, sentences, limits of a number."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.interfaces.web.frame import words
from banso.interfaces.web.frame.parts import language, unknown
from banso.interfaces.web.frame.units import WHOLE
from banso.interfaces.web.funnel.filters import Filters
from banso.interfaces.web.funnel.stalls import Stall
from banso.interfaces.web.templatetags.bn import keeping_day
from banso.interfaces.web.templatetags.charts import taking
from banso.lib.dates import Duration
from banso.lib.money import to_major
from banso.science.proportions import Interval

register = template.Library()


@register.simple_tag(takes_context=True)
def funnel_urls(context: Context, filters: Filters | None) -> dict[str, Any]:
    """Addresses of the three views, with the filters; ``hidden`` is what a form has to carry on."""
    names = ("index", "way", "value")
    plain = reverse("funnel:index")
    if not filters:
        return {n: keeping_day(context, reverse(f"funnel:{n}")) for n in names} | {"plain": plain}
    hidden = [(k, v) for k, v in filters.kept.items() if k != "after"]
    found: dict[str, Any] = {n: filters.url(f"funnel:{n}") for n in names}
    return found | {"plain": plain, "hidden": hidden}


@register.simple_tag
def loud_words(s: Stall) -> str:
    """The headline: which step, what share, how much longer."""
    share = words.rate_text(s.share.value) if s.share else ""
    if s.longer is not None:
        return _("{step} holds up {share} of accounts, {days} days longer than the others").format(
            step=s.name, share=share, days=round(s.longer.value)
        )
    return _("{step} holds up {share} of accounts").format(step=s.name, share=share)


@register.simple_tag(takes_context=True)
def loud_more(context: Context, s: Stall) -> str:
    """How sure that is, and who is waiting now."""
    parts = []
    if s.share:
        parts.append(
            _("{k} of {n} accounts; interval (95%) {low} to {high}.").format(
                k=f"{s.held:,}", n=f"{s.judged:,}", low=words.rate_text(s.share.low), high=words.rate_text(s.share.high)
            )
        )  # fmt: skip
    if s.usual is not None:
        parts.append(
            _("Usual is {usual} days; more than {after} count as held up.").format(
                usual=words.number_text(s.usual), after=s.after
            )
        )
    if s.now:
        frame = context.get("frame")
        unit, currency = (frame.unit, frame.workspace.currency) if frame else (WHOLE, "JPY")
        parts.append(
            ngettext(
                "{n} account is waiting now, MRR {mrr}, the longest for {days} days.",
                "{n} accounts are waiting now, MRR {mrr}, the longest for {days} days.",
                s.now,
            ).format(
                n=f"{s.now:,}", mrr=unit.said(s.mrr_minor, currency, language()), days=s.longest
            )
        )
    return ("" if language().startswith("ja") else " ").join(parts)


@register.simple_tag
def limits(interval: Interval) -> SafeString:
    """``[25–41%]``, told as the 95 % interval."""
    said = f"{interval.low * 100:.0f}–{words.rate_text(interval.high)}"
    return format_html('<span title="{}">[{}]</span>', _("interval (95%)"), said)


@register.simple_tag
def day_limits(interval: Interval) -> SafeString:
    """``[+14–22]``: limits in days."""
    said = f"{interval.low:+.0f}–{interval.high:.0f}"
    return format_html('<span title="{}">[{}]</span>', _("interval (95%)"), said)


@register.simple_tag
def share_or_why(interval: Interval | None, n: int) -> SafeString | str:
    """A share with its limits, or why there is none."""
    if interval is None:
        return unknown(
            _("fewer than five accounts, or not watched for so long yet") if n else _("no account")
        )
    return format_html("{} {}", words.rate_text(interval.value), limits(interval))


@register.simple_tag
def points(interval: Interval | None) -> SafeString | str:
    """A difference of two shares, in percentage points, with its limits."""
    if interval is None:
        return unknown(_("not enough data"))
    said = f"{interval.low * 100:+.0f}–{interval.high * 100:+.0f}"
    return format_html(
        '{} <span class="bn-sm bn-muted" title="{}">[{}]</span>',
        f"{interval.value * 100:+.0f}", _("interval (95%)"), said,
    )  # fmt: skip


@register.simple_tag
def behind(n: int, url: str) -> SafeString | str:
    """A number that opens the accounts behind it; nought opens nothing."""
    if not n:
        return "0"
    return format_html(
        '<a class="bn-n" href="{}" hx-get="{}" data-drawer>{}</a>', url, url, words.number_text(n)
    )


@register.filter
def days_word(value: float) -> str:
    """A number of days: 18 days."""
    n = round(value)
    return ngettext("{n} day", "{n} days", n).format(n=f"{n:,}")


@register.filter
def span_words(duration: Duration) -> str:
    """A span of the map: 30 days, 10 business days."""
    return duration.in_(language())


@register.simple_tag(takes_context=True)
def taking_phase(context: Context, key: str, title: str) -> SafeString:
    """``taking`` for the table of a phase: each has an id of its own."""
    return taking(context, f"c-phase-{key}", title)


@register.filter
def unlocal(value: object) -> str:
    """A number as files hold it."""
    return f"{value:.6g}" if isinstance(value, (int, float)) else ""


@register.filter
def major(minor: int | None, currency: str = "JPY") -> str:
    """Money in major units, as files hold it."""
    return "" if minor is None else str(to_major(minor, currency))
