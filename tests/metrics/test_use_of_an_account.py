"""An account's use: days, features, people, sessions, and the band of what is usual for it."""

from __future__ import annotations

import pytest

from banso.events.definitions import KeySpan
from banso.events.store import workspace_lake
from banso.metrics import account_use, operations
from banso.metrics.account_use import AccountUse
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.metrics.records import NOW, SYSTEM, account, covered, sender, two_accounts
from tests.metrics.small import SOURCE, on

pytestmark = pytest.mark.usefixtures("workspace")


def use_of(id: int, key: str, first: int = 0, last: int = 12, **more: object) -> AccountUse:
    return account_use.account_use(
        viewer=SYSTEM,
        lake=workspace_lake(),
        account=id,
        keys=[KeySpan(SOURCE, key)],
        first=on(first),
        last=on(last),
        **more,  # type: ignore[arg-type]
    )


def test_it_tells_a_day_without_use_from_a_day_outside_coverage() -> None:
    aoi, _, _ = two_accounts()
    covered("usage", SOURCE, on(5), on(11))
    use = use_of(aoi, "aoi", first=-400)
    days = {d.day: (d.users, d.events) for d in use.days}
    assert days[on(10)] == (1, 1) and days[on(11)] == (2, 2)
    assert days[on(9)] == (0, 0)
    assert on(-380) not in days


def test_it_names_features_with_their_people_and_those_in_the_contract_nobody_used() -> None:
    aoi, _, send = two_accounts()
    send.event("search", on(3), key="aoi", user="u2")
    send.event("nobody asked", on(3), key="aoi", user="u2")
    use = use_of(aoi, "aoi", last=12)
    search = next(f for f in use.features if f.key == "search")
    assert (search.users, search.events, search.last_on) == (2, 4, on(12))
    assert not next(f for f in use.features if f.key == "nobody asked").listed
    assert {f.key for f in use.unused} == {"reports", "sharing", "export"}
    later = use_of(aoi, "aoi", first=13, last=20)
    assert next(f for f in later.unused if f.key == "search").last_on == on(12)
    assert [(p.user_key, p.days) for p in use.people] == [("u2", 3), ("u1", 3)]


def test_it_measures_sessions_and_ends_them_after_half_an_hour() -> None:
    id = account("chie", start=on(0))
    covered("usage", SOURCE)
    send = sender()
    for at in ("09:00", "09:10", "09:25", "10:00", "10:02"):  # 25 minutes, a break, 2 minutes
        send.event("search", on(4), key="chie", user="c1", at=at)
    use = use_of(id, "chie")
    assert use.seconds == 27 * 60
    assert [p.minutes for p in use.people] == [27]


def test_it_draws_the_band_the_metric_is_measured_against() -> None:
    id = account("dan", start=on(0))
    covered("usage", SOURCE)
    covered("contracts", "crm")
    two_accounts()
    send = sender()
    for week in range(11):
        for day in range(week % 3 + 1):
            send.event("search", on(7 * week + day), key="dan", user="d1")
    last = 7 * 11 - 1
    operations.measure(lake=workspace_lake(), days=[on(last)], now=NOW)
    use = use_of(id, "dan", first=0, last=last, closed=on(last))
    now = use.weeks[-1]
    assert now.last_on == on(last) and now.events == 2
    assert now.low is not None and now.high is not None and use.against_usual is not None
    mean, wide = (now.low + now.high) / 2, (now.high - now.low) / 2
    assert use.against_usual == pytest.approx((now.events - mean) / wide, abs=1e-9)
    assert use.weeks[5].events is not None and use.weeks[5].low is None  # too few weeks before it


def test_it_opens_a_day_a_feature_and_a_person() -> None:
    aoi, _, _ = two_accounts()
    asked = {"viewer": SYSTEM, "lake": workspace_lake(), "account": aoi, "first": on(0)}
    keys = [KeySpan(SOURCE, "aoi")]
    found = account_use.use_behind(**asked, keys=keys, last=on(12), names=["search"])
    assert (found.total, found.people) == (3, (("u1", 3, on(12)),))
    found = account_use.use_behind(**asked, keys=keys, last=on(12), person=(SOURCE, "u2"))
    assert found.names == (("signed in", 2, on(12)),) and len(found.events) == 2


def test_it_refuses_an_account_outside_the_scope() -> None:
    aoi, bunta, _ = two_accounts()
    partner = Viewer(user_id=None, role=Role.PARTNER, scope=frozenset({bunta}))
    for read in (account_use.account_use, account_use.use_behind):
        with pytest.raises(NotAllowed):
            read(
                viewer=partner, lake=workspace_lake(), account=aoi, keys=[], first=on(0), last=on(1)
            )
