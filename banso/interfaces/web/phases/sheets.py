"""The phase report as rows for the page: sentences, owners, moves, tests not met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.feedback.funnel.attainment import Attainment
from banso.feedback.funnel.passages import Passage
from banso.feedback.funnel.report import PhaseReport, Report
from banso.interfaces.web.frame import kpis
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.funnel.filters import Filters
from banso.interfaces.web.map.cause import absent_name, label_of, wanted_words
from banso.journey.views import PhaseColumn
from banso.metrics.conditions import NameTable
from banso.metrics.kpi.evaluate import Measured

MOST_TESTS = 3
PARTS = ("met", "late", "missed", "came", "went")


@dataclass(frozen=True, slots=True)
class OwnerRow:
    name: str
    here: int
    reached: Attainment


@dataclass(frozen=True, slots=True)
class Test:
    words: str
    accounts: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Target:
    """A KPI of the phase. ``value`` '' where there is none, for the reason ``why``; ``between`` its limits."""

    key: str
    name: str
    target: str
    url: str = ""
    value: str = ""
    between: str = ""
    why: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Accounts that came or went, by where from or where to."""

    where: str
    hue: int
    n: int


@dataclass(frozen=True)
class Page:
    """One phase of the report."""

    phase: PhaseReport
    name: str
    urls: Mapping[str, str]
    owners: tuple[OwnerRow, ...]
    tests: tuple[Test, ...]
    targets: tuple[Target, ...]
    came: tuple[Moved, ...]
    went: tuple[Moved, ...]

    @property
    def column(self) -> PhaseColumn:
        return self.phase.column


def pages_of(
    report: Report,
    filters: Filters,
    *,
    people: Mapping[int, str],
    names: NameTable,
    measured: Mapping[str, Sequence[Measured]],
    currency: str,
) -> list[Page]:
    """This function will lay out every phase. ``measured``: the KPIs as all screens have them."""
    words = {p.column.key: p.column for p in report.phases}
    return [_page(p, filters, people, names, words, measured, currency) for p in report.phases]


def _page(
    phase: PhaseReport,
    filters: Filters,
    people: Mapping[int, str],
    names: NameTable,
    columns: Mapping[str, PhaseColumn],
    measured: Mapping[str, Sequence[Measured]],
    currency: str,
) -> Page:
    key = phase.column.key
    return Page(
        phase=phase,
        name=phase.column.name.in_(language()),
        urls={p: filters.url("phases:accounts", phase=key, part=p) for p in PARTS},
        owners=tuple(_owners(phase, people)),
        tests=tuple(_tests(phase, names)),
        targets=tuple(_targets(phase.column, filters, measured, currency)),
        came=tuple(_moved((p.came_from for p in phase.came), columns, _("new on the map"))),
        went=tuple(_moved((p.to for p in phase.went), columns, _("elsewhere"))),
    )


def _moved(
    places: Iterable[str], columns: Mapping[str, PhaseColumn], nowhere: str
) -> Iterable[Moved]:
    counts: dict[str, int] = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    for place, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        column = columns.get(place)
        yield Moved(
            column.name.in_(language()) if column else nowhere, column.hue if column else 0, n
        )


def _owners(phase: PhaseReport, people: Mapping[int, str]) -> Iterable[OwnerRow]:
    nobody = Attainment((), (), ())
    ids = sorted(
        {*phase.owners, *phase.here},
        key=lambda who: (who is None, people.get(who, "") if who is not None else ""),
    )
    for who in ids:
        name = people.get(who) or _("a former colleague") if who is not None else _("nobody")
        yield OwnerRow(name, phase.here.get(who, 0), phase.owners.get(who, nobody))


def _tests(phase: PhaseReport, names: NameTable) -> Iterable[Test]:
    if phase.lacking is None:
        return
    for lacked in phase.lacking.tests[:MOST_TESTS]:
        absent = absent_name(lacked.leaf)
        said = (
            _("{name} is not there").format(name=label_of(absent, names))
            if absent
            else wanted_words(lacked.leaf, names)
        )
        if lacked.accounts:
            yield Test(said, lacked.accounts, lacked.unknown)


def _targets(
    column: PhaseColumn,
    filters: Filters,
    measured: Mapping[str, Sequence[Measured]],
    currency: str,
) -> Iterable[Target]:
    here = language()
    for kpi in column.kpis:
        target = kpis.Target(column.name, kpi.at_least, kpi.at_most)
        found = measured.get(kpi.key)
        if not found:
            likely = "rate" if "rate" in kpi.key or "rr_" in kpi.key else "number"
            written = kpis.said_target(target, likely, language=here, currency=currency)
            yield Target(
                kpi.key, kpi.name.in_(here), written, why=_("This KPI is not measured yet.")
            )
            continue
        [one, *_more] = found
        unit, value = one.kpi.unit, one.value
        known = value.value is not None
        yield Target(
            kpi.key,
            kpi.name.in_(here),
            kpis.said_target(target, unit, language=here, currency=currency),
            filters.page("insight:kpi", kpi.key),
            kpis.said(value.value, unit, language=here, currency=currency) if known else "",
            kpis.said_between(value, unit, language=here, currency=currency),
            value.why.in_(here) if value.why else _("not enough data"),
            target.verdict(value).value,
        )


def chosen(phase: PhaseReport, part: str) -> tuple[tuple[Passage, ...], str]:
    """This function will give the stays of a part of the report and say which they are."""
    found = {
        "met": (phase.attainment.met, _("Reached the goal in time.")),
        "late": (phase.attainment.late, _("Reached the goal, later than it should take.")),
        "missed": (phase.attainment.missed, _("Have not reached the goal, and the time is over.")),
        "came": (phase.came, _("Came to this phase in the period.")),
        "went": (phase.went, _("Left this phase in the period.")),
    }
    return found[part]
