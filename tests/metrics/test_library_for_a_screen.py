"""The library as a screen reads it: every number once, its text, where it is named, how its values lie."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.lib.text import Text
from banso.metrics import operations
from banso.metrics.definitions import library, parse_metrics
from banso.metrics.library_queries import definition_text, library_view, metric_sheet, where_used
from banso.metrics.queries import name_table
from banso.metrics.segment_store import save_segment
from banso.metrics.segments import Segment
from tests.metrics.records import NOW, SYSTEM, two_accounts
from tests.metrics.small import on

OWN = """schema: banso/metric@1
metrics:
  # searches
  - key: searches_14d
    name: 検索の回数
    kind: count
    window: 14
    shape: event_count
    with: {names: [search]}

  - {key: searches_per_seat, name: 席あたり, kind: number, shape: ratio, with: {of: searches_14d, to: seats}}
"""

pytestmark = pytest.mark.usefixtures("workspace")


def test_it_lists_every_metric_once_your_own_first() -> None:
    operations.save_metrics(viewer=SYSTEM, key="own", text=OWN, now=NOW)
    view = library_view(viewer=SYSTEM)
    keys = [m.key for g in view.groups for m in g.metrics]
    assert keys[:2] == ["searches_14d", "searches_per_seat"]
    assert sorted(keys[2:]) == sorted(m.key for m in library())


def test_it_gives_the_lines_that_define_a_metric() -> None:
    operations.save_metrics(viewer=SYSTEM, key="own", text=OWN, now=NOW)
    for key in ("logins_28d", "searches_14d", "searches_per_seat"):
        text = definition_text(viewer=SYSTEM, key=key)
        body = "".join(f"  {line}\n" for line in text.splitlines())
        found, problems = parse_metrics(f"schema: banso/metric@1\nmetrics:\n{body}")
        assert ([m.key for m in found], problems) == ([key], [])


def test_it_says_where_a_metric_is_named() -> None:
    operations.save_metrics(viewer=SYSTEM, key="own", text=OWN, now=NOW)
    segment = Segment(Text.of("検索が多い"), when="searches_14d > 3 and mrr > 0", shared=True)
    save_segment(viewer=SYSTEM, segment=segment, names=name_table(viewer=SYSTEM), now=NOW)
    assert [(u.kind, u.name.in_("ja")) for u in where_used(viewer=SYSTEM, key="searches_14d")] == [
        ("metric", "席あたり"),
        ("segment", "検索が多い"),
    ]
    assert where_used(viewer=SYSTEM, key="logins_90d") == ()


def test_it_says_how_the_values_of_a_day_lie_and_for_how_many() -> None:
    two_accounts()
    lake = workspace_lake()
    operations.measure(lake=lake, days=[on(12)], now=NOW)
    sheet = metric_sheet(viewer=SYSTEM, lake=lake, key="seats", day=on(12))
    assert sheet and sheet.spread
    assert (sheet.spread.known, sheet.spread.missing) == (
        sheet.coverage.known,
        sheet.coverage.unknown,
    )
    assert sheet.spread.known >= 1
    waiting = metric_sheet(viewer=SYSTEM, lake=lake, key="goals_reached_365d", day=on(12))
    assert waiting and [r.id for r in waiting.coverage.reasons] == ["no-source"]
    assert metric_sheet(viewer=SYSTEM, lake=lake, key="nothing", day=on(12)) is None
