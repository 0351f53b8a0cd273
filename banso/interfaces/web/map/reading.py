"""From what the journey knows of a day to what the grid shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.map import flow
from banso.interfaces.web.map.grid import (
    Alarm,
    BehaviourCell,
    Column,
    Drawn,
    Grid,
    IssueCell,
    Mark,
    MoveRow,
    Period,
    PlayCell,
    StateCell,
)
from banso.interfaces.web.map.kpis import cell_of
from banso.journey.views import Counts, Flow, MapView, PhaseColumn, Play


def grid_of(view: MapView, *, period: Period) -> Grid:
    """This function will lay the map of a day out as columns, moves and arcs; the loud cell comes later."""
    columns = [_column(p, n) for n, p in enumerate(view.phases)]
    moves, drawn, left_out = _moves(view.flows, columns)
    return Grid(
        name=view.name,
        version=view.version,
        day=view.day,
        columns=columns,
        period=period,
        release=view.release,
        computed_at=view.computed_at,
        paying=view.customers,
        mrr_minor=view.mrr_minor,
        not_on_map=view.nowhere,
        moves=moves,
        arcs=drawn,
        not_drawn=left_out,
    )


def most_stuck(grid: Grid) -> Column | None:
    """This function will find the phase with most stuck accounts: the only one that may be loud."""
    stuck = [c for c in grid.columns if c.stuck]
    return max(stuck, key=lambda c: (c.stuck, -c.order), default=None)


def with_alarm(grid: Grid, alarm: Alarm) -> Grid:
    """This function will place the loud cell: it begins under its phase and is up to three columns wide."""
    many = len(grid.columns)
    span = min(many, 3 if many > 4 else 2)
    left = min(alarm.column.order, many - span)
    others = tuple(
        sorted(
            (c for c in grid.columns if c.stuck and c is not alarm.column),
            key=lambda c: -c.stuck,
        )
    )
    placed = replace(alarm, others=others, left=left, span=span, right=many - left - span)
    return replace(grid, alarm=placed)


# Columns --------------------------------------------------------------------------------------------


def _column(phase: PhaseColumn, order: int) -> Column:
    counts, departed = phase.counts, phase.departed
    return Column(
        key=phase.key,
        name=phase.name,
        order=order,
        hue=phase.hue,
        leaving=departed is not None,
        accounts=counts.accounts,
        mrr_minor=counts.mrr_minor,
        on_track=counts.on_track,
        behind=counts.behind,
        stuck=counts.stuck,
        no_limit=counts.no_limit,
        succeeded=counts.succeeded,
        has_success=bool(phase.success_when),
        at_stake=departed.at_stake if departed else 0,
        at_stake_minor=departed.at_stake_minor if departed else None,
        lost=departed.lost if departed else 0,
        lost_minor=departed.lost_minor if departed else None,
        lost_unknown=departed.lost_unknown if departed else 0,
        older=departed.older if departed else 0,
        marks=_marks(counts),
        definition=phase.definition,
        goal=phase.goal,
        success_text=phase.success_text,
        success_when=phase.success_when,
        should_take=phase.should_take.in_(language()) if phase.should_take else "",
        stuck_after=phase.stuck_after.in_(language()) if phase.stuck_after else "",
        states=_states(phase),
        behaviours=[
            BehaviourCell(b.n, b.text, b.when or "", b.seen, b.not_seen, b.unknown)
            for b in phase.behaviours
        ],
        issues=[IssueCell(i.key, i.text, _plays(i.plays)) for i in phase.issues],
        kpis=[cell_of(k, phase.name) for k in phase.kpis],
        plays=_plays(phase.plays),
    )


def _plays(plays: Sequence[Play]) -> tuple[PlayCell, ...]:
    return tuple(PlayCell(p.key, p.name, p.built) for p in plays)


def _states(phase: PhaseColumn) -> list[StateCell]:
    """States with a colour. On the way out those who still pay warn, the last of them loudest; elsewhere
    a state is only a place."""
    if phase.departed is None:
        return [StateCell(s.key, s.name, s.counts.accounts, "none") for s in phase.states]
    paying = [s.key for s in phase.states if s.counts.mrr_minor > 0]
    cells = []
    for s in phase.states:
        css = "none"
        if s.key in paying:
            css = "bad" if paying.index(s.key) > 0 else "warn"
        cells.append(StateCell(s.key, s.name, s.counts.accounts, css))
    return cells


def _marks(counts: Counts) -> list[Mark]:
    found = [
        Mark("waiting", "clock", _("waiting"), _("We wait for the customer; the clock rests."), counts.waiting),
        Mark("manual", "person", _("by hand"), _("A person put them here; the rules may say otherwise."), counts.manual),
        Mark("provisional", "unknown", _("provisional"), _("The day is not closed; this may still change."), counts.provisional),
        Mark("start_unseen", "info", _("start not seen"), _("They were here before our data begins: no stuck alarm, out of durations."), counts.start_unseen),
    ]  # fmt: skip
    return [m for m in found if m.accounts]


# Moves ----------------------------------------------------------------------------------------------


def _moves(
    flows: Sequence[Flow], columns: Sequence[Column]
) -> tuple[list[MoveRow], list[Drawn], int]:
    """All moves, the most frequent first; those with an arc; and how many have none."""
    known = {c.key: c for c in columns}
    order = {c.key: c.order for c in columns}
    arrows = {
        flow.Move(order.get(f.source, flow.ARRIVES), order[f.target], f.steps): f
        for f in flows
        if f.target in order and (f.source in order or not f.source)
    }
    drawing = flow.draw(arrows, columns=len(columns))
    drawn_pairs = {(arrows[a.move].source, arrows[a.move].target) for a in drawing.arcs}
    rows = {}
    for f in flows:
        source, target = known.get(f.source), known.get(f.target)
        rows[f.source, f.target] = MoveRow(
            source=f.source,
            target=f.target,
            source_name=source.name if source else None,
            target_name=target.name if target else None,
            source_hue=source.hue if source else 0,
            target_hue=target.hue if target else 0,
            accounts=f.accounts,
            steps=f.steps,
            back=bool(source and target and target.order < source.order),
            drawn=(f.source, f.target) in drawn_pairs,
        )
    ordered = sorted(rows.values(), key=lambda r: (-r.steps, r.source, r.target))
    arcs = [Drawn(a, rows[arrows[a.move].source, arrows[a.move].target]) for a in drawing.arcs]
    return ordered, arcs, sum(r.steps for r in ordered if not r.drawn)
