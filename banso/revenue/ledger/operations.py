# ruff: noqa: S608  names are our own; values are bound
"""Writes around the ledger: locking months, the table of rates. Each is audited; the ledger follows at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from banso.events.lake import Lake
from banso.events.lake.arrays import run
from banso.events.store import workspace_lake
from banso.lib import money
from banso.lib.problems import BansoError, Problem, problem
from banso.revenue.ledger.rates import Rate
from banso.revenue.ledger.tables import MRR_LOCKED, MRR_MOVEMENTS, names_of
from banso.revenue.ledger.writing import Written, is_current, locked_month, write_ledger
from banso.revenue.models import CurrencyRate, LedgerState, MonthLock
from banso.workspace import queries as workspace
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
MOST_RATES = 5_000
_LARGEST = Decimal(10) ** 9
_SMALLEST = Decimal(1) / Decimal(10) ** 9


class LockRefused(BansoError):
    """The month cannot be locked: it is not over, not written yet, or locked already."""


class RatesRefused(BansoError):
    """Rates that cannot be taken; every row that is wrong is named."""


@dataclass(frozen=True, slots=True)
class RatesTaken:
    """What a change of the table of rates did."""

    created: int
    changed: int
    same: int


def lock_month(
    *, viewer: Viewer, month: str, now: datetime, why: str = "", lake: Lake | None = None
) -> int:
    """This function will lock ``month`` and every earlier one as the ledger says them; it returns the rows kept.

    What contracts say of them later comes as adjustments in the month after. There is no unlocking.
    Raises LockRefused.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    lake = lake or workspace_lake()
    state = LedgerState.objects.filter(pk=1).first()
    before = locked_month()
    if not _MONTH.match(month):
        raise LockRefused(_not_a_month(month))
    if state is None or month >= f"{state.through_on:%Y-%m}":
        raise LockRefused(_not_over(month, state.through_on if state else None))
    if month <= before:
        raise LockRefused(_already(month, before))
    with lake.cursor() as cursor:
        table = lake.table(MRR_LOCKED)
        names = ", ".join(["part", *names_of(MRR_MOVEMENTS)])
        moved = lake.table(MRR_MOVEMENTS).sql()
        # A lock that broke off before its record was written left rows that no month has.
        parts = {f.partition["part"] for f in table.snapshot().files}
        if parts:
            table.replace(cursor, partitions={"part": parts}, keep=f"month <= '{before}'")
        given = {"month": month, "before": before}
        chosen = f"select {names} from {moved} where month > $before and month <= $month"
        table.append(cursor, chosen, given)
        kept: int = run(cursor, f"select count(*) from ({chosen})", given)[0][0]
    with transaction.atomic():
        MonthLock.objects.create(month=month, why=why[:300], locked_at=now, by_id=viewer.user_id)
        audit(
            viewer=viewer, act="ledger.month-locked", subject_kind="month", subject_id=month,
            now=now, detail={"rows": kept, "why": why[:300]},
        )  # fmt: skip
    bring_up_to_date(now=now, lake=lake)
    return kept


def set_rates(*, viewer: Viewer, rows: Iterable[Rate], now: datetime) -> RatesTaken:
    """This function will take rates over: a currency's rate of a day that stands already is changed.

    The ledger is not written here; call :func:`bring_up_to_date`. Raises RatesRefused.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    own = workspace.workspace(viewer=viewer).currency
    wanted: dict[tuple[str, date], Decimal] = {}
    wrong: list[Problem] = []
    for nth, row in enumerate(rows, 1):
        found = _checked(row, nth, own)
        if isinstance(found, Problem):
            wrong.append(found)
        else:
            wanted[found.currency, found.from_on] = found.rate
    if len(wanted) > MOST_RATES:
        wrong.append(_too_many(len(wanted)))
    if wrong:
        raise RatesRefused(wrong)
    created = changed = 0
    with transaction.atomic():
        there = {(r.currency, r.from_on): r for r in CurrencyRate.objects.all()}
        for (currency, from_on), rate in sorted(wanted.items()):
            row_there = there.get((currency, from_on))
            if row_there is None:
                CurrencyRate.objects.create(
                    currency=currency, from_on=from_on, rate=rate, recorded_at=now,
                    by_id=viewer.user_id,
                )  # fmt: skip
                created += 1
            elif row_there.rate != rate:
                CurrencyRate.objects.filter(pk=row_there.pk).update(
                    rate=rate, recorded_at=now, by_id=viewer.user_id
                )
                changed += 1
            else:
                continue
            was = None if row_there is None else f"{row_there.rate:f}"
            audit(
                viewer=viewer, act="ledger.rate-set", subject_kind="rate",
                subject_id=f"{currency}/{from_on}", now=now,
                detail={"rate": f"{rate:f}", "was": was},
            )  # fmt: skip
    return RatesTaken(created, changed, len(wanted) - created - changed)


def remove_rate(*, viewer: Viewer, currency: str, from_on: date, now: datetime) -> bool:
    """This function will take one rate out; False where there is none."""
    viewer.require(Act.MANAGE_WORKSPACE)
    with transaction.atomic():
        gone, _ = CurrencyRate.objects.filter(currency=currency, from_on=from_on).delete()
        if gone:
            audit(
                viewer=viewer, act="ledger.rate-removed", subject_kind="rate",
                subject_id=f"{currency}/{from_on}", now=now,
            )  # fmt: skip
    return bool(gone)


def read_rates(text: str) -> list[Rate]:
    """This function will read rates from CSV text: currency, day, rate, with a header or without.

    Raises RatesRefused, with every row that cannot be read.
    """
    found: list[Rate] = []
    wrong: list[Problem] = []
    for nth, cells in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), 1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        try:
            currency, day, rate = cells[:3]
            found.append(
                Rate(currency.upper(), date.fromisoformat(day.replace("/", "-")), Decimal(rate.replace(",", "")))
            )  # fmt: skip
        except (ValueError, InvalidOperation):
            if nth > 1:  # the first may be the header
                wrong.append(_unreadable(nth, ",".join(cells)))
    if wrong:
        raise RatesRefused(wrong)
    return found


def bring_up_to_date(*, now: datetime, lake: Lake | None = None) -> Written | None:
    """This function will write the ledger as far as it was written; None before the first close."""
    through = LedgerState.objects.filter(pk=1).values_list("through_on", flat=True).first()
    through = through or workspace.clock(wall=now).closed_day
    if through is None:
        return None
    return write_ledger(lake=lake or workspace_lake(), through=through, now=now)


def catch_up(*, now: datetime, lake: Lake | None = None) -> Written | None:
    """This function will write the ledger of days that were closed before there was one, or under other
    rules; None where it stands. For whoever starts a workspace of an earlier version."""
    closed = workspace.clock(wall=now).closed_day
    if closed is None or is_current(closed):
        return None
    return write_ledger(lake=lake or workspace_lake(), through=closed, now=now)


# Refusals ----------------------------------------------------------------------------------------


def _checked(row: Rate, nth: int, own: str) -> Rate | Problem:
    try:
        currency = money.currency(row.currency)
    except money.CurrencyUnknown:
        return _bad_currency(row.currency, nth)
    if currency == own:
        return _own_currency(own, nth)
    rate = row.rate
    if not rate.is_finite() or not _SMALLEST <= rate <= _LARGEST:
        return _bad_rate(f"{rate}"[:40], nth)
    return Rate(currency, row.from_on, rate.quantize(Decimal(1).scaleb(-10)))


def _not_a_month(month: str) -> Problem:
    return problem(
        "ledger.lock.month",
        ja=f"「{month[:20]}」は月ではありません。",
        en=f"'{month[:20]}' is not a month.",
        remedy_ja="2026-03 のように書いてください。",
        remedy_en="Write it like 2026-03.",
        sample=month[:20],
    )


def _not_over(month: str, through: date | None) -> Problem:
    return problem(
        "ledger.lock.not-over",
        ja=f"{month}はまだ締められません（台帳は{through or '未作成'}まで）。",
        en=f"{month} cannot be locked yet: the ledger is written through {through or 'no day'}.",
        remedy_ja="月末日が締められたあとで、もう一度ロックしてください。",
        remedy_en="Lock it once a day of the month after has been closed.",
        sample=month,
    )


def _already(month: str, locked: str) -> Problem:
    return problem(
        "ledger.lock.already",
        ja=f"{locked}まで、すでにロックされています。",
        en=f"Months up to {locked} are locked already.",
        remedy_ja="それより後の月を選んでください。訂正は次の月の調整として表れます。",
        remedy_en="Choose a later month; corrections appear as adjustments in the month after.",
        sample=month,
    )


def _bad_currency(currency: str, nth: int) -> Problem:
    return problem(
        "ledger.rate.currency",
        ja=f"{nth}行目: 通貨コード「{currency[:20]}」は ISO 4217 にありません。",
        en=f"Row {nth}: '{currency[:20]}' is not an ISO 4217 currency code.",
        remedy_ja="USD のような3文字のコードを使ってください。",
        remedy_en="Use a three-letter code such as USD.",
        line=nth,
        sample=currency[:20],
    )


def _own_currency(own: str, nth: int) -> Problem:
    return problem(
        "ledger.rate.own",
        ja=f"{nth}行目: {own}はこのワークスペースの通貨で、レートは常に1です。",
        en=f"Row {nth}: {own} is this workspace's own currency; its rate is always 1.",
        remedy_ja="この行を除いてください。",
        remedy_en="Leave the row out.",
        line=nth,
        sample=own,
    )


def _bad_rate(rate: str, nth: int) -> Problem:
    return problem(
        "ledger.rate.number",
        ja=f"{nth}行目: レート「{rate}」は使えません。",
        en=f"Row {nth}: the rate '{rate}' cannot be used.",
        remedy_ja="1単位あたりの金額を、0より大きい数で書いてください（例 150.25）。",
        remedy_en="Write what one unit is worth, a number above 0 such as 150.25.",
        line=nth,
        sample=rate,
    )


def _unreadable(nth: int, row: str) -> Problem:
    return problem(
        "ledger.rate.row",
        ja=f"{nth}行目「{row[:60]}」を読み取れません。",
        en=f"Row {nth} '{row[:60]}' cannot be read.",
        remedy_ja="通貨, 日付, レート の順に書いてください（例 USD,2026-04-01,150.25）。",
        remedy_en="Write currency, day, rate, such as USD,2026-04-01,150.25.",
        line=nth,
        sample=row[:60],
    )


def _too_many(count: int) -> Problem:
    return problem(
        "ledger.rate.many",
        ja=f"レートが{count}件あります（一度に{MOST_RATES}件まで）。",
        en=f"There are {count} rates; at most {MOST_RATES} are taken at once.",
        remedy_ja="月ごとのレートにまとめるか、分けて取り込んでください。",
        remedy_en="Use monthly rates, or bring them in parts.",
    )
