"""One metric's sheet: how it lies over the accounts today, whom it is known for, how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from banso.events.store import workspace_lake
from banso.interfaces.web.accounts import listing
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.words import day_text, number_text
from banso.journey import queries as journey
from banso.lib.money import decimals, format_short
from banso.metrics import queries as metrics
from banso.metrics.conditions import NameType
from banso.metrics.conditions.names import Kind
from banso.metrics.counting import Spread, spread_of, values_of
from banso.metrics.coverage import Coverage, coverage_of
from banso.metrics.knowing import lay_of
from banso.metrics.library_queries import MetricSheet, Use
from banso.workspace import queries as workspace

WEEKS = 26
_MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class UsedAt:
    """A place that names the metric, with where it opens."""

    use: Use
    url: str


def currency_of(request: ScreenRequest) -> str:
    return workspace.workspace(viewer=request.viewer).currency


def form_of(request: ScreenRequest, kind: str) -> charts.Form:
    """How the numbers of a metric are drawn."""
    if kind == "money":
        return charts.Form("money", currency=currency_of(request))
    return charts.Form("rate") if kind == "rate" else charts.Form()


def type_of(request: ScreenRequest, key: str) -> NameType:
    return metrics.name_table(viewer=request.viewer)[key]


def accounts_url(key: str, condition: str) -> str:
    """The list of the accounts a condition holds for, with this metric as a column."""
    return f"{reverse('accounts:index')}?{urlencode({'q': condition, 'col': key, 'sort': key})}"


def unknown_url(key: str) -> str:
    return f"{reverse('accounts:index')}?{urlencode({'q': f'{key} is null', 'col': key})}"


def known(request: ScreenRequest, key: str) -> Coverage | None:
    """For how many accounts a name has a value on the day shown, and why not for the rest."""
    viewer, day = request.viewer, request.as_of.rows_day
    if day is None:
        return None
    if key in metrics.registry(viewer=viewer):
        return coverage_of(viewer=viewer, lake=workspace_lake(), key=key, day=day)
    names = journey.list_names(viewer=viewer)
    if key not in names:
        return None
    lies = spread_of(
        viewer=viewer, lake=workspace_lake(), day=day, name=key, type_=names[key],
        extra=listing.states(request, [key]),
    )  # fmt: skip
    return Coverage(lies.known, lies.missing)


def distribution(
    request: ScreenRequest, key: str, kind: str, name: str, spread: Spread | None
) -> charts.Chart | None:
    """How the values lie over today's accounts, each bar opening its accounts."""
    day = request.as_of.rows_day
    if day is None or spread is None or not spread.known:
        return None
    bars = (
        _values(request, key, day) if kind in ("text", "choice") else _steps(request, key, spread)
    )
    if not bars:
        return None
    middle = ""
    if spread.middle is not None and kind != "date":
        middle = _("median %(m)s") % {"m": said(request, key, spread.middle)}
    return charts.bars(
        id=f"c-{key}",
        title=_("How it lies over the accounts"),
        head=(name, _("Accounts")),
        bars=bars,
        note=", ".join(
            p for p in (middle, day_text(day, language=request.viewer.language, form="plain")) if p
        ),
        css="bn-chart-m",
    )


def _values(request: ScreenRequest, key: str, day: date) -> list[tuple[str, charts.Number, str]]:
    type_ = type_of(request, key)
    found = values_of(
        viewer=request.viewer, lake=workspace_lake(), day=day, name=key, type_=type_,
        limit=_MOST_VALUES,
    )  # fmt: skip
    return [
        (_choice(request, type_, value), n, accounts_url(key, f"{key} = {_quoted(value)}"))
        for value, n in found
    ]


def _quoted(value: str) -> str:
    """A text as the condition language writes it."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def _choice(request: ScreenRequest, type_: NameType, value: str) -> str:
    label = (type_.choices or {}).get(value)
    return label.in_(request.viewer.language) if label else value


def _steps(
    request: ScreenRequest, key: str, spread: Spread
) -> list[tuple[str, charts.Number, str]]:
    if spread.low is None or spread.high is None:
        return []
    if not spread.bars:  # one value alone
        condition = f"{key} = {_literal(request, key, spread.low)}"
        return [(said(request, key, spread.low), spread.known, accounts_url(key, condition))]
    wide = (spread.high - spread.low) / len(spread.bars)
    if type_of(request, key).kind in (Kind.COUNT, Kind.DAYS):
        return _whole_steps(key, spread.low, wide, spread.bars)
    found: list[tuple[str, charts.Number, str]] = []
    for i, n in enumerate(spread.bars):
        low, high = spread.low + i * wide, spread.low + (i + 1) * wide
        last = i == len(spread.bars) - 1
        upper = "<=" if last else "<"
        condition = f"{key} >= {_literal(request, key, low)} and {key} {upper} {_literal(request, key, high)}"
        found.append((said(request, key, low) + "–", n, accounts_url(key, condition)))
    return found


def _whole_steps(
    key: str, low: float, wide: float, bars: Sequence[int]
) -> list[tuple[str, charts.Number, str]]:
    """Steps of whole numbers: each from the first whole number in it to the last."""
    found: list[tuple[str, charts.Number, str]] = []
    for i, n in enumerate(bars):
        first = ceil(low + i * wide - 1e-9)
        end = low + (i + 1) * wide
        last = round(end) if i == len(bars) - 1 else ceil(end - 1e-9) - 1
        if last < first:
            continue  # steps are narrower than one
        label = number_text(first) if first == last else f"{first:,}–{last:,}"
        found.append((label, n, accounts_url(key, f"{key} >= {first} and {key} <= {last}")))
    return found


def said(request: ScreenRequest, key: str, value: float) -> str:
    """An edge of the distribution in words."""
    kind = type_of(request, key).kind
    if kind is Kind.MONEY:
        return format_short(round(value), currency_of(request), request.viewer.language)
    if kind is Kind.RATE:
        return f"{value * 100:.0f}%"
    return number_text(round(value, 1) if abs(value) < 100 else round(value))


def _literal(request: ScreenRequest, key: str, value: float) -> str:
    """A number as the condition language writes it; money in whole units."""
    if type_of(request, key).kind is Kind.MONEY:
        value = value / 10 ** decimals(currency_of(request))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def weeks_before(day: date, count: int = WEEKS) -> list[date]:
    return [day - timedelta(days=7 * n) for n in range(count, -1, -1)]


def trend_chart(request: ScreenRequest, key: str, kind: str) -> charts.Chart | None:
    """The median over half a year, week by week, between the edges of the middle half."""
    day = request.as_of.rows_day
    if day is None or type_of(request, key).kind.group != "number":
        return None
    lays = lay_of(viewer=request.viewer, lake=workspace_lake(), key=key, days=weeks_before(day))
    if len(lays) < 2:
        return None
    drawn = [_whole(kind, x.middle) for x in lays]
    return charts.lines(
        id=f"c-{key}-trend",
        title=_("Over half a year"),
        day_word=_("Day"),
        days=[x.day for x in lays],
        lines=[charts.Line(_("median"), drawn)],
        band=charts.Band(
            _("the middle half of the accounts"),
            [_whole(kind, x.low) for x in lays],
            [_whole(kind, x.high) for x in lays],
        ),
        marks=charts.marks_between(
            viewer=request.viewer, first=lays[0].day, last=lays[-1].day, word=_("release")
        ),
        form=form_of(request, kind),
        css="bn-chart-m",
    )


def _whole(kind: str, value: float | None) -> charts.Number:
    """Money is whole minor units, also between two accounts."""
    if value is None:
        return None
    return round(value) if kind == "money" else round(value, 4)


def used_at(found: MetricSheet) -> list[UsedAt]:
    """Where each use opens; a text nobody can open here stays without a link."""
    return [UsedAt(u, _url_of(u)) for u in found.used]


def _url_of(use: Use) -> str:
    places: dict[str, tuple[str, Sequence[str]]] = {
        "metric": ("library:metric", [use.key]),
        "segment": ("accounts:segment", [use.key]),
        "journey": ("editor:index", []),
    }
    if use.kind not in places:
        return ""
    name, args = places[use.kind]
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
