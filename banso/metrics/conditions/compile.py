"""A tree into SQL for the engine: every value a bound parameter, every name a quoted column.

The text is built from this file's own words only, so there is nothing in it for a condition's
author to escape from. Where engines differ the SQL says what is meant: a quotient over zero is
NULL (DuckDB alone would answer infinity), and mixed numbers are compared in double precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from banso.metrics.conditions.names import Group, Kind
from banso.metrics.conditions.tree import (
    Among,
    And,
    Arithmetic,
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
    Value,
)

ColumnOf = Callable[[str], str]
DIALECTS = {"duckdb": '"', "spark": "`"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A boolean SQL expression with ``?`` for each of ``params``, in order."""

    sql: str
    params: tuple[Value, ...]


def compile_node(
    node: Node, *, dialect: str = "duckdb", column: ColumnOf | None = None
) -> Compiled:
    """SQL for ``node``; ``column`` gives the quoted column of a name (default: the name, quoted)."""
    mark = DIALECTS.get(dialect)
    if mark is None:
        raise ValueError(f"no such dialect: {dialect}")
    writer = _Writer(column or (lambda name: f"{mark}{name.replace(mark, mark * 2)}{mark}"))
    return Compiled(writer.node(node), tuple(writer.params))


class _Writer:
    def __init__(self, column: ColumnOf) -> None:
        self.column = column
        self.params: list[Value] = []

    def node(self, node: Node) -> str:
        if isinstance(node, And):
            return "(" + " AND ".join(self.node(item) for item in node.items) + ")"
        if isinstance(node, Or):
            return "(" + " OR ".join(self.node(item) for item in node.items) + ")"
        if isinstance(node, Not):
            return f"(NOT {self.node(node.item)})"
        return self.test(node)

    def test(self, test: Test) -> str:
        if isinstance(test, Compare):
            left, right = self._terms(test.left, test.right)
            return f"({left} {test.op} {right})"
        if isinstance(test, Flag):
            return f"({self.term(test.term)})"
        negated = "NOT " if test.negated else ""
        if isinstance(test, IsNull):
            return f"({self.term(test.term)} IS {negated}NULL)"
        if isinstance(test, Among):
            term, *items = self._terms(test.term, *test.items)
            return f"({term} {negated}IN ({', '.join(items)}))"
        term, low, high = self._terms(test.term, test.low, test.high)
        return f"({term} {negated}BETWEEN {low} AND {high})"

    def _terms(self, *terms: Term) -> list[str]:
        """Terms that meet in one comparison: all whole, or all in double precision."""
        double = terms[0].group is Group.NUMBER and not all(term.whole for term in terms)
        return [self.term(term, double=double) for term in terms]

    def term(self, term: Term, *, double: bool = False) -> str:
        if isinstance(term, Name):
            return self._name(term, double=double)
        if isinstance(term, Literal):
            value = term.value
            self.params.append(float(value) if double and isinstance(value, int) else value)
            return "?"
        if isinstance(term, Negative):
            return f"(-{self.term(term.term, double=True)})"
        if isinstance(term, Arithmetic):
            left = self.term(term.left, double=True)
            right = self.term(term.right, double=True)
            if term.op == "/":
                self.params.append(0.0)
                return f"({left} / NULLIF({right}, ?))"
            return f"({left} {term.op} {right})"
        if term.function == "abs":
            return f"ABS({self.term(term.args[0], double=double)})"
        double = double or (term.group is Group.NUMBER and not term.whole)
        args = [self.term(arg, double=double) for arg in term.args]
        return f"{term.function.upper()}({', '.join(args)})"

    def _name(self, term: Name, *, double: bool) -> str:
        column = self.column(term.name)
        if term.scale != 1:
            self.params.append(float(term.scale))
            return f"(CAST({column} AS DOUBLE) / ?)"
        if double or term.kind in (Kind.NUMBER, Kind.RATE):
            return f"CAST({column} AS DOUBLE)"
        return column
