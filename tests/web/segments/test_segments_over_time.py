"""The screen of segments: counts with their change, who came and went and why, an account's segments."""

from __future__ import annotations

from typing import Any

import pytest

from banso.customers.models import Account
from banso.lib.text import Text
from banso.metrics import segment_store as store
from banso.metrics.queries import name_table
from banso.metrics.segments import Segment
from banso.workspace import operations as workspace
from tests.journey_store.worlds import NOW, SYSTEM, account, close, field, made, on

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def world() -> dict[str, Any]:
    """Two in "Many seats" for ten days; Bunta leaves on day 6, Chika is in for the first time on day 4."""
    made()
    ids = {name: account(f"{name} 社") for name in ("青井", "文田", "千賀")}
    field(ids["青井"], "seats_assigned", 20, 0)
    field(ids["文田"], "seats_assigned", 12, 0)
    field(ids["文田"], "seats_assigned", 3, 6)
    field(ids["千賀"], "seats_assigned", 15, 4)
    said = Segment(Text(ja="席が多い", en="Many seats"), "seats_assigned >= 10", shared=True)
    names = name_table(viewer=SYSTEM)
    key, _ = store.save_segment(viewer=SYSTEM, segment=said, names=names, now=NOW)
    workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=on(9), now=NOW)
    close(0, 9)
    public = dict(Account.objects.values_list("name", "public_id"))
    return {"key": key, "ids": ids, "public": public}


def text_of(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_it_counts_and_says_who_came_and_went(viewers: Any, world: dict[str, Any]) -> None:
    client = viewers.client("makoto")
    assert "席が多い" in text_of(client, "/segments/")
    text = text_of(client, f"/segments/{world['key']}/?days=28")
    assert "文田 社" in text and "千賀 社" in text
    assert text.count('class="sg-out"') == 1 and text.count('class="sg-in"') == 3
    on_the_day = text_of(client, f"/segments/{world['key']}/turns/?day={on(6).isoformat()}")
    assert "文田 社" in on_the_day and "千賀 社" not in on_the_day
    assert "12" in on_the_day and "3" in on_the_day  # what it was and what it is


def test_an_account_says_which_it_is_in_and_was_in(viewers: Any, world: dict[str, Any]) -> None:
    client = viewers.client("makoto")
    inside = text_of(client, f"/segments/of/{world['public']['千賀 社']}/")
    assert "席が多い" in inside
    former = text_of(client, f"/segments/of/{world['public']['文田 社']}/")
    assert "<details>" in former and "席が多い" in former


def test_a_scope_counts_its_own_accounts_only(viewers: Any, world: dict[str, Any]) -> None:
    viewers("rin", accounts=[world["ids"]["文田"]])
    text = text_of(viewers.client("rin"), f"/segments/{world['key']}/?days=28")
    assert "文田 社" in text
    assert "千賀 社" not in text and "青井 社" not in text


def test_a_change_is_told_before_it_is_saved(viewers: Any, world: dict[str, Any]) -> None:
    client = viewers.client("makoto")
    path = f"/accounts/segments/{world['key']}/change/?segment={world['key']}"
    assert "文田 社" not in text_of(client, path)
    told = text_of(client, path + "&q=seats_assigned+%3C+18")
    assert "文田 社" in told and "青井 社" in told  # one would enter, one would leave
    assert "千賀 社" not in told  # stays
