"""The accounts behind a KPI, those that pull it the wrong way first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from banso.customers import queries as customers
from banso.events.store import workspace_lake
from banso.interfaces.web.frame.kpis import stamp
from banso.interfaces.web.frame.request import ScreenRequest
from banso.journey.kpis import completion_phase
from banso.lib.once import kept
from banso.metrics.kpi.definitions import Kpi, known
from banso.metrics.kpi.evaluate import Behind, behind
from banso.workspace.viewer import Viewer

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Row:
    public_id: str
    name: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Rows:
    """``rows`` are the first of ``total``; several rows of an account are added up, medians are not."""

    rows: tuple[Row, ...]
    total: int


def rows_behind(
    request: ScreenRequest, kpi: Kpi, day: date, among: Collection[int] | None = None
) -> Rows:
    """This function will list who stands behind a KPI on a day."""
    narrowed = None if among is None else frozenset(among)
    shown, total = _first(viewer=request.viewer, key=kpi.key, day=day, among=narrowed)
    rows = customers.account_list_rows(viewer=request.viewer, ids=[b.account for b in shown])
    named = {a.id: a for a in rows}
    return Rows(
        tuple(
            Row(named[b.account].public_id, named[b.account].name, b.top, b.bottom)
            for b in shown
            if b.account in named
        ),
        total,
    )


@kept(stamp)
def _first(
    *, viewer: Viewer, key: str, day: date, among: frozenset[int] | None
) -> tuple[tuple[Behind, ...], int]:
    """The first accounts of a KPI, and how many there are; kept from look to look."""
    [kpi] = known([key])
    found = behind(
        viewer=viewer, lake=workspace_lake(), key=key, last=day,
        phase=completion_phase(viewer=viewer), ids=among,
    )  # fmt: skip
    merged = _merged(found) if kpi.how in ("ratio", "share", "balance") else found
    ordered = sorted(merged, key=lambda b: _pull(kpi, b))
    return tuple(ordered[:SHOWN]), len({b.account for b in merged})


def _merged(found: list[Behind]) -> list[Behind]:
    sums: dict[int, list[float]] = {}
    for b in found:
        sums.setdefault(b.account, [0.0, 0.0])
        sums[b.account][0] += b.top
        sums[b.account][1] += b.bottom
    return [Behind(account, top, bottom) for account, (top, bottom) in sums.items()]


def _pull(kpi: Kpi, b: Behind) -> tuple[float, float]:
    """Small where the account pulls the wrong way; the large ones of equals first."""
    share = b.top / b.bottom if kpi.how in ("ratio", "share", "balance") and b.bottom else b.top
    return (-share if kpi.direction == "down" else share), -b.bottom
