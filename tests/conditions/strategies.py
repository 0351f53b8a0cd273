"""Random conditions whose types fit, and random rows with missing values."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from banso.metrics.conditions import Group, Kind, NameTable, NameType
from banso.metrics.conditions.text import node_text
from banso.metrics.conditions.tree import (
    Among,
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Flag,
    IsNull,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Or,
    Term,
)

KINDS = {
    "c1": Kind.COUNT, "c2": Kind.COUNT, "d1": Kind.DAYS, "m1": Kind.MONEY, "m2": Kind.MONEY,
    "n1": Kind.NUMBER, "n2": Kind.NUMBER, "r1": Kind.RATE,
    "on1": Kind.DATE, "on2": Kind.DATE, "t1": Kind.TEXT, "t2": Kind.TEXT, "ch": Kind.CHOICE,
    "b1": Kind.BOOL, "b2": Kind.BOOL, "yesterday.n": Kind.NUMBER,
}  # fmt: skip
SCALES = {"m2": 100}
TABLE = NameTable({name: NameType(kind, scale=SCALES.get(name, 1)) for name, kind in KINDS.items()})
COLUMN_TYPES = {
    Kind.COUNT: "BIGINT", Kind.DAYS: "BIGINT", Kind.MONEY: "BIGINT", Kind.NUMBER: "DOUBLE", Kind.RATE: "DOUBLE",
    Kind.DATE: "DATE", Kind.TEXT: "VARCHAR", Kind.CHOICE: "VARCHAR", Kind.BOOL: "BOOLEAN",
}  # fmt: skip

# Few different values, so that equality happens.
_WHOLE = st.integers(-3, 5) | st.integers(-(10**12), 10**12)
_REAL = st.sampled_from([-1.5, -0.0, 0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 1e15]) | st.floats(
    -1e12, 1e12
)
_TEXT = st.sampled_from(
    ["", "a", "A", "b", "it's", "あ", "ア", "ｱ", "𠀀", "a ", "'; drop table x; --"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=4)
_DAY = st.dates(date(2026, 1, 1), date(2026, 1, 5)) | st.dates(date(1900, 1, 1), date(2100, 1, 1))
_VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    **dict.fromkeys((Kind.COUNT, Kind.DAYS, Kind.MONEY), _WHOLE),
    **dict.fromkeys((Kind.NUMBER, Kind.RATE), _REAL),
    Kind.DATE: _DAY,
    **dict.fromkeys((Kind.TEXT, Kind.CHOICE), _TEXT),
    Kind.BOOL: st.booleans(),
}

rows = st.fixed_dictionaries({name: st.none() | _VALUES[kind] for name, kind in KINDS.items()})


def _names(*kinds: Kind) -> st.SearchStrategy[Term]:
    found = [Name(name, kind, SCALES.get(name, 1)) for name, kind in KINDS.items() if kind in kinds]
    return st.sampled_from(found)


_LITERAL_NUMBER = (st.integers(-3, 5) | st.sampled_from([0.1, 0.5, 2.5, 1e15, 10**15, 1e-7])).map(
    Literal
)
_SIMPLE_NUMBER = _names(Kind.COUNT, Kind.DAYS, Kind.MONEY, Kind.NUMBER, Kind.RATE) | _LITERAL_NUMBER


def _calls(functions: list[str], terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    args = st.lists(terms, min_size=2, max_size=3).map(tuple)
    return st.builds(Call, st.sampled_from(functions), args)


def _negative(term: Term) -> Term:
    return Literal(-term.value) if isinstance(term, Literal) else Negative(term)  # type: ignore[operator]


def _bigger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return (
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner)
        | inner.map(_negative)
        | inner.map(lambda term: Call("abs", (term,)))
        | _calls(["coalesce", "least", "greatest"], inner)
    )


numbers = st.recursive(_SIMPLE_NUMBER, _bigger, max_leaves=4)
_simple_days = _names(Kind.DATE) | _DAY.map(Literal)
days = _simple_days | _calls(["coalesce", "least", "greatest"], _simple_days)
_simple_texts = _names(Kind.TEXT) | _TEXT.map(Literal)
texts = _simple_texts | _calls(["coalesce"], _simple_texts)
_choices = _names(Kind.CHOICE) | _TEXT.map(Literal)
flags = (
    _names(Kind.BOOL)
    | st.booleans().map(Literal)
    | _calls(["coalesce"], _names(Kind.BOOL) | st.booleans().map(Literal))
)

_ORDER = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_EQUAL = st.sampled_from(["=", "<>"])


def _tests(terms: st.SearchStrategy[Term], *, ordered: bool = True) -> st.SearchStrategy[Node]:
    found = st.builds(Compare, _ORDER if ordered else _EQUAL, terms, terms)
    found |= st.builds(
        Among, terms, st.lists(terms, min_size=1, max_size=3).map(tuple), st.booleans()
    )
    found |= st.builds(IsNull, terms, st.booleans())
    if ordered:
        found |= st.builds(Between, terms, terms, terms, st.booleans())
    return found


leaves: st.SearchStrategy[Node] = (
    _tests(numbers) | _tests(days) | _tests(texts) | _tests(_choices, ordered=False)
    | _tests(flags, ordered=False) | flags.map(Flag)
)  # fmt: skip


def _join(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return several.map(And) | several.map(Or) | inner.map(Not)


nodes = st.recursive(leaves, _join, max_leaves=6)
condition_texts = nodes.map(node_text)


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Values that a condition's text can hold for a name of ``kind``."""
    if kind.group is Group.NUMBER:
        return _LITERAL_NUMBER.map(lambda literal: literal.value)
    return _VALUES[kind]
