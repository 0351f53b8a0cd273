"""The contract's numbers stand on the row of the day, as the contract room works them out."""

from __future__ import annotations

from datetime import date

from banso.metrics.world import AccountFact
from banso.revenue.life import Book, contract_facts
from tests.metrics.small import CONTRACTS, Small, line, on

BEGAN = date(2025, 1, 6)


def yearly(**more: object) -> object:
    return line(
        start=BEGAN, end=date(2026, 1, 6), term_months=12, auto_renew=True, notice_days=30, **more
    )


def test_it_agrees_with_the_contract_room_on_every_day(small: Small) -> None:
    lines = [
        line("a", on(0), on(90), mrr_minor=10_000),
        line("b", on(90), on(180), mrr_minor=15_000, seats=20, signed_on=on(80)),
        line("c", on(300), None, plan="pro", billing_months=1),
    ]
    small.having(books={1: Book(lines)})
    days = [on(i) for i in range(0, 420, 7)]
    rows = small.rows(*days)
    for day in days:
        row, facts = rows[1, day], contract_facts(lines, day)
        at = facts.at
        assert row["life"] == facts.life.value
        assert row["tenure_days"] == facts.tenure_days
        assert row["term_days"] == facts.term_days
        assert (row["mrr"], row["seats"], row["plan"]) == (at.mrr_minor, at.seats, at.plan)
        assert row["term_months"] == at.term_months
        assert row["ended_on"] == at.ended_on and row["decided_on"] == at.decided_on
        assert row["days_to_decision"] == facts.days_to_decision
        assert row["next_term_settled_days_ago"] == facts.next_term_settled_days_ago
        assert row["expansion_signed_days_ago"] == facts.expansion_signed_days_ago
        assert row["contract_gap_days"] == facts.contract_gap_days
        assert row["notice_given_on"] == at.notice_given_on


def test_it_counts_down_to_the_notice_deadline(small: Small) -> None:
    small.having(books={1: Book([yearly()])})
    deadline = date(2025, 12, 7)
    assert small.values("days_to_decision", date(2025, 12, 1), deadline) == [6, 0]
    assert small.row(date(2026, 3, 1))["life"] == "active"


def test_it_shows_a_notice_until_it_is_withdrawn(small: Small) -> None:
    small.having(books={1: Book([yearly(notice_given_on=on(100), notice_withdrawn_on=on(110))])})
    assert small.values("notice_given_on", on(99), on(100), on(109), on(110)) == [
        None, on(100), on(100), None,
    ]  # fmt: skip


def test_it_knows_nothing_where_no_contracts_are_connected(small: Small) -> None:
    small.having(books={}, coverage=small.world.coverage[:1])
    row = small.row(on(5))
    assert row["life"] is None and row["mrr"] is None and row["tenure_days"] is None


def test_it_says_before_where_contracts_are_connected_and_there_is_none(small: Small) -> None:
    small.having(books={}, coverage=[*small.world.coverage[:1], CONTRACTS])
    row = small.row(on(5))
    assert (row["life"], row["mrr"], row["plan"]) == ("before", 0, None)


def test_it_gives_an_account_rows_from_its_first_fact_on(small: Small) -> None:
    small.having(accounts=[AccountFact(1, on(900))])  # entered here years later
    assert set(small.rows(on(-1), on(0))) == {(1, on(0))}
    small.event("search", on(-3))
    assert set(small.rows(on(-4), on(-3), on(-1))) == {(1, on(-3)), (1, on(-1))}


def test_it_ends_the_rows_of_an_account_merged_away(small: Small) -> None:
    small.having(accounts=[AccountFact(1, on(0), ended_on=on(5))])
    assert set(small.rows(on(4), on(5))) == {(1, on(4))}


def test_it_stamps_every_row(small: Small) -> None:
    row = small.having(release=7).row(on(5))
    assert (row["release"], row["generation"], row["lane"], row["month"]) == (
        7,
        0,
        "main",
        "2025-01",
    )
