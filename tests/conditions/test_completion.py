from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banso.metrics.conditions import Completions, NameTable, complete
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
