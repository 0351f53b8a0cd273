"""What each number of the map means: formula, numerator ÷ denominator, left out, the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from banso.interfaces.web.frame.parts import text
from banso.interfaces.web.map import conditions
from banso.interfaces.web.map.cause import label_of
from banso.interfaces.web.map.grid import BehaviourCell, Column, Grid
from banso.interfaces.web.templatetags.insight_words import kpi_period
from banso.lib.problems import BansoError, Problem, problem
from banso.metrics.conditions import NameTable, parse


class NumberUnknown(BansoError):
    """The address asks for a number this map does not have."""


@dataclass(frozen=True, slots=True)
class Part:
    """A count with the condition that lists its rows; ``truth``: which answers of it to list."""

    accounts: int
    condition: str = ""
    truth: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str
    condition: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """``amount_minor`` or ``value``: what is shown large; ``rows``: lists to open; ``made_of``: the
    metrics and fields it is made of, key and name, each with its own definition."""

    title: str
    value: str = ""
    amount_minor: int | None = None
    target: str = ""
    lines: tuple[Line, ...] = ()
    rows: tuple[Part, ...] = ()
    computed: bool = True
    made_of: tuple[tuple[str, str], ...] = ()
    verdict: str = ""  # of a KPI against its target
    kpi: str = ""


def number_of(
    grid: Grid, *, what: str, phase: str, key: str, n: int | None, names: NameTable
) -> Number:
    """This function will explain one number; raises :class:`NumberUnknown` for one that is not there."""
    column = grid.column(phase)
    money = _made_of(("mrr",), names)
    if what == "paying":
        return replace(_paying(grid), made_of=_made_of(("life",), names))
    if what == "mrr":
        return replace(_mrr(grid, column), made_of=money)
    if column is not None:
        if what == "at_stake" and column.leaving:
            return replace(_at_stake(column), made_of=money)
        if what == "lost" and column.leaving:
            return replace(_lost(grid, column), made_of=money)
        if what == "behaviour":
            found = next((b for b in column.behaviours if b.number == n), None)
            if found is not None:
                return _behaviour(grid, column, found, names)
        if what == "kpi":
            return _kpi(column, key)
        if what == "play":
            return _play(column, key)
    raise NumberUnknown(unknown_number())


def _made_of(keys: Iterable[str], names: NameTable) -> tuple[tuple[str, str], ...]:
    return tuple((k, label_of(k, names)) for k in keys if k in names and "." not in k)


def unknown_number() -> Problem:
    """What to say when an address asks for what the map does not have."""
    return problem(
        "map.number-unknown",
        ja="この数値は、今のマップにありません。",
        en="This map has no such number.",
        remedy_ja="マップを開き直してください。版が変わった可能性があります。",
        remedy_en="Open the map again; its version may have changed.",
    )


def _place(column: Column) -> conditions.Place:
    return conditions.Place(column.key, departure=column.leaving)


def _paying(grid: Grid) -> Number:
    return Number(
        title=_("Under contract"),
        value=f"{grid.paying:,}",
        lines=(
            Line(
                _("Formula"),
                _("accounts whose contract is running, awaits renewal, or is paused"),
                conditions.RUNNING,
            ),
            Line(_("Left out"), _("trials, those not begun, those ended")),
        ),
        rows=(Part(grid.paying, conditions.RUNNING, name=_("These accounts")),),
    )


def _mrr(grid: Grid, column: Column | None) -> Number:
    here = conditions.in_phase(_place(column), day=grid.day) if column else conditions.RUNNING
    amount = column.mrr_minor if column else grid.mrr_minor
    title = _("MRR in %(phase)s") % {"phase": text(column.name)} if column else "MRR"
    return Number(
        title=title,
        amount_minor=amount,
        lines=(
            Line(
                _("Formula"),
                _(
                    "sum of the monthly amounts of the contract lines active on the day, without tax"
                ),
            ),
            Line(_("Left out"), _("trials, lines not begun or ended, accounts without an amount")),
        ),
        rows=(Part(column.accounts if column else grid.paying, here, name=_("These accounts")),),
    )


def _at_stake(column: Column) -> Number:
    here = conditions.at_stake(_place(column))
    return Number(
        title=_("MRR at stake"),
        amount_minor=column.at_stake_minor,
        lines=(
            Line(
                _("Formula"),
                _("MRR of the accounts in this phase whose contract still runs"),
            ),
            Line(_("Left out"), _("those whose contract has ended: they are under lost")),
        ),
        rows=(Part(column.at_stake, here, name=_("These accounts")),),
    )


def _lost(grid: Grid, column: Column) -> Number:
    left_out = _("those who left more than 12 months ago (%(n)s)") % {"n": f"{column.older:,}"}
    if column.lost_unknown:
        unknown = _("%(n)s whose last amount was never seen") % {"n": f"{column.lost_unknown:,}"}
        left_out = f"{left_out}; {unknown}"
    return Number(
        title=_("MRR lost"),
        amount_minor=column.lost_minor,
        lines=(
            Line(
                _("Formula"),
                _("last MRR of the accounts here whose contract ended in the last 12 months"),
            ),
            Line(_("Period"), _("12 months up to the day")),
            Line(_("Left out"), left_out),
        ),
        rows=(
            Part(
                column.lost, conditions.lost(_place(column), day=grid.day), name=_("These accounts")
            ),
        ),
    )


def _behaviour(grid: Grid, column: Column, behaviour: BehaviourCell, names: NameTable) -> Number:
    seen = conditions.behaving(_place(column), behaviour.condition, day=grid.day)
    not_seen = conditions.not_behaving(_place(column), behaviour.condition, day=grid.day)
    lines = [
        Line(
            _("Formula"),
            _("accounts in %(phase)s seen doing it ÷ accounts of which it can be judged")
            % {"phase": text(column.name)},
            behaviour.condition,
            (Part(behaviour.seen, seen), Part(behaviour.judged)),
        )
    ]
    if behaviour.unknown:
        why = _not_judged(behaviour, names)
        lines.append(Line(_("Left out"), why, parts=(Part(behaviour.unknown, seen, "unknown"),)))
    rows = (
        Part(behaviour.seen, seen, name=_("seen")),
        Part(behaviour.not_seen, not_seen, name=_("not seen")),
    )
    condition = parse(behaviour.condition, names=names).condition
    return Number(
        title=text(behaviour.text),
        value="—" if behaviour.percent is None else f"{behaviour.percent}%",
        lines=tuple(lines),
        rows=tuple(p for p in rows if p.accounts),
        made_of=_made_of(sorted(condition.names), names) if condition else (),
    )


def _not_judged(behaviour: BehaviourCell, names: NameTable) -> str:
    """Why some accounts cannot be judged: the numbers that have no value, by name."""
    condition = parse(behaviour.condition, names=names).condition
    asked = sorted(condition.names) if condition else []
    unfed = [n for n in asked if not names[n].available]
    labels = ", ".join(label_of(n, names) for n in unfed or asked)
    if unfed:
        return _("accounts that cannot be judged; no source feeds yet: %(names)s") % {
            "names": labels
        }
    return _("accounts that cannot be judged; no value on the day for: %(names)s") % {
        "names": labels
    }


def _kpi(column: Column, key: str) -> Number:
    cell = next((k for k in column.kpis if k.key == key), None)
    if cell is None or cell.measured is None:
        said = [Line(_("Measured"), _("No definition answers to this key."))]
        return Number(title=text(cell.name) if cell else key, lines=tuple(said), computed=False)
    kpi, value = cell.measured.kpi, cell.measured.value
    lines = [
        Line(_("Formula"), text(kpi.formula)),
        Line(_("Base"), text(kpi.base)),
        Line(_("Left out"), text(kpi.left_out)),
        Line(_("Target"), cell.target),
        Line(_("Period"), kpi_period(cell.measured)),
        Line(_("95-percent interval"), cell.between),
        Line(_("Why no number"), text(value.why) if value.why else ""),
        Line(_("Accounts"), f"{value.accounts:,}"),
    ]
    return Number(
        title=text(cell.name),
        value=cell.actual,
        target=cell.target,
        lines=tuple(line for line in lines if line.text),
        verdict=cell.verdict,
        kpi=key,
    )


def _play(column: Column, key: str) -> Number:
    named = {p.key: p.name for p in column.plays}
    answers = []
    for issue in column.issues:
        for play in issue.plays:
            if play.key == key:
                named.setdefault(key, play.name)
                answers.append(text(issue.text))
    lines = [Line(_("State"), _("named by the map; the plays are not built yet, so nothing runs"))]
    if answers:
        lines.insert(0, Line(_("Answers"), " / ".join(answers)))
    return Number(title=text(named.get(key)) or key, lines=tuple(lines), computed=False)
