# ruff: noqa: S608  table texts are our own, values are bound
"""Events outside their account's contracts: they come in, and a person should know.

A product used before the contract began, or long after it ended, is often true (a trial, a late
off-boarding) and often a wrong key or time zone.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Min, Q

from banso.connectors.files.outcome import SAMPLES, Found, Outcome
from banso.connectors.files.work import Events, Work
from banso.customers import operations as customers
from banso.events.lake import Cursor, text_literal
from banso.lib.problems import Level, Problem, problem
from banso.revenue.models import ContractLine

MANY = 10_000  # more than this are asked for all at once


def note_outside_contracts(work: Work, events: Events, outcome: Outcome, cursor: Cursor) -> None:
    """Count the staged events before the first contract and from the end of the last, by account."""
    keys = [
        k for (k,) in cursor.execute(f"select distinct account_key from {events.sql}").fetchall()
    ]
    ids = customers.account_ids(source=work.source, keys=keys)
    spans = _spans(set(ids.values()))
    rows = [(k, *spans[i]) for k, i in ids.items() if i in spans]
    if not rows:
        return
    cursor.execute(
        "create or replace temporary table contract_spans as "
        "select unnest(?::varchar[]) as k, unnest(?::date[]) as first, unnest(?::date[]) as ended",
        [list(column) for column in zip(*rows, strict=True)],
    ).fetchall()
    day = f'cast(e."at" at time zone {text_literal(work.zone)} as date)'
    found = cursor.execute(
        f"""
        select e.account_key, count(*) filter ({day} < s.first), count(*) filter ({day} >= s.ended)
        from {events.sql} as e join contract_spans as s on s.k = e.account_key
        group by e.account_key order by 1
        """
    ).fetchall()
    cursor.execute("drop table contract_spans").fetchall()
    _note(outcome, _before(), [(k, before) for k, before, _ in found if before])
    _note(outcome, _after(), [(k, after) for k, _, after in found if after])


def _spans(accounts: set[int]) -> dict[int, tuple[date, date | None]]:
    """First contract day, and the first day behind the last contract; None while one is open."""
    lines = ContractLine.objects.values("account_id").annotate(
        first=Min("start_on"),
        last=Max("end_on"),
        open=Count("pk", filter=Q(end_on=None) | Q(auto_renew=True)),
    )
    if len(accounts) <= MANY:
        lines = lines.filter(account_id__in=accounts)
    return {r["account_id"]: (r["first"], None if r["open"] else r["last"]) for r in lines}


def _note(outcome: Outcome, told: Problem, rows: list[tuple[str, int]]) -> None:
    if not rows:
        return
    largest = sorted(rows, key=lambda r: (-r[1], r[0]))[:SAMPLES]
    outcome.found[told.id] = Found(
        told,
        count=sum(n for _, n in rows),
        stays_out=False,
        samples=[{"account_key": k, "events": n} for k, n in largest],
    )


def _before() -> Problem:
    return problem(
        "import.note.event-before-contract",
        ja="最初の契約開始日より前の利用イベントです。取り込みますが、契約期間の集計には入りません。",
        en="Usage before the first contract began. It comes in and is not counted as use under contract.",
        remedy_ja="契約開始日、顧客ID、タイムゾーンを確かめてください。トライアルであればこのままで問題ありません。",
        remedy_en="Check contract starts, account keys and the time zone. A trial is fine as it is.",
        level=Level.NOTE,
    )


def _after() -> Problem:
    return problem(
        "import.note.event-after-contract",
        ja="最後の契約が終わった後の利用イベントです。保管し、時系列に表示します。",
        en="Usage after the last contract ended. It is kept and shown on the timeline.",
        remedy_ja="更新後の契約が漏れていないか確かめてください。",
        remedy_en="See whether a later contract is missing.",
        level=Level.NOTE,
    )
