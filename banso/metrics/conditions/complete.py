"""What can be typed next: for the filter box and the map editor.

Works on broken text, since a text that is being typed is broken most of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banso.lib.text import Text
from banso.lib.width import fold
from banso.metrics.conditions.layout import FUNCTIONS
from banso.metrics.conditions.lexer import KEYWORDS, T, Token, tokens
from banso.metrics.conditions.names import Group, Kind, NameTable, NameType, Scope
from banso.metrics.conditions.text import value_text


class Sort(StrEnum):
    NAME = "name"
    OPERATOR = "operator"
    VALUE = "value"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Completion:
    """``insert`` replaces the text from ``start`` to ``end`` of its list.

    ``name`` is set where it is a name. ``count``: how many accounts have this value.
    """

    insert: str
    label: Text
    detail: Text
    sort: Sort
    name: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Completions:
    """``sure``: something was begun that these would finish, so the first may be taken unseen."""

    start: int
    end: int
    items: tuple[Completion, ...]
    sure: bool = True


# The values of a name that occur, with the number of accounts, the most frequent first.
Values = Callable[[str], Sequence[tuple[str, int]]]


def complete(
    text: str,
    cursor: int,
    names: NameTable,
    *,
    scope: Scope | str = Scope.ACCOUNT,
    limit: int = 20,
    values: Values | None = None,
    day: date | None = None,
) -> Completions:
    """What fits at ``cursor`` (an offset in ``text``), best first.

    ``values`` gives the values that occur; ``day`` (the day looked at) the dates worth offering.
    """
    cursor = max(0, min(cursor, len(text)))
    found = tokens(text[:cursor])
    typed = _typed(found, cursor)
    end = cursor + len(_rest(text, cursor, typed))
    of = _Offers(names, Scope(scope), values, day)
    for length in range(_run(found), 1, -1):  # a label of several words, the longest first
        begun = text[found[-length].start : cursor]
        items = [i for i in _Place(found[:-length], of).items() if i.sort is Sort.NAME]
        best = _best(items, begun, limit=limit, only_labels=True)
        if best:
            return Completions(found[-length].start, end, best)
    before = found[:-1] if typed else found
    items = _Place(before, of).items()
    if typed and typed.fault == "unclosed":
        items = [item for item in items if item.insert.startswith("'")]
    best = _best(items, typed.text if typed else "", limit=limit)
    joints = all(item.insert in ("and", "or") for item in best)
    return Completions(
        typed.start if typed else cursor, end, best, sure=bool(typed) or (bool(text) and not joints)
    )


@dataclass(frozen=True)
class _Offers:
    """What completions are made from."""

    names: NameTable
    scope: Scope
    values: Values | None = None
    day: date | None = None


def _run(found: Sequence[Token]) -> int:
    """How many words stand in a row before the cursor: no condition has two, a label has."""
    length = 0
    for token in reversed(found):
        if token.kind is not T.WORD:
            break
        length += 1
    return length


def _best(
    items: Sequence[Completion], wanted: str, *, limit: int, only_labels: bool = False
) -> tuple[Completion, ...]:
    ranked = [
        (rank, n, item)
        for n, item in enumerate(items)
        if (rank := _rank(item, wanted, only_labels=only_labels)) is not None
    ]
    return tuple(item for _, _, item in sorted(ranked, key=lambda entry: entry[:2])[:limit])


def _typed(found: Sequence[Token], cursor: int) -> Token | None:
    """The word or open quotation the cursor stands at the end of."""
    if not found or found[-1].end != cursor:
        return None
    last = found[-1]
    if last.kind is T.WORD or last.kind.value in KEYWORDS:
        return last
    return last if last.fault == "unclosed" else None


def _rest(text: str, cursor: int, typed: Token | None) -> str:
    """What of the word under the cursor lies behind it, closing quote included."""
    if typed and typed.fault == "unclosed":
        found = re.match(r"[^'\s]*'", text[cursor:])
    else:
        found = re.match(r"[\w.]+", text[cursor:])
    return found[0] if found else ""


def _rank(item: Completion, wanted: str, *, only_labels: bool = False) -> int | None:
    """0 begins with what was typed, 1 a part begins with it, 2 holds it, by key or by label.

    Width, case and the kind of kana do not count.
    """
    key, typed = fold(item.insert.strip("'")), fold(wanted)
    labels = (fold(item.label.ja or ""), fold(item.label.en or ""))
    held = any(typed in label for label in labels)
    if only_labels:
        return 0 if any(label.startswith(typed) for label in labels) else 1 if held else None
    if not typed or key.startswith(typed):
        return 0
    if any(part.startswith(typed) for part in (*re.split(r"[_. ]", key), *labels)):
        return 1
    return 2 if typed in key or held else None


# What fits at a place ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    before: Sequence[Token]
    of: _Offers

    @property
    def names(self) -> NameTable:
        return self.of.names

    @property
    def scope(self) -> Scope:
        return self.of.scope

    def items(self) -> list[Completion]:
        last = self.before[-1].kind if self.before else None
        if last is T.IS:
            return [
                _word("null", "値がない", "has no value"),
                _word("not null", "値がある", "has a value"),
            ]
        if last is T.NOT and self._after_operand(len(self.before) - 1):
            if len(self.before) > 1 and self.before[-2].kind is T.IS:
                return [_word("null", "値がない", "has no value")]
            return [_word("in (", "のどれか", "one of"), _word("between", "の間", "between")]
        if last is T.IN:
            return [_word("(", "一覧を始める", "begin the list")]
        if self._after_operand(len(self.before)):
            return self._operators()
        return self._values()

    def _after_operand(self, at: int) -> bool:
        if not at:
            return False
        kind = self.before[at - 1].kind
        return kind in (T.WORD, T.NUMBER, T.STRING, T.TRUE, T.FALSE, T.NULL, T.CLOSE) or (
            kind is T.IS
        )

    def _subject(self) -> str | None:
        """The name the value at this place is compared with."""
        for token in reversed(self.before):
            if token.kind is T.WORD:
                name = self.names.resolve(token.text, self.scope)
                if name is not None:
                    return name
            elif token.kind in (T.OR, T.AND) and not self._in_between():
                return None
        return None

    def _in_between(self) -> bool:
        """Is the last ``and`` the one of ``between … and``?"""
        kinds = [token.kind for token in self.before]
        if T.BETWEEN not in kinds:
            return False
        behind = kinds[len(kinds) - kinds[::-1].index(T.BETWEEN) :]
        return behind.count(T.AND) <= 1 and T.OR not in behind

    def _in_comparison(self) -> bool:
        """Does a comparison stand to the left, in this part of the condition?"""
        depth = 0
        for token in reversed(self.before):
            if token.kind is T.CLOSE:
                depth += 1
            elif token.kind is T.OPEN:
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and token.kind in (T.AND, T.OR):
                return False
            elif depth == 0 and token.kind in (T.COMPARE, T.IN, T.BETWEEN, T.IS):
                return True
        return False

    def _operators(self) -> list[Completion]:
        joints = [_word("and", "かつ", "and"), _word("or", "または", "or")]
        last = self.before[-1]
        name = self.names.resolve(last.text, self.scope) if last.kind is T.WORD else None
        if self._in_comparison() or name is None:
            return joints
        kind = self.names[name].kind
        found = [
            _OPERATORS[op] for op in _FITTING[kind.group if kind is not Kind.CHOICE else "choice"]
        ]
        return found + joints if kind is Kind.BOOL else found

    def _values(self) -> list[Completion]:
        """Where a value, a name or the beginning of a part is expected."""
        last = self.before[-1].kind if self.before else None
        subject = (
            self._subject()
            if last in (T.COMPARE, T.OPEN, T.COMMA, T.SIGN, T.BETWEEN, T.AND)
            else None
        )
        if last is T.AND and not self._in_between():
            subject = None
        if last is T.OPEN and (len(self.before) < 2 or self.before[-2].kind not in (T.IN, T.WORD)):
            subject = None
        if subject is None:
            return [*self._names(None), _word("not", "ではない", "not"), *_functions()]
        return [*_literals(subject, self.of), *self._names(self.names[subject].kind.group)]

    def _names(self, group: Group | None) -> list[Completion]:
        found = self.names.within(self.scope)
        return [
            Completion(
                name,
                Text(ja=type_.label("ja", name), en=type_.label("en", name)),
                _detail(type_),
                Sort.NAME,
                name=name,
            )
            for name, type_ in sorted(found.items(), key=lambda pair: not pair[1].available)
            if group is None or type_.kind.group is group
        ]


def _literals(name: str, of: _Offers) -> list[Completion]:
    subject = of.names[name]
    if subject.kind.group is Group.TEXT:
        return _texts(name, of)
    if subject.kind is Kind.BOOL:
        return [
            Completion("true", Text(ja="はい", en="yes"), Text(), Sort.VALUE),
            Completion("false", Text(ja="いいえ", en="no"), Text(), Sort.VALUE),
        ]
    if subject.kind is Kind.DATE:
        return [
            *(_dates(of.day) if of.day else ()),
            Completion(
                "date '", Text(ja="日付", en="a date"), Text.of("date '2026-04-01'"), Sort.VALUE
            ),
        ]
    return []


def _texts(name: str, of: _Offers) -> list[Completion]:
    """The choices there are, and the values that occur; the former in their own order."""
    occurring = dict(of.values(name)) if of.values else {}
    labels = dict(of.names[name].choices or {})
    listed = [*labels, *(value for value in occurring if value not in labels)]
    return [
        Completion(
            value_text(value),
            labels.get(value, Text.of(value)),
            Text(),
            Sort.VALUE,
            count=occurring.get(value, 0 if of.values else None),
        )
        for value in listed
        if "\n" not in value
    ]


def _dates(day: date) -> list[Completion]:
    """The day looked at, and the beginnings people count from."""
    month = day.replace(day=1)
    year = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    offered = (
        (day, Text(ja="表示中の日", en="the day looked at")),
        (month, Text(ja="月初", en="first of the month")),
        (year, Text(ja="4月1日", en="1 April")),
        (date(day.year, 1, 1), Text(ja="年初", en="first of the year")),
    )
    found = {value_text(d): label for d, label in reversed(offered)}
    return [Completion(t, found[t], Text(), Sort.VALUE) for t in reversed(found)]


def _functions() -> list[Completion]:
    return [_word(f"{name}(", *_FUNCTION_LABELS[name]) for name in sorted(FUNCTIONS)]


def _detail(type_: NameType) -> Text:
    """The unit, or the kind in a word."""
    return type_.unit or _KIND_WORDS[type_.kind]


def _word(insert: str, ja: str, en: str) -> Completion:
    return Completion(insert, Text(ja=ja, en=en), Text(), Sort.WORD)


def _operator(insert: str, ja: str, en: str) -> Completion:
    return Completion(insert, Text(ja=ja, en=en), Text(), Sort.OPERATOR)


_OPERATORS = {
    op: _operator(op, ja, en)
    for op, ja, en in (
        (">=", "以上", "at least"),
        ("<=", "以下", "at most"),
        (">", "より大きい", "more than"),
        ("<", "より小さい", "less than"),
        ("=", "等しい", "equals"),
        ("<>", "等しくない", "differs from"),
        ("between", "の間", "between"),
        ("in (", "のどれか", "is one of"),
        ("not in (", "のどれでもない", "is none of"),
        ("is null", "値がない", "has no value"),
        ("is not null", "値がある", "has a value"),
    )
}
_ORDERED = (">=", "<=", "=", "<>", ">", "<", "between", "is null", "is not null")
_LISTED = ("=", "<>", "in (", "not in (", "is null", "is not null")
_FITTING: dict[str, tuple[str, ...]] = {
    Group.NUMBER: _ORDERED,
    Group.DATE: _ORDERED,
    Group.TEXT: _LISTED,
    "choice": _LISTED,
    Group.BOOL: ("=", "is null", "is not null"),
}
_KIND_WORDS = {
    Kind.NUMBER: Text(ja="数", en="number"),
    Kind.COUNT: Text(ja="回数", en="count"),
    Kind.DAYS: Text(ja="日", en="days"),
    Kind.RATE: Text.of("0–1"),
    Kind.MONEY: Text(ja="金額", en="money"),
    Kind.DATE: Text(ja="日付", en="date"),
    Kind.TEXT: Text(ja="文字", en="text"),
    Kind.CHOICE: Text(ja="選択", en="choice"),
    Kind.BOOL: Text(ja="はい・いいえ", en="yes/no"),
}
_FUNCTION_LABELS = {
    "abs": ("絶対値", "size without sign"),
    "coalesce": ("値がなければ次の値", "the first value there is"),
    "greatest": ("最大", "the greatest"),
    "least": ("最小", "the least"),
}
