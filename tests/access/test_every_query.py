"""Every query × every role: refused where the rights say so, and a scope holds everywhere (house.md §8)."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from banso.journey import whole
from banso.journey.lacking import lacking
from banso.journey.moved import flows
from banso.journey.queries import cell_accounts, map_in_force, map_view
from banso.metrics.lists import list_accounts
from banso.workspace.queries import names_of_people
from banso.workspace.viewer import NotAllowed, Viewer
from tests.access.inside import INSIDE, WITHOUT_VIEWER
from tests.access.leaks import found_in
from tests.access.table import READS, WITH_SCOPE, Read
from tests.access.walking import elsewhere, reads, takes_viewer
from tests.access.world import (
    FIRST,
    LAST,
    MINE_MRR,
    SCOPED,
    SYSTEM,
    Built,
    Place,
    marks_of,
)

FOUND = reads()
ROLES = ("admin", "manager", "csm", "reader", *SCOPED)
_Refused = object()


def ask(name: str, world: Built, viewer: Viewer, place: Place) -> Any:
    """The answer, read to its end, or ``_Refused``."""
    try:
        answer = FOUND[name](viewer=viewer, **READS[name].ask(world, viewer, place))
        return list(answer) if inspect.isgenerator(answer) else answer
    except NotAllowed:
        return _Refused


def test_it_has_an_answer_for_every_query() -> None:
    undecided = set(FOUND) - set(READS) - set(WITHOUT_VIEWER)
    assert not undecided, "decide who may ask, in tests/access/table.py"
    assert not (set(READS) | set(WITHOUT_VIEWER)) - set(FOUND), "listed, but no longer there"


def test_it_knows_why_others_take_a_viewer() -> None:
    assert set(elsewhere()) == set(INSIDE), "a read or write of its own belongs into a table"


@pytest.mark.parametrize("name", sorted(READS))
def test_it_takes_the_viewer_by_name(name: str) -> None:
    assert takes_viewer(FOUND[name])


def test_it_lists_no_exception_that_takes_the_viewer() -> None:
    assert not [name for name in WITHOUT_VIEWER if takes_viewer(FOUND[name])]


@pytest.mark.parametrize("name", sorted(READS))
def test_it_answers_exactly_the_roles_of_the_table(name: str, world: Built) -> None:
    answered = {
        role
        for role in ROLES
        if ask(name, world, world.viewer(role), world.mine[0]) is not _Refused
    }
    assert answered == {role for role in ROLES if READS[name].answers(role)}


@pytest.mark.parametrize("name", sorted(READS))
def test_it_shows_nothing_of_accounts_outside_the_scope(name: str, world: Built) -> None:
    hidden = marks_of(world.others)
    for role in SCOPED:
        viewer = world.viewer(role)
        for place in world.accounts.values():
            leaked = found_in(ask(name, world, viewer, place), hidden)
            assert not leaked, f"{role}, asking about {place.tag}"


@pytest.mark.parametrize("name", sorted(n for n, r in READS.items() if not r.silent))
def test_it_has_something_to_hide(name: str, world: Built) -> None:
    seen = [ask(name, world, SYSTEM, place) for place in world.others]
    assert found_in(seen, marks_of(world.others)), "then it is `silent`"


@pytest.mark.parametrize("name", sorted(n for n, r in READS.items() if r.silent))
def test_it_tells_nobody_of_an_account_where_it_is_silent(name: str, world: Built) -> None:
    """Also to who may see everything; `next_of` and the like, asked about others, answer nobody with a scope."""
    seen = [ask(name, world, SYSTEM, place) for place in world.accounts.values()]
    assert not found_in(seen, marks_of(world.accounts.values()))


ABOUT_ONE = (
    "journey.queries.next_of", "journey.queries.path_of", "metrics.queries.account_series",
    "metrics.behind.rows_behind", "revenue.queries.tenures_of", "customers.queries.owner_spans",
    "events.queries.daily_counts",
)  # fmt: skip


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_it_refuses_or_answers_nothing_about_one_outside(name: str, world: Built) -> None:
    """These answer with days and numbers only, which no mark gives away."""
    for role in SCOPED:
        answer = ask(name, world, world.viewer(role), world.others[0])
        assert answer is _Refused or not answer


def test_it_sums_only_what_the_scope_holds(world: Built) -> None:
    edition = map_in_force(viewer=SYSTEM)
    assert edition is not None
    asked = {"lake": world.lake, "day": LAST, "period_first": FIRST, "edition": edition}
    everything = whole.map_view(viewer=world.viewer("admin"), **asked)
    assert everything.customers == len(world.accounts)  # kept in memory from here on
    for role in SCOPED:
        viewer = world.viewer(role)
        assert whole.map_view(viewer=viewer, **asked).mrr_minor == MINE_MRR
        seen = map_view(viewer=viewer, lake=world.lake, day=LAST, period_first=FIRST)
        assert (seen.customers, seen.mrr_minor) == (len(world.mine), MINE_MRR)
        assert sum(p.counts.accounts for p in seen.phases) + seen.nowhere == len(world.mine)
        moves = flows(viewer=viewer, lake=world.lake, first=FIRST, last=LAST)
        assert moves and all(f.accounts <= len(world.mine) for f in moves)
        lacks = lacking(
            viewer=viewer,
            lake=world.lake,
            day=LAST,
            phase="retention",
            track="on_track",
            edition=edition,
        )
        assert (lacks.accounts, lacks.mrr_minor) == (len(world.mine), MINE_MRR)
        cell = cell_accounts(viewer=viewer, lake=world.lake, day=LAST, phase="retention")
        assert (cell.total, cell.mrr_minor) == (len(world.mine), MINE_MRR)
        listed = list_accounts(viewer=viewer, lake=world.lake, day=LAST, sum_of="mrr")
        assert (listed.total, listed.verdicts.true, listed.sum) == (2, 2, MINE_MRR)
        others = [p.id for p in world.others]
        among = list_accounts(viewer=viewer, lake=world.lake, day=LAST, among=others, sum_of="mrr")
        assert (among.total, among.verdicts.true, among.sum) == (0, 0, None)


def test_it_tells_a_partner_no_name_of_another_partner(world: Built) -> None:
    seen = names_of_people(viewer=world.viewer("partner"))
    assert world.users["partner"] in seen and world.users["csm"] in seen
    assert world.users["partner"] not in names_of_people(viewer=world.viewer("scoped reader"))


def test_it_names_every_role_with_a_scope() -> None:
    assert set(WITH_SCOPE) == set(SCOPED)
    assert Read(frozenset({"reader"})).answers("scoped reader")
