"""A partner's map speaks of the partner's accounts only; a CSM's filter of hers; a past day of that day."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.journey_store import worlds
from tests.web.map.reading import names, number, total

if TYPE_CHECKING:
    from tests.web.map.conftest import Book


def test_a_partner_sees_only_own_accounts_in_every_number(book: Book) -> None:
    own = ["朝凪製作所", "北斗保険"]
    book.viewers("paul", accounts=[book.ids[n] for n in own])
    seen = book.read("paul")
    assert [seen.accounts(p) for p in ("first", "second", "gone")] == [1, 1, 0]
    assert "/nowhere/" not in seen.body
    assert "¥400,000" in book.get("paul", "/map/number/?what=mrr"), "100,000 and 300,000"
    found = set()
    for link in seen.links:
        if link.opens == "drawer":
            drawer = book.get("paul", link.href)
            said = 1 if link.text.startswith("See the account") else number(link.text)
            assert total(drawer) == said, link.href
            found |= set(names(drawer))
        elif link.opens == "pop":
            told = book.get("paul", link.href)
            assert not [n for n in book.ids if n not in own and n in told]
    assert found <= set(own)


def test_what_one_person_saw_is_never_shown_to_another(book: Book) -> None:
    book.viewers("paul", accounts=[book.ids["朝凪製作所"]])
    first = [book.read(p).accounts("first") for p in ("makoto", "paul", "makoto", "akiko", "paul")]
    assert first == [6, 1, 6, 6, 1]


def test_a_day_closed_again_is_read_again(book: Book) -> None:
    assert book.read().accounts("second") == 2
    worlds.field(book.ids["桜観光"], "seats_assigned", 15, 59)
    worlds.close(59, 60, again=True)
    assert book.read().accounts("second") == 3


def test_a_partner_cannot_ask_for_the_accounts_of_others(book: Book) -> None:
    book.viewers("paul", accounts=[book.ids["朝凪製作所"]])
    owner = book.viewers("chie").user_id
    for href in (
        "/map/cell/?phase=second",
        f"/map/cell/?phase=second&owner={owner}",
        "/map/moved/?source=first&target=second&month=2026-01",
        "/map/nowhere/",
    ):
        assert total(book.get("paul", href)) == 0, href


def test_a_partner_without_accounts_is_told_so(book: Book) -> None:
    book.viewers("paul", accounts=[])
    assert book.viewers("paul").scope == frozenset()
    body = book.read("paul").body
    assert (
        "There is no account that you may see." in body or "表示できる顧客企業がありません" in body
    )


def test_a_filter_by_csm_narrows_every_number(
    book: Book, owned: Callable[[str, str], None]
) -> None:
    for name in ("朝凪製作所", "港食品"):
        owned("chie", name)
    owner = str(book.viewers("chie").user_id)
    seen = book.read(owner=owner)
    assert [seen.accounts(p) for p in ("first", "second", "gone")] == [1, 1, 0]
    for link in seen.links:
        if link.opens == "drawer" and not link.href.startswith("/history/"):
            assert f"owner={owner}" in link.href
            assert total(book.get("makoto", link.href)) == number(link.text), link.href
    cell = book.get("makoto", f"/map/cell/?phase=first&owner={owner}")
    listed = re.search(r'href="(/accounts/\?q=[^"]*owner=[^"]*)"', cell)
    assert listed, "the list of accounts is offered, narrowed to the same person"
    rows = book.get("makoto", html.unescape(listed[1]))
    assert "朝凪製作所" in rows or "港食品" in rows
    assert rows.count('class="bn-nm"') == seen.accounts("first")


def test_a_past_day_shows_what_was_true_then(book: Book) -> None:
    day = worlds.on(15).isoformat()
    seen = book.read(as_of=day)
    assert [seen.accounts(p) for p in ("first", "second", "gone")] == [6, 1, 0]
    assert seen.numbers("phase=first", "track=behind")[0] == 6
    assert 'class="bn-past"' in seen.body
    assert all(f"as_of={day}" in k.href for k in seen.links if k.opens)


def test_the_past_before_the_first_close_is_said_to_be_empty(book: Book) -> None:
    body = book.read(as_of="2020-01-01").body
    assert "この日の記録はありません" in body and "<table" not in body


def test_a_future_or_foreign_address_is_refused_kindly(book: Book) -> None:
    client = book.viewers.client("makoto")
    for href in (
        "/map/number/?what=mrr2",
        "/map/cell/?phase=nothing",
        "/map/moved/?source=x&target=y",
    ):
        response = client.get(href, headers={"HX-Request": "true"})
        assert response.status_code == 404, href
        assert "map.number-unknown" in response.content.decode()
