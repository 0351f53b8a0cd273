"""Before there is anything to see, the page says what will be here and the one next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from banso.journey.operations import install_template
from tests.journey_store import worlds

if TYPE_CHECKING:
    from tests.conftest import Viewers


@pytest.fixture
def read(workspace: None, viewers: Viewers):  # type: ignore[no-untyped-def]
    def page(person: str = "makoto") -> str:
        return viewers.client(person).get("/map/").content.decode()

    return page


def test_without_data_it_leads_to_the_import(read) -> None:  # type: ignore[no-untyped-def]
    body = read()
    assert "ここに、顧客企業がフェーズごとに並びます" in body and 'href="/import/"' in body
    assert "データの取り込みを、管理者またはマネージャーにご依頼ください。" in read("rin")


def test_without_a_map_it_leads_to_the_editor(read) -> None:  # type: ignore[no-untyped-def]
    worlds.account("one")
    assert "ジャーニーマップがまだありません" in read()


def test_without_a_closed_day_it_says_what_is_awaited(read) -> None:  # type: ignore[no-untyped-def]
    worlds.account("one")
    install_template(viewer=worlds.SYSTEM, key="six-phases", now=worlds.NOW)
    body = read()
    assert "まだ締めた日がありません" in body and 'href="/jobs/"' in body


def test_the_sheet_leads_back_to_the_map(workspace: None, viewers: Viewers) -> None:
    answer = viewers.client("makoto").get("/map/print/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/map/"
