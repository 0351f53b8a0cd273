"""Merging two records: what moves, what stays, what it leaves behind, and how it is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from banso.connectors import merging
from banso.connectors.lock import one_at_a_time
from banso.customers import duplicates, operations, queries
from banso.customers.acts import SINCE_EVER, ActRefused
from banso.customers.models import Account, AccountAct, AccountKey, Contact, ProductUser, Ticket
from banso.customers.operations import AccountRow, ContactRow, TicketRow, UserRow
from banso.lib.problems import BansoError
from banso.revenue.models import ContractLine
from banso.workspace.changes import UndoRefused
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer
from tests.customers.records import NOW, SYSTEM, TODAY, account, bring

pytestmark = pytest.mark.usefixtures("workspace")
MAY = date(2026, 5, 1)


def two(**more: Any) -> tuple[int, int]:
    """Aoi and its second record, each with a person, a ticket, a user and a contract; all fictional."""
    keep = account("A", batch="b1", name="株式会社アオイ（架空）", industry="製造")
    gone = account("B", batch="b2", name="アオイ㈱", industry="小売", employees=40, **more)
    for key, pk in (("A", keep), ("B", gone)):
        operations.upsert_contacts(
            viewer=SYSTEM, source="crm", batch="", now=NOW,
            rows=[ContactRow(pk, f"c{key}", {"family_name": "架空", "email": f"{key}@aoi.example"})],
        )  # fmt: skip
        operations.upsert_tickets(
            viewer=SYSTEM, source="desk", batch="",
            rows=[TicketRow(pk, f"t{key}", {"opened_at": NOW})],
        )  # fmt: skip
        operations.upsert_product_users(
            viewer=SYSTEM, source="app", batch="",
            rows=[UserRow(pk, "shared", date(2026, 1, 1 if key == "B" else 9), {"department": "営業部"} if key == "B" else {})],
        )  # fmt: skip
        ContractLine.objects.create(
            account_id=pk, source="crm", key=f"l{key}", start_on=date(2026, 1, 1), currency="JPY",
            mrr_minor=1000, recorded_at=NOW,
        )  # fmt: skip
    return keep, gone


def merge(keep: int, gone: int, **more: Any) -> str:
    return merging.merge(viewer=SYSTEM, keep=keep, gone=gone, now=NOW, **more).act


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that a merge may touch, but for when they were last edited."""
    models = (Account, AccountKey, Contact, ProductUser, Ticket, ContractLine)
    return {
        m.__name__: [
            {k: v for k, v in row.items() if k != "edited_at"}
            for row in m._default_manager.order_by("pk").values()
        ]
        for m in models
    }


def test_it_moves_what_hangs_on_the_record() -> None:
    keep, gone = two()
    merge(keep, gone)
    for model in (AccountKey, Contact, Ticket, ContractLine):
        assert set(model._default_manager.values_list("account_id", flat=True)) == {keep}
    row = Account.objects.get(pk=gone)
    assert (row.ended_on, row.merged_into_id) == (SINCE_EVER, keep)
    assert queries.accounts_all(viewer=SYSTEM) == [keep]


def test_a_user_known_to_both_becomes_one() -> None:
    keep, gone = two()
    merge(keep, gone)
    [user] = ProductUser.objects.filter(account_id=keep)
    assert (user.first_seen_on, user.department) == (date(2026, 1, 1), "営業部")


def test_the_survivors_values_stand_and_gaps_are_filled() -> None:
    keep, gone = two()
    merge(keep, gone)
    row = Account.objects.get(pk=keep)
    assert (row.name, row.industry, row.employees) == ("株式会社アオイ（架空）", "製造", 40)


def test_a_person_may_take_the_other_value() -> None:
    keep, gone = two()
    merge(keep, gone, columns={"industry": "gone", "employees": "keep"})
    row = Account.objects.get(pk=keep)
    assert (row.industry, row.employees) == ("小売", None)


def test_a_field_of_the_other_takes_its_whole_history_along() -> None:
    keep, gone = two()
    for pk, value in ((keep, "low"), (gone, "good")):
        operations.set_field(
            viewer=SYSTEM, account_id=pk, key="csm_feel", value=value, now=NOW, from_on=TODAY
        )
    act = merge(keep, gone, fields={"csm_feel": "gone"})
    held = queries.fields_as_of(viewer=SYSTEM, day=TODAY)
    assert held[keep]["csm_feel"][0] == "good"
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    held = queries.fields_as_of(viewer=SYSTEM, day=TODAY)
    assert (held[keep]["csm_feel"][0], held[gone]["csm_feel"][0]) == ("low", "good")


def test_from_a_day_on_the_past_stays_where_it_was() -> None:
    keep, gone = two()
    ContractLine.objects.create(
        account_id=gone, source="crm", key="old", start_on=date(2025, 1, 1),
        end_on=date(2026, 1, 1), currency="JPY", mrr_minor=1, recorded_at=NOW,
    )  # fmt: skip
    merge(keep, gone, from_on=MAY)
    spans = {(k.account_id, k.from_on, k.to_on) for k in queries.key_spans(viewer=SYSTEM)}
    assert spans == {(keep, None, None), (gone, None, MAY), (keep, MAY, None)}
    assert ContractLine.objects.get(key="old").account_id == gone
    assert ContractLine.objects.get(key="lB").account_id == keep
    assert Account.objects.get(pk=gone).ended_on == MAY


@pytest.mark.parametrize("from_on", [None, MAY])
def test_taken_back_everything_is_as_it_was(from_on: date | None) -> None:
    keep, gone = two()
    before = everything()
    act = merge(keep, gone, from_on=from_on)
    assert everything() != before
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert everything() == before
    with pytest.raises(ActRefused, match=r"duplicates\.already-undone"):
        merging.take_back(viewer=SYSTEM, act=act, now=NOW)


def test_a_later_act_must_be_taken_back_first() -> None:
    keep, gone = two()
    third = account("C", name="青井")
    first = merge(keep, gone)
    second = merge(third, keep)
    assert Account.objects.get(pk=gone).merged_into_id == third
    with pytest.raises(ActRefused, match=r"duplicates\.later-acts"):
        merging.take_back(viewer=SYSTEM, act=first, now=NOW)
    merging.take_back(viewer=SYSTEM, act=second, now=NOW)
    merging.take_back(viewer=SYSTEM, act=first, now=NOW)
    assert Account.objects.filter(ended_on__isnull=True).count() == 3


def test_a_row_moved_on_since_refuses_and_changes_nothing() -> None:
    keep, gone = two()
    act = merge(keep, gone)
    third = account("C", name="青井")
    Contact.objects.filter(key="cB").update(account_id=third)
    before = everything()
    with pytest.raises(ActRefused, match=r"duplicates\.moved-on"):
        merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert everything() == before
    assert AccountAct.objects.get().undone_at is None


def test_a_value_changed_since_is_left_as_it_is_now() -> None:
    keep, gone = two()
    act = merge(keep, gone)
    Account.objects.filter(pk=keep).update(employees=55)
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    assert Account.objects.get(pk=keep).employees == 55


def test_a_later_import_does_not_bring_the_old_name_back() -> None:
    keep, gone = two()
    merge(keep, gone)
    bring(
        AccountRow("A", {"name": "株式会社アオイ（架空）", "industry": "製造"}),
        AccountRow("B", {"name": "アオイ㈱ 改", "industry": "小売"}),
        batch="b3",
    )
    row = Account.objects.get(pk=keep)
    assert (row.name, row.industry) == ("株式会社アオイ（架空）", "製造")
    assert operations.account_ids(source="crm", keys=["B"]) == {"B": keep}
    assert Account.objects.count() == 2


def test_an_import_with_merged_accounts_is_undone_only_after_the_merge() -> None:
    keep, gone = two()
    act = merge(keep, gone)
    with pytest.raises(UndoRefused, match=r"undo\.merged-since"):
        operations.undo_batch(viewer=SYSTEM, batch="b2", now=NOW, even_if_edited=True)
    merging.take_back(viewer=SYSTEM, act=act, now=NOW)
    for model in (Contact, Ticket, ProductUser, ContractLine):
        model._default_manager.filter(account_id=gone).delete()
    operations.undo_batch(viewer=SYSTEM, batch="b2", now=NOW, even_if_edited=True)
    assert not Account.objects.filter(pk=gone).exists()


def test_the_search_answers_with_the_survivor() -> None:
    keep, gone = two()
    Account.objects.filter(pk=gone).update(search="ききょう堂")
    merge(keep, gone)
    assert queries.search_accounts(viewer=SYSTEM, text="ききょう堂") == [keep]
    notice = duplicates.merged_notice(viewer=SYSTEM, account_id=gone)
    assert notice and notice.into and notice.into.id == keep and notice.from_on is None


def test_it_refuses_what_cannot_be_merged() -> None:
    keep, gone = two()
    company = account("G", name="アオイグループ", kind="company")
    for a, b, why in (
        (keep, keep, "same-account"),
        (keep, 10**6, "account-not-found"),
        (keep, company, "kinds-differ"),
    ):
        with pytest.raises(ActRefused, match=rf"duplicates\.{why}"):
            merge(a, b)
    merge(keep, gone)
    with pytest.raises(ActRefused, match=r"duplicates\.already-merged"):
        merge(keep, gone)


def test_units_of_a_company_go_along() -> None:
    one = account("G", name="アオイグループ", kind="company")
    two_ = account("H", name="アオイ グループ", kind="company")
    unit = account("U", name="アオイ 大阪支店", parent_id=two_)
    merge(one, two_)
    assert Account.objects.get(pk=unit).parent_id == one


def test_it_is_audited_for_both_without_names(makoto: Viewer) -> None:
    keep, gone = two()
    merging.merge(viewer=makoto, keep=keep, gone=gone, now=NOW)
    rows = AuditRow.objects.filter(act="account.merged")
    assert rows.count() == 2 and {r.user_id for r in rows} == {makoto.user_id}
    assert "アオイ" not in str(list(rows.values_list("detail", flat=True)))


def test_a_csm_may_look_but_not_merge(chie: Viewer) -> None:
    keep, gone = two()
    assert duplicates.side_of(viewer=chie, account_id=keep).tickets == 1
    with pytest.raises(NotAllowed):
        merging.merge(viewer=chie, keep=keep, gone=gone, now=NOW)


def test_it_waits_for_a_running_import() -> None:
    keep, gone = two()
    with one_at_a_time(), pytest.raises(BansoError, match=r"import\.busy"):
        merge(keep, gone)


def test_several_at_once_follow_each_other_and_name_what_they_refuse() -> None:
    ids = [account(k, name=f"{k}社") for k in "ABCD"]
    company = account("G", name="G", kind="company")
    done = merging.merge_many(
        viewer=SYSTEM, now=NOW,
        pairs=[(ids[0], ids[1]), (ids[1], ids[2]), (ids[0], ids[2]), (ids[3], company)],
    )  # fmt: skip
    assert len(done.acts) == 2
    assert [problem.id for _keep, _gone, problem in done.refused] == ["duplicates.kinds-differ"]
    assert set(Account.objects.filter(merged_into=ids[0]).values_list("pk", flat=True)) == {ids[1], ids[2]}  # fmt: skip
