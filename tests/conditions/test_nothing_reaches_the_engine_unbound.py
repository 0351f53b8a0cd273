from __future__ import annotations

import re
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.metrics.conditions import Kind, NameTable, NameType, parse
from tests.conditions import strategies
from tests.conditions.names import NAMES
from tests.conditions.strategies import TABLE

WORDS = re.compile(
    r"\s+|\b(?:AND|OR|NOT|IN|IS|NULL|BETWEEN|CAST|AS|DOUBLE|NULLIF|COALESCE|ABS|LEAST|GREATEST)\b"
    r"|<=|>=|<>|[=<>+\-*/(),?]"
)
ATTACKS = (
    "'; drop table day; --",
    "' or '1'='1",
    "\\' or 1=1 --",
    "') union select * from read_csv('/etc/passwd') --",
    "${jndi}",
    "{{ 7*7 }}",
    'a"; select 1; "',
    "?",
    "$1",
    "%s",
)


def only_known_words(sql: str, names: frozenset[str]) -> bool:
    """Nothing in the SQL but the compiler's words and quoted names of the table."""
    for name in names:
        sql = sql.replace('"' + name.replace('"', '""') + '"', " ")
    rest = sql
    while rest:
        found = WORDS.match(rest)
        if not found:
            return False
        rest = rest[found.end() :]
    return True


@settings(max_examples=200, deadline=None)
@given(text=strategies.condition_texts)
def test_it_compiles_to_known_words_and_parameters_only(text: str) -> None:
    condition = parse(text, names=TABLE).get()
    compiled = condition.compile()
    assert only_known_words(compiled.sql, condition.names)
    assert compiled.sql.count("?") == len(compiled.params)
    assert all(isinstance(value, bool | int | float | str | date) for value in compiled.params)


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_binds_what_stands_in_quotes(attack: str) -> None:
    quoted = attack.replace("'", "''")
    compiled = (
        parse(f"company_name = '{quoted}' or company_name in ('x', '{quoted}')", names=NAMES)
        .get()
        .compile()
    )
    assert compiled.sql == '(("company_name" = ?) OR ("company_name" IN (?, ?)))'
    assert compiled.params == (attack, "x", attack)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "frame", ["{}", "seats > 1 {}", "seats > {}", "{} > 1", "company_name = 'x{}"]
)
def test_it_refuses_or_binds_what_stands_outside(attack: str, frame: str) -> None:
    parsed = parse(frame.format(attack), names=NAMES)
    if parsed.condition is None:
        assert parsed.problems
        return
    compiled = parsed.condition.compile()
    assert only_known_words(compiled.sql, parsed.condition.names)


def test_it_quotes_names_however_they_are_spelled() -> None:
    table = NameTable(
        {name: NameType(Kind.COUNT) for name in ('odd"name', "select", "date", "n0", "日数")}
    )
    assert parse(
        "日数 > 1 and date > 2 and n0 > 3 and select > 4", names=table
    ).get().compile().sql == ('(("日数" > ?) AND ("date" > ?) AND ("n0" > ?) AND ("select" > ?))')


def test_it_takes_the_columns_it_is_given() -> None:
    condition = parse("seats > 1 and mrr_usd >= 5", names=NAMES).get()
    compiled = condition.compile(column=lambda name: f'm."{name}"')
    assert compiled.sql == '((m."seats" > ?) AND ((CAST(m."mrr_usd" AS DOUBLE) / ?) >= ?))'
    assert compiled.params == (1, 100.0, 5.0)
    assert condition.compile(dialect="spark").sql.startswith("((`seats` > ?)")
    with pytest.raises(ValueError, match="dialect"):
        condition.compile(dialect="sqlite")


def test_it_leaves_the_engine_as_it_was() -> None:
    engine = duckdb.connect()
    engine.execute("CREATE TABLE day (company_name VARCHAR)")
    engine.executemany("INSERT INTO day VALUES (?)", [[attack] for attack in ATTACKS])
    for attack in ATTACKS:
        compiled = (
            parse("company_name = '" + attack.replace("'", "''") + "'", names=NAMES).get().compile()
        )
        engine.execute(f"SELECT company_name FROM day WHERE {compiled.sql}", list(compiled.params))
        assert engine.fetchall() == [(attack,)]


_PIECES = st.sampled_from(
    [*" ()'\",;-+*/=<>≥％", "seats", "plan", "life", "and", "or", "not", "in", "between", "is", "null", "date", "coalesce(", "true",
     "'pro'", "1", "0.5", "1e9", "日本", "　", "’", "\n", "--", "/*", "select", "\x00", "\ud800", "ａ"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(
    text=st.text(max_size=40)
    | st.lists(_PIECES, max_size=25).map("".join)
    | st.lists(_PIECES, max_size=25).map(" ".join)
)
def test_it_never_raises_whatever_the_text(text: str) -> None:
    parsed = parse(text, names=NAMES)
    assert (parsed.condition is None) == any(p.level.value == "error" for p in parsed.problems)
    for found in parsed.problems:
        assert found.line is not None and found.column is not None
        assert found.fact.ja and found.fact.en and found.remedy.ja and found.remedy.en
        found.in_("ja").encode()
    if parsed.condition is not None:
        assert parse(parsed.condition.to_text(), names=NAMES).get() == parsed.condition


@given(
    value=st.none()
    | st.integers()
    | st.floats()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)
def test_it_never_raises_for_what_is_no_text(value: Any) -> None:
    assert parse(value, names=NAMES).problems[0].id == "condition.not-text"


def test_it_stays_quick_on_long_texts() -> None:
    for text in (
        "(" * 3900,
        "not " * 950,
        "- " * 1900,
        "seats + " * 450,
        "a" * 4000,
        "'" * 3999,
        "1 = " * 900,
        "seats > 1 and " * 280 + "true",
        "((((" * 200,
    ):
        assert parse(text, names=NAMES).problems or parse(text, names=NAMES).condition
