"""Cohorts, lives and the own pace over contracts: by hand, within a scope, at an earlier day."""

from __future__ import annotations

from datetime import date

import pytest

from banso.events.store import workspace_lake
from banso.feedback.retention import queries
from banso.feedback.retention.cohorts import Cohorts
from banso.workspace.viewer import Viewer
from tests.conftest import Viewers
from tests.feedback.begun import DAY, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]
SYSTEM = Viewer.system()


def told(part: str, *, day: date = DAY, viewer: Viewer = SYSTEM) -> Cohorts:
    return queries.cohorts(viewer=viewer, lake=workspace_lake(), day=day, part=part)


def test_cohorts_by_the_age_of_each_account() -> None:
    world()
    old, young, few = told("half").rows
    assert (old.first, old.accounts, old.there) == (date(2024, 4, 1), 6, (6, 5, 5, 5))
    assert old.mrr == (600, 500, 550, 550)  # c is away at age 1 and back at age 2, when b has grown
    assert (young.there, young.mrr) == ((5, 4), (500, 400))
    assert old.logos(1) == pytest.approx(5 / 6) and old.money(2) == pytest.approx(550 / 600)
    assert few.accounts == 3 and few.logos(0) is None and few.money(0) is None
    assert old.logos(4) is None  # April 2026 lies ahead
    both = told("half").together(1)
    assert both is not None and (both.accounts, both.there) == (11, (11, 9))
    years = told("year").rows
    assert [(c.first, c.accounts) for c in years] == [(date(2024, 4, 1), 6), (date(2025, 4, 1), 8)]
    assert told("month").rows[0].there[:7] == (6, 6, 6, 6, 6, 6, 5)
    earlier = told("half", day=date(2025, 3, 31)).rows
    assert [c.there for c in earlier] == [(6, 5)]


def test_a_life_ends_with_its_contracts_and_a_return_is_no_second_one() -> None:
    ids = world()
    lives = queries.lives(viewer=SYSTEM, lake=workspace_lake(), day=DAY)
    by_id = {a: i for i, a in enumerate(lives.account.tolist())}
    told = {
        name: (bool(lives.left[i]), int(lives.months[i]), str(lives.plan[i]))
        for name in "abcdtx"
        if (i := by_id[ids[name]]) is not None
    }
    assert told == {
        "a": (True, 12, "team"),
        "b": (False, 24, "team"),
        "c": (True, 6, "team"),
        "d": (False, 24, "team"),
        "t": (True, 1, "pro"),  # ten days: left in the first month
        "x": (False, 6, "team"),
    }
    ended = lives.end[by_id[ids["a"]]].item()
    assert ended == date(2025, 4, 1)


def test_the_own_pace_over_a_year_by_hand() -> None:
    world()
    own = queries.own_pace(viewer=SYSTEM, lake=workspace_lake(), day=DAY)
    assert (own.months, own.accounts, own.start) == (12, 6, 150 + 400 + 400 + 300)
    assert own.churn is not None and own.upsold is not None and own.expansion is not None
    assert own.churn.value == pytest.approx(1 - (500 / 600) ** (1 / 12))
    assert own.churn.low <= own.churn.value <= own.churn.high
    assert own.upsold.value == pytest.approx(1 / 6) and own.expansion.value == pytest.approx(1 / 12)
    assert own.uplift == pytest.approx(0.5)
    assert own.new == 800 // 12
    thin = queries.own_pace(viewer=SYSTEM, lake=workspace_lake(), day=date(2024, 5, 1))
    assert thin.churn is None and thin.start == 600


def test_a_partner_has_only_the_own_accounts_counted(viewers: Viewers) -> None:
    ids = world()
    partner = viewers("paul", accounts=[ids[n] for n in "abcde"])
    [only] = told("half", viewer=partner).rows
    assert (only.accounts, only.there[1]) == (5, 4)
    lives = queries.lives(viewer=partner, lake=workspace_lake(), day=DAY)
    assert set(lives.account.tolist()) == {ids[n] for n in "abcde"}
    own = queries.own_pace(viewer=partner, lake=workspace_lake(), day=DAY)
    assert (own.accounts, own.start) == (5, 150 + 300)
