from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from banso.customers import operations, queries
from banso.customers.models import AccountKey
from banso.customers.operations import AccountUnknown, KeyRefused
from banso.workspace.viewer import Viewer
from tests.customers.records import NOW, SYSTEM, account

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


def spans(source: str) -> list[tuple[int, date | None, date | None]]:
    found = queries.key_spans(viewer=SYSTEM)
    return [(s.account_id, s.from_on, s.to_on) for s in found if s.source == source]


def test_it_moves_a_key_to_another_account_on_a_day(chie: Viewer) -> None:
    old, new = account("a"), account("b")
    operations.add_account_key(viewer=chie, account_id=old, source="app", key="7", now=NOW)
    operations.close_account_key(
        viewer=chie, account_id=old, source="app", key="7", to_on=APRIL, now=NOW
    )
    operations.add_account_key(
        viewer=chie, account_id=new, source="app", key="7", from_on=APRIL, now=NOW
    )
    assert spans("app") == [(old, None, APRIL), (new, APRIL, None)]
    assert operations.account_ids(source="app", keys=["7"]) == {"7": new}


def test_it_refuses_a_key_that_names_an_account_on_one_of_the_days(chie: Viewer) -> None:
    old, new = account("a"), account("b")
    operations.add_account_key(
        viewer=chie, account_id=old, source="app", key="7", to_on=APRIL, now=NOW
    )
    for from_on in (None, date(2026, 3, 31)):
        with pytest.raises(KeyRefused):
            operations.add_account_key(
                viewer=chie, account_id=new, source="app", key="7", from_on=from_on, now=NOW
            )
    operations.add_account_key(
        viewer=chie, account_id=new, source="app", key="7", from_on=APRIL, now=NOW
    )


def test_it_refuses_to_close_what_is_not_open(chie: Viewer) -> None:
    mine = account("a")
    with pytest.raises(KeyRefused):
        operations.close_account_key(
            viewer=chie, account_id=mine, source="app", key="7", to_on=APRIL, now=NOW
        )


def test_it_lets_a_partner_touch_own_accounts_only(viewers: object) -> None:
    mine, other = account("a"), account("b")
    paul = viewers("paul", accounts=[mine])  # type: ignore[operator]
    operations.add_account_key(viewer=paul, account_id=mine, source="app", key="7", now=NOW)
    with pytest.raises(AccountUnknown):
        operations.add_account_key(viewer=paul, account_id=other, source="app", key="8", now=NOW)


def test_it_holds_two_keys_since_ever_apart_in_the_database() -> None:
    mine = account("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountKey.objects.create(source="crm", key="a", key_folded="a", account_id=mine)
