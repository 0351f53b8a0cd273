"""Dated account fields are columns of the day, and lapse when their reason is over."""

from __future__ import annotations

from banso.customers.definitions import BUILT_IN, FieldSpec, FieldType
from banso.lib.text import Text
from banso.metrics.world import FieldFact
from banso.revenue.life import Book
from tests.metrics.small import Small, line, on

TWICE = {1: Book([line("c1", on(0), on(60)), line("c2", on(260))])}


def test_it_takes_the_value_of_the_day(small: Small) -> None:
    small.having(
        values=[
            FieldFact(1, "approval_lead_days", 60, on(10), on(20)),
            FieldFact(1, "approval_lead_days", 30, on(20)),
            FieldFact(1, "csm_feel", "good", None, on(5)),
        ]
    )
    assert small.values("approval_lead_days", on(9), on(10), on(19), on(20)) == [45, 60, 60, 30]
    assert small.values("csm_feel", on(0), on(4), on(5)) == ["good", "good", None]
    assert small.row(on(3))["do_not_contact"] is False


def test_it_lets_the_intention_lapse_with_the_contract(small: Small) -> None:
    small.having(books=TWICE, values=[FieldFact(1, "leaving_intent", "comparing", on(40))])
    lives = small.values("life", on(59), on(91), on(260))
    assert lives == ["active", "ended", "active"]
    assert small.values("leaving_intent", on(39), on(40), on(91), on(260)) == [
        None, "comparing", None, None,
    ]  # fmt: skip


def test_it_keeps_the_departure_until_a_return(small: Small) -> None:
    small.having(
        books=TWICE,
        values=[
            FieldFact(1, "exit_interview_on", on(70).isoformat(), on(70)),
            FieldFact(1, "offboarding_done_on", on(75).isoformat(), None),
            FieldFact(1, "churn_cause_solved", True, on(200)),
        ],
    )
    row = small.row(on(259))
    assert (row["exit_interview_on"], row["offboarding_done_on"]) == (on(70), on(75))
    assert row["churn_cause_solved"] is True
    row = small.row(on(260))
    assert row["exit_interview_on"] is None and row["offboarding_done_on"] is None
    assert row["churn_cause_solved"] is None


def test_it_has_a_column_of_the_right_type_for_a_field_of_ones_own(small: Small) -> None:
    own = [
        FieldSpec("tier", FieldType.CHOICE, Text.of("Tier"), built_in=False),
        FieldSpec("budget", FieldType.NUMBER, Text.of("Budget"), built_in=False),
    ]
    small.having(
        fields=(*BUILT_IN, *own),
        values=[FieldFact(1, "tier", "gold", on(1)), FieldFact(1, "budget", 1.5, on(1))],
    )
    row = small.row(on(2))
    assert (row["tier"], row["budget"]) == ("gold", 1.5)


def test_it_takes_a_value_that_does_not_fit_as_none(small: Small) -> None:
    small.having(values=[FieldFact(1, "seats_assigned", "many", on(1))])
    assert small.row(on(2))["seats_assigned"] is None
