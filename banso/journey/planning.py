"""Plan, apply, export, history and rollback of the map (rules.md R4).

A plan evaluates the last closed day under the running release and carries a pin of both. Apply
makes exactly the moves of the plan, or refuses and says what differs. Days before are never
rewritten; only `restate`, of a later release, will compute a second series beside them.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from banso.events.lake import Lake
from banso.journey.acts import NOTHING, read_acts
from banso.journey.afterwards import Done, finish, is_right, mend, record
from banso.journey.check import Checked, check
from banso.journey.classify import last_day_walked
from banso.journey.definitions import MAP_KEY, MAP_KIND, TEMPLATES
from banso.journey.maps import FILE, Edition, NoMap, edition_in_force, no_map, template_text
from banso.journey.models import MapChange, Standing
from banso.journey.outlooks import Outlooks, counted, outlooks, planned
from banso.journey.parse import parse
from banso.journey.planned import (
    Applied,
    MapVersion,
    OldRule,
    Pin,
    PinUnreadable,
    Plan,
    PlannedMove,
    Step,
    Template,
    pin_of,
)
from banso.journey.turns import DaysBeingClosed, writing
from banso.journey.why import WhyMissing, WhyTooLong, reason_given
from banso.lib.problems import BansoError, Level, Problem, problem
from banso.metrics import queries as metrics
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.operations import digest_of
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "Applied", "DaysBeingClosed", "MapVersion", "NothingChanged", "OldRule", "PinUnreadable",
    "Plan", "PlanStale", "PlannedMove", "StaleDifference", "Template", "TextHasErrors",
    "VersionUnknown", "WhyMissing", "WhyTooLong", "apply", "check_text", "export", "history",
    "plan", "rollback", "templates", "version_text",
]  # fmt: skip

_REMEMBERED = 32


class TextHasErrors(BansoError):
    """A text with errors cannot come into force; the problems are those of the text."""


class NothingChanged(BansoError):
    """The text is the one in force, letter by letter."""


class VersionUnknown(BansoError):
    """There is no version of this number."""


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


# Reading ------------------------------------------------------------------------------------------------


def check_text(*, viewer: Viewer, text: str) -> Checked:
    """This function will check a text against the numbers and fields there are and the running map."""
    viewer.require(Act.SEE_DEFINITIONS)
    return _checked(text, edition_in_force())


def _checked(text: str, running: Edition | None) -> Checked:
    return check(
        text,
        names=metrics.name_table(viewer=Viewer.system()),
        file=FILE,
        running=running.map if running else None,
    )


def plan(*, viewer: Viewer, text: str, lake: Lake, now: datetime) -> Plan:
    """This function will say who would move if ``text`` came into force now, and why; it writes nothing."""
    viewer.require(Act.SEE_DEFINITIONS)
    looked = _look(text, lake)
    found = _told(looked, viewer)
    if found.pin:
        _remember(found.pin, looked.found.steps)
    return found


def export(*, viewer: Viewer) -> str:
    """This function will give the text in force byte for byte; raises ``NoMap``."""
    viewer.require(Act.SEE_DEFINITIONS)
    change = MapChange.objects.order_by("-id").first()
    if change is None:
        raise NoMap(no_map())
    return _text(change.version)


def version_text(*, viewer: Viewer, version: int) -> str:
    """This function will give the text of one version byte for byte; raises ``VersionUnknown``."""
    viewer.require(Act.SEE_DEFINITIONS)
    return _text(version)


def _text(version: int) -> str:
    found = queries.definition(
        viewer=Viewer.system(), kind=MAP_KIND, key=MAP_KEY, version=version
    )
    if found is None:
        raise VersionUnknown(
            problem(
                "journey.version-unknown",
                ja=f"マップの第{version}版はありません。",
                en=f"The map has no version {version}.",
                remedy_ja="履歴で版の番号を確かめてください。",
                remedy_en="See the history for the versions there are.",
                sample=str(version),
            )
        )
    return found.text


def history(*, viewer: Viewer) -> tuple[MapVersion, ...]:
    """This function will list the versions that were in force, newest first."""
    viewer.require(Act.SEE_DEFINITIONS)
    texts = {
        d.version: d.text
        for d in queries.definitions(viewer=viewer, kind=MAP_KIND, key=MAP_KEY)
    }
    names = queries.names_of_people(viewer=viewer)
    changes = list(MapChange.objects.order_by("-id"))
    return tuple(
        MapVersion(
            version=change.version,
            release=change.release,
            at=change.at,
            on_day=change.on_day,
            by=names.get(change.by_id, "") if change.by_id else "",
            why=change.why,
            moved=change.moved,
            in_force=n == 0,
            text=texts[change.version],
        )
        for n, change in enumerate(changes)
    )


def templates(*, viewer: Viewer) -> tuple[Template, ...]:
    """This function will list the maps that ship."""
    viewer.require(Act.SEE_DEFINITIONS)
    found = []
    for key in TEMPLATES:
        text = template_text(key)
        journey = parse(text, file=FILE).map
        if journey is not None:
            names = tuple(p.name for p in journey.phases)
            found.append(Template(key, journey.name, journey.purpose, names, text))
    return tuple(found)


# Looking ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Looked:
    """A text looked at against what there is now."""

    text: str
    running: Edition | None
    checked: Checked
    release: int
    next_version: int
    found: Outlooks

    @property
    def text_same(self) -> bool:
        return self.running is not None and self.running.text == self.text

    @property
    def pin(self) -> Pin:
        return pin_of(
            release=self.release, day=self.found.day, text=self.text, moves=self.found.steps
        )


def _look(text: str, lake: Lake) -> _Looked:
    viewer = Viewer.system()
    running = edition_in_force()
    checked = _checked(text, running)
    newest = queries.newest_definition(viewer=viewer, kind=MAP_KIND, key=MAP_KEY)
    next_version = newest.version + (newest.text != text) if newest else 1
    day = last_day_walked()
    found = Outlooks(day)
    if running is not None and day is not None and checked.rules is not None:
        found = outlooks(
            lake, running=running, rules=checked.rules, day=day, version=next_version
        )
    return _Looked(
        text, running, checked, queries.release_number(viewer=viewer), next_version, found
    )


def _told(looked: _Looked, viewer: Viewer) -> Plan:
    running, checked, found = looked.running, looked.checked, looked.found
    visible = [o for o in found.all if viewer.sees(o.key[0])]
    moves: tuple[PlannedMove, ...] = ()
    if running is not None:
        moves = planned(found, viewer=viewer, running=running, checked=checked)
    if found.all or checked.rules is not None:
        before, track_before = counted((o.before.place, o.track_before) for o in visible)
    else:  # a text with errors: where everybody stands is worth showing all the same
        before, track_before = counted(_standing_now(viewer))
    after, track_after = counted((o.after.place, o.result.track.value) for o in visible)
    return Plan(
        pin=str(looked.pin) if checked.rules is not None else "",
        day=found.day,
        release=looked.release,
        version=running.version if running else None,
        next_version=looked.next_version,
        problems=(*checked.problems, *_cautions(looked)),
        text_same=looked.text_same,
        old_map=running.map if running else None,
        new_map=checked.map,
        moves=moves,
        hidden=len(found.movers) - len(moves),
        succeed=sum(o.succeeds for o in visible),
        accounts=len(visible),
        counts_before=before,
        counts_after=after,
        track_before=track_before,
        track_after=track_after,
    )


def _standing_now(viewer: Viewer) -> list[tuple[str, str]]:
    rows = Standing.objects.values_list("account_id", "place", "track")
    return [(place, track) for account, place, track in rows if viewer.sees(account)]


def _cautions(looked: _Looked) -> list[Problem]:
    """What a person should know although the text is right."""
    new, running = looked.checked.map, looked.running
    if new is None or running is None or new.day_zero == running.map.day_zero:
        return []
    line = looked.checked.loaded.key_at(("day_zero",)).line
    return [
        problem(
            "journey.day-zero-changes",
            ja=f"起点の日が「{running.map.day_zero}」から「{new.day_zero}」に変わります。",
            en=f"Day zero changes from '{running.map.day_zero}' to '{new.day_zero}'.",
            remedy_ja="起点から数える指標は、次に締める日から新しい起点で数えます。この計画は、これまでの起点で計算しています。",
            remedy_en="Numbers counted from day zero follow from the next day that is closed; this plan still has the old ones.",
            level=Level.CAUTION,
            line=line,
            path="day_zero",
        )
    ]


_recent: OrderedDict[str, list[Step]] = OrderedDict()
_lock = threading.Lock()


def _remember(pin: str, steps: list[Step]) -> None:
    """Keep the steps of a plan for a while, so that a refusal can name what differs."""
    with _lock:
        _recent[pin] = steps
        while len(_recent) > _REMEMBERED:
            _recent.popitem(last=False)


# Applying -----------------------------------------------------------------------------------------------


def apply(
    *, viewer: Viewer, text: str, pin: str, why: str, now: datetime, lake: Lake
) -> Applied:
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
        looked = _look(text, lake)
        _refuse(looked, asked)
        return _carry_out(looked, viewer=viewer, why=words, now=now, lake=lake)


def rollback(
    *, viewer: Viewer, version: int, pin: str, why: str, now: datetime, lake: Lake
) -> Applied:
    """This function will apply the text of an earlier version as a new one; nothing that happened is undone.

    Plan it first with the text that :func:`version_text` gives. Raises ``VersionUnknown`` and what
    :func:`apply` raises.
    """
    text = version_text(viewer=viewer, version=version)
    return apply(viewer=viewer, text=text, pin=pin, why=why, now=now, lake=lake)


def _applied_already(text: str, asked: Pin) -> Applied | None:
    """What applying this plan gave, if it was the last thing that changed the map."""
    last = list(MapChange.objects.order_by("-id")[:2])
    if not last or pin_of(release=asked.release, day=asked.day, text=text, moves=()).text != asked.text:
        return None
    newest, before = last[0], last[1] if len(last) > 1 else None
    planned_before = newest.release > asked.release and newest.on_day == asked.day
    if not planned_before or (before is not None and before.release > asked.release):
        return None
    if _text(newest.version) != text:
        return None
    return Applied(newest.version, newest.release, newest.on_day, newest.moved)


def _refuse(looked: _Looked, asked: Pin) -> None:
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


def _carry_out(
    looked: _Looked, *, viewer: Viewer, why: str, now: datetime, lake: Lake
) -> Applied:
    day, moved = looked.found.day, len(looked.found.movers)
    right = day is not None and is_right(day)
    with transaction.atomic():
        if queries.release_number(viewer=viewer) != looked.release or last_day_walked() != day:
            raise _stale(_look(looked.text, lake), looked.pin)
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


def _new_edition(looked: _Looked, *, viewer: Viewer, why: str, now: datetime) -> Edition:
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
    ahead = set(
        Standing.objects.filter(ahead__isnull=False).values_list("account_id", "lane")
    )
    acts = read_acts(account for account, _ in ahead) if ahead else {}
    for one in done:
        if one.key in ahead:
            one.look_ahead(acts.get(one.key, NOTHING), found.day)
    return done


def _audit(looked: _Looked, edition: Edition, *, viewer: Viewer, now: datetime) -> None:
    ways = Counter(f"{source or '-'} > {target or '-'}" for *_, source, target in looked.found.steps)
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


# Stale plans --------------------------------------------------------------------------------------------


def _stale(looked: _Looked, asked: Pin) -> PlanStale:
    there = looked.pin
    with _lock:
        then = set(_recent.get(str(asked), ()))
        known = str(asked) in _recent
    now = set(looked.found.steps)
    difference = StaleDifference(
        asked.release, there.release, asked.day, there.day, asked.count, there.count,
        asked.text != there.text,
        tuple(sorted(now - then)) if known else (), tuple(sorted(then - now)) if known else (),
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
        sample=_sample(found.came or found.gone),
    )


def _sample(steps: Sequence[Step]) -> str | None:
    return f"{len(steps)}" if steps else None
