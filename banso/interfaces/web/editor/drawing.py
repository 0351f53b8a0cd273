"""The small drawing of a map beside its text: boxes with counts, arrows forward and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_STEP = 116.0
_BOX = 95.0
_TOP = 40.0
_HIGH = 76.0


@dataclass(frozen=True, slots=True)
class Box:
    key: str
    name: str
    hue: int
    x: float
    count: int
    change: int

    @property
    def middle(self) -> float:
        return self.x + _BOX / 2

    @property
    def bar_x(self) -> float:
        return self.x + 7.5

    @property
    def hot(self) -> bool:
        return self.change != 0


@dataclass(frozen=True, slots=True)
class Way:
    d: str
    tip: str
    back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
    width: float
    height: float = _TOP + _HIGH + 14


def draw(
    *,
    phases: Sequence[tuple[str, str, int]],
    ways: Sequence[tuple[str, str]],
    counts: Mapping[str, int],
    changes: Mapping[str, int],
) -> Drawing:
    """This function will lay out phases (key, name, hue) in a row and the ways between them as arcs.

    ``counts`` are accounts per phase after the change, ``changes`` the difference to before. A
    way to the right next door is a straight arrow; longer ones arc over the boxes.
    """
    place = {key: i for i, (key, _, _) in enumerate(phases)}
    boxes = tuple(
        Box(key, name, hue, 0.5 + i * _STEP, counts.get(key, 0), changes.get(key, 0))
        for i, (key, name, hue) in enumerate(phases)
    )
    drawn = []
    for source, target in dict.fromkeys(ways):
        if source in place and target in place and source != target:
            drawn.append(_way(place[source], place[target]))
    return Drawing(boxes, tuple(drawn), width=max(1.0, len(boxes) * _STEP - _STEP + _BOX + 1))


def _way(source: int, target: int) -> Way:
    if target == source + 1:
        x, y = source * _STEP + _BOX + 2, _TOP + _HIGH / 2
        end = target * _STEP - 2
        return Way(
            f"M{x:.1f} {y}H{end - 5:.1f}",
            f"M{end - 6:.1f} {y - 4}L{end:.1f} {y}L{end - 6:.1f} {y + 4}z",
            False,
        )
    back = target < source
    shift = -14 if back else 14
    x1 = source * _STEP + _BOX / 2 + shift
    x2 = target * _STEP + _BOX / 2 - shift
    rise = _TOP - min(46.0, 16.0 * abs(target - source))
    return Way(
        f"M{x1:.1f} {_TOP}C{x1:.1f} {rise:.1f} {x2:.1f} {rise:.1f} {x2:.1f} {_TOP - 5}",
        f"M{x2 - 3:.1f} {_TOP - 6}h6l-3 6z",
        back,
    )
