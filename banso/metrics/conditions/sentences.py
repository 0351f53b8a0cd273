"""A leaf with its values as a person reads it, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from banso.lib.dates import format_day
from banso.lib.text import unit_of_one
from banso.metrics.conditions.names import Kind, NameTable
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
    names_in,
)

_SIGNS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def sentence(
    test: Test, values: Mapping[str, Any], *, negated: bool, language: str, names: NameTable
) -> str:
    """The test with labels, values and units; ``negated`` turns it round."""
    return Speaker(values, names, language, like_of(test)).test(test, negated=negated)


def like_of(test: Test) -> Name | None:
    """The name whose way of writing numbers the literals of the test follow."""
    found = names_in(test)
    kinds = {name.kind for name in found}
    return found[0] if len(kinds) == 1 else None


@dataclass(frozen=True)
class Speaker:
    values: Mapping[str, Any]
    names: NameTable
    language: str
    like: Name | None

    @property
    def japanese(self) -> bool:
        return self.language.startswith("ja")

    def test(self, test: Test, *, negated: bool) -> str:
        if isinstance(test, Compare):
            op = _OPPOSITE[test.op] if negated else test.op
            return f"{self.term(test.left)} {_SIGNS[op]} {self.term(test.right)}"
        if isinstance(test, Flag):
            return self._flag(test.term)
        negated = negated != test.negated
        if isinstance(test, IsNull):
            return self._is_null(test.term, wants_value=negated)
        if isinstance(test, Among):
            return self._among(test, negated=negated)
        return self._between(test, negated=negated)

    def _flag(self, term: Term) -> str:
        if isinstance(term, Name):
            value = self._value(term, self.values.get(term.name))
            return (
                f"{self._label(term)}：{value}"
                if self.japanese
                else f"{self._label(term)}: {value}"
            )
        if isinstance(term, Literal):
            always = ("いつも成り立つ", "always") if term.value else ("成り立つことはない", "never")
            return always[0] if self.japanese else always[1]
        return self.term(term)

    def _is_null(self, term: Term, *, wants_value: bool) -> str:
        if isinstance(term, Name):
            value = self.values.get(term.name)
            seen = (
                ""
                if value is None
                else f"（{self._value(term, value)}）"
                if self.japanese
                else f" ({self._value(term, value)})"
            )
            label = self._label(term)
        else:
            label, seen = self.term(term), ""
        if self.japanese:
            return f"{label}が{'ある' if wants_value else 'ない'}{seen}"
        return f"{label} is {'known' if wants_value else 'not known'}{seen}"

    def _among(self, test: Among, *, negated: bool) -> str:
        subject = self.term(test.term)
        items = [self.term(item) for item in test.items]
        if self.japanese:
            return f"{subject} が {'、'.join(items)} {'のどれでもない' if negated else 'のどれか'}"
        return f"{subject} is {'none' if negated else 'one'} of {', '.join(items)}"

    def _between(self, test: Between, *, negated: bool) -> str:
        subject, low, high = self.term(test.term), self.term(test.low), self.term(test.high)
        if self.japanese:
            return f"{subject} が {low}〜{high} の{'外' if negated else '間'}"
        return f"{subject} is {'not ' if negated else ''}between {low} and {high}"

    # Terms

    def term(self, term: Term) -> str:
        if isinstance(term, Name):
            return f"{self._label(term)} {self._value(term, self.values.get(term.name))}"
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, Negative):
            return f"-({self.term(term.term)})"
        if isinstance(term, Arithmetic):
            return f"{self._inner(term.left)} {_ARITHMETIC[term.op]} {self._inner(term.right)}"
        return self._call(term)

    def _inner(self, term: Term) -> str:
        text = self.term(term)
        return f"({text})" if isinstance(term, Arithmetic) else text

    def _call(self, term: Call) -> str:
        args = [self.term(arg) for arg in term.args]
        ja, en = _CALLS[term.function]
        if term.function == "coalesce":
            joint = "、なければ " if self.japanese else ", else "
            return joint.join(args)
        listed = ("、" if self.japanese else ", ").join(args)
        return f"{listed} の{ja}" if self.japanese else f"{en} of {listed}"

    def _label(self, name: Name) -> str:
        type_ = self.names.get(name.name)
        return type_.label(self.language, name.name) if type_ else name.name

    def _literal(self, literal: Literal) -> str:
        value = literal.value
        if self.like is None or isinstance(value, bool):
            return self._plain(value)
        if isinstance(value, int | float) and self.like.scale != 1:
            value = value * self.like.scale
        return self._value(self.like, value)

    def _value(self, name: Name, value: Any) -> str:
        """A value as its name's kind is written."""
        if value is None:
            return "—"
        type_ = self.names.get(name.name)
        if isinstance(value, str):
            choice = (type_.choices or {}).get(value) if type_ else None
            return (choice.in_(self.language) if choice else "") or value
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return self._plain(value)
        number = float(value) / name.scale if name.scale != 1 else value
        if name.kind is Kind.RATE:
            return f"{_number(float(number) * 100)}%"
        unit = type_.unit.in_(self.language) if type_ and type_.unit else ""
        if number == 1 and not self.japanese:
            unit = unit_of_one(unit)
        if not unit and name.kind is Kind.DAYS:
            unit = "日" if self.japanese else ("day" if number == 1 else "days")
        return (
            f"{_number(number)}{unit}" if self.japanese or not unit else f"{_number(number)} {unit}"
        )

    def _plain(self, value: Any) -> str:
        if isinstance(value, bool):
            words = ("はい", "yes") if value else ("いいえ", "no")
            return words[0] if self.japanese else words[1]
        if isinstance(value, date):
            return format_day(value, self.language)
        if isinstance(value, int | float | Decimal):
            return _number(value)
        return str(value)


_ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_CALLS = {
    "coalesce": ("", ""),
    "abs": ("絶対値", "size"),
    "least": ("最小", "least"),
    "greatest": ("最大", "greatest"),
}


def _number(value: float | Decimal) -> str:
    """With thousands separators and at most three decimals, none of them a trailing zero."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
