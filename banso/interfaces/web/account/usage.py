"""The usage tab: people a day as a heat map, features, users, each with the table behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from django.utils.translation import gettext as _

from banso.events import queries as events
from banso.events.definitions import KeySpan
from banso.events.lake import Lake
from banso.events.queries import DayCount, UserActivity
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame import charts
from banso.interfaces.web.frame.request import ScreenRequest
from banso.lib.dates import format_day
from banso.lib.text import Text
from banso.metrics import queries as metrics
from banso.metrics.catalogue import OWN_PREFIX, Catalogue
from banso.workspace.viewer import Viewer

DAYS = 182  # half a year: a heat map that fits the page


class Window(TypedDict):
    """What every read of this tab takes."""

    viewer: Viewer
    lake: Lake
    keys: Sequence[KeySpan]
    first: date
    last: date
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayRow:
    day: date
    users: int
    events: int


@dataclass(frozen=True, slots=True)
class NameRow:
    """A feature, or an event that no feature claims; counts over the period."""

    name: Text
    events: int
    days: int
    listed: bool


@dataclass(frozen=True, slots=True)
class UsageTab:
    first: date
    last: date
    days: list[DayRow]
    names: list[NameRow]
    unused: list[Text]
    users: list[UserActivity]
    chart: charts.Chart
    busiest: int

    @property
    def empty(self) -> bool:
        return not self.days


def usage_tab(request: ScreenRequest, reached: Reached) -> UsageTab:
    """This function will read the account's usage over the half year up to the day looked at."""
    last, language = request.as_of.day, request.viewer.language
    first = last - timedelta(days=DAYS - 1)
    window = Window(
        viewer=request.viewer,
        lake=reached.lake,
        keys=reached.keys,
        first=first,
        last=last,
        hidden=reached.hidden,
    )
    used = events.usage_of_keys(**window)
    counts = [c for c in used.counts if not c.name.startswith(OWN_PREFIX)]
    catalogue = metrics.catalogue_in_force(viewer=request.viewer)
    days = _by_day(counts, used.users)
    names = _by_name(counts, catalogue)
    known = {str(n.name) for n in names}
    return UsageTab(
        first=first,
        last=last,
        days=days,
        names=names,
        unused=[f.name for f in catalogue.features.values() if str(f.name) not in known],
        users=used.people,
        chart=charts.heat(
            id="c-heat",
            title=_("People a day"),
            head=(_("Day"), _("People"), _("Events")),
            first=first,
            last=last,
            values={d.day: (d.users, d.events) for d in days},
            per=Text(ja="人", en="people").in_(language),
            note=f"{format_day(first, language)}–{format_day(last, language)}",
        ),
        busiest=max((n.events for n in names), default=0),
    )


def _by_day(counts: Iterable[DayCount], users: dict[date, int]) -> list[DayRow]:
    total: dict[date, int] = defaultdict(int)
    for c in counts:
        total[c.day] += c.events
    return [DayRow(day, users.get(day, 0), n) for day, n in sorted(total.items())]


def _by_name(counts: Iterable[DayCount], catalogue: Catalogue) -> list[NameRow]:
    """Events grouped by the feature they belong to; what the catalogue does not list keeps its own name."""
    total: dict[str, int] = defaultdict(int)
    days: dict[str, set[date]] = defaultdict(set)
    shown: dict[str, tuple[Text, bool]] = {}
    features = catalogue.features
    for c in counts:
        entry = catalogue.events.get(c.name)
        feature = features.get(entry.feature) if entry and entry.feature else None
        if feature:
            key, name, listed = f"f:{feature.key}", feature.name, True
        else:
            named = entry is not None and (entry.name.ja or entry.name.en)
            name = entry.name if entry is not None and named else Text.of(c.name)
            key, listed = f"e:{c.name}", entry is not None
        total[key] += c.events
        days[key].add(c.day)
        shown[key] = (name, listed)
    rows = [NameRow(shown[k][0], total[k], len(days[k]), shown[k][1]) for k in total]
    return sorted(rows, key=lambda r: -r.events)
