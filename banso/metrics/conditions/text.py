"""A condition's tree back into text: canonical, and accepted by the parser again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from banso.metrics.conditions.tree import (
    Among,
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Flag,
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

ShowName = Callable[[Name], str]


def node_text(node: Node) -> str:
    """The condition with one space where one is needed, brackets only where they matter."""
    if isinstance(node, And):
        return " and ".join(_bracketed(item, Or) for item in node.items)
    if isinstance(node, Or):
        return " or ".join(_bracketed(item, Or) for item in node.items)
    if isinstance(node, Not):
        if isinstance(node.item, Flag):
            return f"not {node_text(node.item)}"
        return f"not ({node_text(node.item)})"
    return test_text(node)


def _bracketed(node: Node, loose: type[Node]) -> str:
    return f"({node_text(node)})" if isinstance(node, loose) else node_text(node)


def test_text(test: Test, show: ShowName = lambda name: name.name) -> str:
    """One leaf; ``show`` writes a name, so that an explanation can put its value beside it."""
    if isinstance(test, Compare):
        return f"{term_text(test.left, show)} {test.op} {term_text(test.right, show)}"
    if isinstance(test, Flag):
        return term_text(test.term, show)
    negated = "not " if test.negated else ""
    if isinstance(test, Among):
        items = ", ".join(term_text(item, show) for item in test.items)
        return f"{term_text(test.term, show)} {negated}in ({items})"
    if isinstance(test, Between):
        low, high = term_text(test.low, show), term_text(test.high, show)
        return f"{term_text(test.term, show)} {negated}between {low} and {high}"
    return f"{term_text(test.term, show)} is {negated}null"


_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def term_text(term: Term, show: ShowName = lambda name: name.name) -> str:
    if isinstance(term, Name):
        return show(term)
    if isinstance(term, Literal):
        return value_text(term.value)
    if isinstance(term, Negative):
        inner = term_text(term.term, show)
        return f"-{inner}" if isinstance(term.term, Name | Call) else f"-({inner})"
    if isinstance(term, Call):
        return f"{term.function}({', '.join(term_text(arg, show) for arg in term.args)})"
    left, right = term_text(term.left, show), term_text(term.right, show)
    if isinstance(term.left, Arithmetic) and _STRENGTH[term.left.op] < _STRENGTH[term.op]:
        left = f"({left})"
    if isinstance(term.right, Arithmetic) and _STRENGTH[term.right.op] <= _STRENGTH[term.op]:
        right = f"({right})"
    return f"{left} {term.op} {right}"


def value_text(value: Value) -> str:
    """A value as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)
