"""Where somebody stands on the first steps, for the page and for the bar that leads on from screen to screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.customers import queries as customers
from banso.execution.tasks import queries as tasks
from banso.interfaces.web.start.steps import Facts, Need, Step, current, steps
from banso.journey import queries as journey
from banso.lib.once import kept
from banso.metrics import queries as metrics
from banso.metrics import segment_store
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class Lead:
    """The next thing to do: ``need`` of ``step``, one of ``of`` steps."""

    step: Step
    need: Need
    of: int


@kept(workspace.stamp_of_writes)
def lead(*, viewer: Viewer) -> Lead | None:
    """This function will say where the way goes on; None once it is walked, and for who cannot walk it."""
    if not (viewer.may(Act.IMPORT) and viewer.may(Act.EDIT_DEFINITIONS)):
        return None
    walk = steps(facts(viewer=viewer))
    step = current(walk)
    need = step.next if step else None
    return Lead(step, need, len(walk)) if step and need else None


def facts(*, viewer: Viewer) -> Facts:
    """This function will read what the walk depends on."""
    covered = {c.kind for c in workspace.coverage(viewer=viewer)}
    answered = metrics.catalogue_in_force(viewer=viewer).answered
    edition = journey.map_in_force(viewer=viewer)
    return Facts(
        accounts=customers.account_count(viewer=viewer),
        contracts="contracts" in covered,
        usage="usage" in covered,
        answered=sum(answered.values()),
        questions=len(answered),
        map_version=edition.version if edition else None,
        # The demo shows the walk as it looks afterwards.
        chosen=journey.map_chosen(viewer=viewer) or workspace.workspace(viewer=viewer).is_demo,
        measured=metrics.latest_day(viewer=viewer) is not None,
        segments=len(segment_store.segments(viewer=viewer)),
        worked=_worked(viewer),
    )


def _worked(viewer: Viewer) -> bool:
    # Whichever day it is: what was put away counts too.
    there = tasks.open_tasks(viewer=viewer, today=date.max, snoozed=True, limit=1)
    return bool(there or tasks.closed_tasks(viewer=viewer, limit=1))
