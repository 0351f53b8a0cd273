"""Metric definitions: the shipped library is whole, and a text's mistakes are all told at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from banso.customers.definitions import BUILT_IN
from banso.metrics.checking import check_references
from banso.metrics.definitions import (
    CONNECTABLE,
    GROUPS,
    library,
    parse_metrics,
    registry_with,
)
from banso.metrics.shapes import COUNTING, FACTS, SHAPES
from banso.metrics.wording import DIRECTIONS, unit_of

# Every number the map, the health card and the plays of the design may name.
DESIGNED = [
    "life",
    "tenure_days",
    "term_days",
    "term_months",
    "plan",
    "mrr",
    "seats",
    "contract_gap_days",
    "notice_given_on",
    "days_to_decision",
    "next_term_settled_days_ago",
    "expansion_signed_days_ago",
    "setup_progress_rate",
    "setup_done_on",
    "setup_done_days",
    "first_value_on",
    "ttv_days",
    "initial_use_rate",
    "logins_7d",
    "logins_28d",
    "days_since_login",
    "active_days_7d",
    "active_users_28d",
    "features_used_28d",
    "weeks_running_3_days",
    "feature_use_rate",
    "active_seat_rate_28d",
    "login_rate_28d",
    "seats_used_rate",
    "plan_limit_used_rate",
    "departments_active_28d",
    "exports_28d",
    "use_vs_own_baseline",
    "tickets_open",
    "tickets_opened_28d",
    "urgent_tickets_open",
    "oldest_urgent_ticket_days",
    "sessions_attended_90d",
    "responses_90d",
    "voices_90d",
    "nps_last",
    "csat_90d",
    "days_since_touch",
    "days_since_review",
    "champions_active_28d",
    "champion_left_days",
    "goals_reached_365d",
]
WITHOUT_SOURCE = DESIGNED[DESIGNED.index("goals_reached_365d") :]


def test_it_ships_every_number_the_design_names() -> None:
    assert set(DESIGNED) <= set(library().metrics)


def test_it_says_of_each_what_it_is_in_both_languages() -> None:
    for metric in library():
        for text in (metric.name, metric.help, metric.missing):
            assert text.ja and text.en, metric.key
        for label in metric.choices.values():
            assert label.ja and label.en, metric.key


def test_it_says_of_each_what_a_missing_row_means_and_gives_an_example() -> None:
    for metric in library():
        assert metric.example.ja and metric.example.en, metric.key
        for text in (metric.missing, metric.example):
            assert "{" not in text.in_("ja") + text.in_("en"), metric.key
        assert metric.direction in DIRECTIONS and metric.group in GROUPS, metric.key
        assert unit_of(metric).ja and unit_of(metric).en, metric.key


def test_it_works_out_sixty_numbers_and_more() -> None:
    assert sum(m.connectable for m in library()) >= 60


def test_it_registers_what_has_no_source_yet() -> None:
    for key in WITHOUT_SOURCE:
        assert not library()[key].connectable, key
        assert library()[key].source not in CONNECTABLE
    assert all(library()[k].connectable for k in DESIGNED if k not in WITHOUT_SOURCE)


def test_it_keeps_to_the_endings_of_names() -> None:
    for metric in library():
        if metric.key.endswith("_on"):
            assert metric.kind == "date"
        if metric.key.endswith("_rate"):
            assert metric.kind == "rate"
        if match := re.search(r"_(\d+)d\Z", metric.key):
            assert metric.window == int(match[1]), metric.key


def test_it_refers_only_to_numbers_that_exist() -> None:
    assert check_references(library(), fields={f.key: f.type.value for f in BUILT_IN}) == []
    assert not {f.key for f in BUILT_IN} & set(library().metrics)


def test_every_shape_with_a_file_is_used_or_open_to_own_metrics() -> None:
    folder = Path(__file__).parents[2] / "banso" / "metrics" / "shapes"
    files = {p.stem for p in folder.glob("*.sql")}
    shapes = {n: s for n, s in SHAPES.items() if s.stage in COUNTING}
    assert files == {s.file or n for n, s in shapes.items()}
    assert {p.stem for p in (folder / "direct").glob("*.sql")} == set(shapes)
    assert {m.parameters["fact"] for m in library().of_stage("contract")} == set(FACTS)


def test_no_shape_puts_a_value_into_its_text() -> None:
    for shape in SHAPES.values():
        if shape.stage in COUNTING:
            literals = re.findall(r"'([^']*)'", re.sub(r"--.*", "", shape.sql))
            assert set(literals) <= {"any", "current", "week", "0001-01-01", ", ", "mean"}, (
                shape.name
            )


GOOD = """schema: banso/metric@1
metrics:
  - key: searches_14d
    name: 検索の回数
    kind: count
    window: 14
    shape: event_count
    with: {names: [search]}
"""


def test_it_takes_a_workspaces_own_metric() -> None:
    registry, problems = registry_with([("own.yaml", GOOD)])
    assert problems == []
    metric = registry["searches_14d"]
    assert (metric.own, metric.window, metric.source) == (True, 14, "usage")
    assert metric.parameters["tenure"] == "current"
    assert metric.name.in_("en") == "検索の回数"


def problems_of(text: str) -> list[tuple[str, int | None]]:
    return [(p.id, p.line) for p in parse_metrics(text, file="own.yaml")[1]]


def test_it_tells_every_mistake_at_once_with_its_line() -> None:
    found = problems_of(
        """schema: banso/metrics@1
metrics:
  - {key: Searches, name: x, kind: count, window: 7, shape: event_count, with: {role: login}}
  - {key: a, kind: cuont, shape: event_cuont}
  - {key: b, name: x, kind: rate, shape: event_count, window: 0, with: {rol: login}}
  - {key: c, name: {fr: x}, kind: count, window: 7, shape: event_count, with: {role: logn}}
  - just a text
"""
    )
    assert found == [
        ("metric.schema", 1),
        ("metric.key", 3),
        ("metric.missing", 4), ("metric.choice", 4), ("metric.choice", 4),
        ("metric.window", 5), ("metric.kind", 5), ("metric.unknown-key", 5), ("metric.missing", 5),
        ("metric.not-a-text", 6), ("metric.unknown-role", 6),
        ("metric.not-a-mapping", 7),
    ]  # fmt: skip


def test_it_suggests_what_was_meant() -> None:
    text = GOOD.replace("event_count", "event_cont").replace("kind: count", "kind: counts")
    assert [p.suggestion for p in parse_metrics(text)[1]] == ["count", "event_count"]


@pytest.mark.parametrize("key", ["logins_7d", "life"])
def test_it_keeps_the_keys_of_the_library(key: str) -> None:
    _, problems = registry_with([("own.yaml", GOOD.replace("searches_14d", key))])
    assert [p.id for p in problems] == ["metric.key-taken"]


@pytest.mark.parametrize("key", ["day", "account", "release", "and"])
def test_it_refuses_keys_that_are_columns_or_words(key: str) -> None:
    assert problems_of(GOOD.replace("searches_14d", key)) == [("metric.key", 3)]
