"""Why a condition is TRUE, FALSE or UNKNOWN on one row: each leaf, its values, and what decided.

An explanation is kept beside what it caused (a stay, a task), so it turns into JSON and back
without the condition or the definition it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from banso.metrics.conditions import stored, tree
from banso.metrics.conditions.evaluate import Predicate, Truth, negation, test
from banso.metrics.conditions.names import Kind, NameTable
from banso.metrics.conditions.sentences import sentence
from banso.metrics.conditions.text import test_text

MARKS = {True: "✓", False: "✗", None: "?"}
NO_VALUE = "—"  # zero and missing never look alike


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test with the values it saw. ``negated`` when a ``not`` stands right before it."""

    test: tree.Test
    truth: Truth
    values: Mapping[str, Any]
    negated: bool = False
    decides: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The names without a value, when that is why the leaf is UNKNOWN."""
        if self.truth is not None:
            return ()
        return tuple(name for name, value in self.values.items() if value is None)

    @property
    def mark(self) -> str:
        return MARKS[self.truth]

    @property
    def condition(self) -> str:
        """The leaf as it is written: ``active_days_7d >= 3``."""
        text = test_text(self.test)
        if not self.negated:
            return text
        return f"not {text}" if isinstance(self.test, tree.Flag) else f"not ({text})"

    @property
    def text(self) -> str:
        """With values filled in: ``active_days_7d 2 >= 3 ✗``."""
        text = test_text(self.test, self._filled)
        return f"{'not ' if self.negated else ''}{text} {self.mark}"

    def _filled(self, name: tree.Name) -> str:
        value = self.values.get(name.name)
        return f"{name.name} {NO_VALUE if value is None else plain(value, name)}"

    def sentence(self, language: str, names: NameTable) -> str:
        """For people: ``週の利用日数 2 ≥ 3``. Names no longer in ``names`` show their key."""
        return sentence(
            self.test, self.values, negated=self.negated, language=language, names=names
        )


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined by ``and``, ``or``, or a single one under ``not``."""

    op: str
    items: tuple[Part, ...]
    truth: Truth
    decides: bool = False


Part = Leaf | Joined


@dataclass(frozen=True, slots=True)
class Explanation:
    root: Part

    @property
    def truth(self) -> Truth:
        return self.root.truth

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf from left to right."""
        return tuple(_leaves(self.root))

    @property
    def deciding(self) -> tuple[Leaf, ...]:
        """The leaves that made the answer what it is."""
        return tuple(leaf for leaf in self.leaves if leaf.decides)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names whose missing values keep the answer UNKNOWN; empty when it is known."""
        return tuple(dict.fromkeys(name for leaf in self.deciding for name in leaf.missing))

    @property
    def text(self) -> str:
        """Every leaf with its value, one a line."""
        return "\n".join(leaf.text for leaf in self.leaves)

    def as_json(self) -> dict[str, Any]:
        """Plain lists, texts and numbers; :meth:`from_json` gives back an equal explanation."""
        return {"v": 1, "root": _to_json(self.root)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Explanation:
        """Raises ValueError for anything :meth:`as_json` does not write."""
        try:
            return cls(_from_json(data["root"]))
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise ValueError("not a stored explanation") from error


class Explainer:
    """A tree made ready to be explained: the same functions as the engine's, kept apart by leaf."""

    def __init__(self, node: tree.Node) -> None:
        self._root = _ready(node)

    def explain(self, values: Mapping[str, Any]) -> Explanation:
        return Explanation(_decided(_look(self._root, values)))


@dataclass(frozen=True, slots=True)
class _ReadyLeaf:
    test: tree.Test
    predicate: Predicate
    names: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class _ReadyJoined:
    op: str
    items: tuple[_Ready, ...] = field(default=())


_Ready = _ReadyLeaf | _ReadyJoined


def _ready(node: tree.Node) -> _Ready:
    if isinstance(node, tree.And | tree.Or):
        op = "and" if isinstance(node, tree.And) else "or"
        return _ReadyJoined(op, tuple(_ready(item) for item in node.items))
    if isinstance(node, tree.Not):
        inner = _ready(node.item)
        if isinstance(inner, _ReadyLeaf):
            return replace(inner, predicate=negation(inner.predicate), negated=not inner.negated)
        return _ReadyJoined("not", (inner,))
    return _ReadyLeaf(node, test(node), tuple(name.name for name in tree.names_in(node)))


def _look(ready: _Ready, values: Mapping[str, Any]) -> Part:
    if isinstance(ready, _ReadyLeaf):
        seen = {name: values.get(name) for name in ready.names}
        return Leaf(ready.test, ready.predicate(values), seen, ready.negated)
    items = tuple(_look(item, values) for item in ready.items)
    return Joined(ready.op, items, _joined_truth(ready.op, [item.truth for item in items]))


def _joined_truth(op: str, truths: list[Truth]) -> Truth:
    if op == "not":
        return None if truths[0] is None else not truths[0]
    wins = op == "or"
    if wins in truths:
        return wins
    return None if None in truths else not wins


def _decided(part: Part) -> Part:
    """The part with ``decides`` set where the answer comes from."""
    if isinstance(part, Leaf):
        return replace(part, decides=True)
    weigh = [part.op == "not" or item.truth is part.truth for item in part.items]
    items = tuple(
        _decided(item) if heavy else item for item, heavy in zip(part.items, weigh, strict=True)
    )
    return replace(part, items=items, decides=True)


def _leaves(part: Part) -> Iterator[Leaf]:
    if isinstance(part, Leaf):
        yield part
    else:
        for item in part.items:
            yield from _leaves(item)


def plain(value: Any, name: tree.Name) -> str:
    """A value beside its name, in the units people write."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name.scale != 1 and isinstance(value, int | float):
        value = value / name.scale
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


# JSON -------------------------------------------------------------------------------------------


def _to_json(part: Part) -> dict[str, Any]:
    if isinstance(part, Joined):
        return {
            "op": part.op,
            "is": part.truth,
            "by": part.decides,
            "of": [_to_json(item) for item in part.items],
        }
    return {
        "if": part.condition,
        "test": stored.from_test(part.test),
        "not": part.negated,
        "is": part.truth,
        "by": part.decides,
        "with": {name: _value_to_json(value) for name, value in part.values.items()},
    }


def _from_json(data: Mapping[str, Any]) -> Part:
    truth = data["is"]
    if truth not in (True, False, None):
        raise ValueError(f"no truth value: {truth!r}")
    if "op" in data:
        items = tuple(_from_json(item) for item in data["of"])
        return Joined(str(data["op"]), items, truth, bool(data["by"]))
    test = stored.to_test(data["test"])
    kinds = {name.name: name.kind for name in tree.names_in(test)}
    values = {name: _value_from_json(data["with"].get(name), kinds[name]) for name in kinds}
    return Leaf(test, truth, values, bool(data["not"]), bool(data["by"]))


def _value_to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _value_from_json(value: Any, kind: Kind) -> Any:
    return date.fromisoformat(value) if kind is Kind.DATE and isinstance(value, str) else value
