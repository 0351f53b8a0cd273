"""Writes of meetings: what a calendar says, and the account a person chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from banso.customers.addresses import Known, Ours, account_of, known_addresses, ours, sides_of
from banso.customers.models import Account
from banso.customers.moments.models import Touchpoint
from banso.execution.meetings.models import Attending, Meeting
from banso.execution.meetings.queries import MeetingUnknown, reached
from banso.lib.problems import BansoError, problem
from banso.workspace.changes import chunks
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

LONGEST_NOTES = 8_000  # characters of an invitation that are kept


class AccountRefused(BansoError):
    """There is no such account, or none this person may see."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One meeting as a calendar has it. Instants are aware; ``occurrence`` tells the meetings of a
    series apart and is empty for a single one; ``people`` are the addresses of everyone invited,
    the organiser included."""

    uid: str
    occurrence: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    title: str = ""
    place: str = ""
    notes: str = ""
    cancelled: bool = False
    people: tuple[str, ...] = ()
    sequence: int = 0

    @property
    def series(self) -> str:
        return sha256(self.uid.encode()).hexdigest()

    @property
    def key(self) -> str:
        return sha256(f"{self.uid}\n{self.occurrence}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """What one reading of a calendar did, in meetings."""

    seen: int = 0
    made: int = 0
    changed: int = 0
    gone: int = 0
    matched: int = 0  # of those seen, how many are of an account


@transaction.atomic
def take_meetings(
    *,
    viewer: Viewer,
    user_id: int,
    feed: str,
    seen: Sequence[Seen],
    since: datetime,
    until: datetime,
    day: date,
    now: datetime,
) -> Taken:
    """This function will make the meetings of one person's calendar what the calendar says now.

    ``viewer`` is the person whose calendar it is: a meeting is matched to accounts they may see.
    Meetings from ``since`` to ``until`` that stand in the calendar no longer go: those nothing hangs
    on are deleted, the others are cancelled. What lies behind stays.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    by_key = {s.key: s for s in seen}
    us = ours()
    known = known_addresses(viewer=viewer, addresses=_everyone(seen), day=day)
    there = _rows_of(by_key)
    chosen = _chosen_by_hand({s.series for s in seen})
    made = changed = matched = 0
    rows: list[Meeting] = []
    for key, one in by_key.items():
        row = there.get(key)
        fresh = row is None
        if row is None:
            row = Meeting(key=key, series=one.series, created_at=now, changed_at=now)
        elif row.account_id is not None and not viewer.sees(row.account_id):
            continue  # of an account this person may not see: their calendar changes nothing in it
        before = _state(row)
        if fresh or one.sequence >= row.sequence:
            _fill(row, one, us, known)
        hand = chosen.get(one.series, 0)
        if row.matched_by != "hand" and (hand is None or (hand and viewer.sees(hand))):
            row.account_id, row.matched_by = hand, "hand"
        _match(row, known)
        if fresh or _state(row) != before:
            row.changed_at = now
            row.save()
            made, changed = made + fresh, changed + (not fresh)
        rows.append(row)
        matched += row.account_id is not None
    _note_attending(rows, us, user_id, feed)
    gone = _let_go(feed, set(by_key), since, until, now)
    audit(
        viewer=viewer, act="meetings.taken", subject_kind="calendar", subject_id=feed, now=now,
        detail={"seen": len(by_key), "made": made, "changed": changed, "gone": gone},
    )  # fmt: skip
    return Taken(len(by_key), made, changed, gone, matched)


@transaction.atomic
def forget_calendar(*, viewer: Viewer, feed: str, since: datetime, now: datetime) -> int:
    """This function will take what came from a calendar out again: meetings after ``since`` that stand
    in no other calendar, and everything that no account and no minutes hang on."""
    viewer.require(Act.EDIT_ACCOUNTS)
    ids = set(Attending.objects.filter(feed=feed).values_list("meeting_id", flat=True))
    Attending.objects.filter(feed=feed).delete()
    alone = Meeting.objects.filter(pk__in=ids).exclude(attending__feed__gt="")
    written = _with_minutes(alone.values_list("public_id", flat=True))
    going = alone.exclude(public_id__in=written).filter(
        Q(starts_at__gte=since) | Q(account__isnull=True)
    )
    count, _by = Meeting.objects.filter(pk__in=list(going.values_list("pk", flat=True))).delete()
    audit(
        viewer=viewer, act="meetings.forgotten", subject_kind="calendar", subject_id=feed, now=now,
        detail={"rows": count},
    )  # fmt: skip
    return count


@transaction.atomic
def choose_account(*, viewer: Viewer, public_id: str, account_id: int | None, now: datetime) -> int:
    """This function will say of which account a meeting and the others of its series are (None: of none).

    What a person chose stays, whatever later fetches find. How many meetings changed.
    """
    viewer.require(Act.EDIT_ACCOUNTS)
    row = reached(viewer, public_id)
    if row is None:
        raise MeetingUnknown.of()
    known = Account.objects.filter(pk=account_id or 0, kind=Account.ACCOUNT, ended_on__isnull=True)
    if account_id is not None and not (viewer.sees(account_id) and known.exists()):
        raise AccountRefused(
            problem(
                "meeting.account-unknown",
                ja="この顧客企業は見つかりません。",
                en="There is no such account.",
                remedy_ja="名前を入力して、候補から選んでください。",
                remedy_en="Type a name and choose from the list.",
            )
        )
    rows = Meeting.objects.filter(series=row.series)
    if viewer.scope is not None:  # a meeting of the series outside the scope stays as it is
        rows = rows.filter(Q(account__isnull=True) | Q(account_id__in=sorted(viewer.scope)))
    changed = rows.update(account_id=account_id, matched_by="hand", changed_at=now)
    audit(
        viewer=viewer, act="meeting.account-chosen", subject_kind="meeting", subject_id=public_id,
        now=now, detail={"account": account_id, "meetings": changed},
    )  # fmt: skip
    return changed


# Helpers -----------------------------------------------------------------------------------------


def _everyone(seen: Iterable[Seen]) -> set[str]:
    return {address for one in seen for address in one.people}


def _rows_of(keys: Iterable[str]) -> dict[str, Meeting]:
    found: dict[str, Meeting] = {}
    for part in chunks(keys, 500):
        found |= {m.key: m for m in Meeting.objects.filter(key__in=part)}
    return found


def _chosen_by_hand(series: set[str]) -> dict[str, int | None]:
    """Series whose account a person chose: new meetings of it are of the same."""
    found: dict[str, int | None] = {}
    for part in chunks(sorted(series), 500):
        rows = Meeting.objects.filter(series__in=part, matched_by="hand").order_by("changed_at")
        found |= dict(rows.values_list("series", "account_id"))
    return found


def _state(row: Meeting) -> tuple[object, ...]:
    return (
        row.starts_at, row.ends_at, row.all_day, row.title, row.place, row.notes, row.status,
        row.ours, row.theirs, row.sequence, row.account_id, row.matched_by,
    )  # fmt: skip


def _fill(row: Meeting, one: Seen, us: Ours, known: Mapping[str, tuple[Known, ...]]) -> None:
    sides = sides_of(one.people, us=us, known=known)
    row.starts_at, row.ends_at, row.all_day = one.starts_at, one.ends_at, one.all_day
    row.status = Meeting.CANCELLED if one.cancelled else Meeting.PLANNED
    row.ours, row.theirs = ";".join(sides.ours), ";".join(sides.theirs)
    row.sequence = one.sequence
    if row.erased_at is None:  # words that named somebody who was erased do not come back
        row.title, row.place = one.title[:300], one.place[:300]
        row.notes = one.notes[:LONGEST_NOTES]


def _match(row: Meeting, known: Mapping[str, tuple[Known, ...]]) -> None:
    if row.matched_by == "hand":
        return
    theirs = [a for a in row.theirs.split(";") if a]
    account, how = account_of(theirs, known)
    if account is not None:  # else what another person's calendar knew stays
        row.account_id, row.matched_by = account, how


def _note_attending(rows: Sequence[Meeting], us: Ours, user_id: int, feed: str) -> None:
    """Who of us is in each: by this calendar, and by the addresses invited."""
    wanted = {(m.pk, user_id, feed) for m in rows}
    for row in rows:
        wanted |= {(row.pk, us.users[a], "") for a in row.ours.split(";") if a in us.users}
    there: dict[tuple[int, int, str], int] = {}
    for part in chunks([m.pk for m in rows], 500):
        found = Attending.objects.filter(meeting_id__in=part)
        there |= {
            (m, u, f): pk
            for pk, m, u, f in found.values_list("pk", "meeting_id", "user_id", "feed")
        }
    fresh = sorted(wanted - there.keys())
    Attending.objects.bulk_create(
        [Attending(meeting_id=m, user_id=u, feed=f) for m, u, f in fresh], batch_size=500
    )
    stale = [pk for key, pk in there.items() if key[2] == "" and key not in wanted]
    for part in chunks(stale, 500):
        Attending.objects.filter(pk__in=part).delete()


def _let_go(feed: str, keys: set[str], since: datetime, until: datetime, now: datetime) -> int:
    """Meetings ahead that stand in the calendar no longer."""
    rows = Meeting.objects.filter(attending__feed=feed, starts_at__gte=since, starts_at__lt=until)
    lost = [m for m in rows.distinct() if m.key not in keys]
    gone = 0
    written = _with_minutes(m.public_id for m in lost)
    for row in lost:
        Attending.objects.filter(meeting=row, feed=feed).delete()
        if row.attending.exclude(feed="").exists():
            continue  # it still stands in somebody else's
        if row.public_id in written:
            Meeting.objects.filter(pk=row.pk).update(status=Meeting.CANCELLED, changed_at=now)
        else:
            row.delete()
        gone += 1
    return gone


def _with_minutes(public_ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(public_ids, 500):
        rows = Touchpoint.objects.filter(meeting__in=part)
        found.update(rows.values_list("meeting", flat=True))
    return found
