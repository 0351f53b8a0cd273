"""What upkeep remembers between two runs: two small files beside the tables, written whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from banso.events.lake import write_durably

LAST = "_upkeep.json"
LOST = "_lost.json"


@dataclass(frozen=True, slots=True)
class LastRun:
    """``at`` the newest upkeep ended; ``closed`` is the last day up to which parts were closed."""

    at: datetime | None = None
    closed: date | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that were struck with a lost file and have not come back. Days as ISO dates."""

    table: str
    path: str
    rows: int
    first: str
    last: str
    batches: list[str]
    at: str


def last_run(folder: Path) -> LastRun:
    """The newest upkeep of the lake in ``folder``; an empty note before the first."""
    found = _read(folder / LAST)
    if not isinstance(found, dict):
        return LastRun()
    at, closed = found.get("at"), found.get("closed")
    return LastRun(
        at=datetime.fromisoformat(at) if at else None,
        closed=date.fromisoformat(closed) if closed else None,
        problems=found.get("problems", []),
        later=found.get("later", []),
    )


def note_run(folder: Path, run: LastRun) -> None:
    """Remember a run."""
    text = {
        "at": run.at.isoformat() if run.at else None,
        "closed": run.closed.isoformat() if run.closed else None,
        "problems": run.problems,
        "later": run.later,
    }
    write_durably(folder / LAST, json.dumps(text, ensure_ascii=False))


def missing(folder: Path) -> list[Missing]:
    """What was lost and is still missing."""
    found = _read(folder / LOST)
    return [Missing(**each) for each in found] if isinstance(found, list) else []


def note_missing(folder: Path, rows: list[Missing]) -> None:
    """Remember what is missing, in place of what was remembered."""
    if rows or (folder / LOST).exists():
        write_durably(folder / LOST, json.dumps([asdict(r) for r in rows]))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return None
