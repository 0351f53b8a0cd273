"""The ledger kept in the lake: what is written, what is left alone, locked months, restatements, rates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from banso.customers.models import Account
from banso.events.lake.arrays import run
from banso.events.store import workspace_lake
from banso.lib.dates import add_months
from banso.revenue.ledger import chains, operations, quick
from banso.revenue.ledger import queries as ledger
from banso.revenue.ledger.rates import Rate
from banso.revenue.ledger.tables import MRR_ACCOUNTS, MRR_MOVEMENTS, MRR_SPANS, MRR_TERMS
from banso.revenue.models import ContractLine, Plan
from banso.workspace.models import AuditRow
from banso.workspace.operations import record_closed_day
from tests.customers.records import NOW, SYSTEM, account
from tests.revenue.ledger_world import T0, T1, USD, day, eleven, in_thousands, levels, sign, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def rows_of(spec: Any) -> list[tuple[Any, ...]]:
    lake = workspace_lake()
    names = ", ".join(c.name for c in spec.columns if c.name != "until_on")
    with lake.cursor() as cursor:
        return run(cursor, f"select {names} from {lake.table(spec).sql()} order by all")


def chain(owner: int, chance: random.Random) -> None:
    """Renewals on the day, of whole terms; now and then another plan, price or number of seats."""
    start, mrr, seats = T1 - timedelta(days=chance.randint(10, 900)), 1000, chance.choice([None, 5])
    for _ in range(chance.randint(2, 9)):
        months = chance.choice([1, 1, 3, 6, 12])
        end = add_months(start, months)
        sign(owner, start, end, mrr, seats=seats, term_months=chance.choice([months, None]), plan=plan(chance))  # fmt: skip
        start, mrr = end, max(1, mrr + chance.choice([0, 100, 200, -100, 333]))
        seats = seats and max(1, seats + chance.choice([0, 0, 1, -1]))


def plan(chance: random.Random) -> Plan:
    return Plan.objects.get_or_create(key=chance.choice(["lite", "lite", "lite", "pro"]))[0]


def test_the_quick_way_says_what_the_general_one_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """One plain line: lengths, renewals, a start ahead, inside and outside the grace, no amount."""
    begins = [T1 - timedelta(days=n) for n in (-5, 0, 1, 29, 30, 31, 120, 400, 800)]
    for nth, begin in enumerate(begins):
        for months in (0, 1, 6, 12):
            for renews in (True, False, None):
                sign(
                    account(f"{nth}-{months}-{renews}"), begin,
                    add_months(begin, months) if months else None,
                    0 if nth == 2 and months == 1 else 100 + nth, auto_renew=renews,
                    term_months=months or 12, kind="addon" if nth == 3 else "plan", seats=nth or None,
                    signed_on=begin + timedelta(days=20 if nth == 4 else -3),
                )  # fmt: skip
    chance = random.Random(3)
    for nth in range(60):
        chain(account(f"chain{nth}"), chance)
    write(T1)
    tables = (MRR_SPANS, MRR_MOVEMENTS, MRR_TERMS, MRR_ACCOUNTS)
    quickly = [rows_of(spec) for spec in tables]
    assert all(len(rows) > 20 for rows in quickly)
    monkeypatch.setattr(quick, "is_quick", lambda rows, currency: False)
    monkeypatch.setattr(chains, "is_chain", lambda rows, currency: False)
    assert write(T1, anew=True).changed == Account.objects.count()
    assert [rows_of(spec) for spec in tables] == quickly


def test_only_what_changed_is_written_and_the_result_is_the_same_as_from_nothing() -> None:
    ids = eleven()
    assert write(day("2026-02-28")).changed == 11
    assert write(day("2026-02-28")).changed == 0
    # J ends in March and K's grace is over: nobody touched them, but their day has come.
    assert write(T1).changed == 2
    ContractLine.objects.filter(account_id=ids["A"]).update(mrr_minor=101)
    ContractLine.objects.filter(account_id=ids["H"]).delete()
    done = write(T1)
    assert (done.changed, done.removed) == (1, 1)
    tables = (MRR_SPANS, MRR_MOVEMENTS, MRR_TERMS, MRR_ACCOUNTS)
    bit_by_bit = [rows_of(spec) for spec in tables]
    write(T1, anew=True)
    assert [rows_of(spec) for spec in tables] == bit_by_bit


def test_churn_found_late_is_logged_as_a_restatement_of_its_month() -> None:
    ids = eleven()
    write(day("2026-04-10"))
    assert levels(T1)[ids["J"]] == 110
    assert ledger.restatements(viewer=SYSTEM) == []
    write(day("2026-04-20"))
    assert ids["J"] not in levels(T1)
    [said] = ledger.restatements(viewer=SYSTEM)
    assert (said.account_id, said.month, said.cls) == (ids["J"], "2026-03", "churn")
    assert (said.was_minor, said.is_minor) == (0, -110)
    [row] = ledger.movements(viewer=SYSTEM, first="2026-03", last="2026-03", classes=["churn"])
    assert row.restated and row.decided_on == day("2026-04-20")
    write(day("2026-04-21"))
    assert len(ledger.restatements(viewer=SYSTEM)) == 1


def test_a_locked_month_stays_and_corrections_are_adjustments_of_the_next() -> None:
    ids = eleven()
    write(day("2026-04-10"))
    before = ledger.ledger_months(viewer=SYSTEM, first="2025-04", last="2026-03")
    operations.lock_month(viewer=SYSTEM, month="2026-03", now=NOW)
    write(day("2026-04-20"))
    ContractLine.objects.filter(account_id=ids["A"]).update(mrr_minor=130)
    write(day("2026-04-30"))
    after = ledger.ledger_months(viewer=SYSTEM, first="2025-04", last="2026-04")
    assert after[:-1] == before
    april = after[-1]
    assert (april.start, april.adjustment) == (before[-1].end, 30 - 110)
    assert april.end == sum(levels(day("2026-04-30")).values())
    told = ledger.movements(viewer=SYSTEM, first="2026-04", last="2026-04", classes=["adjustment"])
    assert {(m.account_id, m.day, m.amount_minor) for m in told} == {
        (ids["J"], day("2026-03-20"), -110), (ids["A"], day("2024-04-01"), 130),
        (ids["A"], day("2024-04-01"), -100),
    } or sum(m.amount_minor or 0 for m in told) == -80  # fmt: skip
    # The next lock freezes the adjustments too; said again, nothing is adjusted twice.
    write(day("2026-05-10"))
    operations.lock_month(viewer=SYSTEM, month="2026-04", now=NOW)
    write(day("2026-05-20"), anew=True)
    again = ledger.ledger_months(viewer=SYSTEM, first="2025-04", last="2026-05")
    assert again[: len(after)] == after
    assert again[-1].adjustment == 0


def test_a_month_is_locked_once_it_is_over_and_once() -> None:
    eleven()
    write(T1)
    for month in ("2026-03", "2026-13", "March"):
        with pytest.raises(operations.LockRefused):
            operations.lock_month(viewer=SYSTEM, month=month, now=NOW)
    operations.lock_month(viewer=SYSTEM, month="2026-02", now=NOW, why="年度末")
    with pytest.raises(operations.LockRefused):
        operations.lock_month(viewer=SYSTEM, month="2026-01", now=NOW)
    assert [(lock.month, lock.why) for lock in ledger.locks(viewer=SYSTEM)] == [
        ("2026-02", "年度末")
    ]
    assert AuditRow.objects.filter(act="ledger.month-locked").count() == 1


def test_a_currency_without_a_rate_is_left_out_and_named() -> None:
    ids = eleven()
    write(T1)
    assert levels(T0)[ids["G"]] == 0
    [said] = ledger.missing_rates(viewer=SYSTEM)
    assert said.id == "revenue.rate-missing" and said.sample == "USD"
    taken = operations.set_rates(viewer=SYSTEM, rows=in_thousands(USD), now=NOW)
    assert (taken.created, taken.changed) == (2, 0)
    assert operations.bring_up_to_date(now=NOW) is not None
    assert levels(T0)[ids["G"]] == 150
    assert ledger.missing_rates(viewer=SYSTEM) == []
    assert AuditRow.objects.filter(act="ledger.rate-set").count() == 2


def test_rates_come_from_a_file_and_what_is_wrong_is_named_by_its_row() -> None:
    text = 'currency,day,rate\nusd,2026/04/01,150.25\nEUR,2026-04-01,"1,160.5"\n'
    assert operations.read_rates(text) == [
        Rate("USD", date(2026, 4, 1), Decimal("150.25")),
        Rate("EUR", date(2026, 4, 1), Decimal("1160.5")),
    ]
    with pytest.raises(operations.RatesRefused) as refused:
        operations.read_rates("USD,2026-04-01,150\nUSD,yesterday,1\nUSD,2026-05-01,x\n")
    assert [p.line for p in refused.value.problems] == [2, 3]
    bad = [Rate("XXX", T1, Decimal(1)), Rate("JPY", T1, Decimal(1)), Rate("USD", T1, Decimal(0))]
    with pytest.raises(operations.RatesRefused) as refused:
        operations.set_rates(viewer=SYSTEM, rows=bad, now=NOW)
    assert [p.id for p in refused.value.problems] == [
        "ledger.rate.currency", "ledger.rate.own", "ledger.rate.number",
    ]  # fmt: skip


def test_merged_accounts_have_one_history_without_churn_or_new() -> None:
    """The gone one's old line stays with it; its contract goes on under the survivor from a day on."""
    old, kept = account("old"), account("kept")
    sign(old, day("2024-04-01"), day("2025-10-01"), 80)
    sign(kept, day("2025-10-01"), day("2026-10-01"), 80)
    write(T1)
    assert {m.cls for m in ledger.movements(viewer=SYSTEM, first="2025-10", last="2025-10")} == {
        "new", "churn",
    }  # fmt: skip
    Account.objects.filter(pk=old).update(merged_into=kept, ended_on=day("2025-10-01"))
    assert write(T1).changed == 1
    assert ledger.movements(viewer=SYSTEM, first="2025-10", last="2025-10") == []
    assert levels(T0) == {kept: 80}


def test_a_workspace_whose_days_were_closed_before_there_was_a_ledger_gets_one() -> None:
    assert operations.catch_up(now=NOW) is None  # no day is closed
    eleven()
    record_closed_day(day=T1, now=NOW)
    done = operations.catch_up(now=NOW)
    assert done is not None and (done.through, done.changed) == (T1, 11)
    assert operations.catch_up(now=NOW) is None
