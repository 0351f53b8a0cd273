# ruff: noqa: S608  columns are our own and quoted, values are bound, conditions are compiled
"""One pass over days for all segments: who is a member, who entered and left, how many on each day.

Verdicts of up to :data:`PACK` segments are the bits of one whole number, so that finding who turned
is one window over one column, whatever the number of segments.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from banso.events.lake import Cursor, Lake, PartitionRange, quoted
from banso.metrics.arrays import hand_over, run
from banso.metrics.lists import Look, Relation, kinds_of
from banso.metrics.membership.editions import Edition, Judged
from banso.metrics.membership.folding import Key, Turn
from banso.metrics.queries import metric_table

PACK = 60  # bits of a BIGINT that are ours
_AT_ONCE = 5_000
ONE_DAY = timedelta(days=1)
States = Callable[[date, date], Relation | None]
"""The columns of other packages for the days first to last; the relation has a ``day`` too."""


@dataclass(frozen=True)
class Pass:
    """The rows of ``first`` to ``last`` judged for ``segments``, as temporary tables of ``cursor``.

    ``begins``: the first day a segment is judged for at all. ``among`` narrows to accounts, as a
    range of ids or a set. ``wide``: rows are read from the day before on, for values of the past.
    """

    cursor: Cursor
    lake: Lake
    states: States
    segments: Sequence[Judged]
    first: date
    last: date
    begins: Mapping[str, date] = field(default_factory=dict)
    among: Collection[int] | range | None = None
    wide: bool = True

    @cached_property
    def names(self) -> list[str]:
        return sorted({n for s in self.segments for n in s.names})

    @cached_property
    def packs(self) -> list[Sequence[Judged]]:
        return [self.segments[i : i + PACK] for i in range(0, len(self.segments), PACK)]

    def judge(self) -> None:
        """Make the temporary table ``sg_rows``: a row per account and day with values and verdicts."""
        since = self.first - ONE_DAY if self.wide else self.first
        table = metric_table(self.lake)
        extra = self.states(since, self.last)
        kinds = {n: k for s in self.segments for e in s.editions for n, k in kinds_of(e.condition).items()}  # fmt: skip
        look = Look(table, frozenset(table.columns), extra, kinds)
        picked = "".join(f", {look.column(n)} as {quoted(n)}" for n in self.names)
        mrr = "try_cast(m.mrr as bigint)" if "mrr" in look.stored else "null::bigint"
        join, params = "", []
        if extra is not None:
            on = "x.account = m.account and x.lane = m.lane and x.day = m.day"
            join, params = f"left join {extra.sql} as x on {on}", [*extra.params]
        where, more = self._where()
        source = table.sql(PartitionRange.of_days(since, self.last))
        verdicts, values = self._verdicts()
        bits = "".join(self._bits(i, pack) for i, pack in enumerate(self.packs))
        self.cursor.execute(
            f"""
            create or replace temp table sg_rows as
            select * exclude ({", ".join(f"v{i}" for i in range(len(self.segments)))}){bits}
            from (select *, {verdicts} from (
                select m.day as "·day", m.account as "·account", m.lane as "·lane",
                    {mrr} as "·mrr"{picked}
                from {source} as m {join} where m.day between ? and ? {where}))
            """,
            [*values, *params, since, self.last, *more],
        ).fetchall()

    def _where(self) -> tuple[str, list[Any]]:
        if self.among is None:
            return "", []
        if isinstance(self.among, range):
            return "and m.account between ? and ?", [self.among.start, self.among.stop - 1]
        return "and m.account in (select unnest(?::bigint[]))", [sorted(self.among)]

    def _verdicts(self) -> tuple[str, list[Any]]:
        """One truth per segment and row: the condition that counts on the row's day."""
        found, params = [], []
        for i, segment in enumerate(self.segments):
            text, values = _truth(segment.editions[0])
            for edition in segment.editions[1:]:
                newer, more = _truth(edition)
                text = (
                    f"case when \"·day\" >= date '{edition.from_on}' then {newer} else {text} end"
                )
                values = [*more, *values]
            found.append(f"({text})::boolean as v{i}")
            params += values
        return ", ".join(found), params

    def _bits(self, n: int, pack: Sequence[Judged]) -> str:
        start = n * PACK
        true = " + ".join(
            f"case when v{start + i} then {1 << i} else 0 end" for i in range(len(pack))
        )
        unknown = " + ".join(
            f"case when v{start + i} is null then {1 << i} else 0 end" for i in range(len(pack))
        )
        return f", ({true})::bigint as t{n}, ({unknown})::bigint as u{n}"

    def turns(self, members: Iterable[Key]) -> Iterator[Turn]:
        """Entries and exits from ``first`` to ``last``, in order of account and day.

        ``members``: who was in on the day before ``first``.
        """
        places = {s.key: i for i, s in enumerate(self.segments)}
        masks: dict[tuple[int, str], list[int]] = {}
        for key, account, lane in members:
            if (i := places.get(key)) is not None:
                mask = masks.setdefault((account, lane), [0] * len(self.packs))
                mask[i // PACK] |= 1 << (i % PACK)
        columns = [("account", "BIGINT"), ("lane", "VARCHAR")]
        columns += [(f"t{i}", "BIGINT") for i in range(len(self.packs))]
        hand_over(self.cursor, "sg_before", columns, [(*k, *m) for k, m in masks.items()])
        for i, pack in enumerate(self.packs):
            yield from self._turns(i, pack)

    def _turns(self, n: int, pack: Sequence[Judged]) -> Iterator[Turn]:
        """Of one pack. A row turned where its bits differ from those of the day before; an account
        without a row on a day is in nothing on it."""
        run(
            self.cursor,
            f"""
            create or replace temp table sg_turned as
            with here as (
                select "·account" as account, "·lane" as lane, "·day" as day, t{n} as t, u{n} as u,
                    lag("·day") over k as before, lag(t{n}) over k as former,
                    lead("·day") over k as after
                from sg_rows where "·day" >= $first
                window k as (partition by "·account", "·lane" order by "·day")),
            judged as (
                select h.account, h.lane, h.day, h.t, h.u, after, case when h.day = $first
                    then coalesce(b.t{n}, 0) when before = h.day - 1 then former else 0 end as p
                from here h left join sg_before b on b.account = h.account and b.lane = h.lane)
            select account, lane, day, xor(t, p) as diff, t, u, false as gone
            from judged where t <> p
            union all
            select account, lane, day + 1, t, 0, 0, true from judged
            where t <> 0 and day < $last and (after is null or after > day + 1)
            union all
            select b.account, b.lane, $first, b.t{n}, 0, 0, true
            from sg_before b anti join (select * from sg_rows where "·day" = $first) r
                on r."·account" = b.account and r."·lane" = b.lane
            where b.t{n} <> 0
            """,
            {"first": self.first, "last": self.last},
        )
        picked = "".join(f", now.{quoted(x)}" for x in self.names)
        picked += "".join(f", was.{quoted(x)}" for x in self.names)
        found = self.cursor.execute(
            f"""
            select c.account, c.lane, c.day, c.diff, c.t, c.u, c.gone,
                was."·day" is not null{picked}
            from sg_turned c
            left join sg_rows now on now."·account" = c.account and now."·lane" = c.lane
                and now."·day" = c.day
            left join sg_rows was on was."·account" = c.account and was."·lane" = c.lane
                and was."·day" = c.day - 1
            order by c.account, c.lane, c.day
            """
        )
        reads = [_Read.of(s, self.names, self.begins.get(s.key)) for s in pack]
        while rows := found.fetchmany(_AT_ONCE):
            for row in rows:
                diff = row[3]
                while diff:
                    low = diff & -diff
                    yield reads[low.bit_length() - 1].turn(row, low)
                    diff -= low

    def counts(self) -> list[tuple[str, date, int, int, int, int]]:
        """For each segment and day: members, unknown, accounts in all, MRR of the members."""
        parts = []
        for n, pack in enumerate(self.packs):
            for i in range(len(pack)):
                true, unknown = f"(t{n} & {1 << i}) <> 0", f"(u{n} & {1 << i}) <> 0"
                parts += [
                    f"count(*) filter ({true})", f"count(*) filter ({unknown})",
                    f'coalesce(sum("·mrr") filter ({true}), 0)::bigint',
                ]  # fmt: skip
        rows = run(
            self.cursor,
            f'select "·day", count(*), {", ".join(parts)} from sg_rows where "·day" >= $first'
            ' group by "·day" order by "·day"',
            {"first": self.first},
        )
        return [
            (segment.key, row[0], row[2 + 3 * i], row[3 + 3 * i], row[1], row[4 + 3 * i])
            for row in rows
            for i, segment in enumerate(self.segments)
        ]

    def drop(self) -> None:
        for name in ("sg_rows", "sg_before", "sg_turned"):
            run(self.cursor, f"drop table if exists {name}")


def _truth(edition: Edition) -> tuple[str, list[Any]]:
    if edition.ended:
        return "false", []
    if edition.broken:
        return "null", []
    if edition.condition is None:
        return "true", []
    compiled = edition.condition.compile()
    return compiled.sql, list(compiled.params)


_FIXED = 8  # columns of a turned row before its values


@dataclass(frozen=True, slots=True)
class _Read:
    """How a turned row is read for one segment."""

    segment: Judged
    begins: date | None
    values: dict[int, list[tuple[str, int, int]]]
    on: dict[date, tuple[Edition, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, segment: Judged, names: list[str], begins: date | None) -> _Read:
        place = {name: i for i, name in enumerate(names)}
        values = {
            e.version: [
                (n, _FIXED + place[n], _FIXED + len(names) + place[n])
                for n in sorted(e.condition.names if e.condition else ())
            ]
            for e in segment.editions
        }
        return cls(segment, begins, values)

    def turn(self, row: tuple[Any, ...], bit: int) -> Turn:
        account, lane, day, _, true, unknown, gone, had = row[:_FIXED]
        into = bool(true & bit)
        if day not in self.on:
            self.on[day] = (self.segment.on(day), self.segment.turn(day))
        edition, turn = self.on[day]
        looked = self.values[edition.version]
        reason: dict[str, Any] = {
            "now": None if gone else {n: _json(row[i]) for n, i, _ in looked},
            "was": {n: _json(row[j]) for n, _, j in looked} if had else None,
        }
        if gone or turn or edition.ended or edition.broken:
            cause = self._cause(day, edition, into=into, gone=gone)
        elif into:
            cause = self._beginning(day)
        else:
            cause = "unknown" if unknown & bit else "fact"
        return Turn((self.segment.key, account, lane), day, into, edition.version, cause, reason)

    def _beginning(self, day: date) -> str:
        if day == self.segment.mended_on:
            return "mended"
        return "start" if day == self.begins else "fact"

    def _cause(self, day: date, edition: Edition, *, into: bool, gone: bool) -> str:
        """Of a turn that no fact of the account alone made."""
        if gone:
            return "gone"
        if edition.broken or edition.ended:
            return "broken" if edition.broken else "ended"
        begun = self._beginning(day) if into else "fact"
        return "version" if begun == "fact" else begun


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
