"""Every read of numbers asks who is looking, and shows each role only their own accounts."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from banso.events.store import workspace_lake
from banso.metrics import behind, lists, operations, queries
from banso.workspace.viewer import NotAllowed, Role, Viewer
from tests.metrics.records import NOW, two_accounts
from tests.metrics.small import on

pytestmark = pytest.mark.usefixtures("workspace")

# Parts of reads, not reads: they are handed what a read has asked for.
HELPERS = {"metric_table", "metric_type", "field_type", "kinds_of"}
READS: dict[str, Callable[..., Any]] = {
    name: function
    for module in (queries, lists, behind)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_") and name not in HELPERS
}
OF_ACCOUNTS = {
    "day_rows",
    "account_series",
    "list_accounts",
    "rows_behind",
    "require_account",
    "visible_ids",
}


@pytest.fixture
def two() -> tuple[int, int]:
    aoi, bunta, _ = two_accounts()
    operations.measure(lake=workspace_lake(), days=[on(12)], now=NOW)
    return aoi, bunta


@pytest.mark.parametrize("name", sorted(READS))
def test_every_read_asks_who_is_looking(name: str) -> None:
    first = next(iter(inspect.signature(READS[name]).parameters.values()))
    assert first.name == "viewer"


@pytest.mark.parametrize("role", list(Role))
def test_everyone_within_scope_sees_their_accounts_only(role: Role, two: tuple[int, int]) -> None:
    aoi, bunta = two
    viewer = Viewer(user_id=None, role=role, scope=frozenset({aoi}))
    lake, day = workspace_lake(), on(12)
    assert {a for a, _ in queries.day_rows(viewer=viewer, lake=lake, day=day)} == {aoi}
    assert queries.day_rows(viewer=viewer, lake=lake, day=day, accounts=[bunta]) == {}
    found = lists.list_accounts(viewer=viewer, lake=lake, day=day)
    assert [r.account for r in found.rows] == [aoi] and found.total == 1
    assert queries.account_series(
        viewer=viewer, lake=lake, account=aoi, keys=["mrr"], first=day, last=day
    )
    with pytest.raises(NotAllowed):
        queries.account_series(
            viewer=viewer, lake=lake, account=bunta, keys=["mrr"], first=day, last=day
        )
    with pytest.raises(NotAllowed):
        behind.rows_behind(viewer=viewer, lake=lake, metric="mrr", account=bunta, day=day)
    assert set(READS) >= OF_ACCOUNTS


@pytest.mark.parametrize("role", [Role.CSM, Role.READER, Role.PARTNER])
def test_only_who_edits_definitions_puts_them_in_force(role: Role, two: tuple[int, int]) -> None:
    viewer = Viewer(user_id=None, role=role)
    text = "schema: banso/catalogue@1\nevents: []\n"
    with pytest.raises(NotAllowed):
        operations.save_catalogue(viewer=viewer, text=text, now=NOW)
