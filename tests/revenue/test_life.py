"""Every sentence of rules.md R6 about ``life``, on hand-made contracts."""

from __future__ import annotations

from datetime import date

import pytest

from banso.revenue.life import Book, Life, Tenure, tenures
from tests.revenue.days import d, facts, life, line

YEAR = line("24-04-01", "25-04-01")
RENEWS = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("24-03-31", Life.BEFORE),
        ("24-04-01", Life.ACTIVE),  # the start is the first day
        ("25-03-31", Life.ACTIVE),
        ("25-04-01", Life.PENDING),  # the end is the first day after
        ("25-05-01", Life.PENDING),  # 30 days of grace
        ("25-05-02", Life.ENDED),
    ],
)
@pytest.mark.parametrize("auto_renew", [False, None])
def test_it_waits_for_the_grace_when_a_term_ends_without_notice_and_cannot_renew(
    day: str, wanted: Life, auto_renew: bool | None
) -> None:
    assert life(day, line("24-04-01", "25-04-01", auto_renew=auto_renew)) is wanted


def test_it_ends_on_the_end_date_but_is_decided_when_the_grace_is_over() -> None:
    at = facts("25-06-01", YEAR).at
    assert (at.ended_on, at.decided_on) == (d("25-04-01"), d("25-05-02"))


def test_it_has_neither_date_while_pending() -> None:
    at = facts("25-04-15", YEAR).at
    assert (at.ended_on, at.decided_on) == (None, None)


@pytest.mark.parametrize("day", ["25-03-31", "25-04-01", "26-04-01", "35-12-31"])
def test_it_repeats_the_term_of_an_auto_renewing_line_for_ever(day: str) -> None:
    assert life(day, RENEWS) is Life.ACTIVE


@pytest.mark.parametrize("auto_renew", [True, False, None])
def test_it_ends_at_once_on_the_end_when_notice_was_given(auto_renew: bool | None) -> None:
    left = line("24-04-01", "25-04-01", auto_renew=auto_renew, notice_given_on="25-01-10")
    assert life("25-03-31", left) is Life.ACTIVE
    assert life("25-04-01", left) is Life.ENDED
    at = facts("25-04-20", left).at
    assert (at.ended_on, at.decided_on) == (d("25-04-01"), d("25-04-01"))


def test_it_ends_the_term_in_which_a_later_notice_falls() -> None:
    left = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30, notice_given_on="26-02-01")
    assert life("26-03-31", left) is Life.ACTIVE
    assert facts("26-04-01", left).at.ended_on == d("26-04-01")


def test_it_takes_a_notice_after_the_deadline_for_the_next_term() -> None:
    """The term after was settled when the deadline (2 March 2025) passed."""
    late = line("24-04-01", "25-04-01", auto_renew=True, notice_days=30, notice_given_on="25-03-03")
    assert life("25-04-01", late) is Life.ACTIVE
    assert life("26-04-01", late) is Life.ENDED
    in_time = line(
        "24-04-01", "25-04-01", auto_renew=True, notice_days=30, notice_given_on="25-03-02"
    )
    assert life("25-04-01", in_time) is Life.ENDED


def test_it_does_not_know_a_notice_before_it_is_given() -> None:
    left = line("24-04-01", "25-04-01", auto_renew=True, notice_given_on="25-03-01")
    assert facts("25-02-28", left).at.notice_given_on is None
    assert facts("25-03-01", left).at.notice_given_on == d("25-03-01")


def test_it_goes_on_when_a_notice_is_withdrawn() -> None:
    back = line(
        "24-04-01",
        "25-04-01",
        auto_renew=True,
        notice_given_on="25-01-10",
        notice_withdrawn_on="25-02-01",
    )
    assert facts("25-01-31", back).at.notice_given_on == d("25-01-10")
    assert facts("25-02-01", back).at.notice_given_on is None
    assert life("25-04-01", back) is Life.ACTIVE


def test_it_does_not_bring_an_account_back_by_withdrawing_after_the_end() -> None:
    gone = line(
        "24-04-01",
        "25-04-01",
        auto_renew=True,
        notice_given_on="25-01-10",
        notice_withdrawn_on="25-05-01",
    )
    assert life("25-06-01", gone) is Life.ENDED


def test_it_decides_on_the_day_of_a_notice_given_while_pending() -> None:
    left = line("24-04-01", "25-04-01", notice_given_on="25-04-11")
    assert life("25-04-10", left) is Life.PENDING
    at = facts("25-04-11", left).at
    assert (at.life, at.ended_on, at.decided_on) == (Life.ENDED, d("25-04-01"), d("25-04-11"))


@pytest.mark.parametrize(
    ("start", "number", "gap"),
    [
        ("25-04-01", 1, None),
        ("25-05-01", 1, None),  # 30 days: inside the grace, one tenure
        ("25-05-02", 2, 31),
        ("25-10-18", 2, 200),
    ],
)
def test_it_bridges_a_gap_up_to_the_grace_and_else_begins_a_new_tenure(
    start: str, number: int, gap: int | None
) -> None:
    found = facts(start, YEAR, line(start, "27-01-01"))
    assert (found.life, found.at.tenure_number, found.contract_gap_days) == (
        Life.ACTIVE,
        number,
        gap,
    )
    assert found.at.tenure_start == (d("24-04-01") if number == 1 else d(start))


@pytest.mark.parametrize(
    ("signed", "before", "number"),
    [("25-04-20", Life.PENDING, 1), ("25-05-20", Life.ENDED, 1)],
)
def test_it_knows_a_late_renewal_from_its_signing_and_then_from_its_start(
    signed: str, before: Life, number: int
) -> None:
    """Signed inside or outside the grace, running from the former end: no gap once it is known."""
    late = line("25-04-01", "26-04-01", signed_on=signed)
    day_before = d(signed).replace(day=19).isoformat()[2:]
    assert life(day_before, YEAR, late) is before
    found = facts(signed, YEAR, late)
    assert (found.life, found.at.tenure_number) == (Life.ACTIVE, number)
    assert found.contract_gap_days is None


def test_it_counts_a_first_line_from_its_start_even_if_the_paper_came_later() -> None:
    assert life("24-04-05", line("24-04-01", "25-04-01", signed_on="24-04-20")) is Life.ACTIVE


def test_it_is_before_while_signed_but_not_begun() -> None:
    found = facts("24-03-01", line("24-04-01", "25-04-01", signed_on="24-02-01"))
    assert (found.life, found.tenure_days, found.at.mrr_minor) == (Life.BEFORE, None, 0)
    assert facts("24-03-01").life is Life.BEFORE


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("24-06-30", Life.ACTIVE),
        ("24-07-01", Life.PAUSED),
        ("24-08-31", Life.PAUSED),
        ("24-09-01", Life.ACTIVE),
    ],
)
def test_it_is_paused_from_the_first_to_before_the_last_day_of_a_pause(
    day: str, wanted: Life
) -> None:
    paused = line("24-04-01", "25-04-01", paused_from="24-07-01", paused_to="24-09-01")
    found = facts(day, paused)
    assert found.life is wanted
    assert found.at.mrr_minor == (0 if wanted is Life.PAUSED else 100)
    assert found.at.tenure_start == d("24-04-01")


def test_it_is_paused_only_when_every_line_is() -> None:
    paused = line("24-04-01", "25-04-01", paused_from="24-07-01", mrr_minor=900)
    other = line("24-05-01", "25-05-01", key="other", mrr_minor=50)
    found = facts("24-08-01", paused, other)
    assert (found.life, found.at.mrr_minor, found.at.lead) == (Life.ACTIVE, 50, "other")


def test_it_is_a_trial_while_only_trial_lines_run() -> None:
    trial = line("24-03-01", "24-04-01", trial=True, mrr_minor=80)
    found = facts("24-03-10", trial)
    assert (found.life, found.at.mrr_minor) == (Life.TRIAL, 0)
    paid = facts("24-04-01", trial, YEAR)
    assert (paid.life, paid.at.tenure_start) == (Life.ACTIVE, d("24-03-01"))
    assert life("24-05-10", trial) is Life.ENDED


def test_it_has_no_number_left_from_the_day_it_ended() -> None:
    found = facts("25-06-01", line("24-04-01", "25-04-01", seats=5))
    assert (found.at.mrr_minor, found.at.seats, found.at.plan, found.at.lead) == (
        0,
        None,
        None,
        None,
    )
    assert found.tenure_days is found.term_days is found.days_to_decision is None


def test_it_lists_the_tenures_with_their_ends() -> None:
    book = Book([YEAR, line("25-12-01", "26-12-01")])
    assert tenures(book, d("26-06-01")) == [
        Tenure(d("24-04-01"), d("25-04-01")),
        Tenure(d("25-12-01"), None),
    ]
    assert tenures(book, d("25-04-20")) == [Tenure(d("24-04-01"), None)]
    assert tenures(book, date(2020, 1, 1)) == []
    assert tenures(book, d("27-12-01"))[-1] == Tenure(d("25-12-01"), d("26-12-01"))
