"""From sqlglot's tree to ours: only the node types listed here pass, and types must fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from banso.metrics.conditions import faults
from banso.metrics.conditions.names import Group, NameTable
from banso.metrics.conditions.operands import Operand
from banso.metrics.conditions.reporter import Reporter
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
    Negative,
    Node,
    Not,
    Or,
    Term,
    Test,
)

_COMPARE: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_CALLS: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce", exp.Abs: "abs", exp.Least: "least", exp.Greatest: "greatest",
}  # fmt: skip
MAX_ARITHMETIC = 8  # with numbers up to 10^15 no result can overflow a double


class NodeNotAllowed(Exception):
    """sqlglot made something of the tokens that the language does not have."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A term with its place; ``term`` is None when a problem was reported for it."""

    term: Term | None
    start: int

    @property
    def group(self) -> Group | None:
        return self.term.group if self.term is not None else None


@dataclass
class Builder:
    operands: Sequence[Operand]
    names: NameTable
    reporter: Reporter
    places: dict[int, int] = field(default_factory=dict)  # id(test) -> offset, for cautions

    def node(self, e: exp.Expr) -> Node | None:
        """The condition ``e`` stands for; None when a problem was reported inside it."""
        if isinstance(e, exp.Paren):
            return self.node(e.this)
        if isinstance(e, exp.And | exp.Or):
            return self._joined(e)
        if isinstance(e, exp.Not):
            return self._not(e)
        if isinstance(e, exp.In | exp.Between | exp.Is) or type(e) in _COMPARE:
            return self._test(e)
        placed = self.term(e)
        if placed.term is None:
            return None
        if placed.group is not Group.BOOL:
            faults.not_a_condition(self.reporter, placed.term, placed.start, self.names)
            return None
        return self._at(placed.start, Flag(placed.term))

    def _joined(self, e: exp.And | exp.Or) -> Node | None:
        """A chain of one connector becomes one node; walked by hand, since chains can be long."""
        kind = type(e)
        parts: list[exp.Expr] = []
        left: exp.Expr = e
        while isinstance(left, kind):
            parts.append(left.expression)
            left = left.this
        parts.append(left)
        items: list[Node] = []
        complete = True
        for part in reversed(parts):
            inner = part
            while isinstance(inner, exp.Paren):
                inner = inner.this
            node = self.node(inner)
            if node is None:
                complete = False
            elif isinstance(node, And if kind is exp.And else Or):
                items.extend(node.items)
            else:
                items.append(node)
        if not complete:
            return None
        return And(tuple(items)) if kind is exp.And else Or(tuple(items))

    def _not(self, e: exp.Not) -> Node | None:
        item = self.node(e.this)
        if item is None:
            return None
        if isinstance(e.this, exp.In | exp.Between | exp.Is):
            place = self.places.get(id(item), 0)
            if isinstance(item, Among):
                return self._at(place, Among(item.term, item.items, not item.negated))
            if isinstance(item, Between):
                return self._at(place, Between(item.term, item.low, item.high, not item.negated))
            if isinstance(item, IsNull):
                return self._at(place, IsNull(item.term, not item.negated))
        return Not(item)

    def _test(self, e: exp.Expr) -> Test | None:
        if isinstance(e, exp.Is):
            placed = self.term(e.this)
            if not isinstance(e.expression, exp.Null):
                raise NodeNotAllowed(type(e.expression).__name__)
            if placed.term is None:
                return None
            return self._at(placed.start, IsNull(placed.term))
        first = self.term(e.this)
        if isinstance(e, exp.In):
            if e.args.get("query") or e.args.get("unnest") or e.args.get("field"):
                raise NodeNotAllowed("In")
            others = [self.term(item) for item in e.expressions]
            make: Callable[..., Test] = lambda t, *items: Among(t, items)  # noqa: E731
        elif isinstance(e, exp.Between):
            if e.args.get("symmetric"):
                raise NodeNotAllowed("Between")
            others = [self.term(e.args["low"]), self.term(e.args["high"])]
            make = Between
        else:
            op = _COMPARE[type(e)]
            others = [self.term(e.expression)]
            make = lambda left, right: Compare(op, left, right)  # noqa: E731
        ordered = isinstance(e, exp.Between) or _COMPARE.get(type(e), "=") not in ("=", "<>")
        fits = [self._fit(first, other, ordered=ordered) for other in others]
        if first.term is None or not all(fits):
            return None
        return self._at(first.start, make(first.term, *(o.term for o in others)))

    def _fit(self, left: Placed, right: Placed, *, ordered: bool, chosen: bool = True) -> bool:
        """``chosen`` is False where a choice may meet another value: ``coalesce(plan, 'none')``."""
        if left.term is None or right.term is None:
            return False
        pair = (left.term, left.start), (right.term, right.start)
        if not faults.check_pair(self.reporter, *pair, ordered=ordered):
            return False
        return not chosen or faults.check_choices(self.reporter, self.names, *pair)

    def _at(self, start: int, test: Test) -> Test:
        self.places[id(test)] = start
        return test

    # Terms

    def term(self, e: exp.Expr) -> Placed:
        if isinstance(e, exp.Paren):
            return self.term(e.this)
        if isinstance(e, exp.Column):
            operand = self.operands[int(e.name.removeprefix("n"))]
            return Placed(operand.term, operand.token.start)
        if isinstance(e, exp.Neg):
            return self._negative(e)
        if type(e) in _ARITHMETIC:
            return self._arithmetic(e)
        if type(e) in _CALLS:
            return self._call(e)
        if (
            isinstance(e, (exp.And, exp.Or, exp.Not, exp.In, exp.Between, exp.Is))
            or type(e) in _COMPARE
        ):
            start = self._first_place(e)
            faults.condition_as_value(self.reporter, start)
            return Placed(None, start)
        raise NodeNotAllowed(type(e).__name__)

    def _first_place(self, e: exp.Expr) -> int:
        columns = (int(c.name.removeprefix("n")) for c in e.find_all(exp.Column))
        return min((self.operands[i].token.start for i in columns), default=0)

    def _negative(self, e: exp.Neg) -> Placed:
        inner = self.term(e.this)
        if inner.term is None or not self._number(inner):
            return Placed(None, inner.start)
        if isinstance(inner.term, Literal):
            return Placed(Literal(-inner.term.value), inner.start)  # type: ignore[operator]
        return Placed(Negative(inner.term), inner.start)

    def _arithmetic(self, e: exp.Expr) -> Placed:
        left, right = self.term(e.this), self.term(e.args["expression"])
        sound = [self._number(placed) for placed in (left, right) if placed.term is not None]
        if left.term is None or right.term is None or not all(sound):
            return Placed(None, left.start)
        term = Arithmetic(_ARITHMETIC[type(e)], left.term, right.term)
        if _count(term) > MAX_ARITHMETIC:
            faults.too_much_arithmetic(self.reporter, left.start, MAX_ARITHMETIC)
            return Placed(None, left.start)
        return Placed(term, left.start)

    def _number(self, placed: Placed) -> bool:
        if placed.group is Group.NUMBER:
            return True
        if placed.term is not None:
            faults.not_a_number(self.reporter, placed.term, placed.start, self.names)
        return False

    def _call(self, e: exp.Expr) -> Placed:
        function = _CALLS[type(e)]
        args = [self.term(arg) for arg in (e.this, *e.expressions)]
        start = args[0].start
        if function == "abs":
            sound = [self._number(arg) for arg in args]
        else:
            ordered = function != "coalesce"
            sound = [arg.term is not None for arg in args[:1]]
            sound += [self._fit(args[0], arg, ordered=ordered, chosen=False) for arg in args[1:]]
        terms = tuple(arg.term for arg in args if arg.term is not None)
        if not all(sound) or len(terms) < len(args):
            return Placed(None, start)
        if function != "abs" and len(terms) < 2:
            faults.too_few_arguments(self.reporter, function, start)
            return Placed(None, start)
        if (
            function in ("least", "greatest")
            and terms[0].group is not Group.NUMBER
            and terms[0].group is not Group.DATE
        ):
            faults.not_a_number(self.reporter, terms[0], start, self.names)
            return Placed(None, start)
        return Placed(Call(function, terms), start)


def _count(term: Term) -> int:
    if isinstance(term, Arithmetic):
        return 1 + _count(term.left) + _count(term.right)
    if isinstance(term, Negative):
        return _count(term.term)
    if isinstance(term, Call):
        return sum(_count(arg) for arg in term.args)
    return 0
