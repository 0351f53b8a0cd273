"""The common shapes of a condition, as a form shows them: rows of name, operator and values.

Rows are joined by ``and`` or ``or``, with one level of groups; a row or a group may be turned round
by ``not``. A condition that fits gives a form whose condition is equal to it, and nothing else does:
arithmetic, names compared with names and deeper nesting stay texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Either

from banso.metrics.conditions.names import Group, Kind, NameTable
from banso.metrics.conditions.text import node_text
from banso.metrics.conditions.tree import (
    Among,
    And,
    Between,
    Compare,
    Flag,
    IsNull,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Term,
    Test,
    Value,
)

Join = Either["and", "or"]

ORDERED = (">=", "<=", ">", "<", "=", "<>", "between", "not between")
LISTED = ("=", "<>", "in", "not in")
KNOWN = ("not null", "null")
FLAGS = ("yes", "no")
_COMPARED = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Row:
    """One name and what is asked of it. ``yes`` and ``no`` stand for the name itself and ``not`` it."""

    name: str
    op: str
    values: tuple[Value, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in brackets."""

    join: Join
    rows: tuple[Row, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    join: Join
    parts: tuple[Row | Rows, ...]


def operators(kind: Kind) -> tuple[str, ...]:
    """The operators that fit a name of this kind, the likeliest first."""
    if kind is Kind.BOOL:
        return (*FLAGS, *KNOWN)
    if kind.group is Group.TEXT:
        return (*LISTED, *KNOWN)
    return (*ORDERED, "in", "not in", *KNOWN)


def takes(op: str) -> tuple[int, int | None]:
    """How many values an operator takes: the fewest, and the most (None: any number)."""
    if op in (*KNOWN, *FLAGS):
        return 0, 0
    if op in ("between", "not between"):
        return 2, 2
    return (1, None) if op in ("in", "not in") else (1, 1)


# Condition to form ---------------------------------------------------------------------------------


def form_of(node: Node) -> Form | None:
    """The form of a condition; None where it has none."""
    join = _join(node)
    if join and isinstance(node, And | Or):
        parts = tuple(_part(item) for item in node.items)
        if any(isinstance(p, Rows) and p.join == join and not p.negated for p in parts):
            return None  # the same join inside itself: a text has it flat
        return None if None in parts else Form(join, tuple(p for p in parts if p is not None))
    part = _part(node)
    return None if part is None else Form("and", (part,))


def _join(node: Node) -> Join | None:
    return "and" if isinstance(node, And) else "or" if isinstance(node, Or) else None


def _part(node: Node) -> Row | Rows | None:
    if isinstance(node, Not) and isinstance(node.item, And | Or):
        return _rows(node.item, negated=True)
    if isinstance(node, And | Or):
        return _rows(node, negated=False)
    return _row(node)


def _rows(node: And | Or, *, negated: bool) -> Rows | None:
    found = tuple(_row(item) for item in node.items)
    if None in found:
        return None
    return Rows(
        "and" if isinstance(node, And) else "or", tuple(r for r in found if r), negated=negated
    )


def _row(node: Node) -> Row | None:
    if isinstance(node, Not):
        inner = node.item
        if isinstance(inner, And | Or | Not):
            return None
        row = _of_test(inner)
        if row is None:
            return None
        if row.op == "yes":
            return Row(row.name, "no")
        return Row(row.name, row.op, row.values, negated=True)
    return None if isinstance(node, And | Or) else _of_test(node)


def _of_test(test: Test) -> Row | None:
    """A name against values that stand still."""
    if isinstance(test, Flag):
        return Row(test.term.name, "yes") if isinstance(test.term, Name) else None
    if isinstance(test, IsNull):
        op = "not null" if test.negated else "null"
        return Row(test.term.name, op) if isinstance(test.term, Name) else None
    first, op, rest = _taken_apart(test)
    if not isinstance(first, Name):
        return None
    values = tuple(term.value for term in rest if isinstance(term, Literal))
    return Row(first.name, op, values) if len(values) == len(rest) else None


def _taken_apart(test: Compare | Among | Between) -> tuple[Term, str, tuple[Term, ...]]:
    if isinstance(test, Compare):
        return test.left, test.op, (test.right,)
    if isinstance(test, Among):
        return test.term, "not in" if test.negated else "in", test.items
    return test.term, "not between" if test.negated else "between", (test.low, test.high)


# Form to condition ---------------------------------------------------------------------------------


def node_of(form: Form, names: NameTable) -> Node:
    """The condition of a form. Raises ValueError for a form without rows, KeyError for no such name."""
    parts = [_part_node(part, names) for part in form.parts]
    if not parts:
        raise ValueError("a form needs a row")
    kind = And if form.join == "and" else Or
    items: list[Node] = []
    for part in parts:
        items.extend(part.items if isinstance(part, kind) else (part,))
    return items[0] if len(items) == 1 else kind(tuple(items))


def form_text(form: Form, names: NameTable) -> str:
    """What is stored: the canonical text of the form's condition."""
    return node_text(node_of(form, names))


def _part_node(part: Row | Rows, names: NameTable) -> Node:
    if isinstance(part, Row):
        return _row_node(part, names)
    rows = tuple(_row_node(row, names) for row in part.rows)
    if not rows:
        raise ValueError("a group needs a row")
    node: Node = rows[0] if len(rows) == 1 else (And if part.join == "and" else Or)(rows)
    return _turned(node) if part.negated else node


def _turned(node: Node) -> Node:
    """``not`` around it; two of them cancel, which holds in three values as well."""
    return node.item if isinstance(node, Not) else Not(node)


def _row_node(row: Row, names: NameTable) -> Node:
    type_ = names[row.name]
    test = _test(Name(row.name, type_.kind, type_.scale), row)
    turned = row.negated != (row.op == "no")
    return Not(test) if turned else test


def _test(name: Name, row: Row) -> Test:
    literals = tuple(Literal(value) for value in row.values)
    if row.op in FLAGS:
        return Flag(name)
    if row.op in KNOWN:
        return IsNull(name, negated=row.op == "not null")
    if row.op in ("in", "not in"):
        return Among(name, literals, negated=row.op == "not in")
    if row.op in ("between", "not between"):
        low, high = literals
        return Between(name, low, high, negated=row.op == "not between")
    if row.op not in _COMPARED:
        raise ValueError(f"no such operator: {row.op!r}")
    [value] = literals
    return Compare(row.op, name, value)
