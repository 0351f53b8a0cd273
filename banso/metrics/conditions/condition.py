"""A condition: read once, then decided, explained, compiled and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from banso.metrics.conditions import tree
from banso.metrics.conditions.compile import ColumnOf, Compiled, compile_node
from banso.metrics.conditions.evaluate import Predicate, predicate
from banso.metrics.conditions.explain import Explainer, Explanation
from banso.metrics.conditions.names import Scope
from banso.metrics.conditions.text import node_text


@dataclass(frozen=True)
class Condition:
    """Made by :func:`banso.metrics.conditions.parse`; equal when the meaning is written alike."""

    node: tree.Node
    scope: Scope = Scope.ACCOUNT
    _decide: Predicate = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_decide", predicate(self.node))

    def evaluate(self, values: Mapping[str, Any]) -> bool | None:
        """TRUE, FALSE or (None) UNKNOWN on one row of values; an absent name has no value."""
        return self._decide(values)

    def explain(self, values: Mapping[str, Any]) -> Explanation:
        """The same answer with every leaf, its values, and which of them decided."""
        return self._explainer.explain(values)

    def compile(self, *, dialect: str = "duckdb", column: ColumnOf | None = None) -> Compiled:
        """SQL with bound parameters; ``column`` gives the quoted column of a name."""
        return compile_node(self.node, dialect=dialect, column=column)

    def to_text(self) -> str:
        """The canonical text, which parses to an equal condition."""
        return node_text(self.node)

    def leaves(self) -> tuple[tree.Test, ...]:
        """Every test from left to right."""
        return tuple(tree.tests(self.node))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name the condition looks at."""
        return frozenset(name.name for test in self.leaves() for name in tree.names_in(test))

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.node)

    def __str__(self) -> str:
        return self.to_text()
