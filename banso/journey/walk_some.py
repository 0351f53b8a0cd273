# ruff: noqa: S608  names are our own; values are bound
"""Days that late facts re-opened for some accounts: these are walked again, nobody else (rules.md R12).

The result is that of walking everybody: stays that differ are superseded, what stood on days that
were seen is copied first, standings and sums follow. It is right only where nothing but the metric
rows of these accounts has changed on the walked days; :func:`first_stale` says so beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from banso.events.lake import Cursor, Lake, PartitionRange, TableSpec
from banso.journey.acts import Key, read_acts
from banso.journey.classify import (
    KEEP_DAYS,
    ONE_DAY,
    Receipt,
    day_digests,
    ends_month,
    last_day_walked,
)
from banso.journey.dayrows import once_more
from banso.journey.definitions import JOURNEY_DAILY, JOURNEY_MOVES, STATE_DAYS
from banso.journey.facts import columns_for, rows_by_account
from banso.journey.kept import SeenDays, keep
from banso.journey.maps import Editions, editions
from banso.journey.models import ClassifiedDay, KeptStanding, MapChange, Standing
from banso.journey.standing import Standing as Where
from banso.journey.starts import Starts, read_starts
from banso.journey.walking import StateRow, Walked, Walker, first_standing
from banso.journey.writing import (
    MOVE_TYPES,
    STATE_TYPES,
    StaysWritten,
    moves_between,
    restored,
    stored,
    write_standings,
    write_stays,
)
from banso.lib import steps
from banso.lib.dates import days as each_day
from banso.metrics.arrays import hand_over, run
from banso.metrics.operations import months
from banso.metrics.queries import metric_table
from banso.workspace.progress import Progress, Silent

SOME_STATES = steps.declare(
    "day.some_states",
    "the states of re-opened accounts stand in the lake; the records know nothing",
)
SOME_STAYS = steps.declare(
    "day.some_stays", "the stays of re-opened accounts are written and their days noted"
)


def first_stale() -> date | None:
    """This function will give the first walked day that was made from other facts than there are; None: all
    are right. Ask before measuring: then only what measuring corrects is new."""
    known: dict[str, Any] = ClassifiedDay.objects.aggregate(first=Min("day"), last=Max("day"))
    first: date | None = known["first"]
    last: date = known["last"]
    if first is None or read_starts().first != first:
        return first
    digests = day_digests(first, last, starts=read_starts(), versions=editions())
    stands = dict(ClassifiedDay.objects.values_list("day", "digest"))
    return next((day for day, digest in digests.items() if stands.get(day) != digest), None)


def walk_some(
    *,
    lake: Lake,
    firsts: Mapping[int, date],
    now: datetime,
    last: date | None = None,
    right_before: date | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """This function will walk the accounts of ``firsts`` again, each from its first changed day on.

    ``last`` is the newest day once the whole close is over (it is seen anew), ``right_before`` a day
    from which on everybody is walked anyway: only days before it are noted as right. Call it inside
    ``turns.writing``, with nothing provisional in the rows.
    """
    known, starts = last_day_walked(), read_starts()
    if known is None or starts.first is None:
        return Receipt()
    first_day = starts.first
    wanted = {a: max(day, first_day) for a, day in firsts.items() if day <= known}
    if not wanted:
        return Receipt()
    begin = min(wanted.values())
    walk = _Some.prepared(lake, sorted(wanted), begin, starts, now, max(known, last or known))
    written = walk.carry_out(known, progress or Silent(), right_before)
    return Receipt(begin, known, walk.rows, written.made, written.superseded)


def walk_corrected(
    *,
    lake: Lake,
    corrected: Mapping[int, date],
    everyone: date | None,
    stale: date | None,
    now: datetime,
    last: date,
    progress: Progress | None = None,
) -> Receipt:
    """This function will walk only the accounts that measuring corrected, where that is enough.

    ``stale`` is what :func:`first_stale` said before measuring: with anything else changed everybody
    is walked from there anyway, and nothing is done here. ``everyone`` is the first day that was
    measured anew as a whole.
    """
    if stale is not None or not corrected:
        return Receipt()
    return walk_some(
        lake=lake, firsts=corrected, now=now, last=last, right_before=everyone, progress=progress
    )


@dataclass
class _Some:
    lake: Lake
    now: datetime
    accounts: list[int]
    begin: date
    base: date | None
    newest: date
    starts: Starts
    editions: Editions
    walker: Walker
    columns: list[str]
    walked: dict[Key, Walked] = field(default_factory=dict)
    kept: dict[date, dict[Key, dict[str, Any]]] = field(default_factory=dict)
    rows: int = 0

    @classmethod
    def prepared(
        cls,
        lake: Lake,
        accounts: list[int],
        begin: date,
        starts: Starts,
        now: datetime,
        newest: date,
    ) -> _Some:
        versions = editions()
        made_at = dict(enumerate(MapChange.objects.order_by("id").values_list("at", flat=True)))
        walker = Walker(editions=versions, acts=read_acts(accounts), made_at=made_at)
        base = KeptStanding.objects.filter(day__lt=begin).aggregate(day=Max("day"))["day"]
        some = cls(
            lake, now, accounts, begin, base, newest, starts, versions, walker,
            columns_for(metric_table(lake), versions.names),
        )  # fmt: skip
        for part in _parts(accounts if base else []):
            for row in KeptStanding.objects.filter(day=base, account_id__in=part):
                some.walked[row.account_id, row.lane] = restored(row.data)
        return some

    def carry_out(self, known: date, progress: Progress, right_before: date | None) -> StaysWritten:
        first = self.base + ONE_DAY if self.base else self.starts.first or self.begin
        there = {
            (account, lane): Walked(Where())
            for part in _parts(self.accounts)
            for account, lane in Standing.objects.filter(account_id__in=part).values_list(
                "account_id", "lane"
            )
        }
        progress.begin("journey.some", total=(known - first).days + 1, unit="days")
        for chunk in months(list(each_day(first, known))):
            self.walk_chunk(chunk, known)
            progress.advance(len(chunk))
        self.sums(known)
        steps.step(SOME_STATES)
        with transaction.atomic():
            written = write_stays(there | self.walked, base=self.base, known=known, now=self.now)
            for account, lane in there.keys() - self.walked.keys():
                Standing.objects.filter(account_id=account, lane=lane).delete()
            write_standings(
                self.walked, release=self.editions.newest.release, now=self.now, all_of_them=True
            )
            self.keep_standings()
            self.note(known, right_before)
        steps.step(SOME_STAYS)
        return written

    def walk_chunk(self, days: Sequence[date], known: date) -> None:
        found: list[StateRow] = []
        with self.lake.cursor() as cursor:
            for key, facts in rows_by_account(
                cursor, metric_table(self.lake), columns=self.columns,
                first=days[0], last=days[-1], accounts=self.accounts,
            ):  # fmt: skip
                start = self.starts[key[0]]
                rows: Iterator[tuple[date, dict[str, Any]]] = (
                    (day, values) for day, values in facts if day >= start
                )
                one = self.walked.get(key)
                if one is None:
                    begun = next(rows, None)
                    if begun is None:
                        continue
                    one = self.walked[key] = Walked(first_standing(begun[1], begun[0]))
                    rows = chain([begun], rows)
                found.extend(self.walker.days(one, key, rows))
            changed = [day for day in days if day >= self.begin]
            if changed:
                self.write(
                    cursor, found, changed, unit="day" if _same_month(days, known) else "month"
                )
        self.rows += len(found)
        if ends_month(days[-1]) and (known - days[-1]).days < KEEP_DAYS:
            self.kept[days[-1]] = {key: stored(one) for key, one in self.walked.items()}

    def write(
        self, cursor: Cursor, rows: Sequence[StateRow], days: Sequence[date], *, unit: str
    ) -> None:
        """Put what differs in place of what these accounts have on ``days``."""
        hand_over(cursor, "states", STATE_TYPES, [r for r in rows if r.day >= days[0]])
        moves = moves_between(self.walked, days[0], days[-1])
        hand_over(cursor, "moves", MOVE_TYPES, moves)
        hand_over(cursor, "touched", (("account", "BIGINT"),), [(a,) for a in self.accounts])
        seen = SeenDays.before(days, newest=self.newest)
        keep(cursor, self.lake, seen, now=self.now, accounts=self.accounts)
        states = """
            select * exclude (mrr), false as provisional, $now::timestamptz as recorded_at
            from states
        """
        self.replace(cursor, STATE_DAYS, states, _STATE_STAMPS, days, unit, {"now": self.now})
        self.replace(cursor, JOURNEY_MOVES, "select * from moves", ("month",), days, "month", {})
        for name in ("states", "moves", "touched"):
            run(cursor, f"drop table {name}")

    def replace(
        self,
        cursor: Cursor,
        spec: TableSpec,
        select: str,
        stamps: Iterable[str],
        days: Sequence[date],
        unit: str,
        params: dict[str, Any],
    ) -> None:
        """Write the days on which the select's rows differ from what is there, and no others."""
        table = self.lake.table(spec)
        said = ", ".join(c.name for c in spec.columns if c.name not in stamps)
        span = PartitionRange.of_days(days[0], days[-1])
        there = f"""(select {said} from {table.sql(span)} where day between
            date '{days[0]}' and date '{days[-1]}' and account in (select account from touched))"""
        new = f"(select {said} from ({select}))"
        differ = cursor.execute(
            f"""
            select distinct day from (
                (select * from {there} except all select * from {new})
                union all (select * from {new} except all select * from {there})
            ) order by day
            """,
            {**params, **params},
        ).fetchall()
        changed = [row[0] for row in differ]
        if not changed:
            return
        listed = ", ".join(f"date '{day}'" for day in changed)

        def write() -> None:
            source = self.lake.table(spec).sql(span)
            table.replace_days(
                cursor,
                days=changed,
                select_sql=f"""
                    select * exclude (month) from {source} where day in ({listed})
                        and account not in (select account from touched)
                    union all by name
                    select * from ({select}) where day in ({listed})
                """,
                params=params,
                unit=unit,  # type: ignore[arg-type]
            )

        once_more(write)

    def sums(self, known: date) -> None:
        """The sums of every re-opened day anew: accounts moved, or their money changed."""
        metrics = metric_table(self.lake)
        mrr = "m.mrr" if "mrr" in metrics.columns else "null"
        for chunk in months(list(each_day(self.begin, known))):
            span = PartitionRange.of_days(chunk[0], chunk[-1])
            within = f"day between date '{chunk[0]}' and date '{chunk[-1]}'"
            select = f"""
                select s.day, s.lane, s.phase, s.state, s.track, count(*)::bigint as accounts,
                    coalesce(sum({mrr}), 0)::bigint as mrr_minor,
                    count(*) filter (where s.phase_succeeded)::bigint as succeeded
                from (select * from {self.lake.table(STATE_DAYS).sql(span)} where {within}) s
                left join (select * from {metrics.sql(span)} where {within}) m
                    on m.account = s.account and m.lane = s.lane and m.day = s.day
                group by all
            """
            with self.lake.cursor() as cursor:
                self.replace_sums(cursor, chunk, select)

    def replace_sums(self, cursor: Cursor, days: Sequence[date], select: str) -> None:
        table = self.lake.table(JOURNEY_DAILY)
        once_more(
            lambda: table.replace_days(
                cursor, days=days, select_sql=select, params={}, unit="month"
            )
        )

    def keep_standings(self) -> None:
        """Put the month-end standings of these accounts in place of those kept before."""
        for part in _parts(self.accounts):
            KeptStanding.objects.filter(day__gte=self.begin, account_id__in=part).delete()
        days = [day for day in self.kept if day >= self.begin]
        KeptStanding.objects.bulk_create(
            [
                KeptStanding(account_id=account, lane=lane, day=day, data=data)
                for day in days
                for (account, lane), data in self.kept[day].items()
            ],
            batch_size=500,
        )

    def note(self, known: date, right_before: date | None) -> None:
        """The re-opened days are right again, as far as nobody else has to be walked on them."""
        digests = day_digests(self.begin, known, starts=self.starts, versions=self.editions)
        rows = list(ClassifiedDay.objects.filter(day__range=(self.begin, known)))
        for row in rows:
            if right_before is None or row.day < right_before:
                row.digest = digests[row.day]
            row.at = self.now
            if row.day == self.newest:
                row.seen_at = self.now
        ClassifiedDay.objects.bulk_update(rows, ["digest", "at", "seen_at"], batch_size=200)


_STATE_STAMPS = ("month", "release", "recorded_at", "provisional")


def _same_month(days: Sequence[date], known: date) -> bool:
    return (days[0].year, days[0].month) == (known.year, known.month)


def _parts(accounts: Sequence[int]) -> Iterable[list[int]]:
    return [list(accounts[i : i + 500]) for i in range(0, len(accounts), 500)]
