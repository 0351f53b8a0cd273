"""A leaf as plain lists, to be kept in JSON beside what it caused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from banso.metrics.conditions.names import Kind
from banso.metrics.conditions.tree import (
    Among,
    Arithmetic,
    Between,
    Call,
    Compare,
    Flag,
    IsNull,
    Literal,
    Name,
    Negative,
    Term,
    Test,
)


def from_test(test: Test) -> list[Any]:
    if isinstance(test, Compare):
        return [test.op, from_term(test.left), from_term(test.right)]
    if isinstance(test, Flag):
        return ["flag", from_term(test.term)]
    if isinstance(test, IsNull):
        return ["null", test.negated, from_term(test.term)]
    if isinstance(test, Among):
        return ["in", test.negated, from_term(test.term), [from_term(item) for item in test.items]]
    return [
        "between",
        test.negated,
        from_term(test.term),
        from_term(test.low),
        from_term(test.high),
    ]


def to_test(data: Sequence[Any]) -> Test:
    """Raises ValueError for a list no test is kept as."""
    kind, *rest = data
    if kind in ("=", "<>", "<", "<=", ">", ">="):
        return Compare(kind, to_term(rest[0]), to_term(rest[1]))
    if kind == "flag":
        return Flag(to_term(rest[0]))
    if kind == "null":
        return IsNull(to_term(rest[1]), bool(rest[0]))
    if kind == "in":
        return Among(to_term(rest[1]), tuple(to_term(item) for item in rest[2]), bool(rest[0]))
    if kind == "between":
        return Between(to_term(rest[1]), to_term(rest[2]), to_term(rest[3]), bool(rest[0]))
    raise ValueError(f"no such test: {kind!r}")


def from_term(term: Term) -> list[Any]:
    if isinstance(term, Name):
        return ["name", term.name, term.kind.value, term.scale]
    if isinstance(term, Literal):
        if isinstance(term.value, date):
            return ["date", term.value.isoformat()]
        return ["value", term.value]
    if isinstance(term, Negative):
        return ["-", from_term(term.term)]
    if isinstance(term, Call):
        return ["call", term.function, [from_term(arg) for arg in term.args]]
    return [term.op, from_term(term.left), from_term(term.right)]


def to_term(data: Sequence[Any]) -> Term:
    """Raises ValueError for a list no term is kept as."""
    kind, *rest = data
    if kind == "name":
        return Name(str(rest[0]), Kind(rest[1]), int(rest[2]))
    if kind == "value":
        return Literal(rest[0])
    if kind == "date":
        return Literal(date.fromisoformat(rest[0]))
    if kind == "call":
        return Call(str(rest[0]), tuple(to_term(arg) for arg in rest[1]))
    if kind == "-" and len(rest) == 1:
        return Negative(to_term(rest[0]))
    if kind in ("+", "-", "*", "/"):
        return Arithmetic(kind, to_term(rest[0]), to_term(rest[1]))
    raise ValueError(f"no such term: {kind!r}")
