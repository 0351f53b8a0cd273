"""Putting a map in force: exactly the moves of the plan, or a refusal that says what differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banso.events.lake import Lake
from banso.journey.acts import NOTHING, read_acts
from banso.journey.afterwards import Done, finish, is_right, record
from banso.journey.classify import last_day_walked
from banso.journey.definitions import MAP_KEY, MAP_KIND
from banso.journey.looking import Looked, look, recalled
from banso.journey.maps import Edition
from banso.journey.models import MapChange, Standing
from banso.journey.open_days import mend
from banso.journey.outlooks import Outlooks
from banso.journey.planned import Applied, Pin, Step, pin_of
from banso.journey.turns import writing
from banso.journey.why import reason_given
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.operations import digest_of
from banso.workspace.viewer import Act, Viewer


class TextHasErrors(BansoError):
    """A text with errors cannot come into force; the problems are those of the text."""


class NothingChanged(BansoError):
    """The text is the one in force, letter by letter."""


@dataclass(frozen=True, slots=True)
class StaleDifference:
    """What came between the plan and now. ``came`` and ``gone`` are steps (account, lane, from, to) that
    the plan did not have, or no longer has; empty where the plan itself is forgotten."""

    release_then: int
    release_now: int
    day_then: date | None
    day_now: date | None
    moves_then: int
    moves_now: int
    other_text: bool = False
    came: tuple[Step, ...] = ()
    gone: tuple[Step, ...] = ()


class PlanStale(BansoError):
    """The release, the last closed day or what would move is no longer what was planned."""

    def __init__(self, found: Problem, difference: StaleDifference) -> None:
        super().__init__(found)
        self.difference = difference


def apply(*, viewer: Viewer, text: str, pin: str, why: str, now: datetime, lake: Lake) -> Applied:
    """This function will put ``text`` in force and make exactly the moves of the plan that ``pin`` holds.

    The moves are stamped with the last closed day and the new release. The same text applied again
    with the same pin gives the same answer and does nothing. Raises ``TextHasErrors``,
    ``NothingChanged``, ``PlanStale``, ``PinUnreadable``, ``WhyMissing``, ``DaysBeingClosed``.
    """
    viewer.require(Act.EDIT_DEFINITIONS)
    words, asked = reason_given(why), Pin.read(pin)
    with writing():
        mend(lake, now=now)
        there = _applied_already(text, asked)
        if there is not None:
            return there
        looked = look(text, lake)
        _refuse(looked, asked)
        return _carry_out(looked, viewer=viewer, why=words, now=now, lake=lake)


def _applied_already(text: str, asked: Pin) -> Applied | None:
    """What applying this plan gave, if it was the last thing that changed the map."""
    last = list(MapChange.objects.order_by("-id")[:2])
    if (
        not last
        or pin_of(release=asked.release, day=asked.day, text=text, moves=()).text != asked.text
    ):
        return None
    newest, before = last[0], last[1] if len(last) > 1 else None
    planned_before = newest.release > asked.release and newest.on_day == asked.day
    if not planned_before or (before is not None and before.release > asked.release):
        return None
    there = queries.definition(
        viewer=Viewer.system(), kind=MAP_KIND, key=MAP_KEY, version=newest.version
    )
    if there is None or there.text != text:
        return None
    return Applied(newest.version, newest.release, newest.on_day, newest.moved)


def _refuse(looked: Looked, asked: Pin) -> None:
    if looked.checked.errors:
        raise TextHasErrors(looked.checked.errors)
    if looked.text_same:
        raise NothingChanged(
            problem(
                "journey.nothing-changed",
                ja="運用中の版と同じ内容です。",
                en="This is the text in force already.",
                remedy_ja="変更してから計画し、適用してください。",
                remedy_en="Change it, plan, then apply.",
            )
        )
    if looked.pin != asked:
        raise _stale(looked, asked)


def _carry_out(looked: Looked, *, viewer: Viewer, why: str, now: datetime, lake: Lake) -> Applied:
    day, moved = looked.found.day, len(looked.found.movers)
    right = day is not None and is_right(day)
    with transaction.atomic():
        if queries.release_number(viewer=viewer) != looked.release or last_day_walked() != day:
            raise _stale(look(looked.text, lake), looked.pin)
        edition = _new_edition(looked, viewer=viewer, why=why, now=now)
        done = _done(looked.found, edition)
        if day is not None:
            record(done, day=day, now=now)
        MapChange.objects.create(
            version=edition.version, release=edition.release, on_day=day, why=why, moved=moved,
            by_id=viewer.user_id, at=now,
        )  # fmt: skip
        _audit(looked, edition, viewer=viewer, now=now)
    if day is not None:
        finish(lake, done, day=day, right=right, now=now)
    return Applied(edition.version, edition.release, day, moved)


def _new_edition(looked: Looked, *, viewer: Viewer, why: str, now: datetime) -> Edition:
    version = workspace.save_definition(
        viewer=viewer, kind=MAP_KIND, key=MAP_KEY, text=looked.text, now=now, why=why
    )
    release = workspace.make_release(
        viewer=viewer, changes={f"{MAP_KIND}/{MAP_KEY}": version}, now=now, why=why
    )
    rules = looked.checked.rules
    assert rules is not None  # noqa: S101 - a text with errors was refused
    return Edition(
        version, release, looked.found.day, looked.text, digest_of(looked.text), rules, {}
    )


def _done(found: Outlooks, edition: Edition) -> list[Done]:
    """Everybody under the new version, with what was ordered for the open day done again on top."""
    if found.day is None:
        return []
    done = [o.done(edition) for o in found.all]
    ahead = set(Standing.objects.filter(ahead__isnull=False).values_list("account_id", "lane"))
    acts = read_acts(account for account, _ in ahead) if ahead else {}
    for one in done:
        if one.key in ahead:
            one.look_ahead(acts.get(one.key, NOTHING), found.day)
    return done


def _audit(looked: Looked, edition: Edition, *, viewer: Viewer, now: datetime) -> None:
    ways = Counter(
        f"{source or '-'} > {target or '-'}" for *_, source, target in looked.found.steps
    )
    workspace.audit(
        viewer=viewer,
        act="journey.applied",
        subject_kind=MAP_KIND,
        subject_id=MAP_KEY,
        now=now,
        detail={
            "version": edition.version,
            "release": edition.release,
            "day": edition.on_day.isoformat() if edition.on_day else None,
            "pin": str(looked.pin),
            "moves": dict(sorted(ways.items())),
        },
    )


def _stale(looked: Looked, asked: Pin) -> PlanStale:
    there, then, now = looked.pin, recalled(str(asked)), set(looked.found.steps)
    difference = StaleDifference(
        asked.release, there.release, asked.day, there.day, asked.count, there.count,
        asked.text != there.text,
        tuple(sorted(now - then)) if then is not None else (),
        tuple(sorted(then - now)) if then is not None else (),
    )  # fmt: skip
    return PlanStale(_what_moved(difference), difference)


def _what_moved(found: StaleDifference) -> Problem:
    parts: list[tuple[str, str]] = []
    if found.other_text:
        parts.append(("計画した文面ではありません", "this is not the text that was planned"))
    if found.release_then != found.release_now:
        parts.append(
            (
                f"リリースが{found.release_then}から{found.release_now}に変わりました",
                f"the release went from {found.release_then} to {found.release_now}",
            )
        )
    if found.day_then != found.day_now:
        parts.append(
            (
                f"最後に締めた日が{found.day_then or '—'}から{found.day_now or '—'}に進みました",
                f"the last closed day went from {found.day_then or '-'} to {found.day_now or '-'}",
            )
        )
    parts.append(
        (
            f"動く顧客企業は計画時{found.moves_then}社、今は{found.moves_now}社です",
            f"{found.moves_then} accounts were to move then, {found.moves_now} would now",
        )
    )
    return problem(
        "journey.plan-stale",
        ja="計画した時と状況が変わっています。" + "。".join(ja for ja, _ in parts) + "。",
        en="Things have changed since the plan: " + "; ".join(en for _, en in parts) + ".",
        remedy_ja="もう一度計画し、動く顧客企業を確かめてから適用してください。何も変更していません。",
        remedy_en="Plan again, look at who would move, then apply. Nothing was changed.",
    )
