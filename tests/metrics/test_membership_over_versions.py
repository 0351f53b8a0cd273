"""A new version of a segment, giving it up, a condition that breaks: what happens to who is in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from banso.metrics.conditions import Kind, NameTable, NameType
from banso.metrics.membership.models import SegmentCount, SegmentStay
from tests.metrics.truths import NAMES, Facts, accounts, day, segment, stays

pytestmark = pytest.mark.usefixtures("workspace")
NOTHING = NameTable({"mrr": NameType(Kind.MONEY)})


@pytest.fixture
def three() -> list[int]:
    return accounts(3)


@pytest.fixture
def facts(three: list[int]) -> Facts:
    a, b, c = three
    return Facts([{a: 5, b: 2, c: 0}] * 8)


def spans(key: str = "s1") -> list[tuple[int, date, date | None, str, str]]:
    return [s[1:6] for s in stays(key)]


def counts() -> dict[date, tuple[int, int]]:
    rows = SegmentCount.objects.order_by("day").values_list("day", "version", "members")
    return {d: (v, n) for d, v, n in rows}


def test_a_new_version_counts_from_the_last_closed_day(facts: Facts, three: list[int]) -> None:
    a, b, c = three
    segment("n >= 2")
    facts.close(3)
    segment("n < 4", version=2)
    facts.close(3)
    assert spans() == [
        (a, day(0), day(3), "start", "version"),
        (b, day(0), None, "start", ""),
        (c, day(3), None, "version", ""),
    ]
    facts.close(5)
    assert counts() == {day(i): (1, 2) for i in range(3)} | {day(i): (2, 2) for i in (3, 4, 5)}
    old = SegmentStay.objects.get(superseded_at__isnull=False)
    assert (old.account_id, old.left_on) == (a, None)  # as it stood before the new version


def test_who_stays_keeps_the_version_of_the_entry(facts: Facts, three: list[int]) -> None:
    segment("n >= 2")
    facts.close(3)
    segment("n < 4", version=2)
    facts.close(4)
    rows = SegmentStay.objects.filter(superseded_at__isnull=True)
    assert {r.account_id: (r.version, r.left_version) for r in rows} == {
        three[0]: (1, 2), three[1]: (1, None), three[2]: (2, None),
    }  # fmt: skip


def test_another_name_changes_nothing(facts: Facts) -> None:
    segment("n >= 2")
    facts.close(3)
    before = spans()
    segment("n >= 2", version=2, columns=("mrr",))
    facts.close(3)
    facts.close(4)
    assert spans() == before
    assert set(counts().values()) == {(1, 2)}


def test_given_up_and_brought_back(facts: Facts, three: list[int]) -> None:
    a, b, _ = three
    segment("n >= 2")
    facts.close(2)
    segment("n >= 2", version=2, ended_on=day(2))
    facts.close(4)
    assert spans() == [(x, day(0), day(2), "start", "ended") for x in (a, b)]
    assert sorted(counts()) == [day(0), day(1)]
    segment("n >= 2", version=3)
    facts.close(5)
    assert spans()[1::2] == [(x, day(4), None, "version", "") for x in (a, b)]
    assert sorted(counts()) == [day(i) for i in (0, 1, 4, 5)]


def test_a_broken_one_keeps_its_history(facts: Facts, three: list[int]) -> None:
    a, b, _ = three
    segment("n >= 2")
    facts.close(2)
    facts.close(4, names=NOTHING)
    assert spans() == [(x, day(0), day(3), "start", "broken") for x in (a, b)]
    facts.days[1] = dict.fromkeys(three, 0)
    facts.close(4, names=NOTHING)  # a day before is corrected: it cannot be judged, so it stays
    assert spans() == [(x, day(0), day(3), "start", "broken") for x in (a, b)]
    facts.close(5, names=NAMES)
    assert spans()[1::2] == [(x, day(5), None, "mended", "") for x in (a, b)]


def test_a_corrected_day_supersedes_and_stays_readable(facts: Facts, three: list[int]) -> None:
    segment("n >= 2")
    facts.close(4)
    facts.days[2] = {**facts.days[2], three[0]: 0}
    facts.close(4)
    assert [s for s in spans() if s[0] == three[0]] == [
        (three[0], day(0), day(2), "start", "fact"),
        (three[0], day(3), None, "fact", ""),
    ]
    rows = SegmentStay.objects.filter(account=three[0], superseded_at__isnull=False)
    assert [(r.entered_on, r.left_on) for r in rows] == [(day(0), None)]


def test_only_the_accounts_that_changed_are_judged_again(facts: Facts, three: list[int]) -> None:
    segment("n >= 2")
    facts.close(4)
    facts.days[2] = dict.fromkeys(three, 0)
    facts.close(4, accounts={three[1]: day(2)})
    assert [len([s for s in spans() if s[0] == x]) for x in three] == [1, 2, 0]


def test_another_first_day_begins_anew(facts: Facts, three: list[int]) -> None:
    segment("n >= 2")
    facts.close(4)
    later = Facts(facts.days, [dict(v) for v in facts.days])
    kept: dict[str, Any] = {}
    later.close(4, since=2, **kept)
    assert spans() == [(x, day(2), None, "start", "") for x in three[:2]]
    assert sorted(counts()) == [day(2), day(3), day(4)]
