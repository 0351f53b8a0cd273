"""The accounts behind a number of these pages: names, days, MRR, the longest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.customers import queries as customers
from banso.feedback.friction.steps import DONE, LEFT, OPEN, Passage, Step
from banso.feedback.funnel import passages as way
from banso.feedback.funnel.passages import Passage as StayPassage
from banso.interfaces.web.frame.parts import language
from banso.interfaces.web.frame.words import day_text
from banso.workspace.viewer import Viewer

SHOWN = 50
PARTS = ("held", "now", "entered", "left", "waiting", "done")


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    line: str
    mrr_minor: int | None = None


@dataclass(frozen=True)
class Listing:
    """What a drawer shows. ``meaning`` says which accounts these are."""

    title: str
    meaning: str
    total: int
    mrr_minor: int | None
    rows: tuple[Row, ...]

    @property
    def more(self) -> bool:
        return self.total > len(self.rows)


def of_step(viewer: Viewer, step: Step, name: str, part: str) -> Listing:
    """This function will list the accounts of a part of a step: held, now, entered, left, waiting, done."""
    chosen: Sequence[Passage]
    if part == "held":
        chosen = step.held
    elif part == "now":
        chosen = step.stuck_now
    else:
        outcome = {"left": LEFT, "waiting": OPEN, "done": DONE}.get(part)
        chosen = [p for p in step.passages if outcome is None or p.outcome == outcome]
    ordered = sorted(chosen, key=lambda p: (p.outcome != OPEN, -p.days, p.account))
    after = step.after
    meanings = {
        "held": _("Took, or have waited, more than {n} days in this step.").format(n=after),
        "now": _("Not through after more than {n} days in this step.").format(n=after),
        "left": _("Left before this step was done."),
        "waiting": _("Have come to this step and are not through yet."),
        "done": _("Are through."),
    }
    return _listing(
        viewer, name, meanings.get(part, _("Have come to this step.")),
        [(p.account, _said_of(p), p.mrr_minor) for p in ordered],
    )  # fmt: skip


def _said_of(p: Passage) -> str:
    since = day_text(p.start, language=language(), form="plain")
    days = ngettext("{n} day", "{n} days", p.days).format(n=f"{p.days:,}")
    if p.outcome == DONE:
        return _("from {day}, through after {days}").format(day=since, days=days)
    if p.outcome == LEFT:
        return _("from {day}, left after {days}").format(day=since, days=days)
    return _("waiting since {day}, {days}").format(day=since, days=days)


def of_stays(
    viewer: Viewer, found: Iterable[StayPassage], title: str, meaning: str, names: dict[str, str]
) -> Listing:
    """This function will list stays of the funnel, those still there and the longest first."""
    ordered = sorted(
        found, key=lambda p: (p.outcome not in (way.HERE, way.AWAY), -p.days, p.account)
    )
    return _listing(
        viewer, title, meaning, [(p.account, _stay_words(p, names), None) for p in ordered]
    )


def _stay_words(p: StayPassage, names: dict[str, str]) -> str:
    since = day_text(p.entered_on, language=language(), form="plain")
    days = ngettext("{n} day", "{n} days", p.days).format(n=f"{p.days:,}")
    if p.outcome == way.HERE:
        return _("since {day}, {days}").format(day=since, days=days)
    if p.outcome == way.AWAY:
        return _("since {day}, {days}; away for the moment").format(day=since, days=days)
    to = names.get(p.to, p.to)
    return _("from {day}, to {phase} after {days}").format(day=since, days=days, phase=to)


def of_starts(
    viewer: Viewer, rows: Sequence[tuple[int, str, int | None]], title: str, meaning: str
) -> Listing:
    """This function will list (account, words, MRR), as they come."""
    return _listing(viewer, title, meaning, rows)


def _listing(
    viewer: Viewer, title: str, meaning: str, rows: Sequence[tuple[int, str, int | None]]
) -> Listing:
    shown = rows[:SHOWN]
    ids = {account for account, _words, _mrr in shown}
    names = customers.account_names(viewer=viewer, ids=ids)
    public = customers.public_ids(viewer=viewer, ids=ids)
    amounts = [mrr for _a, _w, mrr in rows if mrr is not None]
    return Listing(
        title=title,
        meaning=meaning,
        total=len(rows),
        mrr_minor=sum(amounts) if amounts else None,
        rows=tuple(Row(public[a], names[a], words, mrr) for a, words, mrr in shown if a in names),
    )
