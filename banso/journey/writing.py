# ruff: noqa: S608  names are our own; values are bound
"""Writing what the days gave: rows of the lake, stays, standings, and which days are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

from banso.events.lake import Lake
from banso.journey.acts import Key
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.journey.kept import SeenDays, keep
from banso.journey.models import ClassifiedDay, KeptStanding, PhaseStay
from banso.journey.models import Standing as StandingRow
from banso.journey.standing import from_json, to_json
from banso.journey.stays import Book, Content, known_on
from banso.journey.walking import StateRow, Walked
from banso.lib import steps
from banso.metrics.arrays import hand_over, run
from banso.metrics.measuring import in_files
from banso.workspace.changes import insert_rows, update_rows

_AT_ONCE = 500
KEPT = steps.declare(
    "day.kept", "what a chunk is about to correct is copied; the days stand as they were"
)
STATE_TYPES = (
    ("day", "DATE"), ("account", "BIGINT"), ("lane", "VARCHAR"), ("phase", "VARCHAR"),
    ("state", "VARCHAR"), ("track", "VARCHAR"), ("phase_succeeded", "BOOLEAN"),
    ("days_in_phase", "BIGINT"), ("days_in_state", "BIGINT"), ("since", "DATE"),
    ("state_since", "DATE"), ("success_on", "DATE"), ("times", "BIGINT"),
    ("start_unseen", "BOOLEAN"), ("manual", "BOOLEAN"), ("verdict", "VARCHAR"),
    ("waiting", "BOOLEAN"), ("release", "BIGINT"), ("last_mrr", "BIGINT"), ("mrr", "BIGINT"),
)  # fmt: skip
MOVE_TYPES = (
    ("day", "DATE"), ("account", "BIGINT"), ("lane", "VARCHAR"), ("step", "BIGINT"),
    ("source", "VARCHAR"), ("target", "VARCHAR"), ("kind", "VARCHAR"), ("within", "BOOLEAN"),
    ("resumed", "BOOLEAN"), ("effective_on", "DATE"),
)  # fmt: skip
_STATES = """
    select * exclude (mrr), false as provisional, $now::timestamptz as recorded_at from states
"""
_DAILY = """
    select day, lane, phase, state, track, count(*)::bigint as accounts,
        coalesce(sum(mrr), 0)::bigint as mrr_minor,
        count(*) filter (where phase_succeeded)::bigint as succeeded
    from states group by all
"""


def write_rows(
    lake: Lake,
    rows: Sequence[StateRow],
    moves: Sequence[tuple[Any, ...]],
    days: Sequence[date],
    *,
    now: datetime,
    newest: bool = False,
    seen: SeenDays | None = None,
) -> None:
    """Put states and moves of ``days`` and their sums in place of what the lake has of those days.

    What differs on days that were ``seen`` before is copied first.
    """
    together, apart = in_files(days, newest=newest)
    parts: list[tuple[Sequence[date], Literal["day", "month"], str]] = [
        (together, "month", ""),
        (apart, "day", ""),
    ]
    if together and apart:
        split = [f"day < date '{apart[0]}'", f"day >= date '{apart[0]}'"]
        parts = [(together, "month", split[0]), (apart, "day", split[1])]
    with lake.cursor() as cursor:
        hand_over(cursor, "states", STATE_TYPES, rows)
        hand_over(cursor, "moves", MOVE_TYPES, moves)
        if seen:
            keep(cursor, lake, seen, now=now)
        steps.step(KEPT)
        for part, unit, where in (p for p in parts if p[0]):
            select = f"select * from ({_STATES}) where {where}" if where else _STATES
            lake.table(STATE_DAYS).replace_days(
                cursor, days=part, select_sql=select, params={"now": now}, unit=unit
            )
        # a few dozen rows a day: one file a month, so that a year of them is a dozen files
        lake.table(JOURNEY_DAILY).replace_days(cursor, days=days, select_sql=_DAILY, unit="month")
        lake.table(JOURNEY_MOVES).replace_days(
            cursor, days=days, select_sql="select * from moves", unit="month"
        )
        run(cursor, "drop table states")
        run(cursor, "drop table moves")


def moves_between(walked: Mapping[Key, Walked], first: date, last: date) -> list[tuple[Any, ...]]:
    """The rows of ``journey_moves`` that the days ``first`` to ``last`` of a run gave."""
    found = []
    for (account, lane), one in walked.items():
        steps: Counter[date] = Counter()
        for move in (m for result, _ in one.results for m in result.moves):
            if first <= move.day <= last:
                steps[move.day] += 1
                found.append(
                    (
                        move.day,
                        account,
                        lane,
                        steps[move.day],
                        move.source,
                        move.target,
                        move.reason.kind.value,
                        move.within,
                        move.resumed,
                        move.effective_on,
                    )  # fmt: skip
                )
    return found


# Stays ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StaysWritten:
    made: int = 0
    changed: int = 0
    superseded: int = 0


def write_stays(
    walked: Mapping[Key, Walked], *, base: date | None, known: date | None, now: datetime
) -> StaysWritten:
    """Write the stays of accounts walked on from the close of ``base`` (None: from the beginning).

    What was written up to ``known`` may only go on; where it differs, the row is superseded by
    another. What was written for days after ``known`` was for a day still open, and is replaced.
    """
    made: list[PhaseStay] = []
    changed: list[PhaseStay] = []
    old: list[int] = []
    gone: list[int] = []
    for keys in _batches(sorted(walked)):
        rows: dict[Key, dict[int, PhaseStay]] = {key: {} for key in keys}
        accounts = {account for account, _ in keys}
        for row in PhaseStay.objects.filter(account_id__in=accounts, superseded_at__isnull=True):
            rows.setdefault((row.account_id, row.lane), {})[row.number] = row
        for key in keys:
            _compare(
                key, walked[key], rows[key], base=base, known=known, now=now,
                made=made, changed=changed, old=old, gone=gone,
            )  # fmt: skip
    PhaseStay.objects.filter(pk__in=gone).delete()
    for pks in _batches(old):
        PhaseStay.objects.filter(pk__in=pks).update(superseded_at=now)
    insert_rows(PhaseStay, made)
    update_rows(PhaseStay, changed, _CHANGING)
    return StaysWritten(len(made), len(changed), len(old))


_CHANGING = (
    "left_on", "intervals", "turns", "states", "left_to", "exit_reason", "success_on",
    "success_reason", "passed", "by_hand_until", "phase", "entered_on", "came_from", "reason",
    "times", "start_unseen", "effective_on", "order",
)  # fmt: skip


def _compare(
    key: Key,
    walked: Walked,
    rows: Mapping[int, PhaseStay],
    *,
    base: date | None,
    known: date | None,
    now: datetime,
    made: list[PhaseStay],
    changed: list[PhaseStay],
    old: list[int],
    gone: list[int],
) -> None:
    written = {number: row.content() for number, row in rows.items()}
    book = Book.of(_cut(written.values(), base))
    for result, edition in walked.results:
        book.add(result, release=edition.release, version=edition.version)
    for number, content in book.contents.items():
        row = rows.get(number)
        if row is not None and written[number] == content:
            continue
        if row is not None and _goes_on(written[number], content, known):
            for name, value in content.items():
                setattr(row, name, value)
            changed.append(row)
            continue
        release, version = book.stamps.get(number) or (
            (row.release, row.map_version) if row else (0, 0)
        )
        made.append(
            PhaseStay(
                account_id=key[0],
                lane=key[1],
                release=release,
                map_version=version,
                recorded_at=now,
                replaces=row,
                **content,
            )  # fmt: skip
        )
        if row is not None:
            old.append(row.pk)
    for number, row in rows.items():
        if number not in book.contents:
            (gone if known is None or row.entered_on > known else old).append(row.pk)


def _cut(contents: Iterable[Content], base: date | None) -> Iterator[Content]:
    if base is None:
        return
    for content in contents:
        known = known_on(content, base)
        if known is not None:
            yield known


def _goes_on(before: Content, after: Content, known: date | None) -> bool:
    """Whether ``after`` says nothing else than ``before`` about the days up to ``known``."""
    return known is None or known_on(before, known) == known_on(after, known)


# Standings ------------------------------------------------------------------------------------------


def write_standings(
    walked: Mapping[Key, Walked], *, release: int, now: datetime, all_of_them: bool = False
) -> None:
    """Write where every account that was walked (or all) stands now; nothing of an open day is left."""
    rows = [
        standing_row(key, w, release=release, now=now)
        for key, w in walked.items()
        if w.last is not None or (all_of_them and w.standing.day is not None)
    ]
    upsert_standings(rows)


def upsert_standings(rows: Sequence[StandingRow]) -> None:
    """Write these rows in place of those of the same accounts."""
    fields = [f.name for f in StandingRow._meta.concrete_fields]
    StandingRow.objects.bulk_create(
        rows,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["account", "lane"],
        update_fields=[f for f in fields if f not in ("id", "account", "lane")],
    )


def standing_row(key: Key, walked: Walked, *, release: int, now: datetime) -> StandingRow:
    """The record of where an account stands after its last closed day."""
    standing, row, stay = walked.standing, walked.last, walked.standing.stay
    return StandingRow(
        account_id=key[0],
        lane=key[1],
        day=standing.day or date.min,
        data=stored(walked),
        ahead=None,
        place=standing.place,
        phase=stay.phase if stay else "",
        state=stay.state if stay else "",
        since=stay.entered_on if stay else None,
        state_since=stay.state_on if stay else None,
        track=row.track if row else "",
        success_on=stay.success_on if stay else None,
        start_unseen=bool(stay and stay.start_unseen),
        order=standing.by_hand.order if standing.by_hand else "",
        release=release,
        recorded_at=now,
    )


def stored(walked: Walked) -> dict[str, Any]:
    """A standing as JSON, with what the next rows need beside it."""
    return {**to_json(walked.standing), "paid": walked.paid}


def restored(data: Mapping[str, Any]) -> Walked:
    """An account to walk on from what :func:`stored` wrote."""
    return Walked(from_json(data), data.get("paid"))


def keep_standings(walked: Mapping[Key, Walked], day: date) -> None:
    """Keep the standings of a month's end, to begin from when late facts come."""
    KeptStanding.objects.filter(day=day).delete()
    KeptStanding.objects.bulk_create(
        [
            KeptStanding(account_id=key[0], lane=key[1], day=day, data=stored(w))
            for key, w in walked.items()
        ],
        batch_size=_AT_ONCE,
    )


def note_days(
    days: Sequence[date],
    digests: Mapping[date, str],
    *,
    newest: date,
    rows: int,
    release: int,
    now: datetime,
) -> None:
    """Note ``days`` as walked, each with the fingerprint of what it was made from.

    ``newest`` is the newest day once all is walked: it is seen as it stands now, and so is a day
    walked for the first time; the others keep the instant they were seen at.
    """
    each = rows // max(1, len(days))
    seen = dict(
        ClassifiedDay.objects.filter(day__in=days).exclude(day=newest).values_list("day", "seen_at")
    )
    ClassifiedDay.objects.bulk_create(
        [
            ClassifiedDay(
                day=d,
                digest=digests[d],
                release=release,
                rows=each,
                at=now,
                seen_at=seen.get(d) or now,
            )
            for d in days
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["digest", "release", "rows", "at", "seen_at"],
    )


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch
