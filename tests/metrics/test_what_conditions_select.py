"""Counts while somebody types: one pass over a day for any number of conditions."""

from __future__ import annotations

import pytest

from banso.events.store import workspace_lake
from banso.metrics import operations, queries
from banso.metrics.conditions import Condition, parse
from banso.metrics.counting import BARS, Tally, spread_of, tally, values_of
from banso.metrics.lists import list_accounts
from banso.workspace.viewer import Role, Viewer
from tests.metrics.records import NOW, SYSTEM, account, field, sender, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
DAY = on(12)
TEXTS = {
    "all": None,
    "busy": "active_days_7d >= 3",
    "rate": "active_seat_rate_28d > 0.05",
    "low": "csm_feel = 'low' or mrr > 1000000000",
}


@pytest.fixture
def three(workspace: object) -> tuple[int, int, int]:
    aoi, bunta, _ = two_accounts()
    chika = account("chika", start=on(5), seats=None)
    sender_ = sender()
    sender_.sent = sender_.parts = 100
    sender_.event("search", on(11), key="chika", user="c1")
    field(bunta, "csm_feel", "low", on(0))
    operations.measure(lake=workspace_lake(), days=[on(11), DAY], now=NOW)
    return aoi, bunta, chika


def conditions() -> dict[str, Condition | None]:
    names = queries.name_table(viewer=SYSTEM)
    return {k: parse(t, names=names).get() if t else None for k, t in TEXTS.items()}


def counted(viewer: Viewer = SYSTEM, **more: object) -> dict[str, Tally]:
    return tally(
        viewer=viewer, lake=workspace_lake(), day=DAY, conditions=conditions(), sum_of="mrr",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.usefixtures("three")
def test_it_counts_as_the_list_does() -> None:
    for key, found in counted().items():
        listed = list_accounts(
            viewer=SYSTEM, lake=workspace_lake(), day=DAY, condition=conditions()[key], sum_of="mrr"
        )
        assert (found.true, found.false, found.unknown) == (
            listed.verdicts.true, listed.verdicts.false, listed.verdicts.unknown,
        )  # fmt: skip
        assert (found.sum, found.missing) == (listed.sum, listed.verdicts.missing)


def test_it_names_what_is_missing(three: tuple[int, int, int]) -> None:
    assert counted()["rate"] == Tally(
        true=2, unknown=1, sum=100_000, missing={"active_seat_rate_28d": 1}
    )


def test_it_stays_in_the_scope(three: tuple[int, int, int]) -> None:
    aoi, bunta, chika = three
    partner = Viewer(user_id=1, role=Role.PARTNER, scope=frozenset({aoi, chika}))
    assert counted(partner)["all"].true == 2
    assert counted(partner, among=[bunta, chika])["all"].true == 1
    assert counted(among=[])["all"].true == 0


def test_nothing_asked_is_nothing_counted() -> None:
    assert tally(viewer=SYSTEM, lake=workspace_lake(), day=DAY, conditions={}) == {}


@pytest.mark.usefixtures("three")
def test_it_lists_the_values_there_are() -> None:
    names = queries.name_table(viewer=SYSTEM)

    def values(name: str) -> list[tuple[str, int]]:
        return values_of(
            viewer=SYSTEM, lake=workspace_lake(), day=DAY, name=name, type_=names[name]
        )

    assert values("plan") == [("team", 3)]
    assert values("csm_feel") == [("low", 1)]
    assert values("mrr") == [], "a number has no list of values"


@pytest.mark.usefixtures("three")
def test_it_says_how_values_lie() -> None:
    names = queries.name_table(viewer=SYSTEM)

    def spread(name: str) -> tuple[int, int]:
        found = spread_of(
            viewer=SYSTEM, lake=workspace_lake(), day=DAY, name=name, type_=names[name]
        )
        assert sum(found.bars) in (0, found.known)
        assert len(found.bars) in (0, BARS)
        return found.known, found.missing

    assert spread("active_days_7d") == (3, 0)
    assert spread("active_seat_rate_28d") == (2, 1)
    assert spread("csm_feel") == (1, 2)
    assert spread("nps_last") == (0, 3)
