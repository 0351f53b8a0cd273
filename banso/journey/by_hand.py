"""Moves by hand and waiting (rules.md R5): who, why, until when, with the rules' verdict beside it.

On a day that is closed already, as a standing clock's is, a move comes after everything the rules
did on it. On a day still open it is shown at once, marked provisional, and becomes part of the
day's close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from banso.customers import queries as customers
from banso.customers.definitions import MAIN_LANE
from banso.events.lake import Lake
from banso.journey.acts import NOTHING, Key, read_acts
from banso.journey.afterwards import Done, finish, is_right, read_facts, record
from banso.journey.classify import last_day_walked
from banso.journey.decided import known_of
from banso.journey.maps import Edition, NoMap, edition_in_force, no_map
from banso.journey.models import ManualMove
from banso.journey.open_days import mend
from banso.journey.reader import suggest
from banso.journey.results import Order
from banso.journey.standing import Standing as Where
from banso.journey.turns import DaysBeingClosed, writing
from banso.journey.waiting import (
    LONGEST_DAYS,
    NotOnTheMap,
    NotWaiting,
    PastDay,
    UntilTooLate,
    WaitingAlready,
    end_waiting,
    last_day_of,
    latest_until,
    not_on_the_map,
    require_standing,
    start_waiting,
    today,
)
from banso.journey.walking import Walked
from banso.journey.walking import by_hand as moved_by_hand
from banso.journey.why import WhyMissing, WhyTooLong, reason_given
from banso.journey.writing import restored
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import operations as workspace
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "LONGEST_DAYS", "AlreadyThere", "DaysBeingClosed", "HandMove", "NotByHand", "NotOnTheMap",
    "NotWaiting", "PastDay", "PlaceChoice", "PlaceUnknown", "UntilTooLate", "WaitingAlready",
    "WhyMissing", "WhyTooLong", "end_waiting", "give_back", "latest_until", "move_by_hand",
    "places", "start_waiting",
]  # fmt: skip


class PlaceUnknown(BansoError):
    """The map in force has no such place."""


class AlreadyThere(BansoError):
    """The account stands there already."""


class NotByHand(BansoError):
    """No person has moved this account; there is nothing to give back."""


@dataclass(frozen=True, slots=True)
class HandMove:
    """What a move, or giving it back, did. ``verdict`` is where the rules alone have the account.

    ``provisional``: ``day`` is still open, the move is shown with a mark until it is closed.
    """

    public_id: str
    account_id: int
    lane: str
    source: str
    place: str
    verdict: str
    until: date | None
    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    place: str
    name: str


def places(*, viewer: Viewer, language: str) -> tuple[PlaceChoice, ...]:
    """This function will list the places of the map in force, in its order; raises ``NoMap``."""
    viewer.require(Act.SEE_ACCOUNTS)
    journey = _edition().map
    return tuple(PlaceChoice(p, journey.name_of(p, language)) for p in journey.places)


def move_by_hand(
    *,
    viewer: Viewer,
    account_id: int,
    place: str,
    why: str,
    until: date | None = None,
    now: datetime,
    lake: Lake,
    lane: str = MAIN_LANE,
) -> HandMove:
    """This function will put an account at a place (a phase, or ``phase.state``) by a person's word.

    ``until`` is the last day, inclusive, at most 90 days away; None is until the rules agree. An
    interrupt ends it before. Raises ``PlaceUnknown``, ``AlreadyThere``, ``UntilTooLate``,
    ``PastDay``, ``WhyMissing``, ``WhyTooLong``, ``NotOnTheMap``, ``NotAllowed``, ``DaysBeingClosed``.
    """
    words = reason_given(why)
    require_standing(viewer, account_id, lane)
    with writing():
        mend(lake, now=now)
        desk = _Desk.of(viewer, (account_id, lane), lake=lake, now=now)
        target = desk.edition.rules.resolve(place)
        if target is None:
            raise PlaceUnknown(_place_unknown(place))
        if until is not None:
            last_day_of(until, day=desk.on)
        desk.refuse_same(target, until)
        with transaction.atomic():
            _take_back_end(desk)
            row = ManualMove.objects.create(
                account_id=account_id, lane=lane, place=target, why=words, until=until,
                day=desk.on, after_close=desk.closed, by_id=viewer.user_id, made_at=now,
                known=desk.known,
            )  # fmt: skip
            desk.done_now(Order(row.public_id, target, until))
            _audit(viewer, "journey.moved-by-hand", row, desk)
        desk.finish()
    return desk.told(row)


def give_back(
    *, viewer: Viewer, account_id: int, now: datetime, lake: Lake, lane: str = MAIN_LANE
) -> HandMove:
    """This function will end a move by hand: the account goes to where the rules have it.

    Raises ``NotByHand``, ``NotOnTheMap``, ``NotAllowed``, ``DaysBeingClosed``.
    """
    require_standing(viewer, account_id, lane)
    with writing():
        mend(lake, now=now)
        desk = _Desk.of(viewer, (account_id, lane), lake=lake, now=now)
        hand = desk.before.by_hand
        row = ManualMove.objects.filter(public_id=hand.order).first() if hand else None
        if row is None:
            raise NotByHand(_not_by_hand())
        with transaction.atomic():
            row.ended_on, row.ended_after_close = desk.on, desk.closed
            row.ended_by_id, row.ended_at = viewer.user_id, now
            row.save(update_fields=["ended_on", "ended_after_close", "ended_by", "ended_at"])
            desk.done_now(None)
            _audit(viewer, "journey.given-back", row, desk)
        desk.finish()
    return desk.told(row)


@dataclass
class _Desk:
    """One account on the table: where it stands, what the day's facts are, on which day one acts."""

    lake: Lake
    now: datetime
    day: date  # the last one walked
    on: date  # the one acted on
    done: Done
    before: Where  # where it stands for whoever looks
    right: bool
    known: dict[str, Any]  # what is known at this moment

    @classmethod
    def of(cls, viewer: Viewer, key: Key, *, lake: Lake, now: datetime) -> _Desk:
        row, day, edition = require_standing(viewer, *key), last_day_walked(), _edition()
        facts = {}
        if day is not None and row.day == day:
            facts = read_facts(lake, [edition], day=day, accounts=[key[0]])
        if day is None or key not in facts:
            raise NotOnTheMap(not_on_the_map())
        walked = restored(row.data)
        before = restored(row.ahead).standing if row.ahead else walked.standing
        done = Done(key, walked, facts[key], edition)
        return cls(lake, now, day, today(now=now), done, before, is_right(day), known_of(row))

    @property
    def edition(self) -> Edition:
        return self.done.edition

    @property
    def closed(self) -> bool:
        """Whether the day acted on is closed already."""
        return self.on <= self.day

    def refuse_same(self, place: str, until: date | None) -> None:
        """Staying where it is is no move, unless it changes the last day of one."""
        hand = self.before.by_hand
        if self.before.place == place and (hand is None or hand.until == until):
            raise AlreadyThere(_already_there(place))

    def done_now(self, order: Order | None) -> None:
        """Work out and record where the account stands, with everything that was ordered."""
        done, rules = self.done, self.edition.rules
        if self.closed:
            result = moved_by_hand(
                rules, done.walked.standing, done.facts, day=self.day, order=order
            )
            done.walked = Walked(result.standing, done.walked.paid)
            done.results = [result]
        acts = read_acts([done.key[0]]).get(done.key, NOTHING)
        done.look_ahead(acts, self.day)
        record([done], day=self.day, now=self.now)

    def finish(self) -> None:
        finish(self.lake, [self.done], day=self.day, right=self.right, now=self.now)

    def told(self, row: ManualMove) -> HandMove:
        shown = self.done.shown.standing
        return HandMove(
            row.public_id, row.account_id, row.lane, self.before.place, shown.place, shown.verdict,
            row.until, self.on, not self.closed,
        )  # fmt: skip


def _take_back_end(desk: _Desk) -> None:
    """Who moves an account again on the open day it was given back on has changed their mind: a day
    has one move and one end, and the end comes last."""
    if not desk.closed:
        account, lane = desk.done.key
        ManualMove.objects.filter(
            account_id=account, lane=lane, ended_on=desk.on, ended_after_close=False
        ).update(ended_on=None, ended_at=None, ended_by=None)


def _edition() -> Edition:
    edition = edition_in_force()
    if edition is None:
        raise NoMap(no_map())
    return edition


def _audit(viewer: Viewer, act: str, row: ManualMove, desk: _Desk) -> None:
    # the reason stays with the row: what people wrote can be erased there
    ids = customers.public_ids(viewer=viewer, ids=[row.account_id])
    workspace.audit(
        viewer=viewer,
        act=act,
        subject_kind="account",
        subject_id=ids[row.account_id],
        now=desk.now,
        detail={
            "move": row.public_id,
            "lane": row.lane,
            "from": desk.before.place,
            "to": desk.done.shown.standing.place,
            "day": desk.on.isoformat(),
            "until": row.until.isoformat() if row.until else None,
        },
    )


# What is said -------------------------------------------------------------------------------------------


def _place_unknown(place: str) -> Problem:
    near = suggest(place, _edition().map.places)
    return problem(
        "journey.place-unknown",
        ja=f"マップに「{place}」という場所はありません。",
        en=f"The map has no place '{place}'.",
        remedy_ja=f"「{near}」のことですか。"
        if near
        else "フェーズと状態をマップから選んでください。",
        remedy_en=f"Did you mean '{near}'?" if near else "Choose a phase or state of the map.",
        sample=place[:60],
        suggestion=near,
    )


def _already_there(place: str) -> Problem:
    name = _edition().map.name_of
    return problem(
        "journey.already-there",
        ja=f"この顧客企業は、すでに「{name(place, 'ja')}」にいます。",
        en=f"This account stands at '{name(place, 'en')}' already.",
        remedy_ja="別の場所を選んでください。",
        remedy_en="Choose another place.",
        sample=place,
    )


def _not_by_hand() -> Problem:
    return problem(
        "journey.not-by-hand",
        ja="この顧客企業は手動で動かされていません。",
        en="Nobody has moved this account by hand.",
        remedy_ja="画面を読み込み直して、今の状態を確かめてください。",
        remedy_en="Load the page again to see how it stands.",
    )
