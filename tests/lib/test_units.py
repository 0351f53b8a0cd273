"""After a 1 an English unit stands in the singular."""

from __future__ import annotations

import pytest

from banso.lib.text import unit_of_one


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("days", "day"), ("business reviews", "business review"), ("events a week", "event a week"),
        ("tickets per user", "ticket per user"), ("responses", "response"), ("companies", "company"),
        ("boxes", "box"), ("sd", "sd"), ("", ""), ("access", "access"), ("m/s", "m/s"), ("th tenure", "th tenure"),
    ],
)  # fmt: skip
def test_one_of_it(unit: str, one: str) -> None:
    assert unit_of_one(unit) == one
