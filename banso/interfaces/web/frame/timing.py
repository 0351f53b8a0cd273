"""How long the server took and how many queries it made, told in the Server-Timing header."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Timing:
    def __init__(self) -> None:
        self._started = time.perf_counter()
        self.queries = 0
        self.seconds_in_queries = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds_in_queries += time.perf_counter() - began

    @property
    def header(self) -> str:
        """``app;dur=12.3, db;dur=1.2;desc="7 queries"`` (milliseconds)."""
        app = (time.perf_counter() - self._started) * 1000
        return (
            f"app;dur={app:.1f}, "
            f'db;dur={self.seconds_in_queries * 1000:.1f};desc="{self.queries} queries"'
        )


@contextmanager
def timed() -> Iterator[Timing]:
    """This function will count the records' queries made inside the block."""
    timing = Timing()
    with connection.execute_wrapper(timing):
        yield timing
