"""The retention screen: what it says of a few contracts, of none, and to whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from banso.revenue.models import ContractLine
from tests.conftest import Viewers
from tests.customers.records import account
from tests.feedback.begun import DAY, line, world, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def text_of(client: Client, address: str) -> str:
    page = client.get(address, headers={"accept-language": "en"})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def client(viewers: Viewers) -> Client:
    viewers("akiko")
    client = viewers.client("akiko")
    client.post("/preferences/", {"language": "en", "theme": "light"})
    return client


def test_before_there_are_contracts_it_says_what_will_be_here(client: Client) -> None:
    assert "Nobody has begun yet" in text_of(client, "/insight/retention/")
    line(account("alone"), DAY)
    write()
    alone = text_of(client, "/insight/retention/")
    assert "Our own rates cannot be said yet" in alone and "Nobody has left yet" in alone
    assert "Not enough data: fewer than five accounts" in alone


def test_with_a_ledger_of_nobody_it_says_so_too(client: Client) -> None:
    line(account("alone"), DAY)
    write()
    ContractLine.objects.all().delete()
    write()
    assert "Nobody has begun yet" in text_of(client, "/insight/retention/")


def test_it_shows_each_part_and_hides_what_is_too_few(client: Client) -> None:
    world()
    page = text_of(client, "/insight/retention/?part=half&unit=k")
    assert "over 12 months and the 6 accounts there at their beginning" in page
    assert "only the range is shown" in page  # 14 accounts are too few for one line
    heat = re.search(r"FY2024 H1 6 (.*?) FY2025 H1", page)
    assert heat and heat[1].split()[:4] == ["100%", "83%", "83%", "83%"]
    assert "FY2025 H2 3 —" in page and "Fewer than 5 accounts" in page
    money = text_of(client, "/insight/retention/?part=half&show=money")
    assert re.search(r"FY2024 H1 6 ¥600 100% 83% 92% 92%", money)


def test_the_sliders_answer_with_both_projections(client: Client) -> None:
    world()
    asked = "/insight/retention/outlook/?x=10&y=0&upsold=100&uplift=10&new=0&months=12&unit=m"
    answer = client.get(asked, headers={"hx-request": "true", "accept-language": "en"})
    assert answer["HX-Replace-Url"].startswith("/insight/retention/?x=10&y=0")
    page = answer.content.decode()
    table = re.findall(r'data-v="([\d.-]*)" data-k="money"', page)
    end_a, end_b = 1250 * 0.9**12, 1250
    assert str(round(end_a)) in table and str(end_b) in table
    assert str(round(end_a * 1.1)) in table
    assert 'data-power="6"' in page
    assert "A brings ¥0.0M a month and B ¥0.0M" in re.sub("<[^>]+>", "", page)
    for senseless in ("x=abc", "x=nan", "months=7", "x=-4&y=900"):
        assert client.get(f"/insight/retention/outlook/?{senseless}").status_code == 200


def test_a_cohort_opens_to_its_accounts_within_the_scope(client: Client, viewers: Viewers) -> None:
    ids = world()
    address = "/insight/retention/cohort/?first=2024-04&part=half"
    assert "6 accounts, 2 of them left" in text_of(client, address)
    viewers("paul", accounts=[ids["a"], ids["b"]])
    theirs = text_of(viewers.client("paul"), address)
    assert len(re.findall("2024", theirs)) >= 2 and "6" not in re.findall(r"(\d+)社、うち", theirs)
    for wrong in ("/insight/retention/cohort/", f"{address}x", address.replace("2024-04", "now")):
        assert client.get(wrong).status_code == 404


def test_what_no_rate_is_known_for_is_named(client: Client) -> None:
    ids = world()
    line(ids["x"], *(ContractLine.objects.latest("pk").start_on,), mrr=5, plan="euro")
    ContractLine.objects.filter(plan__key="euro").update(currency="EUR")
    write()
    assert "EUR" in text_of(client, "/insight/retention/")
