"""What a plan of the map says: who would move and why, what would change, and the pin that holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from banso.journey.model import JourneyMap
from banso.lib.problems import BansoError, Problem, errors, problem
from banso.lib.text import Text

Tracks = Mapping[str, Mapping[str, int]]


class PinUnreadable(BansoError):
    """The pin is not one that a plan gave."""


@dataclass(frozen=True, slots=True)
class OldRule:
    """What the running text says of the same arrow on the same day.

    ``held`` of ``hold`` days are done, ``again_in`` days must pass before it may be followed again.
    """

    text: str
    reason: dict[str, Any]
    success: dict[str, Any] | None = None
    hold: int = 0
    held: int = 0
    again_in: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text, "reason": self.reason, "success": self.success, "hold": self.hold,
            "held": self.held, "again_in": self.again_in,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """An account that would move. ``kind`` as of a stay's reason; ``version``: its place is gone.

    ``reason`` explains the condition that takes it away, ``via`` are the places it would come
    through, the last one its target. ``old`` None: the running text has no such arrow. ``manual``:
    a person had it at ``source``.
    """

    account_id: int
    lane: str
    source: str
    target: str
    kind: str
    text: str
    path: str
    line: int | None
    reason: dict[str, Any] | None
    success: dict[str, Any] | None
    old: OldRule | None
    via: tuple[str, ...]
    manual: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "account": self.account_id, "lane": self.lane, "from": self.source, "to": self.target,
            "kind": self.kind, "when": self.text, "path": self.path, "line": self.line,
            "reason": self.reason, "success": self.success, "via": list(self.via),
            "manual": self.manual, "old": self.old.as_json() if self.old else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a text would do on the last closed day; ``pin`` is '' when it cannot be applied.

    ``day`` None: no day is closed, so nobody stands anywhere. ``hidden`` counts moves of accounts
    outside the viewer's scope; they would be made all the same. ``succeed`` counts accounts that
    stay where they are but have reached the success of their phase under the new text.
    Counts are accounts by place, '' not yet on the map, in the viewer's scope.
    """

    pin: str
    day: date | None
    release: int
    version: int | None
    next_version: int
    problems: tuple[Problem, ...]
    text_same: bool
    old_map: JourneyMap | None
    new_map: JourneyMap | None
    moves: tuple[PlannedMove, ...] = ()
    hidden: int = 0
    succeed: int = 0
    accounts: int = 0
    counts_before: Mapping[str, int] = field(default_factory=dict)
    counts_after: Mapping[str, int] = field(default_factory=dict)
    track_before: Tracks = field(default_factory=dict)
    track_after: Tracks = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        return errors(self.problems)

    @property
    def ok(self) -> bool:
        """Whether it may be applied."""
        return bool(self.pin) and not self.text_same

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {
            "pin": self.pin,
            "day": self.day.isoformat() if self.day else None,
            "release": self.release,
            "version": self.version,
            "next_version": self.next_version,
            "text_same": self.text_same,
            "problems": [p.as_json(language) for p in self.problems],
            "moves": [m.as_json() for m in self.moves],
            "hidden": self.hidden,
            "succeed": self.succeed,
            "accounts": self.accounts,
            "counts_before": dict(self.counts_before),
            "counts_after": dict(self.counts_after),
            "track_before": {k: dict(v) for k, v in self.track_before.items()},
            "track_after": {k: dict(v) for k, v in self.track_after.items()},
        }


@dataclass(frozen=True, slots=True)
class Applied:
    """A version in force; ``moves`` accounts were moved at once, stamped ``day`` and ``release``."""

    version: int
    release: int
    day: date | None
    moves: int


@dataclass(frozen=True, slots=True)
class MapVersion:
    """A version that was in force from the close of ``on_day`` (None: since ever); ``by`` '': the product."""

    version: int
    release: int
    at: datetime
    on_day: date | None
    by: str
    why: str
    moved: int
    in_force: bool
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A map that ships, for a chooser."""

    key: str
    name: Text
    purpose: Text | None
    phases: tuple[Text, ...]
    text: str


# The pin -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pin:
    """A plan in a few letters: under which release, on which day, of which text, with which moves."""

    release: int
    day: date | None
    text: str
    moves: str
    count: int

    def __str__(self) -> str:
        day = self.day.isoformat() if self.day else "0"
        return f"r{self.release}.{day}.{self.text}.{self.moves}.{self.count}"

    @classmethod
    def read(cls, pin: str) -> Pin:
        """The pin of its text; raises ``PinUnreadable``."""
        try:
            release, day, text, moves, count = pin.split(".")
            if not release.startswith("r"):
                raise ValueError(release)
            on = date.fromisoformat(day) if day != "0" else None
            return cls(int(release[1:]), on, text, moves, int(count))
        except ValueError as wrong:
            raise PinUnreadable(
                problem(
                    "journey.pin-unreadable",
                    ja="計画の控えを読み取れません。",
                    en="This is not the pin of a plan.",
                    remedy_ja="もう一度「計画」を実行してから適用してください。",
                    remedy_en="Plan again, then apply.",
                    sample=pin[:60],
                )
            ) from wrong


Step = tuple[int, str, str, str]  # account, lane, source, target


def pin_of(*, release: int, day: date | None, text: str, moves: Iterable[Step]) -> Pin:
    """The pin of a plan; equal exactly when all of them are."""
    listed = sorted(moves)
    return Pin(release, day, _short(text), _short(repr(listed)), len(listed))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
