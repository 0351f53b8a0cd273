"""One day on the map: order of arrows, same-day arrivals, hold, again_after, unknown values."""

from __future__ import annotations

from typing import Any

from tests.journey.story import Story, rules_of

HEAD = """\
schema: banso/journey@1
key: small
name: small
start: {at: first, when: life = 'active'}
placement:
  - {at: first, when: true}
interrupts:
  - {to: gone.over, when: life = 'ended'}
  - {to: gone.doubt, when: notice_given_on is not null}
"""
GONE = """\
  - key: gone
    name: gone
    success: {text: it, when: offboarding_done_on is not null}
    states:
      - key: doubt
        name: doubt
        exits: [{to: over, when: life = 'ended'}, {to: previous, when: notice_given_on is null}]
      - key: over
        name: over
"""


def chart(*phases: tuple[str, str, str]) -> Story:
    """A story on a map of (key, success, exits) and a phase `gone`."""
    body = "".join(
        f'  - key: {key}\n    name: {key}\n    success: {{text: it, when: "{success}"}}\n    exits:\n'
        + "".join(f"      - {{{arrow}}}\n" for arrow in exits.split(" | ") if arrow)
        for key, success, exits in phases
    )
    return Story(rules=rules_of(f"{HEAD}phases:\n{body}{GONE}"))


def with_seats(n: int, **more: Any) -> dict[str, Any]:
    return {"life": "active", "seats": n, **more}


def test_the_first_true_arrow_wins() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 5 | to: third, when: seats > 1"),
        ("second", "false", "to: first, when: false"),
        ("third", "false", "to: first, when: false"),
    )
    assert story.walk(0, lambda n: with_seats(9)).places == ["second"]


def test_an_arrival_is_tested_again_the_same_day_and_leaves_a_pass() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1"),
        ("second", "false", "to: third, when: seats > 2"),
        ("third", "false", "to: first, when: false"),
    ).walk(0, lambda n: with_seats(3))
    assert story.entered() == [(0, "first"), (0, "second"), (0, "third")]


def test_no_phase_is_entered_twice_a_day() -> None:
    story = chart(
        ("first", "false", "to: second, when: true"),
        ("second", "false", "to: first, when: true"),
    ).walk(3, lambda n: with_seats(1))
    assert story.entered() == [
        (0, "first"),
        (0, "second"),
        (1, "first"),
        (2, "second"),
        (3, "first"),
    ]


def test_an_arrow_that_leads_where_it_was_today_makes_it_rest() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1"),
        ("second", "false", "to: first, when: true | to: third, when: true, hold: 1 day"),
        ("third", "false", "to: first, when: false"),
    ).walk(1, lambda n: with_seats(3 if n == 0 else 1))
    assert story.entered() == [(0, "first"), (0, "second"), (1, "first")]


def test_unknown_moves_nobody() -> None:
    story = chart(
        ("first", "false", "to: second, when: not (logins_28d > 0)"),
        ("second", "false", "to: first, when: false"),
    )
    assert story.walk(3, lambda n: with_seats(1)).places == ["first"] * 4


def test_interrupts_come_before_exits() -> None:
    story = chart(
        ("first", "false", "to: second, when: true"),
        ("second", "false", "to: first, when: false"),
    ).walk(0, lambda n: with_seats(1, notice_given_on="given"))
    assert story.entered() == [(0, "first"), (0, "gone.doubt")]


def test_interrupts_are_not_tested_while_it_stands_in_their_phase() -> None:
    story = chart(("first", "false", "to: gone.over, when: seats > 1")).walk(
        5, lambda n: with_seats(9, notice_given_on="given" if n else None)
    )
    assert story.places == ["gone.over"] * 6


def test_the_first_true_interrupt_wins() -> None:
    facts = {"life": "ended", "notice_given_on": "given"}
    story = chart(("first", "false", "to: gone.over, when: false")).walk(0, lambda n: with_seats(1))
    assert story.walk(1, lambda n: facts).places[1] == "gone.over"


def test_hold_asks_for_true_days_without_a_break() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1, hold: 3 days"),
        ("second", "false", "to: first, when: false"),
    )
    told = [2, 2, 1, 2, 2, None, 2, 2, 2]
    story.walk(8, lambda n: with_seats(told[n]))  # type: ignore[arg-type]
    assert story.entered() == [(0, "first"), (8, "second")]


def test_hold_counts_inside_the_stay_only() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1, hold: 4 days"),
        ("second", "false", "to: first, when: false"),
    )
    away = {2, 3}
    story.walk(9, lambda n: with_seats(2, notice_given_on="given" if n in away else None))
    # days 0 and 1, then away; back on day 4, and it rests until the next close
    assert story.entered() == [(0, "first"), (2, "gone.doubt"), (4, "first"), (8, "second")]


def test_a_missed_day_breaks_a_hold() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1, hold: 3 days"),
        ("second", "false", "to: first, when: false"),
    ).walk(1, lambda n: with_seats(2))
    story.days = 3
    story.walk(4, lambda n: with_seats(2))
    assert story.places[-1] == "first"
    story.walk(5, lambda n: with_seats(2))
    assert story.places[-1] == "second"


def test_again_after_counts_from_leaving_the_target() -> None:
    story = chart(
        ("first", "false", "to: second, when: seats > 1, again_after: 10 days"),
        ("second", "false", "to: first, when: seats < 5"),
    ).walk(25, lambda n: with_seats(3))
    assert [n for n, place in story.entered() if place == "second"] == [0, 11, 22]


def test_an_arrow_that_waits_gives_the_next_its_turn() -> None:
    story = chart(
        (
            "first",
            "false",
            "to: second, when: seats > 1, again_after: 90 days | to: third, when: seats > 1",
        ),
        ("second", "false", "to: first, when: true"),
        ("third", "false", "to: first, when: false"),
    ).walk(2, lambda n: with_seats(3))
    assert story.entered() == [(0, "first"), (0, "second"), (1, "first"), (1, "third")]


def test_success_moves_nobody_and_stays_for_the_stay() -> None:
    story = chart(("first", "seats > 5", "to: gone.over, when: false"))
    story.walk(6, lambda n: with_seats(9 if n == 2 else 1))
    assert story.places == ["first"] * 7
    assert [r.phase_succeeded for r in story.results] == [False, False] + [True] * 5
    assert [s.day for s in story.successes] == [story.on(2)]


def test_success_is_unknown_until_its_numbers_are_there() -> None:
    story = chart(("first", "logins_28d > 5", "to: gone.over, when: not phase_succeeded"))
    story.walk(1, lambda n: with_seats(1))
    assert story.results[1].phase_succeeded is None
    assert story.places == ["first", "first"]
    assert story.walk(2, lambda n: with_seats(1, logins_28d=0)).places[2] == "gone.over"


def test_a_move_between_states_keeps_the_stay() -> None:
    story = chart(("first", "false", "to: gone.doubt, when: seats > 1"))
    story.walk(3, lambda n: {"life": "ended" if n == 3 else "active", "seats": 1 if n < 1 else 2,
                             "notice_given_on": "given"})  # fmt: skip
    doubt, over = story.moves[-2], story.moves[-1]
    assert over.within
    assert doubt.stay is not None and over.stay is not None
    assert over.stay.number == doubt.stay.number
    assert over.stay.clock == doubt.stay.clock + 3
    assert over.stay.state_clock == 0
