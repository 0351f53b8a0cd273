"""YAML as data, with the line of everything in it.

A stricter reading than the format allows, because definitions are edited by people and compared
byte for byte: YAML 1.2 scalars only (``yes`` is a text, ``2026-04-01`` is a text), one document,
no tags, no anchors. The reader walks events without recursion, so depth costs nothing, and goes
on after what it can go on after: one look shows every duplicate key, not the first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from banso.lib import yaml_problems as words
from banso.lib.problems import Problem, problem
from banso.lib.yaml_problems import MAX_CHARACTERS as MAX_CHARACTERS
from banso.lib.yaml_problems import MAX_DEPTH as MAX_DEPTH

# Beside its own errors the scanner lets bare ones out for broken escapes and marks.
_UNREADABLE = (
    YAMLError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError,
    AssertionError, RecursionError,
)  # fmt: skip

Path = tuple[Any, ...]
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the text; ``line`` and ``column`` count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Scalar:
    """Where a scalar stands and how it is written, to find a place inside it."""

    start: int
    end: int
    style: str


@dataclass(frozen=True)
class Loaded:
    """The value of a text, the position of every part, and what is wrong with the text.

    ``value`` holds only dict, list, str, int, float, bool and None; it is None when the text
    could not be read, and then ``problems`` says why.
    """

    value: Any
    problems: tuple[Problem, ...] = ()
    file: str | None = None
    text: str = ""
    _values: Mapping[Path, Position] = field(default_factory=dict, repr=False)
    _keys: Mapping[Path, Position] = field(default_factory=dict, repr=False)
    _scalars: Mapping[Path, _Scalar] = field(default_factory=dict, repr=False)

    def at(self, path: Path) -> Position:
        """Where the value at ``path`` begins; for a path that is not there, its nearest parent."""
        return self._nearest(self._values, path)

    def key_at(self, path: Path) -> Position:
        """Where the key of ``path`` (or the list item) begins: the line a person looks for."""
        return self._nearest(self._keys, path)

    def inside(self, path: Path, offset: int) -> Position:
        """Where character ``offset`` of the text value at ``path`` stands in the file.

        Follows folded and literal blocks and both kinds of quotes. A double-quoted text with
        escapes answers its beginning.
        """
        scalar = self._scalars.get(path)
        if scalar is None:
            return self.at(path)
        value = self._value_at(path)
        source = self.text[scalar.start : scalar.end]
        found = _offset_in_source(source, scalar.style, str(value), offset)
        if found is None:
            return self.at(path)
        return _position(self.text, scalar.start + found)

    def _value_at(self, path: Path) -> Any:
        value = self.value
        for part in path:
            value = value[part]
        return value

    @staticmethod
    def _nearest(positions: Mapping[Path, Position], path: Path) -> Position:
        for length in range(len(path), -1, -1):
            found = positions.get(path[:length])
            if found:
                return found
        return Position(1, 1)


def load(text: str, *, file: str | None = None) -> Loaded:
    """Read ``text``; never raises for what is wrong in it, see :attr:`Loaded.problems`."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        return Loaded(None, (words.too_large(file, len(text)),), file)
    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if builder.take(event):
                break
    except _UNREADABLE as error:
        builder.problems.append(words.syntax_problem(error, text=text, file=file))
        return Loaded(None, tuple(builder.problems), file, text)
    if builder.stopped:
        return Loaded(None, tuple(builder.problems), file, text)
    return Loaded(
        builder.value,
        tuple(builder.problems),
        file,
        text,
        builder.values,
        builder.keys,
        builder.scalars,
    )


# Building ---------------------------------------------------------------------------------------

_NOTHING: Any = object()


@dataclass
class _Open:
    """A list or mapping that is being filled."""

    path: Path
    target: Any  # list or dict
    key: Any = _NOTHING  # the mapping key whose value comes next
    skip: bool = False  # the value of a refused key: read on, keep nothing
    key_lines: dict[Any, int] = field(default_factory=dict)


class _Builder:
    def __init__(self, file: str | None) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.scalars: dict[Path, _Scalar] = {}
        self.value: Any = None
        self.stopped = False
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Use one event; True when reading must stop."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._problem("yaml.many-documents", event, *words.MANY)
                return True
        elif kind == "AliasEvent":
            self._problem("yaml.alias", event, *words.ALIAS, sample=f"*{event.anchor}")
            self._put(None, event)
        elif kind == "ScalarEvent":
            self._check_node(event)
            self._put(self._scalar(event), event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._check_node(event)
            return self._begin({} if kind == "MappingStartEvent" else [], event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._open.pop()
        return False

    def _begin(self, target: Any, event: Any) -> bool:
        if len(self._open) >= MAX_DEPTH:
            self._problem("yaml.too-deep", event, *words.DEEP)
            self.stopped = True
            return True
        path = self._put(target, event)
        self._open.append(_Open(path if path is not None else ("?",), target, skip=path is None))
        return False

    def _put(self, value: Any, event: Any) -> Path | None:
        """Hand a value to the container that is open; the path it got, None if it was dropped."""
        where = _mark(event.start_mark)
        if not self._open:
            self.value = value
            return self._note((), where, event)
        top = self._open[-1]
        if isinstance(top.target, list):
            top.target.append(value)
            path = (*top.path, len(top.target) - 1)
            self.keys[path] = where
            return None if top.skip else self._note(path, where, event)
        if top.key is _NOTHING:
            self._key(top, value, event)
            return None
        key, top.key = top.key, _NOTHING
        if key is _DROPPED or top.skip:
            return None
        top.target[key] = value
        return self._note((*top.path, key), where, event)

    def _key(self, top: _Open, key: Any, event: Any) -> None:
        where = _mark(event.start_mark)
        if isinstance(key, dict | list):
            self._problem("yaml.key", event, *words.KEY)
            top.key = _DROPPED
        elif key in top.key_lines:
            first = top.key_lines[key]
            self.problems.append(
                words.duplicate_key(
                    self.file, line=where.line, column=where.column, key=str(key), first=first
                )
            )
            top.key = _DROPPED
        else:
            top.key_lines[key] = where.line
            top.key = key
            if not top.skip:
                self.keys[(*top.path, key)] = where

    def _note(self, path: Path, where: Position, event: Any) -> Path:
        self.values[path] = where
        if type(event).__name__ == "ScalarEvent":
            style = event.style or ""
            self.scalars[path] = _Scalar(event.start_mark.index, event.end_mark.index, style)
        return path

    def _check_node(self, event: Any) -> None:
        if getattr(event, "anchor", None):
            self._problem("yaml.alias", event, *words.ALIAS, sample=f"&{event.anchor}")
        tag = getattr(event, "tag", None)
        tag = str(tag) if tag else ""
        if tag and tag not in ("!", "tag:yaml.org,2002:str"):
            self._problem("yaml.tag", event, *words.TAG, sample=tag[:80])

    def _scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        if any("\ud800" <= c <= "\udfff" for c in text):
            self._problem("yaml.character", event, *words.SURROGATE)
            return ""
        if event.style or event.tag:
            return text
        try:
            return plain(text)
        except ValueError:
            self._problem("yaml.number", event, *words.NUMBER, sample=text[:40])
            return text

    def _problem(
        self,
        id: str,
        event: Any,
        ja: str,
        en: str,
        remedy_ja: str,
        remedy_en: str,
        *,
        sample: str | None = None,
    ) -> None:
        where = _mark(event.start_mark)
        self.problems.append(
            problem(
                id, ja=ja, en=en, remedy_ja=remedy_ja, remedy_en=remedy_en,
                file=self.file, line=where.line, column=where.column, sample=sample,
            )
        )  # fmt: skip


_DROPPED: Any = object()

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar by YAML 1.2's core schema; ValueError for a number out of range."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text) if len(text) <= 30 else _out_of_range(text)
    if _OCTAL.match(text):
        return int(text[2:], 8) if len(text) <= 30 else _out_of_range(text)
    if _HEXADECIMAL.match(text):
        return int(text, 16) if len(text) <= 30 else _out_of_range(text)
    if _FLOAT.match(text):
        number = float(text)
        return number if math.isfinite(number) else _out_of_range(text)
    if _NOT_FINITE.match(text):
        return _out_of_range(text)
    return text


def _out_of_range(text: str) -> Scalar:
    raise ValueError(text[:40])


# Places -----------------------------------------------------------------------------------------


def _mark(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _position(text: str, index: int) -> Position:
    before = text[:index]
    line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
    lines = len(re.findall(r"\r\n|\r|\n", before))
    return Position(lines + 1, index - line_start + 1)


def _offset_in_source(source: str, style: str, value: str, offset: int) -> int | None:
    """Folding changes only white space, so count the other characters in both texts."""
    start = 0
    if style in ("|", ">"):
        start = source.find("\n") + 1  # the header line holds indicators and a comment
    elif style in ("'", '"'):
        if style == '"' and "\\" in source:
            return None
        start = 1
    offset = max(0, min(offset, len(value)))
    wanted = sum(1 for c in value[:offset] if not c.isspace())
    if offset < len(value) and value[offset].isspace():
        # a blank has no certain twin: answer the place right behind the character before it
        return _nth(source, start, style, wanted, after=True)
    return _nth(source, start, style, wanted, after=offset >= len(value))


def _nth(source: str, start: int, style: str, count: int, *, after: bool) -> int:
    """Index of visible character ``count`` (from 0), or right behind the one before it."""
    last = start
    for seen, index in enumerate(_visible(source, start, style)):
        if not after and seen == count:
            return index
        if after and seen == count - 1:
            return index + 1
        last = index + 1
    return start if count == 0 else last


def _visible(source: str, start: int, style: str) -> Iterator[int]:
    index = start
    while index < len(source):
        if style == "'" and source[index : index + 2] == "''":
            yield index
            index += 2
            continue
        if not source[index].isspace():
            yield index
        index += 1
