"""Without a map one is chosen at once, before there is any data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from banso.journey import planning
from tests.journey_store import worlds

if TYPE_CHECKING:
    from tests.conftest import Viewers


def test_without_a_map_one_is_chosen_before_any_data(workspace: None, viewers: Viewers) -> None:
    client = viewers.client("makoto")
    page = client.get("/editor/templates/").content.decode()
    assert page.count("tc-card") >= 5 and "hx-get" not in page[page.index("tc-cards") :][:200]
    assert client.post("/editor/templates/success-funnel/").status_code == 302
    assert planning.export(viewer=worlds.SYSTEM).startswith("# カスタマーサクセスファネル")
    again = client.post("/editor/templates/three-phases/")
    assert again.status_code == 422
    assert "journey.map-there" in again.content.decode()
