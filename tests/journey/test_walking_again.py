"""Days walked again from the standing of an earlier day give the same stays, whatever the map."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from banso.journey.engine import walk
from banso.journey.results import Order
from banso.journey.rules import Rules
from banso.journey.standing import Standing, from_json, to_json
from banso.journey.stays import Book, known_on
from tests.journey.test_random_maps import days, maps, rules

FIRST = date(2025, 1, 1)


def walked(
    chart: Rules, told: list[Any], standing: Standing, book: Book, since: int
) -> list[Standing]:
    """Walk the days from ``since`` on; the standing after each of them."""
    found = []
    places = list(chart.places)
    for n, (seen, waiting, hand, give_back) in list(enumerate(told))[since:]:
        day = FIRST + timedelta(days=n)
        until = day + timedelta(days=hand[1]) if hand and hand[1] is not None else None
        order = Order(f"o{n}", places[hand[0] % len(places)], until) if hand else None
        result = walk(
            chart, standing, seen, day=day, waiting=waiting, order=order, give_back=give_back
        )
        book.add(result, release=1, version=1)
        standing = from_json(to_json(result.standing))
        found.append(standing)
    return found


@settings(
    max_examples=120,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(chart=maps(), told=days, cut=st.integers(0, 13), unseen=st.booleans())
def test_walking_again_from_a_day_gives_the_same_stays(
    chart: str, told: list[Any], cut: int, unseen: bool
) -> None:
    compiled = rules(chart)
    whole = Book()
    standings = walked(compiled, told, Standing(unseen=unseen), whole, 0)
    cut = min(cut, len(told) - 1)
    day = FIRST + timedelta(days=cut)
    cut_back = [known_on(content, day) for content in whole.contents.values()]
    again = Book.of(content for content in cut_back if content is not None)
    assert walked(compiled, told, standings[cut], again, cut + 1) == standings[cut + 1 :]
    assert again.contents == whole.contents
