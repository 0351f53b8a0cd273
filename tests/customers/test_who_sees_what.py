from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from banso.customers import operations, queries
from banso.customers.operations import (
    AccountRow,
    ContactRow,
    FieldRow,
    TicketRow,
    UserRow,
    account_ids,
)
from banso.workspace.viewer import Viewer
from tests.customers.records import NOW, SYSTEM, TODAY, bring

pytestmark = pytest.mark.django_db

READS: dict[str, Callable[..., Any]] = {
    name: function
    for name, function in inspect.getmembers(queries, inspect.isfunction)
    if function.__module__ == queries.__name__ and not name.startswith("_") and name != "in_scope"
}

# These take no account; their answer lists ids, or maps from them.
OF_ALL_ACCOUNTS = {"accounts_all", "search_accounts", "parents"}


@pytest.fixture
def two(chie: Viewer) -> tuple[int, int]:
    """Two accounts of one group, each with a row of every kind; returns their ids."""
    bring(*(AccountRow(k, {"name": f"{k}（架空）"}, "group") for k in "ab"))
    ids = account_ids(source="crm", keys=["a", "b"])
    for key, mine in ids.items():
        operations.upsert_contacts(
            viewer=SYSTEM, source="crm", rows=[ContactRow(mine, key)], batch="b1", now=NOW
        )
        operations.upsert_product_users(
            viewer=SYSTEM, source="app", rows=[UserRow(mine, key)], batch="b1"
        )
        operations.upsert_tickets(
            viewer=SYSTEM,
            source="desk",
            rows=[TicketRow(mine, key, {"opened_at": NOW})],
            batch="b1",
        )
        operations.add_field_values(
            viewer=SYSTEM, rows=[FieldRow(mine, "csm_feel", "low")], batch="b1", now=NOW, day=TODAY
        )
    operations.set_owner(
        viewer=chie, account_ids=ids.values(), owner_id=chie.user_id, from_on=TODAY, now=NOW
    )
    return ids["a"], ids["b"]


def ask(name: str, viewer: Viewer, account_id: int) -> Any:
    """Call a read with the arguments it wants, about one account where it takes one."""
    public = queries.public_ids(viewer=SYSTEM, ids=[account_id])[account_id]
    given = {
        "viewer": viewer,
        "account_id": account_id,
        "account_ids": [account_id],
        "ids": [account_id],
        "public_id": public,
        "public_ids": [public],
        "text": "架空",
        "day": TODAY,
    }
    wanted = inspect.signature(READS[name]).parameters
    found = READS[name](**{k: v for k, v in given.items() if k in wanted})
    return list(found) if inspect.isgenerator(found) else found


@pytest.mark.parametrize("name", sorted(READS))
def test_it_takes_the_viewer_in_every_read(name: str) -> None:
    parameter = inspect.signature(READS[name]).parameters["viewer"]
    assert parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty


@pytest.mark.parametrize("name", sorted(set(READS) - {"field_specs", "units_of"}))
def test_it_shows_a_partner_nothing_of_other_accounts(
    name: str, two: tuple[int, int], viewers: Any
) -> None:
    mine, other = two
    paul = viewers("paul", accounts=[mine])
    assert ask(name, SYSTEM, other), "the read must have something to hide"
    seen = ask(name, paul, other)
    if name in OF_ALL_ACCOUNTS:
        assert set(seen) <= {mine}
    elif name == "account_count":
        assert seen == len([mine])
    else:
        assert not seen


def test_it_hides_the_name_of_a_group_outside_the_scope(two: tuple[int, int], viewers: Any) -> None:
    paul = viewers("paul", accounts=[two[0]])
    [row] = queries.account_list_rows(viewer=paul, ids=list(two))
    assert (row.id, row.parent_id, row.parent_name) == (two[0], None, "")


def test_it_shows_a_partner_without_accounts_none(two: tuple[int, int], paul: Viewer) -> None:
    assert queries.accounts_all(viewer=paul) == []


@pytest.mark.parametrize("person", ["akiko", "makoto", "chie", "rin"])
def test_it_shows_colleagues_every_account(person: str, two: tuple[int, int], viewers: Any) -> None:
    assert set(queries.accounts_all(viewer=viewers(person))) == set(two)
