"""Reads that give the same answer all through one look at a page are made once.

A web request that only reads opens a look; inside it, functions marked ``@once`` answer a repeated
call from memory. Outside a look (commands, jobs, writes, tests) they read every time, so nothing
is ever stale for longer than one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_look: ContextVar[dict[Any, Any] | None] = ContextVar("banso_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While this block runs, each marked read is made once for the same arguments."""
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose arguments are hashable and whose answer nobody changes."""

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _look.get()
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        answer: R = known[key]
        return answer

    return inner
