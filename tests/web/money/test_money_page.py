"""Insight → Money: every row balances, every number opens to the movements that add up to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.web.money.books import books, client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]
SPAN = "from=2025-12&to=2026-03"


def rows(page: str, id: str) -> list[list[str]]:
    """The raw values of a table's rows, its sums last."""
    table = page.partition(f'id="{id}-f"')[2].partition("</figure>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.S)
    return [[unescape(v) for v in re.findall(r'data-v="(.*?)"', row)] for row in found]


def opened(page: str) -> list[tuple[int, str]]:
    """The numbers of the table of periods that open something, with the address."""
    table = page.partition('id="c-mrr-periods-f"')[2].partition("</figure>")[0]
    found = re.findall(r'data-v="(-?\d+)"[^>]*><a class="bn-n" href="(.*?)"', table)
    return [(int(value), unescape(url)) for value, url in found]


def test_every_period_balances_and_goes_on_from_the_one_before() -> None:
    books()
    browser = client()
    page = browser.get(f"{reverse('money:index')}?{SPAN}").content.decode()
    found = rows(page, "c-mrr-periods")
    numbers = [[int(v) for v in row[1:]] for row in found]
    assert [n[0] for n in numbers] == [250_000, 250_000, 220_000, 260_000, 250_000]
    assert [n[-1] for n in numbers] == [250_000, 220_000, 260_000, 260_000, 260_000]
    for start, *moved, end in numbers:
        assert start + sum(moved) == end
    quarters = browser.get(f"{reverse('money:index')}?{SPAN}&per=quarter").content.decode()
    assert [int(row[-1]) for row in rows(quarters, "c-mrr-periods")] == [250_000, 260_000, 260_000]


def test_every_number_opens_to_movements_that_add_up_to_it() -> None:
    books()
    browser = client()
    numbers = opened(browser.get(f"{reverse('money:index')}?{SPAN}").content.decode())
    assert sorted({n for n, _ in numbers}) == [-80_000, 40_000, 50_000]
    for number, url in numbers:
        *listed, foot = rows(browser.get(url).content.decode(), "c-mrr-movements")
        assert sum(int(row[4]) for row in listed) == int(foot[4]) == number
    churn = next(url for n, url in numbers if n == -80_000)
    shown = browser.get(churn).content.decode()
    assert "去る工業" in shown and "tab=contracts#line-" in shown


@pytest.mark.parametrize("by", ["csm", "plan", "currency", "product", "industry", "cohort"])
def test_parts_add_up_to_the_whole(by: str) -> None:
    books()
    page = client().get(f"{reverse('money:index')}?{SPAN}&by={by}").content.decode()
    parts = [[int(v) for v in row[1:]] for row in rows(page, "c-mrr-parts")]
    assert sum(p[0] for p in parts) == 250_000 and sum(p[-1] for p in parts) == 260_000
    for start, *moved, end in parts:
        assert start + sum(moved) == end


def test_the_unit_of_the_reader_goes_along_and_a_wrong_address_is_read_as_usual() -> None:
    books()
    page = client().get(f"{reverse('money:index')}?from=x&to=9999-99&per=week&by=moon&unit=k")
    text = page.content.decode()
    assert page.status_code == 200 and "unit=k" in opened(text)[0][1]
    assert len(rows(text, "c-mrr-periods")) == 13  # twelve months and their sum


def test_who_sees_some_accounts_sees_their_money_only() -> None:
    ids = books()
    browser = client("paul", accounts=[ids["残る物産"]])
    page = browser.get(f"{reverse('money:index')}?{SPAN}").content.decode()
    assert {int(row[-1]) for row in rows(page, "c-mrr-periods")} == {70_000}
    shown = browser.get(f"{reverse('money:movements')}?{SPAN}&class=churn").content.decode()
    assert "去る工業" not in shown


def test_before_a_ledger_is_written_the_next_step_is_named() -> None:
    page = client().get(reverse("money:index")).content.decode()
    assert reverse("imports:index") in page and "c-mrr-periods" not in page
