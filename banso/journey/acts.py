"""What people ordered, by account and day: moves by hand, their ends, waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from banso.journey.models import ManualMove, Waiting
from banso.journey.results import Order

Key = tuple[int, str]  # account, lane


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done after the close of a day: a move (``order``), or its end (None)."""

    at: datetime
    order: Order | None


@dataclass
class AccountActs:
    """``orders`` and ``ends`` take part in the close of their day, ``after`` comes behind it."""

    orders: dict[date, Order] = field(default_factory=dict)
    ends: set[date] = field(default_factory=set)
    after: dict[date, list[Act]] = field(default_factory=dict)
    rests: list[tuple[date, date | None]] = field(default_factory=list)

    def waits(self, day: date) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in self.rests)


NOTHING = AccountActs()


def read_acts(account_ids: Iterable[int] | None = None) -> dict[Key, AccountActs]:
    """This function will read what people ordered, of all accounts or of these."""
    moves = ManualMove.objects.order_by("made_at", "id")
    waits = Waiting.objects.order_by("id")
    if account_ids is not None:
        chosen = sorted(set(account_ids))
        moves, waits = moves.filter(account_id__in=chosen), waits.filter(account_id__in=chosen)
    found: dict[Key, AccountActs] = {}
    for move in moves:
        acts = found.setdefault((move.account_id, move.lane), AccountActs())
        _note_move(acts, move)
    for wait in waits:
        acts = found.setdefault((wait.account_id, wait.lane), AccountActs())
        acts.rests.append((wait.counted_from, wait.counted_to or wait.until))
    for acts in found.values():
        for done in acts.after.values():
            done.sort(key=lambda act: act.at)
    return found


def _note_move(acts: AccountActs, move: ManualMove) -> None:
    order = Order(move.public_id, move.place, move.until)
    if move.after_close:
        acts.after.setdefault(move.day, []).append(Act(move.made_at, order))
    else:
        acts.orders[move.day] = order  # two on one open day: the later one counts
    if move.ended_on is None or move.ended_at is None:
        return
    if move.ended_after_close:
        acts.after.setdefault(move.ended_on, []).append(Act(move.ended_at, None))
    else:
        acts.ends.add(move.ended_on)
