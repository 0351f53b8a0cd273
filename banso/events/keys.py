"""Which events belong to an account: those of its keys, each within its own days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from banso.events.definitions import KeySpan


def keys_clause(keys: Sequence[KeySpan], days: tuple[date, date]) -> tuple[str, list[object]]:
    """SQL (and its values) that is true for rows of these keys within their own days and ``days``.

    Keys without dates of their own go into one list per source: the engine then skips whole row
    groups, which are sorted by source and key.
    """
    parts: list[str] = []
    params: list[object] = []
    by_days: dict[tuple[str, date, date], list[str]] = {}
    for key in keys:
        first = max(key.from_on or days[0], days[0])
        last = min(key.to_on or days[1], days[1])
        if first <= last:
            by_days.setdefault((key.source, first, last), []).append(key.key)
    for (source, first, last), names in by_days.items():
        marks = ", ".join("?" * len(names))
        parts.append(f"(source = ? and account_key in ({marks}) and day between ? and ?)")
        params += [source, *names, first, last]
    return (f"({' or '.join(parts)})" if parts else "false"), params
