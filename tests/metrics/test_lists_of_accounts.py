"""Lists: filtered and sorted by any number in the engine, over the accounts the viewer may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from banso.events.store import workspace_lake
from banso.metrics import operations, queries
from banso.metrics.conditions import Condition, Kind, NameType, parse
from banso.metrics.lists import AccountList, Relation, Sort, list_accounts
from banso.workspace.viewer import Role, Viewer
from tests.metrics.records import NOW, SYSTEM, account, covered, field, sender, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")
DAY = on(12)
PHASES = {"phase": NameType(Kind.TEXT), "days_in_phase": NameType(Kind.DAYS)}


@pytest.fixture
def three() -> tuple[int, int, int]:
    aoi, bunta, _ = two_accounts()
    chika = account("chika", start=on(5), seats=None)
    sender_ = sender()
    sender_.sent = 100
    sender_.parts = 100
    sender_.event("search", on(11), key="chika", user="c1")
    field(bunta, "csm_feel", "low", on(0))
    operations.measure(lake=workspace_lake(), days=[on(11), DAY], now=NOW)
    return aoi, bunta, chika


def condition(text: str) -> Condition:
    parsed = parse(text, names=queries.name_table(viewer=SYSTEM).plus(PHASES))
    assert parsed.condition is not None, parsed.problems
    return parsed.condition


def listed(found: AccountList) -> list[int]:
    return [r.account for r in found.rows]


@pytest.fixture
def ask(three: tuple[int, int, int]) -> Callable[..., AccountList]:
    def asked(text: str | None = None, viewer: Viewer = SYSTEM, **more: object) -> AccountList:
        return list_accounts(
            viewer=viewer, lake=workspace_lake(), day=DAY,
            condition=condition(text) if text else None, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return asked


def test_it_sorts_by_a_number_with_nothing_last(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    aoi, bunta, chika = three
    found = ask(
        columns=["active_days_7d", "active_seat_rate_28d"], sort=Sort("active_seat_rate_28d")
    )
    assert listed(found) == [aoi, bunta, chika]  # 0.1, 0.1 by id, unknown
    assert found.rows[0].values == {"active_days_7d": 3, "active_seat_rate_28d": 0.1}
    assert listed(ask(sort=Sort("active_days_7d", descending=False))) == [bunta, chika, aoi]


def test_it_gives_pages_and_the_whole_count(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    aoi, bunta, chika = three
    found = ask(limit=2, offset=1)
    assert (found.total, listed(found)) == (3, [bunta, chika])
    assert listed(ask(order=[chika, aoi, bunta])) == [chika, aoi, bunta]


def test_it_counts_true_false_and_unknown_and_says_what_is_missing(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    aoi, _, chika = three
    found = ask("active_days_7d >= 1 and active_seat_rate_28d > 0")
    assert listed(found) == [aoi]
    verdicts = found.verdicts
    assert (verdicts.true, verdicts.false, verdicts.unknown) == (1, 1, 1)
    assert verdicts.missing == {"active_seat_rate_28d": 1}
    found = ask("not (nps_last > 0)")
    assert (found.total, found.verdicts.unknown, found.verdicts.missing) == (0, 3, {"nps_last": 3})


def test_it_filters_by_text_fields_and_money(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    _, bunta, _ = three
    assert listed(ask("csm_feel = 'low' and mrr >= 50000 and plan = 'team'")) == [bunta]


def test_it_shows_a_partner_only_their_own(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    aoi, bunta, _ = three
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({bunta}))
    found = ask("mrr > 0", viewer=partner)
    assert (listed(found), found.total, found.verdicts.true) == ([bunta], 1, 1)
    assert listed(ask(viewer=partner, among=[aoi])) == []
    nobody = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset())
    assert listed(ask(viewer=nobody)) == []


def test_it_narrows_to_accounts_found_in_the_records(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    _, bunta, chika = three
    assert listed(ask(among=[chika, bunta])) == [bunta, chika]
    assert listed(ask(among=[])) == []


def test_it_joins_the_columns_of_another_package(
    ask: Callable[..., AccountList], three: tuple[int, int, int]
) -> None:
    aoi, bunta, chika = three
    states = Relation(
        sql="(select unnest(?::bigint[]) as account, 'main' as lane, unnest(?::varchar[]) as phase, 7::bigint as days_in_phase)",
        columns=("phase", "days_in_phase"),
        params=([aoi, chika], ["adoption", "onboarding"]),
    )
    found = ask("phase = 'adoption'", columns=["phase", "days_in_phase"], extra=states)
    assert [(r.account, r.values) for r in found.rows] == [
        (aoi, {"phase": "adoption", "days_in_phase": 7})
    ]
    assert found.verdicts.missing == {"phase": 1} and listed(ask(extra=states)) == [
        aoi,
        bunta,
        chika,
    ]
    assert listed(ask(sort=Sort("phase"), extra=states)) == [chika, aoi, bunta]
    # Without the relation nothing of it is known, which is neither true nor an error.
    assert (
        ask(
            "phase = 'adoption' or days_in_phase > 3 or coalesce(days_in_phase, 0) > 5"
        ).verdicts.unknown
        == 3
    )


def test_it_reads_a_series_of_one_account(three: tuple[int, int, int]) -> None:
    aoi, bunta, _ = three
    points = queries.account_series(
        viewer=SYSTEM, lake=workspace_lake(), account=aoi, keys=["active_days_7d", "no_such"],
        first=on(0), last=on(20),
    )  # fmt: skip
    assert [(p.day, p.values) for p in points] == [
        (on(11), {"active_days_7d": 2, "no_such": None}),
        (on(12), {"active_days_7d": 3, "no_such": None}),
    ]


def test_it_gives_a_partner_the_rows_of_their_own(three: tuple[int, int, int]) -> None:
    aoi, bunta, chika = three
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({bunta, chika}))
    found = queries.day_rows(
        viewer=partner, lake=workspace_lake(), day=DAY, keys=["mrr"], accounts=[aoi, chika]
    )
    assert found == {(chika, "main"): {"mrr": 50_000}}
    covered("usage", "app")
