from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.metrics.conditions import Condition, Explanation, parse
from tests.conditions import strategies
from tests.conditions.strategies import COLUMN_TYPES, KINDS, TABLE

CHECKS = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    connection = duckdb.connect()
    columns = ", ".join(f'"{name}" {COLUMN_TYPES[kind]}' for name, kind in KINDS.items())
    connection.execute(f"CREATE TABLE day (line INTEGER, {columns})")
    yield connection
    connection.close()


def ask(engine: Any, condition: Condition, rows: list[dict[str, Any]]) -> list[bool | None]:
    compiled = condition.compile()
    engine.execute("DELETE FROM day")
    holes = ", ".join("?" * (len(KINDS) + 1))
    engine.executemany(
        f"INSERT INTO day VALUES ({holes})",
        [[n, *(row[name] for name in KINDS)] for n, row in enumerate(rows)],
    )
    engine.execute(f"SELECT {compiled.sql} FROM day ORDER BY line", list(compiled.params))
    return [answer for (answer,) in engine.fetchall()]


def read(text: str) -> Condition:
    return parse(text, names=TABLE).get()


@CHECKS
@given(text=strategies.condition_texts, rows=st.lists(strategies.rows, min_size=1, max_size=4))
def test_it_decides_explains_and_compiles_to_one_answer(
    engine: Any, text: str, rows: list[dict[str, Any]]
) -> None:
    condition = read(text)
    answers = [condition.evaluate(row) for row in rows]
    assert [condition.explain(row).truth for row in rows] == answers
    assert ask(engine, condition, rows) == answers


@CHECKS
@given(node=strategies.nodes, row=strategies.rows)
def test_it_comes_back_from_its_own_text(node: Any, row: dict[str, Any]) -> None:
    built = Condition(node)
    again = read(built.to_text())
    assert again.evaluate(row) is built.evaluate(row)
    assert again.names == built.names
    assert read(again.to_text()) == again
    assert again.to_text() == read(again.to_text()).to_text()


@CHECKS
@given(text=strategies.condition_texts, row=strategies.rows)
def test_it_explains_by_leaves_that_suffice(text: str, row: dict[str, Any]) -> None:
    condition = read(text)
    explanation = condition.explain(row)
    assert all(row[name] is None for name in explanation.missing)
    if explanation.truth is None:
        return
    assert not explanation.missing
    # Only the values of deciding leaves are kept: the answer stays.
    kept = {name for leaf in explanation.deciding for name in leaf.values}
    thinner = {name: value for name, value in row.items() if name in kept}
    assert condition.evaluate(thinner) is explanation.truth


@CHECKS
@given(text=strategies.condition_texts, row=strategies.rows)
def test_it_keeps_an_explanation_as_json(text: str, row: dict[str, Any]) -> None:
    explanation = read(text).explain(row)
    back = Explanation.from_json(json.loads(json.dumps(explanation.as_json())))
    assert back == explanation
    for leaf in back.leaves:
        assert leaf.sentence("ja", TABLE) and leaf.sentence("en", TABLE) and leaf.text
        assert read(leaf.condition).evaluate(row) is leaf.truth


@CHECKS
@given(text=strategies.condition_texts)
def test_it_takes_a_missing_name_for_a_missing_value(text: str) -> None:
    condition = read(text)
    assert condition.evaluate({}) is condition.evaluate(dict.fromkeys(KINDS))


@CHECKS
@given(
    text=strategies.condition_texts,
    row=strategies.rows,
    taken=st.sets(st.sampled_from(sorted(KINDS))),
)
def test_it_does_not_let_missing_values_turn_yes_into_no(
    text: str, row: dict[str, Any], taken: set[str]
) -> None:
    """Without `is null`, coalesce, least and greatest, less data never gives the opposite answer."""
    condition = read(text)
    if any(word in text for word in ("null", "coalesce", "least", "greatest")):
        return
    before, after = condition.evaluate(row), condition.evaluate({**row, **dict.fromkeys(taken)})
    assert after is None or after is before
