"""What a new text would do to every account on the last closed day, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.events.lake import Lake
from banso.journey.acts import Key
from banso.journey.afterwards import Done, read_facts, read_standings
from banso.journey.check import Checked
from banso.journey.checks_ways import path_of
from banso.journey.engine import under_new_rules
from banso.journey.maps import Edition
from banso.journey.moving import track_of
from banso.journey.planned import OldRule, PlannedMove, Step, Tracks
from banso.journey.results import DayResult, Kind, Move
from banso.journey.rules import Rules
from banso.journey.standing import Standing
from banso.journey.walking import Walked
from banso.journey.ways import Way, explain_next
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Outcome:
    """One account before and after; ``facts`` are those of the day."""

    key: Key
    paid: int | None
    before: Standing
    track_before: str
    result: DayResult
    facts: Mapping[str, Any]

    @property
    def after(self) -> Standing:
        return self.result.standing

    @property
    def step(self) -> Step:
        return (*self.key, self.before.place, self.after.place)

    @property
    def succeeds(self) -> bool:
        """It stays, and has reached the success of its phase only under the new text."""
        return not self.result.moves and bool(self.result.successes)

    @property
    def changed(self) -> bool:
        return self.after != self.before or self.result.track.value != self.track_before

    def done(self, edition: Edition) -> Done:
        """The same as something to be written, under the version the text became."""
        return Done(
            self.key, Walked(self.after, self.paid), self.facts, edition, [self.result],
            changed=self.changed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Every account that was walked on ``day``."""

    day: date | None
    all: Sequence[Outcome] = field(default_factory=tuple)

    @property
    def movers(self) -> list[Outcome]:
        return [o for o in self.all if o.result.moves]

    @property
    def steps(self) -> list[Step]:
        return sorted(o.step for o in self.movers)


def outlooks(lake: Lake, *, running: Edition, rules: Rules, day: date, version: int) -> Outlooks:
    """Test the arrows of ``rules`` on the facts of ``day``, from where everybody stands after it."""
    new = Edition(version, 0, day, "", "", rules, {})
    facts = read_facts(lake, [running, new], day=day)
    found = []
    for key, walked in sorted(read_standings(day).items()):
        row = facts.get(key)
        if row is None:
            continue
        standing = walked.standing
        track = track_of(running.rules, standing.stay).value
        result = under_new_rules(rules, standing, row, day=day)
        found.append(Outcome(key, walked.paid, standing, track, result, row))
    return Outlooks(day, found)


# Counts -------------------------------------------------------------------------------------------------


def counted(places: Iterable[tuple[str, str]]) -> tuple[dict[str, int], Tracks]:
    """Accounts by place, and by place and track, from (place, track) of each."""
    both = Counter(places)
    counts: Counter[str] = Counter()
    tracks: dict[str, dict[str, int]] = {}
    for (place, track), n in sorted(both.items()):
        counts[place] += n
        tracks.setdefault(place, {})[track] = n
    return dict(counts), tracks


# Moves --------------------------------------------------------------------------------------------------


def planned(
    found: Outlooks, *, viewer: Viewer, running: Edition, checked: Checked
) -> tuple[PlannedMove, ...]:
    """The moves the viewer may see, in the order of the map as it runs."""
    moves = [_planned(o, running, checked) for o in found.movers if viewer.sees(o.key[0])]
    order = running.map.order
    moves.sort(key=lambda m: (order(m.source), m.source, m.target, m.account_id, m.lane))
    return tuple(moves)


def _planned(outcome: Outcome, running: Edition, checked: Checked) -> PlannedMove:
    moves = outcome.result.moves
    first, reason = moves[0], moves[0].reason
    line = checked.loaded.key_at(path_of(reason.path)).line if reason.path else None
    return PlannedMove(
        account_id=outcome.key[0],
        lane=outcome.key[1],
        source=outcome.before.place,
        target=outcome.after.place,
        kind=reason.kind.value,
        text=reason.text,
        path=reason.path,
        line=line,
        reason=reason.explanation.as_json() if reason.explanation else None,
        success=reason.success.as_json() if reason.success else None,
        old=_old(outcome, running, first),
        via=tuple(m.target for m in moves),
        manual=outcome.before.by_hand is not None,
    )


def _old(outcome: Outcome, running: Edition, first: Move) -> OldRule | None:
    """The running text's arrow for the same step, as it stands on the day."""
    if first.reason.kind is Kind.VERSION:
        return None
    ways = explain_next(running.rules, outcome.before, outcome.facts, day=first.day).ways
    way = next(iter(sorted(_same(ways, first), key=_unlike(first))), None)
    if way is None:
        return None
    return OldRule(
        way.text, way.explanation.as_json(), way.success.as_json() if way.success else None,
        way.hold, way.held, way.again_in,
    )  # fmt: skip


def _same(ways: Sequence[Way], first: Move) -> list[Way]:
    back = first.reason.kind is Kind.PREVIOUS
    return [w for w in ways if w.previous == back and (back or w.to == first.target)]


def _unlike(first: Move) -> Any:
    interrupt = first.reason.kind is Kind.INTERRUPT

    def distance(way: Way) -> tuple[bool, bool]:
        return (way.interrupt != interrupt, way.text != first.reason.text)

    return distance
