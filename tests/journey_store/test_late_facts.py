"""Facts that arrive after their day was closed (rules.md R12): corrected, nothing overwritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from banso.journey.models import PhaseStay
from tests.journey_store.worlds import (
    account,
    close,
    everything,
    field,
    made,
    on,
    path,
    places,
    stays,
    unsay,
)

pytestmark = pytest.mark.usefixtures("workspace")
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_stay_that_late_facts_correct_is_superseded() -> None:
    made()
    one = account("one")
    field(one, "seats_assigned", 12, 30)
    close(0, 50)
    assert path(one) == [("first", 0, 30), ("second", 30, None)]
    unsay(one, "seats_assigned")
    field(one, "seats_assigned", 12, 20)
    closed = close(15, 50, now=LATER)
    assert path(one) == [("first", 0, 20), ("second", 20, None)]
    assert closed.walked.superseded == 2
    old = list(PhaseStay.objects.filter(superseded_at=LATER).order_by("number"))
    assert [(s.phase, s.entered_on, s.left_on) for s in old] == [
        ("first", on(0), on(30)),
        ("second", on(30), None),
    ]
    assert [s.replaces_id for s in stays(one)] == [s.pk for s in old]
    assert places(one)[25] == "second"


def test_what_late_facts_do_not_change_stays_as_it_is() -> None:
    made()
    one, two = account("one"), account("two")
    field(one, "seats_assigned", 12, 30)
    close(0, 50)
    kept = [s.public_id for s in stays(one)]
    field(two, "seats_assigned", 12, 40)
    closed = close(35, 50, now=LATER)
    assert [s.public_id for s in stays(one)] == kept
    assert closed.walked.superseded == 1
    assert path(two) == [("first", 0, 40), ("second", 40, None)]


def test_the_result_is_as_if_the_facts_had_always_been_known() -> None:
    made()
    one = account("one")
    field(one, "leaving_intent", "considering", 33)
    close(0, 80)
    unsay(one, "leaving_intent")
    field(one, "seats_assigned", 11, 40)
    field(one, "leaving_intent", "considering", 45)
    field(one, "leaving_intent", "staying", 60)
    close(30, 80, now=LATER)
    corrected = _without_history(everything())
    PhaseStay.objects.all().delete()
    close(0, 80, now=LATER, again=True)
    assert _without_history(everything()) == corrected
    assert path(one) == [("first", 0, 40), ("second", 40, None), ("gone", 45, 60)]


def test_a_stay_that_never_was_is_superseded_without_another() -> None:
    made()
    one = account("one")
    field(one, "leaving_intent", "considering", 10)
    close(0, 20)
    unsay(one, "leaving_intent")
    close(0, 20, now=LATER)
    assert path(one) == [("first", 0, None)]
    lost = PhaseStay.objects.get(phase="gone")
    assert lost.superseded_at == LATER and not lost.replaced_by.exists()


def test_earlier_coverage_walks_everything_from_its_first_day() -> None:
    made(covered=on(20))
    one = account("one", on(3))
    close(0, 40)
    assert stays(one)[0].start_unseen
    made_earlier()
    close(0, 40, now=LATER)
    assert path(one) == [("first", 3, None)]
    assert not stays(one)[0].start_unseen


def made_earlier() -> None:
    from banso.workspace import operations

    for kind in ("contracts", "usage"):
        operations.widen_coverage(kind=kind, source="book", from_on=on(0), to_on=on(200))


def _without_history(found: tuple[list, list[dict], list]) -> tuple[list, list[dict], list]:  # type: ignore[type-arg]
    rows, kept, standings = found
    return rows, [s for s in kept if not s["old"]], standings


def test_later_coverage_forgets_the_days_before_it() -> None:
    from banso.workspace.models import Coverage

    made()
    one = account("one", on(3))
    close(0, 40)
    Coverage.objects.update(from_on=on(20))
    close(25, 40, now=LATER)
    assert min(places(one)) == 20
    assert path(one) == [("first", 20, None)]
    assert stays(one)[0].start_unseen
    before = everything()
    close(25, 40, now=LATER)
    assert everything() == before
