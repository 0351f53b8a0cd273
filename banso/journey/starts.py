"""From which day on accounts are walked: the first day that contracts and usage both cover (rules.md R3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from banso.customers import queries as customers
from banso.workspace import queries as workspace
from banso.workspace.queries import CoverageView
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Starts:
    """``first`` is the earliest day of all; ``of`` holds the accounts that begin later than that."""

    first: date | None
    of: Mapping[int, date] = field(default_factory=dict)

    def __getitem__(self, account: int) -> date:
        return self.of.get(account) or self.first or date.max

    @property
    def digest(self) -> str:
        return f"{self.first}{sorted(self.of.items())}"


def read_starts() -> Starts:
    """This function will find the first day of the map, and the accounts whose usage begins later.

    Of several sources of usage an account follows those it has a key in. Without usage connected
    the contracts decide, and the other way round.
    """
    viewer = Viewer.system()
    covered = workspace.coverage(viewer=viewer)
    contracts = _earliest([c for c in covered if c.kind == "contracts"])
    usage = [c for c in covered if c.kind == "usage"]
    first = _later(contracts, _earliest(usage))
    if len(usage) < 2 or first is None:
        return Starts(first)
    begins = {c.source: c.from_on for c in usage}
    own: dict[int, date] = {}
    for span in customers.key_spans(viewer=viewer):
        begin = begins.get(span.source)
        if begin is not None:
            own[span.account_id] = min(begin, own.get(span.account_id, begin))
    later = {account: _later(contracts, begin) for account, begin in own.items()}
    return Starts(first, {a: day for a, day in later.items() if day is not None and day > first})


def _earliest(covered: Sequence[CoverageView]) -> date | None:
    return min((c.from_on for c in covered), default=None)


def _later(one: date | None, other: date | None) -> date | None:
    return max((d for d in (one, other) if d is not None), default=None)
