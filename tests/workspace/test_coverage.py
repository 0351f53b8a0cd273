"""Coverage: the days a source is complete for (R3, R7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from banso.workspace import operations, queries
from banso.workspace.viewer import Viewer

pytestmark = pytest.mark.django_db
ME = Viewer.system()
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def widen(first: date, last: date | None) -> None:
    operations.widen_coverage(kind="usage", source="app", from_on=first, to_on=last)


def only() -> queries.CoverageView:
    (row,) = queries.coverage(viewer=ME, kind="usage")
    return row


def test_a_second_import_stretches_the_interval_both_ways() -> None:
    widen(date(2022, 2, 1), date(2022, 3, 1))
    widen(date(2022, 1, 1), date(2022, 2, 10))
    widen(date(2022, 2, 20), date(2022, 4, 1))
    assert (only().from_on, only().to_on) == (date(2022, 1, 1), date(2022, 4, 1))


def test_a_source_that_flows_has_no_end() -> None:
    widen(date(2022, 2, 1), None)
    widen(date(2022, 2, 1), date(2022, 3, 1))
    assert only().to_on is None
    assert only().holds(date(2022, 2, 1), date(2030, 1, 1))


def test_an_interval_set_by_hand_is_not_stretched_by_imports() -> None:
    operations.set_coverage(
        viewer=ME,
        kind="usage",
        source="app",
        from_on=date(2022, 6, 1),
        to_on=date(2022, 6, 30),
        now=NOW,
    )
    widen(date(2020, 1, 1), date(2024, 1, 1))
    assert (only().from_on, only().to_on) == (date(2022, 6, 1), date(2022, 6, 30))


def test_a_window_sticking_out_on_either_side_is_not_covered() -> None:
    widen(date(2022, 2, 1), date(2022, 3, 1))
    assert only().holds(date(2022, 2, 1), date(2022, 3, 1))
    assert not only().holds(date(2022, 1, 31), date(2022, 3, 1))
    assert not only().holds(date(2022, 2, 1), date(2022, 3, 2))
