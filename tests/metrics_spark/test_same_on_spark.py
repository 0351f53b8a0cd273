"""Every column of every account and day comes out of Spark as it comes out of the embedded engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from banso.metrics.computing import compute
from banso.metrics.engines import Engine, working
from banso.metrics.shapes import COUNTING, SHAPES
from tests.metrics.small import NOW, Small, on
from tests.metrics_spark.worlds import lively


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return lively(tmp_path_factory.mktemp("lively") / "lake")


Rows = tuple[list[tuple[str, str]], list[tuple[Any, ...]]]


def rows_of(small: Small, days: Sequence[date], engine: Engine) -> Rows:
    """(column, type) and the rows, as the lake would be given them."""
    with working(small.lake, hidden=small.world.hidden, engine=engine) as place:
        select, values = compute(place.work, small.world, place.sources, days, now=NOW)
        select, bound = place.for_lake(select, values)
        found = place.cursor.execute(select, dict(bound))
        columns = [(str(c[0]), str(c[1])) for c in found.description]
        return columns, sorted(found.fetchall(), key=lambda row: (row[1], row[2]))


def differing(one: Rows, other: Rows) -> list[tuple[str, Any, Any]]:
    names = [name for name, _ in one[0]]
    return [
        (name, a, b)
        for left, right in zip(one[1], other[1], strict=True)
        for name, a, b in zip(names, left, right, strict=True)
        if a != b
    ]


def test_its_world_counts_by_every_shape(small: Small) -> None:
    counted = {m.shape for m in small.world.registry if m.how.stage in COUNTING}
    assert counted == {k for k, s in SHAPES.items() if s.stage in COUNTING}


@pytest.mark.usefixtures("spark_cluster")
@pytest.mark.parametrize(
    "days",
    [[on(38), on(39), on(46)], [on(n) for n in range(25, 56)]],
    ids=["three days", "a month"],
)
def test_it_gives_the_same_rows(small: Small, days: list[date]) -> None:
    embedded = rows_of(small, days, "duckdb")
    cluster = rows_of(small, days, "spark")
    assert cluster[0] == embedded[0]
    assert len(embedded[1]) > len(days) * 3
    assert differing(embedded, cluster) == []
    assert not list((small.folder / "_spark").iterdir())
