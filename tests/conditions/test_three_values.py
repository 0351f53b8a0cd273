from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from banso.metrics.conditions import Kind, NameTable, NameType, is_name, parse
from tests.conditions.names import NAMES

D = date(2026, 4, 1)


def decide(text: str, **values: Any) -> bool | None:
    return parse(text, names=NAMES).get().evaluate(values)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        # only TRUE acts: an account without data is not "never signed in"
        ("not (logins_28d > 0)", {}, None),
        ("not (logins_28d > 0)", {"logins_28d": 0}, True),
        ("logins_28d = 0", {"logins_28d": None}, None),
        # FALSE beats UNKNOWN in and, TRUE beats UNKNOWN in or
        ("seats > 1 and logins_28d > 0", {"seats": 1}, False),
        ("seats > 1 and logins_28d > 0", {"seats": 2}, None),
        ("seats > 1 or logins_28d > 0", {"seats": 2}, True),
        ("seats > 1 or logins_28d > 0", {"seats": 1}, None),
        # asking for a value never is UNKNOWN
        ("setup_done_on is null", {}, True),
        ("setup_done_on is not null", {"setup_done_on": D}, True),
        ("not setup_done_on is null", {}, False),
        # lists
        ("plan in ('pro', 'business')", {"plan": "pro"}, True),
        ("plan not in ('pro', 'business')", {"plan": "basic"}, True),
        ("plan not in ('pro', 'business')", {}, None),
        ("plan not in ('pro', industry)", {"plan": "basic"}, None),
        ("plan in ('pro', industry)", {"plan": "pro"}, True),
        # between takes both ends, and knows a FALSE half
        ("seats between 3 and 5", {"seats": 5}, True),
        ("seats between 3 and 5", {"seats": 2}, False),
        ("seats not between 3 and logins_28d", {"seats": 2}, True),
        ("seats between 3 and logins_28d", {"seats": 4}, None),
        # arithmetic
        ("days_to_decision <= approval_lead_days + 30", {"days_to_decision": 75, "approval_lead_days": 45}, True),
        ("days_to_decision <= approval_lead_days + 30", {"days_to_decision": 75}, None),
        ("logins_28d / seats > 0.5", {"logins_28d": 1, "seats": 0}, None),
        ("logins_28d / seats = 0.5", {"logins_28d": 1, "seats": 2}, True),
        ("-seats < -3", {"seats": 4}, True),
        ("2 + seats * 3 = 14", {"seats": 4}, True),
        ("(2 + seats) * 3 = 18", {"seats": 4}, True),
        ("seats - 1 - 1 = 2", {"seats": 4}, True),
        # functions
        ("coalesce(logins_28d, 0) = 0", {}, True),
        ("coalesce(leaving_intent, 'none') = 'none'", {}, True),
        ("coalesce(do_not_contact, false)", {}, False),
        ("least(seats, logins_28d) = 3", {"seats": 3}, True),
        ("greatest(seats, logins_28d) > 3", {}, None),
        ("abs(use_vs_own_baseline) >= 2", {"use_vs_own_baseline": -2.5}, True),
        # yes/no
        ("do_not_contact", {}, None),
        ("not do_not_contact", {"do_not_contact": False}, True),
        ("do_not_contact = false", {"do_not_contact": False}, True),
        ("true", {}, True),
        ("not true", {}, False),
        # days, texts, money
        ("first_value_on >= date '2026-04-01'", {"first_value_on": D}, True),
        ("company_name = 'Ａ'", {"company_name": "A"}, False),
        ("company_name < 'b'", {"company_name": "Z"}, True),
        ("mrr_usd >= 12.34", {"mrr_usd": 1234}, True),
        ("mrr_usd > 12.34", {"mrr_usd": 1234}, False),
        ("mrr >= 12", {"mrr": 12}, True),
        ("yesterday.health < 40", {"yesterday.health": 39.5}, True),
    ],
)  # fmt: skip
def test_it_decides(text: str, values: dict[str, Any], expected: bool | None) -> None:
    assert decide(text, **values) is expected


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("SEATS>=3 AND Life='active'", "seats >= 3 and life = 'active'"),
        ("ｓｅａｔｓ　＞＝　３", "seats >= 3"),
        ("seats ≥ 3 and seats ≠ 5", "seats >= 3 and seats <> 5"),
        ("plan = ‘pro’", "plan = 'pro'"),
        ("seats != 3 or seats == 4", "seats <> 3 or seats = 4"),
        (
            "((seats > 1)) and ((life = 'active' and mrr > 2))",
            "seats > 1 and life = 'active' and mrr > 2",
        ),
        ("(seats > 1 and mrr > 2) or seats > 5", "seats > 1 and mrr > 2 or seats > 5"),
        ("seats > 1 and (mrr > 2 or mrr < 1)", "seats > 1 and (mrr > 2 or mrr < 1)"),
        ("not (plan in ('a'))", "not (plan in ('a'))"),
        ("not plan in ('a')", "plan not in ('a')"),
        ("not seats is null", "seats is not null"),
        ("not not do_not_contact", "not (not do_not_contact)"),
        ("company_name = 'it''s'", "company_name = 'it''s'"),
        ("seats > - 3", "seats > -3"),
        ("mrr > 1.50", "mrr > 1.5"),
        ("seats - (1 - 2) > (3)", "seats - (1 - 2) > 3"),
        (True, "true"),
    ],
)
def test_it_writes_one_canonical_text(written: object, canonical: str) -> None:
    condition = parse(written, names=NAMES).get()
    assert condition.to_text() == canonical
    assert parse(canonical, names=NAMES).get() == condition


def test_it_binds_and_stronger_than_or_and_not_strongest() -> None:
    text = "not do_not_contact and seats > 1 or mrr > 5"
    assert decide(text, do_not_contact=True, seats=2, mrr=6) is True
    assert decide(text, do_not_contact=True, seats=2, mrr=1) is False


def test_it_names_what_it_looks_at() -> None:
    condition = parse(
        "seats > 1 and (life = 'active' or coalesce(mrr, 0) / seats > 2)", names=NAMES
    ).get()
    assert condition.names == {"seats", "life", "mrr"}
    assert len(condition.leaves()) == 3


@pytest.mark.parametrize("name", ["seats", "yesterday.health", "日数", "select", "limit", "_x1"])
def test_it_takes_any_word_for_a_name_that_is_not_its_own(name: str) -> None:
    assert is_name(name)
    assert parse(f"{name} > 1", names=NameTable({name: NameType(Kind.COUNT)})).get().names == {name}


@pytest.mark.parametrize("name", ["", "and", "Null", "date", "1st", "a b", "a-b", "a.", "a.1"])
def test_it_knows_what_cannot_be_a_name(name: str) -> None:
    assert not is_name(name)
