"""The pages say what the reads found, open the accounts behind it, and say why there is nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from banso.customers import queries as customers
from banso.workspace.viewer import Viewer
from tests.funnel.conftest import Planted

if TYPE_CHECKING:
    from tests.conftest import Viewers


def page(viewers: Viewers, path: str, person: str = "makoto") -> str:
    response = viewers.client(person).get(path)
    assert response.status_code == 200, (path, response.status_code)
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_names_the_step_and_opens_its_accounts(planted: Planted, viewers: Viewers) -> None:
    html = page(viewers, "/insight/funnel/")
    assert "「情報システム部門の承認」で" in html
    [address, *_] = re.findall(r'href="(/insight/funnel/step/[^"]*part=held[^"]*)"', html)
    asked = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
    assert asked["step"] == ["it_approval_granted"]
    drawer = page(viewers, address.replace("&amp;", "&"))
    told = re.search(r"情報システム部門の承認: (\d+)社", drawer)
    assert told and int(told[1]) == len(
        set(re.findall(r'href="/accounts/([0-9a-z]{12})/"', drawer))
    )


def test_the_reader_sets_from_when_on_it_counts(planted: Planted, viewers: Viewers) -> None:
    html = page(viewers, "/insight/funnel/?after=21&since=12")
    assert "21日を超えると「止まった」" in html
    assert 'name="since" value="12"' in html, "the form keeps the other filters"


@pytest.mark.parametrize("view", ["", "way/", "value/"])
def test_a_partner_reads_of_their_accounts_only(
    planted: Planted, viewers: Viewers, view: str
) -> None:
    html = page(viewers, f"/insight/funnel/{view}", "paul")
    names = customers.account_names(viewer=Viewer.system())
    assert not [name for name in names.values() if name in html]


def test_a_step_that_is_not_there_is_not_found(planted: Planted, viewers: Viewers) -> None:
    client = viewers.client("makoto")
    for query in ("step=nothing&part=held", "step=it_approval_granted&part=all"):
        assert client.get(f"/insight/funnel/step/?{query}").status_code == 404
    assert client.get("/insight/phases/accounts/?phase=none&part=came").status_code == 404
