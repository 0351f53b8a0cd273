"""Dated membership: the stays are those of judging each account day by day, however days are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.events.store import workspace_lake
from banso.metrics.membership.models import (
    SegmentCount,
    SegmentDay,
    SegmentEdition,
    SegmentMark,
    SegmentStay,
)
from banso.workspace.models import Definition
from tests.ground.depth import deep
from tests.metrics.truths import Facts, Told, accounts, day, segment, stays

pytestmark = pytest.mark.usefixtures("workspace")
N = 7  # days
TESTS = {"high": lambda n: n >= 2, "low": lambda n: n < 2, "odd": lambda n: n in (1, 3)}
TEXTS = {"high": "n >= 2", "low": "not (n >= 2)", "odd": "n in (1, 3)"}

values = st.dictionaries(st.sampled_from([0, 1, 2]), st.none() | st.integers(0, 3))
tables = st.lists(values, min_size=N, max_size=N)


def clean() -> None:
    for model in (SegmentStay, SegmentCount, SegmentDay, SegmentEdition, SegmentMark):
        model.objects.all().delete()
    Definition.objects.filter(kind="segment").delete()
    for key, text in TEXTS.items():
        segment(text, key=key)


def expected(facts: Facts, people: list[int]) -> list[Told]:
    """Judged account by account and day by day, from the days alone."""
    found: list[Told] = []
    for key, test in TESTS.items():
        for account in people:
            stay: list[Any] | None = None
            for i, now in enumerate(facts.days):
                n = now.get(account)
                inside = n is not None and test(n)
                was = facts.days[i - 1].get(account, ...) if i else ...
                reason = {
                    "now": {"n": n} if account in now else None,
                    "was": None if was is ... else {"n": was},
                }
                if inside and stay is None:
                    stay = [
                        key,
                        account,
                        day(i),
                        None,
                        "start" if i == 0 else "fact",
                        "",
                        reason,
                        None,
                    ]
                elif not inside and stay is not None:
                    cause = "gone" if account not in now else "unknown" if n is None else "fact"
                    stay[3], stay[5], stay[7] = day(i), cause, reason
                    found.append(tuple(stay))  # type: ignore[arg-type]
                    stay = None
            if stay is not None:
                found.append(tuple(stay))  # type: ignore[arg-type]
    return sorted(found, key=lambda told: told[:3])


def counted(facts: Facts) -> list[tuple[str, date, int, int, int, int]]:
    return sorted(
        (
            key, day(i), sum(n is not None and test(n) for n in now.values()),
            sum(n is None for n in now.values()), len(now),
            sum((n or 0) * 100 for n in now.values() if n is not None and test(n)),
        )
        for key, test in TESTS.items()
        for i, now in enumerate(facts.days)
        if now
    )  # fmt: skip


@pytest.fixture
def three() -> list[int]:
    return accounts(3)


@settings(max_examples=deep(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(tables, st.sets(st.integers(0, N - 2)), st.dictionaries(st.integers(0, N - 1), values, max_size=2))  # fmt: skip
def test_stays_are_those_of_judging_day_by_day(
    three: list[int], table: list[dict[int, int | None]], cuts: set[int],
    later: dict[int, dict[int, int | None]],
) -> None:  # fmt: skip
    clean()
    with workspace_lake().cursor() as _:
        facts = Facts([{three[a]: n for a, n in now.items()} for now in table])
    for upto in sorted({*cuts, N - 1}):
        facts.close(upto)
    assert stays() == expected(facts, three)
    for i, now in later.items():
        facts.days[i] = {three[a]: n for a, n in now.items()}
    facts.close(N - 1)
    assert stays() == expected(facts, three)
    rows = SegmentCount.objects.values_list("segment", "day", "members", "unknown", "accounts", "mrr_minor")  # fmt: skip
    assert sorted(rows) == counted(facts)
    before = SegmentStay.objects.count()
    assert facts.close(N - 1).superseded == 0
    assert SegmentStay.objects.count() == before
