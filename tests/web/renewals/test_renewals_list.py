"""Renewals stand by decision day, with what approval takes, what they are worth and who looks after them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from banso.customers.models import Account
from banso.events.store import workspace_lake
from banso.metrics import operations as metrics
from banso.revenue import operations
from banso.workspace.operations import record_closed_day
from tests.customers.records import NOW, SYSTEM, account
from tests.web.money.books import client, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]
DAY = date(2026, 4, 9)


def far(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


@pytest.fixture
def book(db: None) -> dict[str, int]:
    """One whose approval is due, one far ahead, one that gave notice, a monthly one, one that is settled."""
    ids = {
        n: account(n, name=n)
        for n in ("近い商事", "遠い工業", "去る物産", "月払い電機", "済んだ建設")
    }
    near, later, leaves, monthly, settled = ids.values()
    year = {"term_months": 12}
    rows = [
        line(near, "1", far(-345), far(20), 100_000, **year),
        line(later, "2", far(-285), far(80), 50_000, **year),
        line(leaves, "3", far(-325), far(40), 70_000, notice_given_on=date(2026, 4, 1), **year),
        line(monthly, "4", far(-10), far(20), 9_000, term_months=1),
        line(settled, "5", far(-335), far(30), 30_000, **year),
        line(settled, "6", far(30), far(395), 30_000, signed_on=date(2026, 4, 1), **year),
    ]
    operations.upsert_lines(viewer=SYSTEM, source="billing", rows=rows, batch="b1", now=NOW)
    metrics.measure(lake=workspace_lake(), days=[DAY], now=NOW)
    record_closed_day(day=DAY, now=NOW)
    return ids


def shown(query: str = "", who: str = "makoto", **more: object) -> list[list[str]]:
    page = client(who, **more).get(f"{reverse('renewals:index')}?{query}").content.decode()
    table = page.partition("<table")[2].partition("</table>")[0]
    found = re.findall(r'<tr><td class="bn-nowrap" data-v="(.*?)".*?<b>(.*?)</b>.*?</tr>', table, re.S)  # fmt: skip
    return [list(row) for row in found]


def test_the_nearest_stand_first_and_what_is_settled_or_monthly_does_not(
    book: dict[str, int],
) -> None:
    assert shown("as_of=2026-04-09") == [
        [far(20), "近い商事"], [far(40), "去る物産"], [far(80), "遠い工業"],
    ]  # fmt: skip


def test_the_days_and_short_terms_are_chosen(book: dict[str, int]) -> None:
    assert [row[1] for row in shown("as_of=2026-04-09&days=30&short=1")] == ["近い商事", "月払い電機"]  # fmt: skip


def test_a_row_says_state_approval_and_amount(book: dict[str, int]) -> None:
    page = client().get(f"{reverse('renewals:index')}?as_of=2026-04-09").content.decode()
    near = page.partition("近い商事")[2].partition("</tr>")[0]
    assert "稟議の期間" in near and 'data-v="45"' in near and 'data-v="1200000"' in near
    assert "解約通知あり" in page.partition("去る物産")[2].partition("</tr>")[0]
    assert far(20 - 45) in near


def test_mine_are_those_i_own_and_a_scope_hides_the_others(book: dict[str, int]) -> None:
    assert shown("as_of=2026-04-09", "chie") == []  # of a CSM one's own
    chie = get_user_model().objects.get(email__startswith="chie")
    Account.objects.filter(pk=book["遠い工業"]).update(owner=chie)
    assert [row[1] for row in shown(f"as_of=2026-04-09&of={chie.pk}")] == ["遠い工業"]
    seen = shown("as_of=2026-04-09&of=all", "paul", accounts=[book["近い商事"]])
    assert [row[1] for row in seen] == ["近い商事"]
