"""Own metrics are tried over today's accounts before anything is saved, and can be taken back."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import operations, own, queries
from tests.metrics.records import NOW, SYSTEM, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
TEXT = """schema: banso/metric@1
metrics:
  - {key: seen_7d, name: x, kind: count, window: 7, shape: event_count, with: {role: any}}
  - {key: seen_per_seat, name: x, kind: number, shape: ratio, with: {of: seen_7d, to: seats}}
  - key: seen_band
    name: x
    kind: choice
    choices: {none: なし, some: あり}
    shape: band
    with: {of: seen_7d, cuts: [1]}
"""


def tried(text: str, **more: str) -> own.Preview:
    return own.preview(viewer=SYSTEM, lake=workspace_lake(), text=text, day=on(12), now=NOW, **more)


def test_it_says_the_values_of_today_and_saves_nothing() -> None:
    aoi, _, _ = two_accounts()
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
    count, rate, band = tried(TEXT).numbers
    assert count.known + count.missing == 2 and not count.replaces
    new = {r.account: r.new for r in count.rows}
    assert count.spread and count.spread.known == count.known >= 1
    assert {r.account: r.new for r in rate.rows}[aoi] == new[aoi] / 10
    assert (
        dict(band.words).keys() <= {"none", "some"} and sum(n for _, n in band.words) == count.known
    )
    assert "seen_7d" not in queries.registry(viewer=SYSTEM)
    assert own.own_texts(viewer=SYSTEM) == []


def test_it_shows_old_and_new_where_it_replaces_one() -> None:
    aoi, _, _ = two_accounts()
    operations.save_metrics(viewer=SYSTEM, key="own", text=TEXT, now=NOW)
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
    stored = queries.day_rows(viewer=SYSTEM, lake=workspace_lake(), day=on(12), keys=["seen_7d"])
    same = tried(TEXT).numbers[0]
    assert (same.replaces, same.changed) == (True, 0)
    other = tried(TEXT.replace("role: any", "role: login")).numbers[0]
    assert other.changed >= 1
    assert {r.account: r.old for r in other.rows}[aoi] == stored[aoi, "main"]["seen_7d"]


def test_it_gives_the_problems_of_a_wrong_text_and_no_numbers() -> None:
    found = tried(TEXT.replace("of: seen_7d, to", "of: seen_per_seat, to"))
    assert [p.id for p in found.problems] == ["metric.itself"] and found.numbers == ()


def test_it_takes_an_earlier_version_back() -> None:
    operations.save_metrics(viewer=SYSTEM, key="own", text=TEXT, now=NOW)
    changed = TEXT.replace("window: 7", "window: 14")
    operations.save_metrics(viewer=SYSTEM, key="own", text=changed, now=NOW)
    operations.take_back_metrics(viewer=SYSTEM, key="own", version=1, now=NOW)
    assert own.own_texts(viewer=SYSTEM)[0].text == TEXT
    assert [d.version for d in own.history(viewer=SYSTEM, key="own")] == [3, 2, 1]
    with pytest.raises(operations.NoSuchVersion):
        operations.take_back_metrics(viewer=SYSTEM, key="own", version=9, now=NOW)
