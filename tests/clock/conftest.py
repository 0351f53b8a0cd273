"""A workspace whose scheduled work is made for the test, and a clock that is walked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from banso.lib.text import Text
from banso.workspace.schedule import running, works
from banso.workspace.schedule.works import Turn, Work

NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # half past midnight of a Saturday in Tokyo


@dataclass
class Night:
    """Registers works that note their turns, and ticks."""

    turns: list[tuple[str, Turn]] = field(default_factory=list)

    def work(
        self, key: str, run: Callable[[Turn], dict[str, Any]] | None = None, **more: Any
    ) -> Work:
        def noted(turn: Turn) -> dict[str, Any]:
            self.turns.append((key, turn))
            return run(turn) if run else {}

        name = Text.of(key)
        return works.register(Work(key=key, name=name, says=name, run=noted, **more))

    def tick(self, now: datetime, worker: str = "here:1") -> running.Ran | None:
        return running.tick(now=now, worker=worker)

    def walk(self, first: datetime, last: datetime, step: timedelta) -> list[running.Ran]:
        """Tick on from ``first`` to ``last``, each time until nothing is due."""
        ran: list[running.Ran] = []
        now = first
        while now <= last:
            while (done := self.tick(now)) is not None:
                ran.append(done)
            now += step
        return ran

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.turns]


@pytest.fixture
def night(workspace: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    monkeypatch.setattr(works, "_WORKS", {})
    yield Night()
