from __future__ import annotations

from datetime import date

import pytest

from banso.revenue.life import Life, contract_spans, tenures
from banso.revenue.retention import retention
from banso.revenue.standing import stand
from tests.revenue.fightchurn import books, rows

PRODUCTS = ["crm5", "socialnet7"]

# Months without a lost account, where the listing's own SQL gives NULL although there is downsell.
MRR_CHURN_LEFT_EMPTY = {"2022-04-01": 0.009063304406800561, "2022-09-01": 0.00336532087824677}


def _period(row: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(row["from"]), date.fromisoformat(row["to"])


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_counts_lost_accounts_as_published(product: str) -> None:
    all_books = books(product)
    for row in rows(product, "expected/listing_2_2_churn_rate.csv"):
        first, last = _period(row)
        found = retention(all_books.values(), first=first, last=last)
        assert (found.accounts, found.lost) == (int(row["n_start"]), int(row["n_churn"])), row
        assert found.churn == pytest.approx(float(row["churn_rate"]), abs=1e-12)


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_scales_churn_to_a_year_and_a_month_as_published(product: str) -> None:
    all_books = books(product)
    for row in rows(product, "expected/listing_2_5_churn_rate_scaled.csv"):
        first, last = _period(row)
        found = retention(all_books.values(), first=first, last=last)
        assert (found.accounts, found.lost) == (int(row["n_start"]), int(row["n_churn"])), row
        assert found.churn_per(365) == pytest.approx(float(row["annual_churn"]), abs=1e-12)
        assert found.churn_per(365 / 12) == pytest.approx(float(row["monthly_churn"]), abs=1e-12)


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_finds_the_published_net_retention(product: str) -> None:
    all_books = books(product)
    for row in rows(product, "expected/listing_2_1_net_retention.csv"):
        first, last = _period(row)
        found = retention(all_books.values(), first=first, last=last)
        assert (found.mrr, found.mrr_kept) == (
            float(row["start_mrr"]),
            float(row["retain_mrr"]),
        ), row
        wanted = float(row["net_mrr_retention_rate"])
        assert found.net_retention == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_finds_the_published_mrr_churn_also_in_months_without_a_lost_account(
    product: str,
) -> None:
    all_books = books(product)
    for row in rows(product, "expected/listing_2_4_mrr_churn.csv"):
        first, last = _period(row)
        found = retention(all_books.values(), first=first, last=last)
        assert found.mrr_lost == float(row["churn_mrr"] or 0), row
        assert found.mrr_downsell == float(row["downsell_mrr"]), row
        wanted = float(row["mrr_churn_rate"] or MRR_CHURN_LEFT_EMPTY[row["from"]])
        assert found.mrr_churn == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("product", "day"), [("crm5", date(2022, 9, 1)), ("socialnet7", date(2020, 5, 1))]
)
@pytest.mark.parametrize("grace_days", [30, 31])
def test_it_finds_the_published_tenure_of_every_account(
    product: str, day: date, grace_days: int
) -> None:
    """The table bridges 31 days, ours 30: these lines have no gap at all, so both must agree."""
    wanted = {
        row["account_id"]: (row["earliest_start"], int(row["subscriber_tenure_days"]))
        for row in rows(product, f"expected/listing_3_12_tenure_{day}.csv")
    }
    found = {}
    for account, book in books(product, grace_days=grace_days).items():
        standing = stand(book, day)
        if standing.life is Life.ACTIVE and standing.tenure_start is not None:
            start = standing.tenure_start
            found[account] = (start.isoformat(), (day - start).days)
    assert found == wanted


@pytest.mark.parametrize("product", PRODUCTS)
def test_it_keeps_monthly_lines_one_tenure_across_every_month_end(product: str) -> None:
    for book in books(product).values():
        begun = tenures(book, date(2024, 1, 1))
        assert len(begun) == 1
        assert begun[0].start == book.lines[0].start
        last = max(line.end for line in book.lines if line.end)
        assert begun[0].ended_on == last


def test_it_says_pending_for_the_grace_and_then_ended_on_the_last_lines_end() -> None:
    book = books("crm5")["0"]
    assert book.lines[-1].end == date(2022, 10, 31)
    walk = [
        (begin, standing.life, standing.ended_on, standing.decided_on)
        for begin, _, standing in contract_spans(book, date(2022, 10, 30), date(2023, 1, 1))
    ]
    assert walk[0] == (date(2022, 10, 30), Life.ACTIVE, None, None)
    pending = [begin for begin, life, *_ in walk if life is Life.PENDING]
    assert pending[0] == date(2022, 10, 31)
    assert (date(2022, 12, 1), Life.ENDED, date(2022, 10, 31), date(2022, 12, 1)) in walk
