"""What can be read but is probably not what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from banso.lib.problems import Level
from banso.metrics.conditions.names import Kind, NameTable
from banso.metrics.conditions.reporter import Reporter, shorten
from banso.metrics.conditions.text import test_text
from banso.metrics.conditions.tree import (
    Among,
    And,
    Between,
    Compare,
    Flag,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Test,
    names_in,
    tests,
)

LARGEST_RATE = 2  # rates run from 0 to 1, a few above; from here a percentage was meant


def look(node: Node, *, reporter: Reporter, names: NameTable, places: Mapping[int, int]) -> None:
    """Report cautions and notes for a tree whose types fit."""
    for test in tests(node):
        place = places.get(id(test), 0)
        _constant(test, place, reporter)
        _rate(test, place, reporter)
        _count(test, place, reporter)
        _no_source(test, place, reporter, names)
    for conjunction in _conjunctions(node):
        _contradiction(conjunction, reporter, places)


def _constant(test: Test, place: int, reporter: Reporter) -> None:
    """Looks at nothing, or at itself; a bare true or false is meant."""
    same = isinstance(test, Compare) and test.left == test.right
    if isinstance(test, Flag) or (names_in(test) and not same):
        return
    shown = shorten(test_text(test))
    _caution(
        reporter, "always", place, shown,
        (f"「{shown}」の答えは、どの顧客でも同じです。", f"'{shown}' has the same answer for every account."),
        ("指標か項目と比べてください。", "Compare with a metric or field."),
    )  # fmt: skip


def _rate(test: Test, place: int, reporter: Reporter) -> None:
    if isinstance(test, Compare):
        pairs = [(test.left, test.right), (test.right, test.left)]
    elif isinstance(test, Between):
        pairs = [(test.term, test.low), (test.term, test.high)]
    else:
        return
    for name, literal in pairs:
        if not (isinstance(name, Name) and name.kind is Kind.RATE and isinstance(literal, Literal)):
            continue
        value = literal.value
        if isinstance(value, int | float) and abs(value) >= LARGEST_RATE:
            meant = repr(round(value / 100, 6))
            reporter.say(
                "rate", place,
                (f"「{name.name}」は0〜1の割合ですが、{value!r} と比べています。", f"'{name.name}' runs from 0 to 1, but is compared with {value!r}."),
                (f"{value!r}% のことであれば {meant} と書いてください。", f"If {value!r} % is meant, write {meant}."),
                level=Level.CAUTION, sample=repr(value), suggestion=meant,
            )  # fmt: skip
            return


def _count(test: Test, place: int, reporter: Reporter) -> None:
    """Counts are never negative: ``>= 0`` only asks whether there is a value."""
    if not (
        isinstance(test, Compare)
        and isinstance(test.left, Name)
        and isinstance(test.right, Literal)
    ):
        return
    value = test.right.value
    if test.left.kind is not Kind.COUNT or not isinstance(value, int | float):
        return
    never = (test.op == "<" and value <= 0) or (test.op in ("<=", "=") and value < 0)
    ever = (test.op == ">=" and value <= 0) or (test.op in (">", "<>") and value < 0)
    shown = shorten(test_text(test))
    if ever:
        _caution(
            reporter, "always", place, shown,
            (f"回数は負にならないため、「{shown}」は値があればいつも成り立ちます。", f"A count is never negative: '{shown}' holds whenever there is a value."),
            (f"値の有無を調べるなら「{test.left.name} is not null」と書いてください。", f"To ask for a value, write '{test.left.name} is not null'."),
        )  # fmt: skip
    elif never:
        _caution(
            reporter, "never", place, shown,
            (f"回数は負にならないため、「{shown}」は成り立ちません。", f"A count is never negative: '{shown}' never holds."),
            ("比べる数を確かめてください。", "Check the number."),
        )  # fmt: skip


def _no_source(test: Test, place: int, reporter: Reporter, names: NameTable) -> None:
    for name in names_in(test):
        type_ = names.get(name.name)
        if type_ is None or type_.available:
            continue
        ja, en = type_.label("ja", name.name), type_.label("en", name.name)
        reporter.say(
            "no-data", place,
            (f"「{ja}」のもとになるデータがまだありません。", f"'{en}' has no source of data yet."),
            ("つながるまで、この部分は「判定できない」になります。", "Until there is one, this part is UNKNOWN."),
            level=Level.NOTE, sample=name.name,
        )  # fmt: skip


def _conjunctions(node: Node) -> Iterator[And]:
    if isinstance(node, And | Or):
        if isinstance(node, And):
            yield node
        for item in node.items:
            yield from _conjunctions(item)
    elif isinstance(node, Not):
        yield from _conjunctions(node.item)


def _contradiction(node: And, reporter: Reporter, places: Mapping[int, int]) -> None:
    """Two parts of one ``and`` on the same name that cannot both hold."""
    kept: dict[str, list[Test]] = {}
    for item in node.items:
        name = _subject(item)
        if name is None or isinstance(item, And | Or | Not):
            continue
        for other in kept.setdefault(name, []):
            if _exclude(other, item):
                a, b = shorten(test_text(other)), shorten(test_text(item))
                _caution(
                    reporter, "never", places.get(id(item), 0), b,
                    (f"「{a}」と「{b}」が同時に成り立つことはありません。", f"'{a}' and '{b}' never hold together."),
                    ("or を使うか、どちらかを直してください。", "Use 'or', or change one of them."),
                )  # fmt: skip
                return
        kept[name].append(item)


def _subject(node: Node) -> str | None:
    """The name of ``name op literal`` and ``name in (literals)``."""
    if (
        isinstance(node, Compare)
        and isinstance(node.left, Name)
        and isinstance(node.right, Literal)
    ):
        return node.left.name
    if isinstance(node, Among) and not node.negated and isinstance(node.term, Name):
        return node.term.name if all(isinstance(i, Literal) for i in node.items) else None
    return None


def _exclude(a: Test, b: Test) -> bool:
    values_a, values_b = _values(a), _values(b)
    if values_a is not None and values_b is not None:
        return not values_a & values_b
    if values_a is not None or values_b is not None:
        values, test = (values_a, b) if values_a is not None else (values_b, a)
        return not any(_holds(test, value) for value in values or ())
    lower = [t for t in (a, b) if isinstance(t, Compare) and t.op in (">", ">=")]
    upper = [t for t in (a, b) if isinstance(t, Compare) and t.op in ("<", "<=")]
    if len(lower) != 1 or len(upper) != 1:
        return False
    low, high = _literal(lower[0]), _literal(upper[0])
    strict = lower[0].op == ">" or upper[0].op == "<"
    return bool(low > high or (low == high and strict))


def _values(test: Test) -> frozenset[object] | None:
    if isinstance(test, Among):
        return frozenset(item.value for item in test.items if isinstance(item, Literal))
    if isinstance(test, Compare) and test.op == "=":
        return frozenset((_literal(test),))
    return None


def _holds(test: Test, value: object) -> bool:
    """Does ``name op literal`` hold for this value of the name?"""
    from banso.metrics.conditions.evaluate import test as compiled

    name = _subject(test)
    return compiled(test)({str(name): value}) is not False


def _literal(test: Compare) -> Any:
    assert isinstance(test.right, Literal)  # noqa: S101  (by _subject)
    return test.right.value


def _caution(
    reporter: Reporter,
    id: str,
    place: int,
    sample: str,
    fact: tuple[str, str],
    remedy: tuple[str, str],
) -> None:
    reporter.say(id, place, fact, remedy, level=Level.CAUTION, sample=sample)
