"""The phase report as rows for the page: sentences, owners, moves, tests not met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.feedback.funnel.attainment import Attainment
from banso.feedback.funnel.passages import Passage
from banso.feedback.funnel.report import PhaseReport, Report
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.funnel.filters import Filters
from banso.interfaces.web.map.cause import absent_name, label_of, wanted_words
from banso.interfaces.web.map.kpis import kpi_of, target_text
from banso.journey.views import PhaseColumn
from banso.metrics.conditions import NameTable

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
    """A KPI of the phase. ``target`` as written on the map; ``meaning`` its formula in words."""

    key: str
    name: str
    target: str
    meaning: str


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
    report: Report, filters: Filters, *, people: Mapping[int, str], names: NameTable
) -> list[Page]:
    """This function will lay out every phase."""
    words = {p.column.key: p.column for p in report.phases}
    return [_page(p, filters, people, names, words) for p in report.phases]


def _page(
    phase: PhaseReport,
    filters: Filters,
    people: Mapping[int, str],
    names: NameTable,
    columns: Mapping[str, PhaseColumn],
) -> Page:
    key = phase.column.key
    return Page(
        phase=phase,
        name=phase.column.name.in_(language()),
        urls={p: filters.url("phases:accounts", phase=key, part=p) for p in PARTS},
        owners=tuple(_owners(phase, people)),
        tests=tuple(_tests(phase, names)),
        targets=tuple(_targets(phase.column)),
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


def _targets(column: PhaseColumn) -> Iterable[Target]:
    for kpi in column.kpis:
        yield Target(
            kpi.key,
            kpi.name.in_(language()),
            target_text(kpi.key, kpi.at_least, kpi.at_most, language=language()),
            kpi_of(kpi.key).formula.in_(language()),
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
