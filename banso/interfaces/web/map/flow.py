"""Arcs of the moves between phases, as numbers for SVG attributes. Pure: no Django, no words.

Columns share one drawing of ``WIDTH`` units. A move to the right leaves from the right half of its
column and arrives in the left half of the other; a move back does the opposite. The longer an arc,
the further inside its ends, so arcs that share a column lie inside each other instead of crossing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 1200.0
HEIGHT = 92.0
BASE = 90.0  # where the columns begin
DRAWN = 12  # more arcs than this cannot be told apart; the rest is counted and listed
_TOP = 9.0  # the highest arc's peak
_LOW = 50.0  # the lowest arc's peak
_THIN, _THICK = 1.6, 9.0
_TRIES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)
ARRIVES = -1  # column of an account that was not on the map before


@dataclass(frozen=True, slots=True)
class Move:
    """``count`` accounts went from column ``source`` to column ``target`` (from 0)."""

    source: int
    target: int
    count: int


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    y: str
    width: str


@dataclass(frozen=True, slots=True)
class Arc:
    """One drawn move: a path, its tip, and the place of its number."""

    move: Move
    path: str
    tip: str
    stroke: str
    back: bool
    label: Label

    @property
    def arrives(self) -> bool:
        return self.move.source == ARRIVES


@dataclass(frozen=True, slots=True)
class Drawing:
    """``left_out``: moves that are not drawn, the smallest ones; never dropped silently."""

    arcs: tuple[Arc, ...]
    left_out: tuple[Move, ...]

    @property
    def accounts_left_out(self) -> int:
        return sum(m.count for m in self.left_out)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        apart = (
            self.right < other.left
            or other.right < self.left
            or self.bottom < other.top
            or other.bottom < self.top
        )
        return not apart


def draw(moves: Iterable[Move], *, columns: int, most: int = DRAWN) -> Drawing:
    """This function will place the largest ``most`` moves as arcs between ``columns`` columns."""
    known = sorted(
        (m for m in moves if m.count > 0 and m.source != m.target and 0 <= m.target < columns),
        key=lambda m: (-m.count, m.source, m.target),
    )
    shown, left_out = known[:most], known[most:]
    largest = max((m.count for m in shown), default=1)
    ends = _ends(shown, WIDTH / max(1, columns))
    peaks = _peaks([m for m in shown if m.source != ARRIVES], ends)
    arcs: list[Arc] = []
    taken: list[_Box] = []
    for move in sorted(shown, key=lambda m: (abs(m.source - m.target), m.target < m.source)):
        stroke = _stroke(move, largest)
        if move.source == ARRIVES:
            arcs.append(_arrival(move, ends[move][1], stroke, taken))
        else:
            arcs.append(_arc(move, ends[move], peaks[move], stroke, taken))
    return Drawing(tuple(arcs), tuple(left_out))


def _stroke(move: Move, largest: int) -> float:
    share = move.count / largest
    if move.target < move.source:
        return 1.4 + 1.6 * share
    return _THIN + (_THICK - _THIN) * share


def _ends(moves: Sequence[Move], width: float) -> dict[Move, tuple[float, float]]:
    """Where each move leaves and arrives on the base line."""
    halves: dict[tuple[int, str], list[tuple[int, bool, Move]]] = defaultdict(list)
    for m in moves:
        span = abs(m.source - m.target)
        back = m.target < m.source
        if m.source == ARRIVES:
            # An arrival has its own lane at the column's left edge.
            continue
        halves[m.source, "left" if back else "right"].append((span, back, m))
        halves[m.target, "right" if back else "left"].append((span, back, m))
    at: dict[tuple[Move, int], float] = {}
    for (column, half), ports in halves.items():
        ports.sort(key=lambda p: (p[0], p[1]))
        room = 0.27 * width
        step = min(26.0, room / max(1, len(ports) - 1)) if len(ports) > 1 else 0.0
        for i, (_span, _back, m) in enumerate(ports):
            inside = 0.2 * width + i * step
            x = column * width + (inside if half == "left" else width - inside)
            at[m, column] = x
    found = {m: (at[m, m.source], at[m, m.target]) for m in moves if m.source != ARRIVES}
    for m in moves:
        if m.source == ARRIVES:
            x = m.target * width + 0.06 * width
            found[m] = (x, x + 0.06 * width)
    return found


def _peaks(moves: Sequence[Move], ends: dict[Move, tuple[float, float]]) -> dict[Move, float]:
    """How high each arc rises: above every arc that lies inside it."""
    levels: dict[Move, int] = {}
    for m in sorted(moves, key=lambda m: abs(ends[m][0] - ends[m][1])):
        left, right = sorted(ends[m])
        inside = [levels[o] for o in levels if left <= min(ends[o]) and max(ends[o]) <= right]
        levels[m] = 1 + max(inside, default=-1)
    steps = max(levels.values(), default=0)
    gap = min(17.0, (_LOW - _TOP) / steps) if steps else 0.0
    return {m: _LOW - level * gap for m, level in levels.items()}


def _arc(
    move: Move, ends: tuple[float, float], peak: float, stroke: float, taken: list[_Box]
) -> Arc:
    back = move.target < move.source
    x1, x2 = ends
    half, tall = _tip_size(stroke, back)
    y2 = BASE - tall + 1
    control = BASE - (BASE - peak) / 0.75
    path = f"M{x1:.1f} {BASE:.0f}C{x1:.1f} {control:.1f} {x2:.1f} {control:.1f} {x2:.1f} {y2:.1f}"
    label = _label(str(move.count), (x1, x2), (control, y2), taken)
    return Arc(move, path, _tip(x2, half, tall), f"{stroke:.1f}", back, label)


def _arrival(move: Move, x: float, stroke: float, taken: list[_Box]) -> Arc:
    """An account that was not on the map before drops in from above."""
    half, tall = _tip_size(stroke, False)
    path = f"M{x:.1f} 62V{BASE - tall + 1:.1f}"
    width = 24.0 + 7.4 * len(str(move.count))
    box = _Box(x - width / 2, x + width / 2, 42, 60)
    taken.append(box)
    return Arc(
        move,
        path,
        _tip(x, half, tall),
        f"{stroke:.1f}",
        False,
        Label(f"{max(0.0, x - width / 2 - 14):.1f}", "41", f"{width + 44:.1f}"),
    )


def _tip_size(stroke: float, back: bool) -> tuple[float, float]:
    half = 4.0 if back else 3.0 + 0.72 * stroke
    return half, (7.5 if back else half * 1.5)


def _tip(x: float, half: float, tall: float) -> str:
    return f"M{x - half:.1f} {BASE - tall:.1f}h{2 * half:.1f}L{x:.1f} {BASE:.0f}z"


def _label(
    text: str, ends: tuple[float, float], heights: tuple[float, float], taken: list[_Box]
) -> Label:
    """A place on the arc where no other number stands; the middle if there is none."""
    width = 12.0 + 7.4 * len(text)
    boxes = []
    for t in _TRIES:
        x, y = _on_curve(t, ends, heights)
        boxes.append(_Box(x - width / 2, x + width / 2, y - 9, y + 9))
    free = [b for b in boxes if not any(b.meets(o) for o in taken)]
    box = free[0] if free else boxes[0]
    taken.append(box)
    return Label(f"{box.left:.1f}", f"{max(0.0, box.top):.1f}", f"{width:.1f}")


def _on_curve(
    t: float, ends: tuple[float, float], heights: tuple[float, float]
) -> tuple[float, float]:
    (x1, x2), (control, y2) = ends, heights
    u = 1 - t
    x = (u**3 + 3 * u * u * t) * x1 + (3 * u * t * t + t**3) * x2
    y = u**3 * BASE + (3 * u * u * t + 3 * u * t * t) * control + t**3 * y2
    return x, y
