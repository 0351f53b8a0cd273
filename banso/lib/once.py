"""Reads that give the same answer all through one look at a page are made once; some are kept longer.

A web request that only reads opens a look; inside it, functions marked ``@once`` answer a repeated
call from memory. Outside a look (commands, jobs, writes, tests) they read every time, so nothing
is ever stale for longer than one page. ``@kept`` reads are answered from memory in the next look
too, as long as a stamp that every look reads afresh is the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
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


_KEPT = 256
_answers: OrderedDict[Any, Any] = OrderedDict()
_lock = threading.Lock()


def kept(stamp: Callable[[], Hashable]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a read whose answer changes only when ``stamp()`` does, and which nobody changes.

    The stamp must be cheap, and move with every commit that changes the answer: it is asked once a
    look. The answers last asked for are kept, for the whole process.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            if _look.get() is None:
                return function(*args, **kwargs)
            key = (function, stamp(), args, tuple(sorted(kwargs.items())))
            with _lock:
                if key in _answers:
                    _answers.move_to_end(key)
                    found: R = _answers[key]
                    return found
            answer = function(*args, **kwargs)
            with _lock:
                _answers[key] = answer
                while len(_answers) > _KEPT:
                    _answers.popitem(last=False)
            return answer

        return inner

    return mark


def forget() -> None:
    """Forget what is kept: for tests, whose records go back in time."""
    with _lock:
        _answers.clear()
