"""Late, doubled, mixed-up and unknown rows come at the rates of the scenario, and are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from simulator.scenario.reading import shipped

Table = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def found(table: Table) -> dict[str, int]:
    """Defects counted in the files, without a look at the truth."""
    events = table("events-*")
    known = {a["account_id"] for a in table("accounts")}
    times = Counter(e["event_id"] for e in events)
    once = {e["event_id"]: e for e in events}
    return {
        "rows": len(events),
        "duplicate": sum(n - 1 for n in times.values()),
        "late": sum(1 for e in once.values() if e["received_at"]),
        "unmatched": sum(1 for e in events if e["account_id"] not in known),
    }


@pytest.mark.parametrize("defect", ["late", "duplicate", "unmatched"])
def test_each_defect_comes_at_its_rate(found: dict[str, int], defect: str) -> None:
    rate = shipped("demo").number(defect)
    expected = rate * found["rows"]
    assert abs(found[defect] - expected) < 5 * expected**0.5 + 0.02 * expected


def test_the_truth_counts_what_the_files_hold(table: Table, found: dict[str, int]) -> None:
    told = {r["defect"]: int(r["rows"]) for r in table("truth/defects")}
    assert {k: told[k] for k in ("late", "duplicate", "unmatched")} == {
        k: found[k] for k in ("late", "duplicate", "unmatched")
    }
    assert abs(told["out_of_order"] / found["rows"] - 0.02) < 0.002


def test_late_rows_say_when_they_came_and_others_are_nearly_in_order(table: Table) -> None:
    late = [e for e in table("events-*") if e["received_at"]]
    for event in late:
        delay = datetime.fromisoformat(event["received_at"]) - datetime.fromisoformat(event["at"])
        assert timedelta(days=1) <= delay <= timedelta(days=14)
    known = [
        e["at"] for e in table("events-*") if not e["received_at"] and e["account_id"][0] == "C"
    ]
    behind = sum(b < a for a, b in zip(known, known[1:], strict=False))
    assert 0.005 < behind / len(known) < 0.05


def test_a_doubled_row_is_the_very_same_row(table: Table) -> None:
    first: dict[str, dict[str, str]] = {}
    for event in table("events-*"):
        assert first.setdefault(event["event_id"], event) == event
