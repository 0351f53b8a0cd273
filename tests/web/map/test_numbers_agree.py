"""Every number of the map opens, and what opens holds as many accounts as the number said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from banso.journey import queries as journey
from banso.metrics.conditions import parse
from tests.web.map.reading import names, number, total

if TYPE_CHECKING:
    from tests.web.map.conftest import Book


def test_it_counts_the_accounts_of_each_phase(book: Book) -> None:
    seen = book.read()
    assert [seen.accounts(p) for p in ("first", "second", "gone")] == [6, 2, 1]
    assert seen.numbers("phase=first", "track=stuck")[0] == 4
    assert seen.numbers("phase=first", "track=behind")[0] == 1
    assert seen.numbers("phase=first", "track=on_track")[0] == 1
    assert seen.numbers("/nowhere/") == [1], "who only tries has a place of its own"


def test_every_drawer_holds_as_many_as_its_number_said(book: Book) -> None:
    seen = book.read()
    drawers = [k for k in seen.links if k.opens == "drawer" and "moved" not in k.href]
    assert len(drawers) > 8
    for link in drawers:
        assert total(book.get("makoto", link.href)) == number(link.text), link.href


def test_every_number_has_its_definition(book: Book) -> None:
    seen = book.read()
    pops = [k for k in seen.links if k.opens == "pop"]
    assert {"what=mrr", "what=paying", "what=behaviour", "what=lost", "what=moves"} <= {
        f"what={parse_qs(urlsplit(k.href).query)['what'][0]}" for k in pops
    }
    for link in pops:
        told = book.get("makoto", link.href)
        assert "<dl" in told and 'class="bn-kpop-h"' in told, link.href


def test_the_lists_behind_numbers_hold_the_same_accounts(book: Book) -> None:
    """The condition a drawer hands to the list of accounts is readable and selects as many."""
    client = book.viewers.client("makoto")
    names_ = journey.list_names(viewer=book.viewers("makoto"))
    for link in book.read().links:
        if link.opens != "drawer" or re.search("/(moved|nowhere|history)/", link.href):
            continue
        drawer = book.get("makoto", link.href)
        address = drawer.split('class="bn-btn" href="')[1].split('"')[0].replace("&amp;", "&")
        query = parse_qs(urlsplit(address).query)
        asked = parse(query["q"][0], names=names_)
        assert not asked.problems, (query, asked.problems)
        page = client.get(address)
        listed = page.content.decode().count('class="bn-nm"')
        assert listed == total(drawer), address


def test_behaviour_says_what_it_cannot_judge(book: Book) -> None:
    """Four seats on one account, ten and more on others, none known on five: unknown is not zero."""
    seen = book.read()
    (share, unknown) = [
        k for k in seen.links if "what=behaviour" in k.href and "phase=first" in k.href
    ]
    assert number(share.text) == 100 and number(unknown.text) == 5
    told = book.get("makoto", share.href)
    assert "seats_assigned &gt;= 1" in told
    assert "truth=unknown" in told


def test_an_arrow_opens_the_accounts_that_moved(book: Book) -> None:
    """In the last month one account went on to the second phase, and one had newly begun."""
    seen = book.read()
    (link,) = [k for k in seen.links if "source=first" in k.href and "target=second" in k.href]
    drawer = book.get("makoto", link.href)
    assert number(link.text) == total(drawer) == 1
    assert names(drawer) == ["港食品"]


def test_a_past_month_shows_its_own_moves(book: Book) -> None:
    seen = book.read(month="2026-01")
    (link,) = [k for k in seen.links if "source=first" in k.href and "target=second" in k.href]
    assert "month=2026-01" in link.href
    assert names(book.get("makoto", link.href)) == ["北斗保険"]


def test_it_asks_the_records_few_questions(book: Book) -> None:
    """However many accounts: the frame's questions and ours stay within twelve."""
    client = book.viewers.client("makoto")
    client.get("/map/")
    timing = client.get("/map/").headers["Server-Timing"]
    assert number(timing.split("desc=")[1]) <= 12, timing
