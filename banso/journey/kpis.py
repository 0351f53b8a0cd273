"""What the map means to KPIs: of which phase completion speaks, and the stays in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from banso.customers.queries import in_scope
from banso.journey.maps import edition_in_force
from banso.journey.models import PhaseStay
from banso.metrics.kpi.definitions import kpis
from banso.metrics.kpi.told import StayTold
from banso.workspace.viewer import Act, Viewer


def completion_phase(*, viewer: Viewer) -> str:
    """This function will name the phase to which the map attaches a KPI of stays, else its first one."""
    viewer.require(Act.SEE_ACCOUNTS)
    edition = edition_in_force()
    if edition is None:
        return ""
    of_stays = {k.key for k in kpis().values() if k.rows == "stays"}
    for phase in edition.map.phases:
        if of_stays & {k.key for k in phase.kpi}:
            return phase.key
    return edition.map.phases[0].key


def stays_entered(*, viewer: Viewer, phase: str, first: date, last: date) -> Iterator[StayTold]:
    """This function will list the stays entered after ``first`` and by ``last`` whose start was seen."""
    rows = PhaseStay.objects.filter(
        superseded_at__isnull=True, phase=phase, start_unseen=False, entered_on__gt=first,
        entered_on__lte=last,
    )  # fmt: skip
    columns = ("account_id", "lane", "entered_on", "left_on", "success_on")
    for row in in_scope(rows, viewer).order_by("pk").values_list(*columns):
        yield StayTold(*row)
