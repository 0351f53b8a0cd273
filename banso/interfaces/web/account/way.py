"""The account's way through the phases as the page shows it: the last steps, the one it is in, what is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey import queries as journey
from banso.journey.views import NextView, OrderView, PathView, Step, WaitView
from banso.lib.text import Text
from banso.metrics.conditions import Explanation
from banso.workspace import queries as workspace

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A step with what only its neighbours say: where it came from unfinished, who moved it."""

    step: Step
    from_name: Text | None
    unmet: bool  # it ended without success, although the phase defines one
    order: OrderView | None = None
    by: str = ""
    verdict: Text | None = None
    waiting: WaitView | None = None


def shown_steps(request: ScreenRequest, path: PathView) -> tuple[Shown, ...]:
    """This function will pick the steps for the page: those that lasted, newest ``SHOWN`` of them."""
    steps = [s for s in path.steps if not s.passed or s.now]
    edition = journey.map_in_force(viewer=request.viewer)
    with_success = {p.key for p in edition.map.phases if p.success} if edition else set()
    people = workspace.names_of_people(viewer=request.viewer)
    names = place_names(request)
    found = []
    for before, step in zip([None, *steps], steps, strict=False):
        unfinished = (
            before is not None
            and before.success_on is None
            and before.phase in with_success
            and step.reason.kind in ("exit", "interrupt")
        )
        order = path.order if step.now else step.order
        found.append(
            Shown(
                step=step,
                from_name=before.name if unfinished and before else None,
                unmet=not step.now and step.success_on is None and step.phase in with_success,
                order=order,
                by=people.get(order.by_id, "") if order and order.by_id else "",
                verdict=names.get(path.verdict) if step.now and path.verdict else None,
                waiting=path.waiting if step.now else None,
            )
        )
    return tuple(found[-SHOWN:])


def place_names(request: ScreenRequest) -> dict[str, Text]:
    """Place → its name in words; a state is named with its phase."""
    found: dict[str, Text] = {}
    for phase in journey.phases(viewer=request.viewer):
        found[phase.key] = phase.name
        for state in phase.states:
            found[state.place] = Text(
                ja=f"{phase.name.in_('ja')}・{state.name.in_('ja')}",
                en=f"{phase.name.in_('en')}, {state.name.in_('en')}",
            )
    return found


def next_name(outlook: NextView | None) -> Text | None:
    """Where the first way on leads that is no interrupt."""
    ways = [w for w in outlook.ways if not w.interrupt and w.to] if outlook else []
    return ways[0].name if ways else None


def missing_words(outlook: NextView | None) -> str:
    """How much of the success is still missing, in one line."""
    if outlook is None or outlook.success is None:
        return _("see the conditions")
    if outlook.success_on:
        return _("success reached; see the ways on")
    leaves = Explanation.from_json(outlook.success).leaves
    left = sum(leaf.truth is not True for leaf in leaves)
    return _("%(n)s of %(m)s conditions are still missing") % {"n": left, "m": len(leaves)}
