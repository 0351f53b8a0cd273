"""The ledger against published tables: the same lines, the same lost accounts and sums."""

from __future__ import annotations

from datetime import date

import pytest

from banso.revenue.book import Book
from banso.revenue.ledger.spans import PENDING, history
from tests.revenue.fightchurn import books, rows


def level(book: Book, day: date, through: date) -> int | None:
    """What covers the end of ``day`` without what is only carried; None where nothing does."""
    found = [
        span.mrr_minor
        for span in history(book, through).spans
        if span.from_on <= day and (span.to_on is None or span.to_on > day)
        and span.status != PENDING
    ]  # fmt: skip
    return sum(found) if found else None


@pytest.mark.parametrize("product", ["crm5", "socialnet7"])
def test_what_a_period_begins_with_loses_and_keeps_is_as_published(product: str) -> None:
    all_books = books(product)
    nets = {
        (r["from"], r["to"]): r for r in rows(product, "expected/listing_2_1_net_retention.csv")
    }
    for row in rows(product, "expected/listing_2_4_mrr_churn.csv"):
        first, last = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        pairs = [(level(b, first, last), level(b, last, last)) for b in all_books.values()]
        there = [(was, now) for was, now in pairs if was is not None]
        lost = sum(was for was, now in there if now is None)
        down = sum(max(0, was - now) for was, now in there if now is not None)
        assert (lost, down) == (float(row["churn_mrr"] or 0), float(row["downsell_mrr"])), row
        net = nets.get((row["from"], row["to"]))
        if net:
            kept = sum(now or 0 for _, now in there)
            assert sum(was for was, _ in there) == float(net["start_mrr"])
            assert kept == float(net["retain_mrr"])
