"""Which terms came up for renewal in a window, and what became of them."""

from __future__ import annotations

from datetime import date

from banso.revenue.life import Book, Line
from banso.revenue.terms import TermDue, terms_due

YEAR = {"first": date(2025, 4, 1), "last": date(2026, 4, 1)}


def _due(*lines: Line, through: date = date(2026, 4, 1)) -> list[TermDue]:
    return list(terms_due(Book(lines), **YEAR, through=through))


def _line(key: str, start: date, end: date | None, **more: object) -> Line:
    return Line(key, start, end, mrr_minor=100, term_months=12, **more)  # type: ignore[arg-type]


OLD = _line("a", date(2024, 10, 1), date(2025, 10, 1))


def test_a_term_followed_by_the_next_was_renewed() -> None:
    [due] = _due(OLD, _line("b", date(2025, 10, 1), date(2026, 10, 1)))
    assert (due.term_to, due.outcome, due.mrr_minor) == (date(2025, 10, 1), "renewed", 100)


def test_one_signed_late_but_within_the_grace_was_renewed_and_after_it_was_not() -> None:
    assert [d.outcome for d in _due(OLD, _line("b", date(2025, 10, 31), date(2026, 10, 31)))] == [
        "renewed"
    ]
    assert [d.outcome for d in _due(OLD, _line("b", date(2025, 11, 1), date(2026, 11, 1)))] == [
        "lost"
    ]


def test_growth_does_not_count_as_renewed_and_less_does_not_count_whole() -> None:
    more = Line("b", date(2025, 10, 1), date(2026, 10, 1), mrr_minor=300, term_months=12)
    less = Line("b", date(2025, 10, 1), date(2026, 10, 1), mrr_minor=40, term_months=12)
    assert [d.renewed_minor for d in _due(OLD, more)] == [100]
    assert [d.renewed_minor for d in _due(OLD, less)] == [40]


def test_within_the_grace_it_is_pending() -> None:
    late = _line("a", date(2025, 3, 20), date(2026, 3, 20))
    assert [d.outcome for d in _due(late)] == ["pending"]
    assert [d.outcome for d in _due(late, through=date(2026, 4, 20))] == ["lost"]


def test_a_notice_is_no_pending() -> None:
    late = _line("a", date(2025, 3, 20), date(2026, 3, 20), notice_given_on=date(2026, 2, 1))
    assert [d.outcome for d in _due(late)] == ["lost"]


def test_a_line_that_rolls_comes_up_each_year_and_goes_on() -> None:
    rolling = _line("a", date(2022, 6, 1), date(2023, 6, 1), auto_renew=True)
    assert [(d.term_to, d.outcome) for d in _due(rolling)] == [(date(2025, 6, 1), "renewed")]


def test_months_and_trials_do_not_come_up() -> None:
    monthly = Line("m", date(2025, 1, 1), None, mrr_minor=9, billing_months=1, auto_renew=True)
    trial = _line("t", date(2024, 10, 1), date(2025, 10, 1), trial=True)
    assert _due(monthly, trial) == []


def test_a_line_replaced_inside_its_term_does_not_come_up() -> None:
    rolling = _line("a", date(2022, 6, 1), date(2023, 6, 1), auto_renew=True)
    bigger = _line("b", date(2025, 4, 15), date(2026, 4, 15), auto_renew=True)
    assert _due(rolling, bigger) == []
