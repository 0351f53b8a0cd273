"""What an import remembers of itself, so that a row of it can come in later as if it had been right.

Which ids its rows brought (a later row under one of them differs from what came first), what the end
dates of a table were taken for, the day values without history hold from, and the days seen.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from banso.connectors.files.mapping import Lookup, Mapping

_PAIR = struct.Struct("<8s8s")
NEW, SAME, OTHER = "new", "same", "other"


def _short(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


@dataclass(slots=True)
class Memory:
    """``seen``: kind → id → content, both as 8-byte digests. ``before`` are those of an earlier run.

    ``ends``: table → what its end dates mean. ``instead``: a row whose id an earlier run brought takes
    that row's place, because a person said so.
    """

    seen: dict[str, dict[bytes, bytes]] = field(default_factory=dict)
    before: dict[str, dict[bytes, bytes]] = field(default_factory=dict)
    firsts: dict[tuple[str, bytes], tuple[str, int]] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    day: date | None = None
    days: dict[str, list[date]] = field(default_factory=dict)
    instead: bool = False

    def look(self, kind: str, identity: str, content: str, place: tuple[str, int]) -> str:
        """Whether a row's id is new, or known with the same content or with another one."""
        key, digest = _short(identity), _short(content)
        mine = self.seen.setdefault(kind, {})
        known = mine.get(key)
        if known is None and not self.instead:
            known = self.before.get(kind, {}).get(key)
        if known is None:
            mine[key] = digest
            self.firsts[kind, key] = place
            return NEW
        return SAME if known == digest else OTHER

    def first_place(self, kind: str, identity: str) -> tuple[str, int] | None:
        """Table and row of the row that has the id, if this run brought it."""
        return self.firsts.get((kind, _short(identity)))

    def brought(self, kind: str, identity: str) -> bool:
        """Whether an earlier run brought this id: made-up ids then take the next number."""
        return _short(identity) in self.before.get(kind, {})

    def as_json(self) -> dict[str, Any]:
        return {
            "ends": self.ends,
            "day": self.day.isoformat() if self.day else None,
            "days": {k: [d.isoformat() for d in span] for k, span in self.days.items()},
        }

    def packed(self) -> dict[str, bytes]:
        """The ids by kind, packed; those of earlier runs as well."""
        kinds = {*self.seen, *self.before}
        both = {k: self.before.get(k, {}) | self.seen.get(k, {}) for k in kinds}
        return {
            k: zlib.compress(b"".join(_PAIR.pack(*pair) for pair in ids.items()), 1)
            for k, ids in both.items()
        }

    @classmethod
    def of(cls, data: dict[str, Any], packed: Iterable[tuple[str, bytes]]) -> Memory:
        return cls(
            before={k: dict(_PAIR.iter_unpack(zlib.decompress(raw))) for k, raw in packed},
            ends=dict(data.get("ends", {})),
            day=date.fromisoformat(data["day"]) if data.get("day") else None,
            days={k: [date.fromisoformat(d) for d in v] for k, v in data.get("days", {}).items()},
        )


def lookups_of(mapping: Mapping) -> list[Lookup]:
    """Every table the mapping looks something up in, each once, in the order of its text."""
    found = (k for f in mapping.files for source in f.sources() for k in source.lookups)
    return list(dict.fromkeys(found))


def pack_lookup(table: dict[str, str]) -> bytes:
    return zlib.compress(json.dumps(table, ensure_ascii=False).encode(), 6)


def unpack_lookup(data: bytes) -> dict[str, str]:
    return dict(json.loads(zlib.decompress(data)))
