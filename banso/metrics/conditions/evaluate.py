"""A tree compiled once into nested Python functions: three-valued, as SQL computes it.

Every function takes a mapping of names to values and answers True, False or None. A name that is
absent has no value, as one that holds None. NaN is not expected: no metric produces it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

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
    Test,
)

Row = Mapping[str, Any]
Truth = bool | None
Predicate = Callable[[Row], Truth]
Getter = Callable[[Row], Any]

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt,
    "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def predicate(node: Node) -> Predicate:
    """The function that decides ``node``."""
    if isinstance(node, And):
        return conjunction(tuple(predicate(item) for item in node.items))
    if isinstance(node, Or):
        return disjunction(tuple(predicate(item) for item in node.items))
    if isinstance(node, Not):
        return negation(predicate(node.item))
    return test(node)


# Connectors -------------------------------------------------------------------------------------


def conjunction(parts: tuple[Predicate, ...]) -> Predicate:
    """FALSE wins over UNKNOWN, UNKNOWN over TRUE."""

    def all_of(row: Row) -> Truth:
        truth: Truth = True
        for part in parts:
            found = part(row)
            if found is False:
                return False
            if found is None:
                truth = None
        return truth

    return all_of


def disjunction(parts: tuple[Predicate, ...]) -> Predicate:
    """TRUE wins over UNKNOWN, UNKNOWN over FALSE."""

    def any_of(row: Row) -> Truth:
        truth: Truth = False
        for part in parts:
            found = part(row)
            if found is True:
                return True
            if found is None:
                truth = None
        return truth

    return any_of


def negation(part: Predicate) -> Predicate:
    def opposite(row: Row) -> Truth:
        found = part(row)
        return None if found is None else not found

    return opposite


# Leaves -----------------------------------------------------------------------------------------


def test(leaf: Test) -> Predicate:
    if isinstance(leaf, Compare):
        return _compare(leaf)
    if isinstance(leaf, Among):
        found = _among(leaf)
        return negation(found) if leaf.negated else found
    if isinstance(leaf, Between):
        low, high = Compare(">=", leaf.term, leaf.low), Compare("<=", leaf.term, leaf.high)
        found = conjunction((_compare(low), _compare(high)))
        return negation(found) if leaf.negated else found
    if isinstance(leaf, IsNull):
        return _is_null(leaf)
    return _flag(leaf)


def _compare(leaf: Compare) -> Predicate:
    compare = _OPERATORS[leaf.op]
    if isinstance(leaf.left, Name) and leaf.left.scale == 1 and isinstance(leaf.right, Literal):
        return _name_against_literal(leaf.left.name, compare, leaf.right.value)
    left, right = getter(leaf.left), getter(leaf.right)

    def compared(row: Row) -> Truth:
        a, b = left(row), right(row)
        return None if a is None or b is None else compare(a, b)

    return compared


def _name_against_literal(name: str, compare: Callable[[Any, Any], bool], wanted: Any) -> Predicate:
    """The common leaf, in one call less."""

    def compared(row: Row) -> Truth:
        value = row.get(name)
        return None if value is None else compare(value, wanted)

    return compared


def _among(leaf: Among) -> Predicate:
    value_of = getter(leaf.term)
    if all(isinstance(item, Literal) for item in leaf.items):
        wanted = frozenset(item.value for item in leaf.items if isinstance(item, Literal))

        def listed(row: Row) -> Truth:
            value = value_of(row)
            return None if value is None else value in wanted

        return listed
    items = tuple(getter(item) for item in leaf.items)

    def among(row: Row) -> Truth:
        value = value_of(row)
        if value is None:
            return None
        truth: Truth = False
        for item in items:
            other = item(row)
            if other is None:
                truth = None  # it may have been the one
            elif other == value:
                return True
        return truth

    return among


def _is_null(leaf: IsNull) -> Predicate:
    value_of = getter(leaf.term)
    if leaf.negated:
        return lambda row: value_of(row) is not None
    return lambda row: value_of(row) is None


def _flag(leaf: Flag) -> Predicate:
    value_of = getter(leaf.term)

    def standing(row: Row) -> Truth:
        value = value_of(row)
        return None if value is None else bool(value)

    return standing


# Terms ------------------------------------------------------------------------------------------


def getter(term: Term) -> Getter:
    """The function that reads a term's value."""
    if isinstance(term, Name):
        return _name(term)
    if isinstance(term, Literal):
        value = term.value
        return lambda row: value
    if isinstance(term, Negative):
        return _negative(getter(term.term))
    if isinstance(term, Call):
        return _call(term)
    return _arithmetic(term)


def _name(term: Name) -> Getter:
    name, scale = term.name, float(term.scale)
    if term.scale == 1:
        return lambda row: row.get(name)

    def scaled(row: Row) -> Any:
        value = row.get(name)
        return None if value is None else float(value) / scale

    return scaled


def _negative(inner: Getter) -> Getter:
    def negative(row: Row) -> Any:
        value = inner(row)
        return None if value is None else -float(value)

    return negative


def _arithmetic(term: Arithmetic) -> Getter:
    left, right = getter(term.left), getter(term.right)
    if term.op == "/":

        def divided(row: Row) -> Any:
            a, b = left(row), right(row)
            return None if a is None or b is None or b == 0 else float(a) / float(b)

        return divided
    calculate: Callable[[float, float], float]
    calculate = {"+": operator.add, "-": operator.sub, "*": operator.mul}[term.op]

    def calculated(row: Row) -> Any:
        a, b = left(row), right(row)
        return None if a is None or b is None else calculate(float(a), float(b))

    return calculated


def _call(term: Call) -> Getter:
    args = tuple(getter(arg) for arg in term.args)
    if term.function == "abs":
        inner = args[0]

        def absolute(row: Row) -> Any:
            value = inner(row)
            return None if value is None else abs(value)

        return absolute
    if term.function == "coalesce":

        def first(row: Row) -> Any:
            for arg in args:
                value = arg(row)
                if value is not None:
                    return value
            return None

        return first
    choose: Callable[..., Any] = min if term.function == "least" else max

    def chosen(row: Row) -> Any:
        present = [value for arg in args if (value := arg(row)) is not None]
        return choose(present) if present else None

    return chosen
