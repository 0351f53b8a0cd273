"""What is known of every segment: its versions, from when each counts, and the days it was judged for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from banso.metrics import segments as texts
from banso.metrics.conditions import NameTable
from banso.metrics.membership.editions import Judged, judged
from banso.metrics.membership.models import SegmentEdition, SegmentMark
from banso.metrics.ready_made import READY
from banso.metrics.segments import KIND, Segment
from banso.workspace.models import Definition

Versions = list[tuple[int, Segment]]


@dataclass(frozen=True, slots=True)
class Mark:
    """The days a segment was judged for; ``broken_on``: since then it could not be."""

    first: date
    last: date
    broken_on: date | None


def versions(keys: Collection[str] | None = None) -> dict[str, Versions]:
    """Every version of every segment (or of some), the oldest first; also of those that ship."""
    rows = Definition.objects.filter(kind=KIND).order_by("key", "version")
    if keys is not None:
        rows = rows.filter(key__in=keys)
    found: dict[str, Versions] = {
        one.key: [(one.version, one.segment)] for one in READY if keys is None or one.key in keys
    }
    for key, version, text in rows.values_list("key", "version", "text"):
        found.setdefault(key, []).append((version, texts.read(text)))
    return found


def marks() -> dict[str, Mark]:
    """Of every segment that was judged before."""
    rows = SegmentMark.objects.values_list("segment", "first", "last", "broken_on")
    return {key: Mark(first, last, broken) for key, first, last, broken in rows}


def first_days(keys: Collection[str] | None = None) -> dict[tuple[str, int], date | None]:
    """The day each version counts from, where that was settled."""
    rows = SegmentEdition.objects.all()
    if keys is not None:
        rows = rows.filter(segment__in=keys)
    return {(key, v): day for key, v, day in rows.values_list("segment", "version", "from_on")}


def settle(found: Mapping[str, Versions], known: Mapping[str, Mark]) -> None:
    """Settle from which day new versions count: the first since ever, later ones from the last day
    that was judged before they were saved."""
    there = first_days()
    new = [
        SegmentEdition(
            segment=key,
            version=version,
            from_on=known[key].last if key in known and version != listed[0][0] else None,
        )
        for key, listed in found.items()
        for version, _ in listed
        if (key, version) not in there
    ]
    SegmentEdition.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


def all_judged(
    found: Mapping[str, Versions], known: Mapping[str, Mark], *, names: NameTable
) -> list[Judged]:
    """The conditions of every segment over time, by key."""
    since = first_days(found)
    return [
        _judged(key, listed, known.get(key), since, names) for key, listed in sorted(found.items())
    ]


def _judged(
    key: str,
    listed: Versions,
    mark: Mark | None,
    since: Mapping[tuple[str, int], date | None],
    names: NameTable,
) -> Judged:
    dated = [(version, since.get((key, version)), segment) for version, segment in listed]
    mended = mark.last + timedelta(days=1) if mark and mark.broken_on else None
    return judged(key, dated, names=names, mended_on=mended)
