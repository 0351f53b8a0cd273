"""An account's timeline, its usage by day, and what came in at all."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from banso.events import operations, queries
from banso.events.definitions import EventRow, KeySpan
from banso.events.lake import Lake
from banso.workspace.viewer import NotAllowed, Role, Viewer

START = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)
NOW = datetime(2025, 1, 1, tzinfo=UTC)
LAST = date(2024, 12, 31)
EVERYONE = Viewer.system()
PAUL = Viewer(user_id=7, role=Role.PARTNER, scope=frozenset({1}))  # an outside partner

# One event a day for 300 days, two accounts taking turns; every tenth day three more at one instant.
ROWS = [
    EventRow(
        at=START + timedelta(days=day),
        source="product",
        message_id=f"{day:03d}-{n}",
        account_key=f"k{day % 2}",
        user_key=None if day % 7 == 0 else f"u{(day + n) % 3}",
        name="export" if n else "login",
    )
    for day in range(300)
    for n in range(4 if day % 10 == 0 else 1)
]


@pytest.fixture
def filled(lake: Lake) -> Lake:
    operations.append_rows(
        lake=lake, rows=ROWS, batch="b1", part=1, zone="Asia/Tokyo", received_at=NOW
    )
    return lake


def day_of(row: EventRow) -> date:
    return (row.at + timedelta(hours=9)).date()


def test_it_pages_through_a_timeline_without_losing_events_of_one_instant(filled: Lake) -> None:
    seen: list[str] = []
    place = None
    while True:
        page = queries.events_of_keys(
            viewer=EVERYONE,
            lake=filled,
            keys=[KeySpan("product", "k0")],
            last=LAST,
            before=place,
            limit=7,
        )
        seen += [e.message_id for e in page]
        if len(page) < 7:
            break
        place = page[-1].place
    expected = sorted((r.message_id for r in ROWS if r.account_key == "k0"), reverse=True)
    assert seen == expected


def test_it_ends_a_timeline_at_the_day_that_is_shown(filled: Lake) -> None:
    [event] = queries.events_of_keys(
        viewer=EVERYONE,
        lake=filled,
        keys=[KeySpan("product", "k1")],
        last=date(2024, 3, 1),
        limit=1,
    )
    assert event.day == date(2024, 2, 29)
    older = queries.events_of_keys(
        viewer=EVERYONE,
        lake=filled,
        keys=[KeySpan("product", "k1")],
        last=LAST,
        before=event.at,
        limit=1,
    )
    assert older[0].day == date(2024, 2, 27)


def test_it_follows_a_key_only_while_it_belonged_to_the_account(filled: Lake) -> None:
    keys = [
        KeySpan("product", "k0", to_on=date(2024, 1, 31)),
        KeySpan("product", "k1", from_on=date(2024, 2, 1)),
        KeySpan("elsewhere", "k0"),
    ]
    counts = queries.daily_counts(
        viewer=EVERYONE, lake=filled, keys=keys, first=date(2024, 1, 10), last=date(2024, 2, 20)
    )
    expected = Counter(
        (day_of(r), r.name)
        for r in ROWS
        if date(2024, 1, 10) <= day_of(r) <= date(2024, 2, 20)
        and (r.account_key == "k0") == (day_of(r) < date(2024, 2, 1))
    )
    assert {(c.day, c.name): c.events for c in counts} == dict(expected)
    assert [c.day for c in counts] == sorted(c.day for c in counts)


def test_it_counts_users_and_not_their_absence(filled: Lake) -> None:
    span = (date(2024, 1, 1), LAST)
    users = queries.users_of_keys(
        viewer=EVERYONE, lake=filled, keys=[KeySpan("product", "k0")], first=span[0], last=span[1]
    )
    mine = [r for r in ROWS if r.account_key == "k0" and r.user_key]
    assert {u.user_key: u.events for u in users} == Counter(r.user_key for r in mine)
    days = {u.user_key: u.days for u in users}
    assert days == {k: len({r.at for r in mine if r.user_key == k}) for k in days}
    counts = queries.daily_counts(
        viewer=EVERYONE,
        lake=filled,
        keys=[KeySpan("product", "k1")],
        first=date(2024, 1, 8),
        last=date(2024, 1, 8),
    )
    assert [(c.events, c.users) for c in counts] == [(1, 0)]  # the seventh day: nobody is named


def test_it_names_what_came_in_most_frequent_first(filled: Lake) -> None:
    names = queries.event_names(viewer=EVERYONE, lake=filled)
    assert [(n.name, n.events, n.keys) for n in names] == [("login", 300, 2), ("export", 90, 1)]
    assert queries.event_names(viewer=EVERYONE, lake=filled, source="elsewhere") == []
    assert queries.event_names(viewer=EVERYONE, lake=filled, hidden=frozenset({"b1"})) == []


def test_it_tells_first_and_last_day_by_source(filled: Lake) -> None:
    expected = queries.Span(date(2024, 1, 1), date(2024, 10, 26), 390)
    assert queries.sources(viewer=EVERYONE, lake=filled) == {"product": expected}
    assert queries.span(viewer=EVERYONE, lake=filled, source="product") == expected
    assert queries.span(viewer=EVERYONE, lake=filled, source="elsewhere") is None


def test_it_answers_an_empty_lake(lake: Lake) -> None:
    assert queries.span(viewer=EVERYONE, lake=lake) is None
    assert queries.event_names(viewer=EVERYONE, lake=lake) == []
    assert queries.keys_seen(viewer=EVERYONE, lake=lake) == []
    key = [KeySpan("product", "k0")]
    assert queries.events_of_keys(viewer=EVERYONE, lake=lake, keys=key, last=LAST) == []


def test_it_answers_no_keys_with_nothing(filled: Lake) -> None:
    assert queries.events_of_keys(viewer=EVERYONE, lake=filled, keys=[], last=LAST) == []
    never = [KeySpan("product", "k0", from_on=date(2030, 1, 1))]
    assert queries.events_of_keys(viewer=EVERYONE, lake=filled, keys=never, last=LAST) == []


def test_it_does_not_tell_a_partner_what_others_do(filled: Lake) -> None:
    with pytest.raises(NotAllowed):
        queries.event_names(viewer=PAUL, lake=filled)
    with pytest.raises(NotAllowed):
        queries.keys_seen(viewer=PAUL, lake=filled)
    with pytest.raises(NotAllowed):
        queries.span(viewer=PAUL, lake=filled)
