"""Numbers from tickets: open at the end of the day, opened in a window, unknown before the data."""

from __future__ import annotations

from banso.metrics.world import CoverageFact, TicketFact
from banso.revenue.life import Book
from tests.metrics.small import Small, line, on


def tickets(small: Small, *given: TicketFact, first: int = 0, last: int | None = None) -> Small:
    cover = CoverageFact("tickets", "desk", on(first), None if last is None else on(last))
    return small.having(tickets=given, coverage=[*small.world.coverage, cover])


def test_it_is_unknown_before_tickets_are_connected(small: Small) -> None:
    row = small.row(on(5))
    assert row["tickets_open"] is None and row["urgent_tickets_open"] is None


def test_it_is_zero_once_they_are(small: Small) -> None:
    row = tickets(small).row(on(5))
    assert (row["tickets_open"], row["urgent_tickets_open"], row["tickets_opened_28d"]) == (0, 0, 0)
    assert row["oldest_urgent_ticket_days"] is None


def test_it_counts_what_is_open_at_the_end_of_the_day(small: Small) -> None:
    tickets(
        small,
        TicketFact(1, "normal", on(3), on(6)),
        TicketFact(1, "urgent", on(4)),
        TicketFact(1, "urgent", on(5), on(5)),  # solved the same day
        TicketFact(2, "urgent", on(1)),  # another account's
    )
    assert small.values("tickets_open", on(2), on(3), on(4), on(5), on(6)) == [0, 1, 2, 2, 1]
    assert small.values("urgent_tickets_open", on(3), on(4), on(6)) == [0, 1, 1]
    assert small.values("oldest_urgent_ticket_days", on(3), on(4), on(9)) == [None, 0, 5]


def test_it_counts_what_was_opened_in_28_days(small: Small) -> None:
    tickets(small, TicketFact(1, "low", on(3), on(4)))
    assert small.values("tickets_opened_28d", on(2), on(3), on(30), on(31)) == [0, 1, 1, 0]


def test_it_is_unknown_outside_the_ticket_data(small: Small) -> None:
    small.having(books={1: Book([line(start=on(-300))])})
    tickets(small, TicketFact(1, "low", on(12)), first=10, last=50)
    assert small.values("tickets_open", on(9), on(10), on(50), on(51)) == [None, 0, 1, None]
    assert small.values("tickets_opened_28d", on(36), on(37)) == [None, 1]
