"""What the address narrows these pages to: beginnings since when, whose accounts, which segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.customers import queries as customers
from banso.interfaces.web.accounts.members import members
from banso.interfaces.web.frame.as_of import PARAMETER
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.units import PARAMETER as UNIT
from banso.lib.dates import add_months
from banso.metrics import segment_store
from banso.metrics.ready_made import GROUPS
from banso.metrics.segments import SegmentView
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

SINCE = (6, 12, 24, 0)  # months; 0: everything there is
USUAL_SINCE = 24
PARTS = ("month", "quarter", "half", "year")
HORIZONS = (90, 180, 365)


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    current: bool
    heading: str = ""  # stands above it


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter as a menu of links. ``on``: it narrows what is shown."""

    label: str
    chosen: str
    on: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Filters:
    """``first`` None: all beginnings. ``among`` None: every account the viewer may see.

    ``kept`` is what links of these pages carry on.
    """

    day: date
    months: int
    owner: int | None
    segment: str
    part: str
    horizon: int
    after: int | None
    among: frozenset[int] | None
    kept: Mapping[str, str]
    menus: tuple[Menu, ...] = ()

    @property
    def first(self) -> date | None:
        return add_months(self.day, -self.months) if self.months else None

    def page(self, name: str, *args: str) -> str:
        """The address of another page of Insight, on the same day."""
        query = QueryDict(mutable=True)
        query.update({k: v for k, v in self.kept.items() if k in (PARAMETER, UNIT)})
        address = reverse(name, args=args)
        return f"{address}?{query.urlencode()}" if query else address

    def url(self, name: str, **more: str | int) -> str:
        """An address of these pages that keeps the filters, the day and the unit of money."""
        query = QueryDict(mutable=True)
        query.update({**self.kept, **{k: str(v) for k, v in more.items()}})
        return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def read_filters(
    request: ScreenRequest, *, day: date, page: str = "", cohorts: bool = False
) -> Filters:
    """This function will read the filters of an address; what it does not know falls away.

    ``page``: the address name whose menus are wanted. ``cohorts``: with the cohorts' own menus.
    """
    given = request.GET
    months = _number(given.get("since"), SINCE, USUAL_SINCE)
    people = (
        workspace.names_of_people(viewer=request.viewer) if request.viewer.scope is None else {}
    )
    asked = given.get("owner", "")
    owner = int(asked) if asked.isdigit() and int(asked) in people else None
    groups = _segments(request)
    segment = next((s for _, those in groups for s in those if s.key == given.get("segment")), None)
    part = given.get("by", "") if given.get("by") in PARTS else "quarter"
    after = given.get("after", "")
    found = Filters(
        day=day,
        months=months,
        owner=owner,
        segment=segment.key if segment else "",
        part=part,
        horizon=_number(given.get("within"), HORIZONS, 180),
        after=int(after) if after.isdigit() and 1 <= int(after) <= 365 else None,
        among=_among(request, day, owner, segment),
        kept=_kept(request, months, owner, segment, part, after),
    )
    if not page:
        return found
    menus = [
        _since_menu(found, page),
        _owner_menu(found, page, people),
        _segment_menu(found, page, groups),
    ]
    if cohorts:
        menus += [_part_menu(found, page), _horizon_menu(found, page)]
    return Filters(**{**{f: getattr(found, f) for f in found.__dataclass_fields__},
                      "menus": tuple(m for m in menus if m.choices)})  # fmt: skip


def _number(given: str | None, known: Iterable[int], usual: int) -> int:
    return next((n for n in known if given == str(n)), usual)


def _kept(
    request: ScreenRequest,
    months: int,
    owner: int | None,
    segment: SegmentView | None,
    part: str,
    after: str,
) -> dict[str, str]:
    kept = {
        "since": str(months) if months != USUAL_SINCE else "",
        "owner": str(owner) if owner is not None else "",
        "segment": segment.key if segment else "",
        "by": part if part != "quarter" else "",
        "within": request.GET.get("within", ""),
        "after": after if after.isdigit() else "",
        PARAMETER: request.as_of.text,
        UNIT: request.GET.get(UNIT, "") if request.GET.get(UNIT) in ("k", "m") else "",
    }
    return {k: v for k, v in kept.items() if v}


def _among(
    request: ScreenRequest, day: date, owner: int | None, segment: SegmentView | None
) -> frozenset[int] | None:
    found: frozenset[int] | None = None
    if owner is not None:
        owners = customers.owners_on(viewer=request.viewer, day=day)
        found = frozenset(account for account, user in owners.items() if user == owner)
    if segment is not None:
        inside = members(request, segment)
        found = inside if found is None else found & inside
    return found


def _segments(request: ScreenRequest) -> list[tuple[str, tuple[SegmentView, ...]]]:
    viewer = request.viewer
    if not viewer.may(Act.SEE_DEFINITIONS):
        return []
    ready = segment_store.ready_made(viewer=viewer)
    saved = segment_store.segments(viewer=viewer)
    found = [(_("Saved segments"), tuple(saved))] if saved else []
    for group, name in GROUPS.items():
        found.append((name.in_(language()), tuple(s for s in ready if s.group == group)))
    return found


# Menus ----------------------------------------------------------------------------------------------


def since_words(months: int) -> str:
    """This function will say how far back beginnings are counted."""
    return _("the last {n} months").format(n=months) if months else _("all that were seen")


def _since_menu(f: Filters, page: str) -> Menu:
    choices = tuple(Choice(since_words(n), f.url(page, since=n), n == f.months) for n in SINCE)
    return Menu(_("Started in"), since_words(f.months), f.months != USUAL_SINCE, choices)


def _owner_menu(f: Filters, page: str, people: Mapping[int, str]) -> Menu:
    everyone = _("Everyone")
    if not people:
        return Menu(_("CSM"), everyone, False, ())
    choices = [Choice(everyone, _without(f, page, "owner"), f.owner is None)]
    for pk, name in sorted(people.items(), key=lambda pair: pair[1]):
        choices.append(Choice(name, f.url(page, owner=pk), pk == f.owner))
    chosen = people.get(f.owner, everyone) if f.owner is not None else everyone
    return Menu(_("CSM"), chosen, f.owner is not None, tuple(choices))


def _segment_menu(f: Filters, page: str, groups: list[tuple[str, tuple[SegmentView, ...]]]) -> Menu:
    every = pgettext("segments", "All")
    if not groups:
        return Menu(_("Segment"), every, False, ())
    choices, chosen = [Choice(every, _without(f, page, "segment"), not f.segment)], every
    for heading, those in groups:
        for i, s in enumerate(those):
            name = s.name.in_(language())
            current = s.key == f.segment
            chosen = name if current else chosen
            choices.append(
                Choice(name, f.url(page, segment=s.key), current, heading if i == 0 else "")
            )
    return Menu(_("Segment"), chosen, bool(f.segment), tuple(choices))


def part_words(part: str) -> str:
    """This function will name the time that makes a cohort."""
    return {
        "month": _("month"), "quarter": _("quarter"), "half": _("half-year"), "year": _("fiscal year"),
    }[part]  # fmt: skip


def _part_menu(f: Filters, page: str) -> Menu:
    choices = tuple(Choice(part_words(p), f.url(page, by=p), p == f.part) for p in PARTS)
    return Menu(_("Cohorts by"), part_words(f.part), f.part != "quarter", choices)


def days_words(days: int) -> str:
    """This function will write a number of days."""
    return _("{n} days").format(n=days)


def _horizon_menu(f: Filters, page: str) -> Menu:
    choices = tuple(Choice(days_words(n), f.url(page, within=n), n == f.horizon) for n in HORIZONS)
    return Menu(_("Within"), days_words(f.horizon), f.horizon != 180, choices)


def _without(f: Filters, page: str, key: str) -> str:
    query = QueryDict(mutable=True)
    query.update({k: v for k, v in f.kept.items() if k != key})
    return f"{reverse(page)}?{query.urlencode()}" if query else reverse(page)
