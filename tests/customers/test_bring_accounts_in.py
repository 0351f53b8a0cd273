from __future__ import annotations

from datetime import date

import pytest

from banso.customers import queries
from banso.customers.models import Account, AccountKey
from banso.customers.operations import AccountRow
from banso.workspace.changes import Counts
from banso.workspace.viewer import Viewer
from tests.customers.records import SYSTEM, account, bring

pytestmark = pytest.mark.django_db


def test_it_makes_an_account_for_a_key_without_a_name_and_shows_the_key() -> None:
    assert bring(AccountRow("380")) == Counts(created=1)
    [row] = queries.account_list_rows(viewer=SYSTEM, ids=queries.accounts_all(viewer=SYSTEM))
    assert (row.name, row.unnamed, row.key) == ("380", True, "380")


def test_it_changes_nothing_when_the_same_rows_come_again() -> None:
    rows = [AccountRow("a", {"name": "青空商事（架空）", "employees": 120}), AccountRow("b")]
    bring(*rows)
    assert bring(*rows, batch="b2") == Counts(same=2)
    assert set(Account.objects.values_list("batch", flat=True)) == {"b1"}


def test_it_writes_only_the_columns_a_row_brings() -> None:
    bring(AccountRow("a", {"name": "青空商事（架空）", "industry": "卸売"}))
    assert bring(AccountRow("a", {"industry": "小売"}), batch="b2") == Counts(changed=1)
    row = Account.objects.get()
    assert (row.name, row.industry, row.batch) == ("青空商事（架空）", "小売", "b1")


def test_it_lets_the_last_of_two_rows_with_one_key_win() -> None:
    assert bring(AccountRow("a", {"name": "旧"}), AccountRow("a", {"name": "新"})).created == 1
    assert Account.objects.get().name == "新"


def test_it_hangs_a_unit_under_a_company_that_may_not_have_been_brought() -> None:
    bring(AccountRow("unit", {"name": "第一営業部"}, parent_key="group"))
    unit = Account.objects.get(kind="account")
    assert unit.parent is not None
    assert (unit.parent.kind, unit.parent.name) == ("company", "")
    assert queries.accounts_all(viewer=SYSTEM) == [unit.pk]
    assert queries.units_of(viewer=SYSTEM, account_id=unit.parent.pk) == [unit.pk]


def test_it_knows_one_account_by_the_keys_of_several_sources() -> None:
    ours = account("a", name="青空商事（架空）")
    AccountKey.objects.create(source="billing", key="77", key_folded="77", account_id=ours)
    assert account("77", source="billing", industry="卸売") == ours
    assert Account.objects.count() == 1


def test_it_remembers_since_when_a_person_looks_after_an_account(chie: Viewer) -> None:
    owner = chie.user_id
    mine = account("a")
    bring(AccountRow("a", {"owner_id": owner}), batch="b2", day=date(2026, 5, 1))
    on = {
        day: queries.owners_on(viewer=SYSTEM, day=day).get(mine)
        for day in (date(2026, 4, 30), date(2026, 5, 1))
    }
    assert on == {date(2026, 4, 30): None, date(2026, 5, 1): owner}
    assert queries.accounts_all(viewer=SYSTEM, owner_id=owner) == [mine]


def test_it_dates_the_first_owner_since_ever(chie: Viewer) -> None:
    owner = chie.user_id
    mine = account("a", owner_id=owner)
    assert queries.owners_on(viewer=SYSTEM, day=date(2020, 1, 1)) == {mine: owner}


def test_it_brings_thousands_of_accounts_in_chunks() -> None:
    rows = [AccountRow(str(n), {"name": f"会社{n}（架空）"}) for n in range(4500)]
    assert bring(*rows).created == 4500
    assert bring(*rows).same == 4500
    names = queries.account_names(viewer=SYSTEM)
    assert len(names) == 4500
    assert len(set(Account.objects.values_list("public_id", flat=True))) == 4500


def test_it_refuses_a_column_that_does_not_exist() -> None:
    with pytest.raises(KeyError, match="colour"):
        bring(AccountRow("a", {"colour": "red"}))
