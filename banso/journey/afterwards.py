# ruff: noqa: S608  names are our own; values are bound
"""What is done once a day is closed: a new version of the map, a person's word (rules.md R4, R5).

The records come first, in one transaction that also takes back the note that the day is walked;
then the day's rows of the lake; then the note. Whoever dies in between leaves the records right and
the day to be walked again from them, which ``open_days.mend`` does before anything else is done.

What a person does on a day that is still open stands beside the standing of the last closed day
(``ahead``), and in that day's rows with the mark *provisional*, until the day is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from banso.events.lake import Cursor, Lake, PartitionRange
from banso.journey.acts import NOTHING, AccountActs, Key, read_acts
from banso.journey.classify import day_digests, note_again
from banso.journey.dayrows import replace_rows
from banso.journey.definitions import STATE_DAYS
from banso.journey.engine import give_back_at_once, move_at_once
from banso.journey.facts import columns_for, facts_on
from banso.journey.maps import Edition, editions
from banso.journey.models import ClassifiedDay, KeptStanding
from banso.journey.models import Standing as StandingRow
from banso.journey.moving import Table
from banso.journey.results import DayResult
from banso.journey.starts import read_starts
from banso.journey.walking import StateRow, Walked, state_row
from banso.journey.writing import (
    moves_between,
    restored,
    standing_row,
    stored,
    upsert_standings,
    write_stays,
)
from banso.lib import steps
from banso.metrics.queries import metric_table

RECORDED = steps.declare(
    "journey.recorded", "a change stands in the records; the lake's rows of the day are of before"
)
REWRITTEN = steps.declare(
    "journey.rewritten", "the day's rows stand in the lake; that the day is walked is not noted"
)
ONE_DAY = timedelta(days=1)
_FEW = 500  # more accounts than this are not named one by one


@dataclass
class Done:
    """What became of one account on the newest closed day: ``results`` of that day, in order.

    ``ahead`` are the results of the open day, on top of ``walked``; empty where nothing was done.
    ``changed`` False: it stands as it stood, only its row is made under another release.
    """

    key: Key
    walked: Walked
    facts: Mapping[str, Any]
    edition: Edition
    results: list[DayResult] = field(default_factory=list)
    ahead: list[DayResult] = field(default_factory=list)
    changed: bool = True

    @property
    def shown(self) -> Walked:
        """Where the account stands for whoever looks now."""
        return Walked(self.ahead[-1].standing, self.walked.paid) if self.ahead else self.walked

    def row(self, day: date, *, waiting: bool) -> StateRow:
        """The day's row of the lake."""
        last = self.ahead or self.results
        result = last[-1] if last else unmoved(self.edition, self.walked, self.facts, day)
        ended = self.facts.get("life") == "ended"
        return state_row(
            self.key, day, result, self.edition.release, waiting,
            self.walked.paid if ended else None, self.facts.get("mrr"),
        )  # fmt: skip

    def look_ahead(self, acts: AccountActs, day: date) -> None:
        """Do again, on top of where the account stands now, what was ordered for days still open."""
        self.ahead = []
        standing, rules = self.walked.standing, self.edition.rules
        for open_day in sorted({d for d in (*acts.orders, *acts.ends) if d > day}):
            order = acts.orders.get(open_day)
            if order is not None:
                self.ahead.append(
                    move_at_once(rules, standing, self.facts, day=open_day, order=order)
                )
                standing = self.ahead[-1].standing
            if open_day in acts.ends and standing.by_hand is not None:
                self.ahead.append(give_back_at_once(rules, standing, self.facts, day=open_day))
                standing = self.ahead[-1].standing


def unmoved(edition: Edition, walked: Walked, facts: Mapping[str, Any], day: date) -> DayResult:
    """The result of a day on which nothing more happens: the same standing, its track, its success."""
    table = Table(edition.rules, walked.standing, facts, day, business=True, waiting=False)
    table.look_for_success()
    return DayResult(walked.standing, (), (), table.track(), table.success)


# Reading ------------------------------------------------------------------------------------------------


def read_standings(day: date, accounts: Iterable[int] | None = None) -> dict[Key, Walked]:
    """Where accounts stand after ``day``, of all or of these; those who ended earlier are left out."""
    rows = StandingRow.objects.filter(day=day)
    if accounts is not None:
        rows = rows.filter(account_id__in=sorted(set(accounts)))
    return {
        (account, lane): restored(data)
        for account, lane, data in rows.values_list("account_id", "lane", "data").iterator()
    }


def read_facts(
    lake: Lake,
    editions: Sequence[Edition],
    *,
    day: date,
    accounts: Sequence[int] | None = None,
    names: frozenset[str] = frozenset(),
) -> dict[Key, dict[str, Any]]:
    """The metric rows of ``day`` that conditions of ``editions`` (and ``names``) ask, ``yesterday.*`` too."""
    table = metric_table(lake)
    wanted = names.union(*(e.rules.names for e in editions))
    with lake.cursor() as cursor:
        found = facts_on(
            cursor, table, columns=columns_for(table, wanted), day=day, accounts=accounts
        )
        if any(name.startswith("yesterday.") for name in wanted):
            before = _of_yesterday(cursor, lake, day - ONE_DAY)
            for key, facts in found.items():
                facts.update(before.get(key, _UNKNOWN_YESTERDAY))
    return found


_UNKNOWN_YESTERDAY: Mapping[str, Any] = {
    "yesterday.phase": None, "yesterday.state": None, "yesterday.track": None,
}  # fmt: skip


def _of_yesterday(cursor: Cursor, lake: Lake, day: date) -> dict[Key, dict[str, Any]]:
    source = lake.table(STATE_DAYS).sql(PartitionRange.of_days(day, day))
    rows = cursor.execute(
        f"select account, lane, phase, state, track from {source} where day = ?", [day]
    ).fetchall()
    return {
        (row[0], row[1]): dict(zip(_UNKNOWN_YESTERDAY, (v or None for v in row[2:]), strict=True))
        for row in rows
    }


# Writing ------------------------------------------------------------------------------------------------

UNFINISHED = ""  # instead of a day's fingerprint: its rows in the lake are of before a change
_OUTDATED = "-"  # its facts have changed as well, so the next close walks it again


def is_right(day: date) -> bool:
    """Whether nothing that ``day`` was made from has changed; ask before something is ordered on it."""
    row = ClassifiedDay.objects.filter(day=day).first()
    found = day_digests(day, day, starts=read_starts(), versions=editions())
    return row is not None and row.digest == found[day]


def record(done: Sequence[Done], *, day: date, now: datetime) -> None:
    """Write stays and standings. Call it inside the transaction that says what was ordered."""
    walked = {
        one.key: Walked(
            one.walked.standing,
            one.walked.paid,
            [(result, one.edition) for result in (*one.results, *one.ahead)],
        )
        for one in done
        if any(r.moves or r.successes or r.agreed for r in (*one.results, *one.ahead))
    }
    write_stays(walked, base=day, known=day - ONE_DAY, now=now)
    upsert_standings([_standing(one, day=day, now=now) for one in done if one.changed or one.ahead])
    _keep(done, day)
    ClassifiedDay.objects.filter(day=day).update(digest=UNFINISHED)


def _standing(one: Done, *, day: date, now: datetime) -> StandingRow:
    shown = one.shown
    shown.last = one.row(day, waiting=False)
    row = standing_row(one.key, shown, release=one.edition.release, now=now)
    row.day = day
    row.data = stored(one.walked)
    row.ahead = stored(shown) if one.ahead else None
    return row


def _keep(done: Sequence[Done], day: date) -> None:
    """Standings kept at a month's end are those of after everything that was done on its last day."""
    kept = {(row.account_id, row.lane): row for row in KeptStanding.objects.filter(day=day)}
    if not kept:
        return
    changed = []
    for one in done:
        row = kept.get(one.key)
        if row is not None:
            row.data = stored(one.walked)
            changed.append(row)
    KeptStanding.objects.bulk_update(changed, ["data"], batch_size=500)


def finish(lake: Lake, done: Sequence[Done], *, day: date, right: bool, now: datetime) -> None:
    """Bring the lake after what was recorded, and note the day. ``right``: what :func:`is_right` said before."""
    steps.step(RECORDED)
    rewrite(lake, done, day=day, now=now)
    steps.step(REWRITTEN)
    if right:
        note_again(day, now=now)
    else:
        ClassifiedDay.objects.filter(day=day).update(digest=_OUTDATED, seen_at=now)


def rewrite(lake: Lake, done: Sequence[Done], *, day: date, now: datetime) -> None:
    """Put the rows of these accounts in place of those the lake has of ``day``."""
    accounts = {account for account, _ in (one.key for one in done)}
    acts = read_acts(accounts if len(accounts) <= _FEW else None)
    rows = [
        (one.row(day, waiting=acts.get(one.key, NOTHING).waits(day)), bool(one.ahead))
        for one in done
    ]
    walked = {
        one.key: Walked(one.walked.standing, None, [(r, one.edition) for r in one.results])
        for one in done
    }
    replace_rows(lake, rows, moves_between(walked, day, day), day=day, now=now)
