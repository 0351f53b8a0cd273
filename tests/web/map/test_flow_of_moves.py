"""Moves become arcs: none is lost, none leaves its column, numbers stay readable."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from banso.interfaces.web.map.flow import ARRIVES, BASE, DRAWN, WIDTH, Move, draw

MOVES = st.integers(2, 8).flatmap(
    lambda columns: st.tuples(
        st.just(columns),
        st.dictionaries(
            st.tuples(st.integers(ARRIVES, columns - 1), st.integers(0, columns - 1)),
            st.integers(1, 5000),
            max_size=30,
        ),
    )
)


def _ends(path: str) -> tuple[float, float]:
    found = [float(n) for n in re.findall(r"-?\d+\.?\d*", path)]
    return found[0], found[-2] if "C" in path else found[0]


@settings(max_examples=150, deadline=None)
@given(MOVES)
def test_no_move_is_dropped_without_being_counted(
    world: tuple[int, dict[tuple[int, int], int]],
) -> None:
    columns, counts = world
    moves = [Move(a, b, n) for (a, b), n in counts.items() if a != b]
    drawing = draw(moves, columns=columns)
    assert len(drawing.arcs) == min(DRAWN, len(moves))
    assert sum(a.move.count for a in drawing.arcs) + drawing.accounts_left_out == sum(
        m.count for m in moves
    )
    smallest = min((a.move.count for a in drawing.arcs), default=0)
    assert all(m.count <= smallest for m in drawing.left_out), "the largest are drawn"


@settings(max_examples=150, deadline=None)
@given(MOVES)
def test_arcs_begin_and_end_in_their_columns(world: tuple[int, dict[tuple[int, int], int]]) -> None:
    columns, counts = world
    wide = WIDTH / columns
    for arc in draw([Move(a, b, n) for (a, b), n in counts.items()], columns=columns).arcs:
        begin, end = _ends(arc.path)
        assert arc.move.target * wide <= end <= (arc.move.target + 1) * wide
        if not arc.arrives:
            assert arc.move.source * wide <= begin <= (arc.move.source + 1) * wide
        assert arc.back is (arc.move.target < arc.move.source and not arc.arrives)
        assert 0 <= float(arc.label.y) <= BASE


def test_arcs_of_one_column_lie_inside_each_other() -> None:
    drawing = draw([Move(0, 1, 9), Move(0, 2, 5), Move(0, 3, 2)], columns=4)
    by_span = sorted(drawing.arcs, key=lambda a: a.move.target)
    for shorter, longer in pairwise(by_span):
        assert _ends(longer.path)[0] < _ends(shorter.path)[0], (
            "the longer one begins further inside"
        )
        assert float(longer.label.y) < float(shorter.label.y), "and rises above"


def test_numbers_do_not_cover_each_other() -> None:
    moves = [
        Move(a, b, n)
        for n, (a, b) in enumerate(
            [(0, 1), (1, 2), (1, 4), (2, 4), (4, 2), (4, 1), (2, 3), (3, 2)], 1
        )
    ]
    boxes = [
        (
            float(a.label.x),
            float(a.label.y),
            float(a.label.x) + float(a.label.width),
            float(a.label.y) + 18,
        )
        for a in draw(moves, columns=6).arcs
    ]
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


def test_strokes_follow_the_count() -> None:
    few, many = sorted(
        draw([Move(0, 1, 2), Move(1, 2, 20)], columns=3).arcs, key=lambda a: a.move.count
    )
    assert float(few.stroke) < float(many.stroke)
