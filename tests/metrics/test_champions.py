"""Champions with use and champions who left: dated roles, nothing from the future, three ways agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from banso.customers.operations import ContactRow, upsert_contacts
from banso.customers.people import operations as people
from banso.metrics.definitions import Registry, library
from banso.metrics.facts import EVER, effect, packed, unpacked
from banso.metrics.loading import load_world
from banso.metrics.moments import champions_left
from banso.metrics.world import ChampionFact, CoverageFact
from banso.revenue.life import Book
from tests.customers.records import NOW, SYSTEM, account
from tests.metrics.small import SOURCE, Small, line, on

KEYS = ("champions_active_28d", "champion_left_days")
FEW = Registry({k: m for k, m in library().metrics.items() if k in KEYS})
U1, U2 = (SOURCE, "u1"), (SOURCE, "u2")


def champion(contact: int, first: int | None, end: int | None = None, *users: tuple[str, str]) -> ChampionFact:  # fmt: skip
    return ChampionFact(1, contact, None if first is None else on(first), None if end is None else on(end), users)  # fmt: skip


def having(small: Small, *champions: ChampionFact, since: date | None = None) -> Small:
    known = CoverageFact("champions", "people", date.min)
    return small.having(
        registry=FEW, champions=champions, roles_since={1: since},
        moments=champions_left(champions), coverage=[*small.world.coverage, known],
    )  # fmt: skip


def test_it_is_unknown_where_no_role_was_ever_recorded(small: Small) -> None:
    small.event("search", on(1))
    assert small.having(registry=FEW).row(on(2))["champions_active_28d"] is None
    having(small, since=on(5))
    assert small.values("champions_active_28d", on(4), on(5)) == [None, 0]


def test_it_counts_champions_with_use_once_each_while_they_hold_the_role(small: Small) -> None:
    having(small, champion(7, 3, 40, U1, U2), champion(8, None, None, U2))
    small.event("search", on(1), on(5), user="u1")
    small.event("search", on(10), user="u2")
    small.event("search", on(20), user="u3")
    days = [on(n) for n in (2, 3, 9, 10, 32, 37, 38, 39, 40)]
    assert small.values("champions_active_28d", *days) == [0, 1, 1, 2, 2, 2, 0, 0, 0]


def test_it_counts_days_since_the_last_day_of_who_left_last_and_none_ahead(small: Small) -> None:
    having(small, champion(7, 0, 10), champion(8, 0, 20), champion(9, 0))
    days = [on(n) for n in (8, 9, 12, 18, 19, 25)]
    assert small.values("champion_left_days", *days) == [None, 0, 3, 9, 0, 6]


def test_a_tenure_before_does_not_count(small: Small) -> None:
    small.having(books={1: Book([line("a", on(0), on(30)), line("b", on(100), on(300))])})
    having(small, champion(7, None, 20, U1), champion(8, None, None, U2))
    small.event("search", on(90), user="u2")
    assert small.values("champion_left_days", on(25), on(101)) == [6, None]
    assert small.values("champions_active_28d", on(101)) == [0]


def test_the_direct_way_and_a_span_say_the_same(small: Small) -> None:
    having(
        small, champion(7, 3, 40, U1), champion(7, 50, None, U1), champion(8, None, 31, U2), champion(9, 2),
    )  # fmt: skip
    for user, days in (("u1", (1, 5, 30, 45, 52, 90)), ("u2", (0, 28, 29))):
        small.event("search", *map(on, days), user=user)
    days = [on(n) for n in (0, 2, 3, 28, 31, 32, 40, 50, 58, 80, 95)]
    direct = [small.rows(d, way="direct")[1, d][KEYS[0]] for d in days]
    rolled = [small.rows(d, way="rolled")[1, d][KEYS[0]] for d in days]
    whole = small.values(KEYS[0], *[on(n) for n in range(0, 96)])
    assert direct == rolled == [whole[(d - on(0)).days] for d in days]
    assert set(direct) == {0, 1, 2}


def test_a_change_matters_from_its_first_day_only(small: Small) -> None:
    def facts(*champions: ChampionFact, since: date | None = None) -> str:
        known = replace(small.world, champions=champions, roles_since={1: since})
        return packed(known, {})[1]

    def first(one: str, other: str) -> date | None:
        return effect(small.world, 1, unpacked(one), unpacked(other), on(99)).first

    open_ = facts(champion(7, 3, None, U1))
    assert first(open_, open_) is None
    assert first(open_, facts(champion(7, 3, 40, U1))) == on(39)
    assert first(open_, facts(champion(7, 3, None, U1), champion(8, 20))) == on(20)
    assert first(open_, facts(champion(7, 3, None, U2))) == on(3)
    assert first(open_, facts(champion(7, 3, None, U1), since=on(1))) == EVER


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
def test_a_recorded_move_is_read_into_the_world() -> None:
    mine = account("a")
    upsert_contacts(
        viewer=SYSTEM, source="crm", batch="b1", now=NOW,
        rows=[ContactRow(mine, "c", {"role": "champion", "valid_from": on(0)})],
    )  # fmt: skip
    [champion_] = load_world().champions
    assert (champion_.from_on, champion_.to_on) == (on(0), None)
    from banso.customers.models import Contact

    who = Contact.objects.get()
    people.record_move(viewer=SYSTEM, contact=who.public_id, kind="leaves", last_on=on(9), now=NOW)
    world = load_world()
    assert [c.to_on for c in world.champions] == [on(10)]
    assert [(m.what, m.on) for m in world.moments] == [("champions_left", on(9))]
