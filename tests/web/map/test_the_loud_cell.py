"""At most one cell is loud: the phase with most stuck accounts says what they lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journey_store import worlds
from tests.web.map.reading import names

if TYPE_CHECKING:
    from tests.web.map.conftest import Book


def test_it_says_what_the_stuck_accounts_do_not_meet(book: Book) -> None:
    body = book.read().body
    assert body.count('<td class="bn-cell bn-cell-bad') == 1
    said = body.split('class="bn-alarm-h"')[1].split("</p>")[0]
    assert "一番目の停滞4社" in said and "≥ 10" in said
    reason = body.split('class="bn-alarm-p"')[1].split("</p>")[0]
    assert "うち3社" in reason, "for three of them nobody knows the seats; that is not zero seats"


def test_its_drawer_names_them_with_reason_and_next_step(book: Book) -> None:
    (link,) = [k for k in book.read().links if "track=stuck" in k.href and "社を見る" in k.text]
    drawer = book.get("makoto", link.href)
    assert set(names(drawer)) == {"朝凪製作所", "夜長印刷", "Larkfield Tea", "常盤電機"}
    known = drawer.split("夜長印刷")[1].split("</li>")[0]
    assert "bn-chip-bad" in known and "4" in known and "次の一歩" in known
    unknown = drawer.split("朝凪製作所")[1].split("</li>")[0]
    assert "bn-chip-q" in unknown and "のデータを取り込む" in unknown
    assert "担当なし" in unknown and "経過" in unknown


def test_nothing_is_loud_where_nobody_is_stuck(book: Book) -> None:
    for name in ("朝凪製作所", "夜長印刷", "Larkfield Tea", "常盤電機"):
        worlds.field(book.ids[name], "seats_assigned", 20, worlds_day := 58)
    assert worlds_day
    worlds.close(58, 60, again=True)
    body = book.read().body
    assert "bn-cell-bad" not in body
