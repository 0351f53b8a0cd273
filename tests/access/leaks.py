"""Everything that stands in an answer, however deep, as texts to look for somebody's accounts in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any

_PLAIN = (str, int, float, bool, bytes, type(None))


def leaves(value: Any) -> Iterator[str]:
    """Every plain value inside ``value`` as a text; what cannot be opened is shown by its repr."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, _PLAIN):
            yield one.decode(errors="replace") if isinstance(one, bytes) else str(one)
            continue
        if id(one) in seen:
            continue
        seen.add(id(one))
        if is_dataclass(one) and not isinstance(one, type):
            waiting += [getattr(one, f.name) for f in fields(one)]
        elif isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, Set, Iterator)):
            waiting += list(one)
        else:
            yield repr(one)


def found_in(value: Any, marks: Iterable[str]) -> set[str]:
    """Those of ``marks`` that stand somewhere in ``value``."""
    text = "\n".join(leaves(value))
    return {mark for mark in marks if mark in text}
