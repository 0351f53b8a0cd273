"""Days of one made-up number, written straight into the lake: what segments are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from banso.customers.models import Account
from banso.events.lake import Column, Lake, TableSpec
from banso.events.store import workspace_lake
from banso.lib.text import Text
from banso.metrics.arrays import hand_over
from banso.metrics.conditions import Kind, NameTable, NameType
from banso.metrics.membership.models import SegmentStay
from banso.metrics.membership.operations import Receipt, judge_segments
from banso.metrics.segments import KIND, Segment, write
from banso.metrics.tables import FIXED_COLUMNS, NAME
from banso.workspace.models import Definition
from tests.metrics.records import NOW

D0 = date(2025, 1, 29)  # days cross the end of a month
NAMES = NameTable({"n": NameType(Kind.COUNT), "mrr": NameType(Kind.MONEY)})
SPEC = TableSpec(
    name=NAME,
    columns=(*FIXED_COLUMNS, Column("n", "BIGINT"), Column("mrr", "BIGINT")),
    partition_by=("month",),
    sort_by=("account", "lane", "day"),
    prune_by=("day",),
)
Values = Mapping[int, int | None]  # account → n; an account without a row is not in it


def day(i: int) -> date:
    return D0 + timedelta(days=i)


def accounts(count: int) -> list[int]:
    return [Account.objects.create(name=f"{i} 社（架空）", created_at=NOW).pk for i in range(count)]


def segment(when: str, *, key: str = "s1", version: int = 1, **more: Any) -> None:
    """A version of a segment as it is kept."""
    text = write(Segment(Text.of(key), when, shared=True, **more))
    Definition.objects.create(
        kind=KIND, key=key, version=version, text=text, digest="", created_at=NOW
    )


@dataclass
class Facts:
    """``days[i]`` are the values of day i. :meth:`close` writes what changed and judges it."""

    days: list[Values] = field(default_factory=list)
    written: list[Values] = field(default_factory=list)

    @property
    def lake(self) -> Lake:
        return workspace_lake()

    def close(self, upto: int, *, since: int = 0, **more: Any) -> Receipt:
        """Judge the days ``since`` to ``upto``, from what ``days`` says now."""
        table = self.lake.table(SPEC)
        new = [
            i for i in range(upto + 1) if i >= len(self.written) or self.written[i] != self.days[i]
        ]
        rows = [(day(i), a, n, (n or 0) * 100) for i in new for a, n in self.days[i].items()]
        types = (("day", "DATE"), ("account", "BIGINT"), ("n", "BIGINT"), ("mrr", "BIGINT"))
        with self.lake.cursor() as cursor:
            hand_over(cursor, "given", types, rows)
            table.replace_days(
                cursor,
                days=[day(i) for i in new],
                select_sql="select *, 'main' as lane, 1::bigint as release, 0::bigint as generation,"
                " now() as computed_at from given",
            )
        self.written = [dict(v) for v in self.days[: max(upto + 1, len(self.written))]]
        facts = {day(i): repr(sorted(self.days[i].items())) for i in range(since, upto + 1)}
        facts = {d: str(hash(text)) for d, text in facts.items()}
        return judge_segments(
            lake=self.lake, facts=facts, states=lambda first, last: None,
            names=more.pop("names", NAMES), now=NOW, **more,
        )  # fmt: skip


Told = tuple[str, int, date, date | None, str, str, Any, Any]


def stays(key: str | None = None) -> list[Told]:
    """The stays in force: segment, account, from, to, why entered, why left, values of both."""
    rows = SegmentStay.objects.filter(superseded_at__isnull=True)
    if key:
        rows = rows.filter(segment=key)
    return sorted(
        (
            (
                s.segment,
                s.account_id,
                s.entered_on,
                s.left_on,
                s.cause,
                s.left_cause,
                s.reason,
                s.exit_reason,
            )
            for s in rows
        ),
        key=lambda told: told[:3],
    )
