"""What a condition is once it is understood: a small tree, equal when it means the same text.

Terms are values, tests are the leaves that become TRUE, FALSE or UNKNOWN, and And / Or / Not
join tests. Nothing here holds a position: two texts with other spacing give equal trees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banso.metrics.conditions.names import Group, Kind

Value = bool | int | float | str | date

# Terms ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    kind: Kind
    scale: int = 1

    @property
    def group(self) -> Group:
        return self.kind.group

    @property
    def whole(self) -> bool:
        return self.kind.whole and self.scale == 1


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value

    @property
    def group(self) -> Group:
        if isinstance(self.value, bool):
            return Group.BOOL
        if isinstance(self.value, int | float):
            return Group.NUMBER
        return Group.DATE if isinstance(self.value, date) else Group.TEXT

    @property
    def whole(self) -> bool:
        return isinstance(self.value, int)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` in double precision; dividing by zero gives no value."""

    op: str
    left: Term
    right: Term

    group = Group.NUMBER
    whole = False


@dataclass(frozen=True, slots=True)
class Negative:
    term: Term

    group = Group.NUMBER
    whole = False


@dataclass(frozen=True, slots=True)
class Call:
    """``coalesce``, ``abs``, ``least`` or ``greatest``; the last two pass over missing values."""

    function: str
    args: tuple[Term, ...]

    @property
    def group(self) -> Group:
        return self.args[0].group

    @property
    def whole(self) -> bool:
        return all(arg.whole for arg in self.args)


Term = Name | Literal | Arithmetic | Negative | Call

# Tests ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    op: str  # = <> < <= > >=
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Among:
    term: Term
    items: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    term: Term
    low: Term
    high: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    term: Term
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes/no value standing for itself: ``do_not_contact``, ``true``."""

    term: Term


Test = Compare | Among | Between | IsNull | Flag


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Node


Node = And | Or | Not | Test

# Walking ----------------------------------------------------------------------------------------


def tests(node: Node) -> Iterator[Test]:
    """Every leaf from left to right."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from tests(item)
    elif isinstance(node, Not):
        yield from tests(node.item)
    else:
        yield node


def terms(test: Test) -> tuple[Term, ...]:
    """The terms a leaf compares, from left to right."""
    if isinstance(test, Compare):
        return (test.left, test.right)
    if isinstance(test, Among):
        return (test.term, *test.items)
    if isinstance(test, Between):
        return (test.term, test.low, test.high)
    return (test.term,)


def names_of(term: Term) -> Iterator[Name]:
    if isinstance(term, Name):
        yield term
    elif isinstance(term, Arithmetic):
        yield from names_of(term.left)
        yield from names_of(term.right)
    elif isinstance(term, Negative):
        yield from names_of(term.term)
    elif isinstance(term, Call):
        for arg in term.args:
            yield from names_of(arg)


def names_in(test: Test) -> tuple[Name, ...]:
    """The names of a leaf, each once, in reading order."""
    found = {name.name: name for term in terms(test) for name in names_of(term)}
    return tuple(found.values())
