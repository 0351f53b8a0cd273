"""For how many accounts a number is known on a day, and why it is not for the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.events.lake import Lake
from banso.lib.text import Text
from banso.metrics import queries
from banso.metrics.counting import spread_of
from banso.metrics.definitions import Metric
from banso.metrics.shapes import ANY
from banso.metrics.usage import names_counted
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is unknown, and for how many accounts."""

    id: str
    text: Text
    accounts: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the accounts a viewer may see have a value, and why the others have none."""

    known: int
    unknown: int
    reasons: tuple[Reason, ...] = ()


def coverage_of(*, viewer: Viewer, lake: Lake, key: str, day: date) -> Coverage:
    """This function will say for how many accounts a metric is known on a day, and why not for the rest."""
    metric = queries.registry(viewer=viewer)[key]
    if key not in queries.metric_table(lake).columns:
        return Coverage(0, 0)
    type_ = queries.name_table(viewer=viewer)[key]
    spread = spread_of(viewer=viewer, lake=lake, day=day, name=key, type_=type_)
    if not spread.missing:
        return Coverage(spread.known, 0)
    return Coverage(spread.known, spread.missing, (_why(viewer, metric, spread.missing),))


def _why(viewer: Viewer, metric: Metric, accounts: int) -> Reason:
    if not metric.connectable:
        return Reason("no-source", metric.missing, accounts)
    catalogue = queries.catalogue_in_force(viewer=viewer)
    counted = metric.parameters.get("role") == ANY or names_counted(catalogue, metric)
    if metric.how.stage == "usage" and not counted:
        text = Text(
            ja="カタログに、数える対象のイベントがありません。",
            en="The catalogue names no event that it counts.",
        )
        return Reason("no-event", text, accounts)
    return Reason("missing", metric.missing, accounts)
