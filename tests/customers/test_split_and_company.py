"""Taking rows out of an account, and putting units under one company."""

from __future__ import annotations

from datetime import date

import pytest

from banso.connectors import merging
from banso.customers import operations, queries
from banso.customers.acts import SINCE_EVER, ActRefused
from banso.customers.models import Account, AccountKey, Contact
from banso.customers.operations import ContactRow
from banso.customers.splitting import Taken
from banso.revenue.models import ContractLine
from tests.customers.records import NOW, SYSTEM, account

pytestmark = pytest.mark.usefixtures("workspace")
MAY = date(2026, 5, 1)


def one() -> tuple[int, int, str, str]:
    """An account with two keys, a contact and a contract: its id, the second key's, the others' public ids."""
    pk = account("A", name="株式会社カシワ（架空）")
    operations.add_account_key(viewer=SYSTEM, account_id=pk, source="app", key="t2", now=NOW)
    operations.upsert_contacts(
        viewer=SYSTEM, source="crm", batch="", now=NOW, rows=[ContactRow(pk, "c", {"family_name": "柏"})]
    )  # fmt: skip
    line = ContractLine.objects.create(
        account_id=pk, source="crm", key="l", start_on=date(2026, 1, 1), currency="JPY",
        recorded_at=NOW,
    )  # fmt: skip
    key = AccountKey.objects.get(source="app", key="t2").pk
    return pk, key, Contact.objects.get().public_id, line.public_id


def test_it_takes_rows_into_a_new_account() -> None:
    pk, key, contact, line = one()
    done = merging.split(
        viewer=SYSTEM, account=pk, taken=Taken(keys=[key], contacts=[contact]), lines=[line],
        name="カシワ販売（架空）", now=NOW,
    )  # fmt: skip
    new = done.other_id
    assert operations.account_ids(source="app", keys=["t2"]) == {"t2": new}
    assert Contact.objects.get().account_id == ContractLine.objects.get().account_id == new
    assert operations.account_ids(source="crm", keys=["A"]) == {"A": pk}


def test_keys_change_from_a_day_on() -> None:
    pk, key, _contact, _line = one()
    done = merging.split(viewer=SYSTEM, account=pk, taken=Taken(keys=[key]), name="新", now=NOW, from_on=MAY)  # fmt: skip
    spans = {(k.account_id, k.from_on, k.to_on) for k in queries.key_spans(viewer=SYSTEM) if k.key == "t2"}  # fmt: skip
    assert spans == {(pk, None, MAY), (done.other_id, MAY, None)}


def test_taken_back_the_new_account_is_gone_and_all_is_home() -> None:
    pk, key, contact, line = one()
    done = merging.split(
        viewer=SYSTEM, account=pk, taken=Taken(keys=[key], contacts=[contact]), lines=[line], name="新", now=NOW, from_on=MAY,
    )  # fmt: skip
    merging.take_back(viewer=SYSTEM, act=done.act, now=NOW)
    assert set(AccountKey.objects.values_list("account_id", "to_on")) == {(pk, None)}
    assert Contact.objects.get().account_id == ContractLine.objects.get().account_id == pk
    assert Account.objects.get(pk=done.other_id).ended_on == SINCE_EVER
    assert queries.accounts_all(viewer=SYSTEM) == [pk]


def test_a_new_account_that_was_built_on_is_not_taken_back() -> None:
    pk, key, _contact, _line = one()
    done = merging.split(viewer=SYSTEM, account=pk, taken=Taken(keys=[key]), name="新", now=NOW)
    assert done.other_id
    ContractLine.objects.create(
        account_id=done.other_id, source="crm", key="l2", start_on=MAY, currency="JPY", recorded_at=NOW,
    )  # fmt: skip
    with pytest.raises(ActRefused, match=r"duplicates\.built-upon"):
        merging.take_back(viewer=SYSTEM, act=done.act, now=NOW)


def test_a_record_merged_before_comes_back() -> None:
    pk, _key, _contact, _line = one()
    other = account("B", name="カシワ")
    merging.merge(viewer=SYSTEM, keep=pk, gone=other, now=NOW)
    joined = AccountKey.objects.get(key="B")
    merging.split(viewer=SYSTEM, account=pk, taken=Taken(keys=[joined.pk]), to=other, now=NOW)
    row = Account.objects.get(pk=other)
    assert (row.ended_on, row.merged_into_id) == (None, None)
    joined.refresh_from_db()
    assert (joined.account_id, joined.joined_by) == (other, "")


def test_it_refuses_nothing_and_no_name() -> None:
    pk, key, _contact, _line = one()
    with pytest.raises(ActRefused, match=r"duplicates\.nothing-taken"):
        merging.split(viewer=SYSTEM, account=pk, taken=Taken(), name="新", now=NOW)
    with pytest.raises(ActRefused, match=r"duplicates\.no-name"):
        merging.split(viewer=SYSTEM, account=pk, taken=Taken(keys=[key]), name=" ", now=NOW)


def test_units_stand_under_a_new_company_and_are_suggested_no_more() -> None:
    a = account("A", name="株式会社トネリコ 東京支店", corporate_number="")
    b = account("B", name="株式会社トネリコ 大阪支店")
    assert merging.look_for_duplicates(viewer=SYSTEM, now=NOW)["open"] == 1
    done = merging.place_under(viewer=SYSTEM, units=[a, b], name="株式会社トネリコ", now=NOW)
    company = Account.objects.get(pk=done.account_id)
    assert company.kind == "company" and queries.units_of(viewer=SYSTEM, account_id=company.pk) == [b, a]  # fmt: skip
    assert merging.look_for_duplicates(viewer=SYSTEM, now=NOW)["open"] == 0
    merging.take_back(viewer=SYSTEM, act=done.act, now=NOW)
    assert set(Account.objects.filter(pk__in=[a, b]).values_list("parent_id", flat=True)) == {None}
    assert merging.look_for_duplicates(viewer=SYSTEM, now=NOW)["open"] == 1


def test_a_company_is_not_put_under_itself_nor_an_account_above_another() -> None:
    a, b = account("A", name="A"), account("B", name="B")
    company = account("G", name="G", kind="company")
    with pytest.raises(ActRefused, match=r"duplicates\.circle"):
        merging.place_under(viewer=SYSTEM, units=[company], company=company, now=NOW)
    with pytest.raises(ActRefused, match=r"duplicates\.not-a-company"):
        merging.place_under(viewer=SYSTEM, units=[a], company=b, now=NOW)
