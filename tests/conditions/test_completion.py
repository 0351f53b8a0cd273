from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.lib.text import Text
from banso.metrics.conditions import Completions, Kind, NameTable, NameType, complete
from tests.conditions.names import NAMES


def at(text: str, *, limit: int = 5, scope: str = "account") -> Completions:
    """Completes where the | stands."""
    return complete(text.replace("|", ""), text.index("|"), NAMES, limit=limit, scope=scope)


def inserts(text: str, **more: object) -> list[str]:
    return [item.insert for item in at(text, **more).items]  # type: ignore[arg-type]


def test_it_offers_names_that_begin_with_what_was_typed() -> None:
    assert inserts("active_seat_rate_28d < 0.5 and setup|") == ["setup_done_days", "setup_done_on"]
    found = at("setup_done_d|")
    assert (found.start, found.end) == (0, 12)
    assert (
        found.items[0].label.in_("ja") == "設定完了までの日数"
        and found.items[0].detail.in_("en") == "days"
    )


def test_it_finds_names_by_their_japanese_label() -> None:
    assert inserts("席の使|") == ["seats_used_rate"]


def test_it_replaces_the_whole_word_under_the_cursor() -> None:
    found = at("lif|e = 'active'")
    assert (found.start, found.end, found.items[0].insert) == (0, 4, "life")


@pytest.mark.parametrize(
    "text", ["life = |", "life in (|", "life in ('active', |", "phase_succeeded and life <> |"]
)
def test_it_offers_the_values_of_a_choice(text: str) -> None:
    assert inserts(text)[:2] == ["'before'", "'trial'"]


def test_it_completes_inside_an_open_quotation() -> None:
    found = at("phase in ('adoption', 'ret|")
    assert [item.insert for item in found.items] == ["'retention'"]
    assert (found.start, found.end) == (22, 26)
    assert at("life = 'ac|t'").end == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("active_days_7d |", [">=", "<=", "=", "<>", ">"]),
        ("life |", ["=", "<>", "in (", "not in (", "is null"]),
        ("do_not_contact |", ["=", "is null", "is not null", "and", "or"]),
        ("active_days_7d >= 3 |", ["and", "or"]),
        ("(life = 'active') |", ["and", "or"]),
        ("setup_done_on is |", ["null", "not null"]),
        ("setup_done_on is not |", ["null"]),
        ("plan not |", ["in (", "between"]),
        ("plan in |", ["("]),
    ],
)
def test_it_offers_what_may_follow(text: str, expected: list[str]) -> None:
    assert inserts(text) == expected


def test_it_offers_only_names_that_can_be_compared() -> None:
    offered = set(inserts("setup_done_on >= |", limit=100))
    assert "first_value_on" in offered and "mrr" not in offered and "date '" in offered


@pytest.mark.parametrize(
    "typed", ["せきのしよう", "席の使用", "ｾｷ", "Ｓｅａｔｓ ｕ", "seats us", "SEATS"]
)
def test_it_finds_a_label_in_any_width_case_and_language(typed: str) -> None:
    table = NAMES.plus(
        {
            "seats_used_rate": NameType(
                Kind.RATE, Text(ja="セキの席の使用（せきのしよう）", en="Seats used")
            )
        }
    )
    found = complete(f"plan = 'pro' and {typed}", 17 + len(typed), table, limit=3)
    assert "seats_used_rate" in [item.insert for item in found.items]
    assert found.start == 17


def test_it_replaces_a_label_of_several_words_as_a_whole() -> None:
    found = at("mrr > 1 and days to dec|ision")
    assert found.items[0].insert == "days_to_decision"
    assert (found.start, found.end) == (12, 28)


def test_it_offers_the_values_that_occur_with_their_counts() -> None:
    def values(name: str) -> list[tuple[str, int]]:
        return {"plan": [("pro", 9), ("it's", 2)], "life": [("active", 5), ("odd", 1)]}[name]

    found = complete("plan = ", 7, NAMES, values=values).items
    assert [(i.insert, i.count) for i in found[:2]] == [("'pro'", 9), ("'it''s'", 2)]
    found = complete("life = '", 8, NAMES, values=values).items
    assert [(i.insert, i.count) for i in found if i.count] == [("'active'", 5), ("'odd'", 1)]


def test_it_offers_dates_worth_counting_from() -> None:
    found = complete("setup_done_on >= ", 17, NAMES, day=date(2026, 2, 10)).items
    assert [i.insert for i in found[:5]] == [
        "date '2026-02-10'",
        "date '2026-02-01'",
        "date '2025-04-01'",
        "date '2026-01-01'",
        "date '",
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [("act|", True), ("plan = |", True), ("|", False), ("mrr > 1 |", False), ("mrr > 1 an|", True)],
)
def test_it_is_sure_only_where_something_was_begun(text: str, sure: bool) -> None:
    assert at(text).sure is sure


def test_names_without_a_source_come_last() -> None:
    offered = inserts("mrr > 1 and |", limit=200)
    assert offered.index("nps_last") > offered.index("seats")


def test_it_stays_inside_the_scope() -> None:
    assert inserts("rol|", scope="contact") == ["role"]
    assert inserts("rol|") == []


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("ab 'life=>()<,.3\"あ　not in between and"), max_size=30),
    st.integers(-2, 40),
)
def test_it_never_raises_while_somebody_types(text: str, cursor: int) -> None:
    found = complete(text, cursor, NAMES)
    assert 0 <= found.start <= found.end <= len(text)
    assert not complete(text, cursor, NameTable()).items or found
