"""The map of the whole book: the same for everybody who sees every account, so it is worked out once.

A closed day's rows stand until the day is closed again. What is kept here hangs on the versions of
the tables it was read from and on the map in force, never on who looks; a viewer with a scope and a
map narrowed to an owner are read every time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import TypeVar, cast

from banso.events.lake import Lake
from banso.journey import lacking as lacks
from banso.journey import queries
from banso.journey.definitions import JOURNEY_MOVES, STATE_DAYS
from banso.journey.lacking import Lacking
from banso.journey.maps import Edition
from banso.journey.views import MapView
from banso.metrics.queries import metric_table
from banso.workspace.viewer import Act, Viewer

T = TypeVar("T")
_MOST = 32  # answers kept: a few days and months that people look at
_answers: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def map_view(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    period_first: date,
    edition: Edition,
    owner: int | None = None,
    seen: datetime | None = None,
) -> MapView:
    """This function will give ``queries.map_view``, from memory where the whole book is asked for."""

    def read() -> MapView:
        return queries.map_view(
            viewer=viewer,
            lake=lake,
            day=day,
            period_first=period_first,
            owner=owner,
            edition=edition,
            seen=seen,
        )

    viewer.require(Act.SEE_ACCOUNTS)
    if not _everybody(viewer, owner):
        return read()
    return _kept(("map", day, seen, period_first, *_state_of(lake, edition)), read)


def lacking(
    *,
    viewer: Viewer,
    lake: Lake,
    day: date,
    phase: str,
    track: str,
    edition: Edition,
    owner: int | None = None,
    seen: datetime | None = None,
) -> Lacking:
    """This function will give ``lacking.lacking``, from memory where the whole book is asked for."""

    def read() -> Lacking:
        return lacks.lacking(
            viewer=viewer,
            lake=lake,
            day=day,
            phase=phase,
            track=track,
            edition=edition,
            owner=owner,
            seen=seen,
        )

    viewer.require(Act.SEE_ACCOUNTS)
    if not _everybody(viewer, owner):
        return read()
    return _kept(("lacking", day, seen, phase, track, *_state_of(lake, edition)), read)


def _everybody(viewer: Viewer, owner: int | None) -> bool:
    return viewer.scope is None and owner is None


def _state_of(lake: Lake, edition: Edition) -> tuple[Hashable, ...]:
    """What an answer was made from: equal only while it would come out the same."""
    tables = (lake.table(STATE_DAYS), metric_table(lake), lake.table(JOURNEY_MOVES))
    read_from = tuple((str(t.root), t.version) for t in tables)
    return (*read_from, edition.version, edition.digest, edition.release)


def _kept(key: Hashable, read: Callable[[], T]) -> T:
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return cast("T", _answers[key])
    found = read()
    with _lock:
        _answers[key] = found
        while len(_answers) > _MOST:
            _answers.popitem(last=False)
    return found
