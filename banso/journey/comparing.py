# ruff: noqa: S608  names are our own; values are bound
"""A restated series beside what really was: counts by phase and day, and who stands elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.events.lake import Lake, PartitionRange
from banso.journey.definitions import STATE_DAYS
from banso.journey.maps import FILE, editions
from banso.journey.parse import parse
from banso.journey.pathview import Words
from banso.journey.restating import STATE_DAYS_RESTATED, Restated, restated_one
from banso.lib.text import Text
from banso.workspace.viewer import Act, Viewer

__all__ = ["Apart", "Comparison", "DayPair", "Stand", "apart", "comparison"]


@dataclass(frozen=True, slots=True)
class DayPair:
    """Accounts by phase on a day: as it was, and under the other text. '' is not on the map."""

    day: date
    actual: Mapping[str, int] = field(default_factory=dict)
    restated: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``phases`` in the order of the series' map, those only the real one has behind them."""

    series: Restated
    phases: tuple[tuple[str, Text, int], ...]  # key, name, hue
    days: tuple[DayPair, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """A place: phase, state, track. '' is not on the map."""

    phase: str
    state: str
    track: str
    name: Text
    hue: int


@dataclass(frozen=True, slots=True)
class Apart:
    """An account that stands elsewhere under the other text; None: it has no row there."""

    account_id: int
    lane: str
    actual: Stand | None
    restated: Stand | None

    @property
    def sides(self) -> tuple[Stand | None, Stand | None]:
        return self.actual, self.restated


def comparison(*, viewer: Viewer, lake: Lake, public_id: str) -> Comparison:
    """This function will count the viewer's accounts by phase for each day of a series, both ways.

    Raises ``SeriesUnknown``.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    series = restated_one(viewer=viewer, public_id=public_id)
    there: dict[date, dict[str, int]] = {}
    other: dict[date, dict[str, int]] = {}
    actual, restated, params = _sources(lake, series, series.from_on, series.to_on)
    among, ids = _among(viewer)
    with lake.cursor() as cursor:
        for source, found in ((actual, there), (restated, other)):
            rows = cursor.execute(
                f"select day, phase, count(*) from {source} where day between ? and ?{among}"
                " group by day, phase",
                [*params, *ids],
            ).fetchall()
            for day, phase, accounts in rows:
                found.setdefault(day, {})[phase] = accounts
    words, keys = _words(series)
    seen = {p for counts in (*there.values(), *other.values()) for p in counts}
    listed = [k for k in keys if k in seen] + sorted(p for p in seen if p and p not in keys)
    return Comparison(
        series,
        tuple((k, words.phase(k), words.hue(k)) for k in listed),
        tuple(
            DayPair(day, there.get(day, {}), other.get(day, {})) for day in sorted({*there, *other})
        ),
    )


def apart(
    *, viewer: Viewer, lake: Lake, public_id: str, day: date, limit: int = 200
) -> tuple[int, list[Apart]]:
    """This function will list who stands in another phase or state on ``day``; the number of all first.

    Raises ``SeriesUnknown``.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    series = restated_one(viewer=viewer, public_id=public_id)
    actual, restated, params = _sources(lake, series, day, day)
    among, ids = _among(viewer)
    inside = f"where day between ? and ?{among}"
    with lake.cursor() as cursor:
        rows = cursor.execute(
            f"""
            select count(*) over () as n, coalesce(a.account, r.account), coalesce(a.lane, r.lane),
                a.account is not null, a.phase, a.state, a.track,
                r.account is not null, r.phase, r.state, r.track
            from (select * from {actual} {inside}) a
            full join (select * from {restated} {inside}) r
                on a.account = r.account and a.lane = r.lane
            where a.phase is distinct from r.phase or a.state is distinct from r.state
            order by 2, 3 limit ?
            """,
            [*params, *ids, *params, *ids, limit],
        ).fetchall()
    words, _ = _words(series)
    found = [
        Apart(
            row[1],
            row[2],
            _stand(words, row[4:7]) if row[3] else None,
            _stand(words, row[8:11]) if row[7] else None,
        )
        for row in rows
    ]
    return (rows[0][0] if rows else 0), found


def _sources(lake: Lake, series: Restated, first: date, last: date) -> tuple[str, str, list[Any]]:
    span = PartitionRange.of_days(first, last)
    actual = lake.table(STATE_DAYS).sql(span)
    of_series = PartitionRange(first=series.public_id, last=series.public_id, days=(first, last))
    restated = lake.table(STATE_DAYS_RESTATED).sql(of_series)
    return actual, restated, [first, last]


def _among(viewer: Viewer) -> tuple[str, list[Any]]:
    if viewer.scope is None:
        return "", []
    return " and account in (select unnest(?::bigint[]))", [sorted(viewer.scope)]


def _words(series: Restated) -> tuple[Words, list[str]]:
    """Names: those of the maps there were, the newest first; of the series' own text what they lack."""
    maps = [e.map for e in editions().all]
    own = parse(series.text, file=FILE).map
    if own is None:
        return Words(maps), [p.key for p in maps[-1].phases]
    return Words([own, *maps]), [p.key for p in own.phases]


def _stand(words: Words, place: Any) -> Stand:
    phase, state, track = place
    if not phase:
        return Stand("", "", track, Text(ja="マップ外", en="not on the map"), 0)
    name = words.name(f"{phase}.{state}" if state else phase)
    return Stand(phase, state, track, name, words.hue(phase))
