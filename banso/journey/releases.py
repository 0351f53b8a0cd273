"""Releases as people meet them: what one changed since the one before, and where lines of a chart turn.

Every row of a day carries the release it was made under. A *marker* is a day from which on rows were
made under other definitions, so that a step in a line is not taken for a step of the customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import unified_diff

from banso.journey.definitions import MAP_KIND
from banso.journey.models import MapChange
from banso.lib.problems import BansoError, problem
from banso.lib.text import Text
from banso.metrics.models import MeasuredDay
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

# What a definition's kind is called on a chart, in the order it is told.
KINDS: Mapping[str, tuple[str, Text]] = {
    MAP_KIND: ("map", Text(ja="カスタマージャーニーマップ", en="Journey map")),
    "metric": ("metrics", Text(ja="指標の定義", en="Metric definitions")),
    "catalogue": ("catalogue", Text(ja="イベントカタログ", en="Event catalogue")),
    "segment": ("segments", Text(ja="セグメント", en="Segments")),
}
_OTHER = Text(ja="その他の定義", en="Other definitions")
_MOST_LINES = 400

__all__ = [
    "Change", "Marker", "ReleaseNote", "ReleaseUnknown", "markers", "release_note", "release_notes",
]  # fmt: skip


class ReleaseUnknown(BansoError):
    """There is no release of this number."""


@dataclass(frozen=True, slots=True)
class Change:
    """One definition that a release brought. ``before`` 0: it is new; ``after`` 0: it is gone.

    ``kind`` is map, metrics, catalogue, segments, or the definition's own kind. ``lines`` is the
    difference of the texts as ``diff -u`` writes it, empty where nobody asked for it.
    """

    kind: str
    key: str
    name: Text
    before: int
    after: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """From ``day`` on rows were made under ``release``.

    ``kinds`` say what is different (map, metrics, catalogue, segments). ``changes``, ``why`` and
    ``by`` are empty for who may not see definitions. A map comes into force after the close of
    ``day``, so ``day`` is the first on which its moves show.
    """

    day: date
    release: int
    kinds: tuple[str, ...]
    names: tuple[Text, ...]
    changes: tuple[Change, ...] = ()
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """A release as it is opened from a number: when, by whom, why, and what it changed.

    ``first_on`` and ``last_on`` are the first and last day whose metric rows stand under it;
    ``before`` and ``after`` its neighbours, None at the ends.
    """

    number: int
    made_at: datetime
    by: str
    why: str
    changes: tuple[Change, ...]
    before: int | None
    after: int | None
    first_on: date | None = None
    last_on: date | None = None


def markers(
    *, viewer: Viewer, first: date, last: date, seen: datetime | None = None
) -> list[Marker]:
    """This function will give the days from ``first`` to ``last`` at which a chart's line may turn, in order.

    They come from the stamps of the rows: metrics and catalogue where the release of the measured
    rows changes from one day to the next, the map where a version came into force. A change after
    which every day was worked out anew leaves no marker, since all days are alike again. Everybody
    gets days and kinds; the texts' keys and reasons only who may see definitions. ``seen``: for a line
    as it was seen at that instant; releases made after it leave no marker.
    """
    viewer.require(Act.SEE_ACCOUNTS)
    found = [*_of_stamps(first, last), *_of_maps(first, last)]
    if not found:
        return []
    every = {r.number: r for r in _releases()}
    later = {n for n, r in every.items() if seen is not None and r.created_at > seen}
    found = [step for step in found if not later.intersection(step[1:3])]
    told = viewer.may(Act.SEE_DEFINITIONS)
    by_day: dict[date, list[tuple[int, int, bool]]] = {}
    for day, before, after, of_map in found:
        by_day.setdefault(day, []).append((before, after, of_map))
    marked = (_marker(day, steps, every, told) for day, steps in sorted(by_day.items()))
    return [m for m in marked if m is not None]


def release_note(*, viewer: Viewer, number: int, with_texts: bool = True) -> ReleaseNote:
    """This function will open one release: what it changed since the one before, with the texts' difference.

    Raises ``ReleaseUnknown``, ``NotAllowed`` for who may not see definitions.
    """
    viewer.require(Act.SEE_DEFINITIONS)
    every = _releases()
    here = next((i for i, r in enumerate(every) if r.number == number), None)
    if here is None:
        raise ReleaseUnknown(
            problem(
                "release.unknown",
                ja=f"リリース {number} はありません。",
                en=f"There is no release {number}.",
                remedy_ja="一覧にあるリリースを選んでください。",
                remedy_en="Choose one of those listed.",
                sample=str(number),
            )
        )
    row = every[here]
    before = every[here + 1] if here + 1 < len(every) else None
    after = every[here - 1] if here > 0 else None
    changes = changes_between(before.manifest if before else {}, row.manifest)
    if with_texts:
        changes = tuple(_with_lines(c, viewer) for c in changes)
    days = MeasuredDay.objects.filter(release=number).order_by("day").values_list("day", flat=True)
    return ReleaseNote(
        number, row.created_at, row.created_by, row.why, changes,
        before.number if before else None, after.number if after else None,
        days.first(), days.last(),
    )  # fmt: skip


def release_notes(*, viewer: Viewer, limit: int = 50) -> list[ReleaseNote]:
    """This function will list the newest releases with what each changed, without the texts."""
    viewer.require(Act.SEE_DEFINITIONS)
    every = _releases()
    found = []
    for i, row in enumerate(every[:limit]):
        before = every[i + 1] if i + 1 < len(every) else None
        changes = changes_between(before.manifest if before else {}, row.manifest)
        found.append(
            ReleaseNote(
                row.number, row.created_at, row.created_by, row.why, changes,
                before.number if before else None, every[i - 1].number if i else None,
            )
        )  # fmt: skip
    return found


def changes_between(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Change, ...]:
    """The definitions that differ between two manifests (``{"kind/key": version}``): maps first."""
    found = []
    for name in {*before, *after}:
        if before.get(name) == after.get(name):
            continue
        kind, _, key = name.partition("/")
        told, word = KINDS.get(kind, (kind, _OTHER))
        found.append(Change(told, key, word, before.get(name, 0), after.get(name, 0)))
    order = [told for told, _ in KINDS.values()]
    return tuple(
        sorted(
            found,
            key=lambda c: (order.index(c.kind) if c.kind in order else len(order), c.kind, c.key),
        )
    )


# (day, the release before, the release from then on, whether the map alone is meant)
_Step = tuple[date, int, int, bool]


def _of_stamps(first: date, last: date) -> list[_Step]:
    rows = MeasuredDay.objects.filter(day__range=(first - timedelta(days=1), last))
    found: list[_Step] = []
    former: int | None = None
    for day, release in rows.order_by("day").values_list("day", "release"):
        if former is not None and release != former and day >= first:
            found.append((day, former, release, False))
        former = release
    return found


def _of_maps(first: date, last: date) -> list[_Step]:
    rows = MapChange.objects.filter(on_day__range=(first, last)).order_by("id")
    return [(c.on_day, c.release - 1, c.release, True) for c in rows if c.on_day]


def _marker(
    day: date,
    steps: Iterable[tuple[int, int, bool]],
    every: Mapping[int, workspace.ReleaseView],
    told: bool,
) -> Marker | None:
    changes: dict[tuple[str, str], Change] = {}
    newest, why, by = 0, [], ""
    for before, after, of_map in steps:
        old, new = every.get(before), every.get(after)
        if new is None:
            continue
        between = changes_between(old.manifest if old else {}, new.manifest)
        kept = [c for c in between if (c.kind == "map") is of_map]
        if not kept:
            continue
        changes |= {(c.kind, c.key): c for c in kept}
        newest, by = max(newest, after), new.created_by
        if new.why and new.why not in why:
            why.append(new.why)
    if not changes:
        return None
    listed = tuple(changes.values())
    kinds = tuple(dict.fromkeys(c.kind for c in listed))
    words = dict(KINDS.values())
    names = tuple(words.get(kind, _OTHER) for kind in kinds)
    if not told:
        return Marker(day, newest, kinds, names)
    return Marker(day, newest, kinds, names, listed, " / ".join(why), by)


def _releases() -> list[workspace.ReleaseView]:
    return workspace.releases(viewer=Viewer.system(), limit=100_000)


def _with_lines(change: Change, viewer: Viewer) -> Change:
    kind = next((k for k, (told, _) in KINDS.items() if told == change.kind), change.kind)
    lines = list(
        unified_diff(
            _text(viewer, kind, change.key, change.before),
            _text(viewer, kind, change.key, change.after),
            lineterm="",
            n=2,
        )
    )[2:]
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… +{len(lines) - _MOST_LINES}"]
    return Change(change.kind, change.key, change.name, change.before, change.after, tuple(lines))


def _text(viewer: Viewer, kind: str, key: str, version: int) -> list[str]:
    found = workspace.definition(viewer=viewer, kind=kind, key=key, version=version)
    return found.text.splitlines() if found else []
