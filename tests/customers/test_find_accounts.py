from __future__ import annotations

import pytest

from banso.customers import queries
from banso.customers.naming import sort_text
from tests.customers.records import SYSTEM, account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "バンソウ",
        "ﾊﾞﾝｿｳ",
        "ばんそう",
        "伴走 高崎",
        "株式会社伴走",
        "C-００12",
        "c-0012",
        "1234567890123",
    ],
)
def test_it_finds_an_account_by_name_kana_number_or_key_in_any_width(words: str) -> None:
    wanted = account(
        "C-0012",
        name="株式会社伴走 髙崎支店",
        name_kana="バンソウ",
        corporate_number="1234567890123",
    )
    account("D-1", name="青空商事（架空）")
    assert queries.search_accounts(viewer=SYSTEM, text=words) == [wanted]


def test_it_wants_every_word_to_be_there() -> None:
    account("a", name="青空商事 大阪（架空）")
    assert queries.search_accounts(viewer=SYSTEM, text="青空 東京") == []


def test_it_takes_signs_of_the_query_language_as_plain_letters() -> None:
    wanted = account("a", name="100%果汁（架空）")
    account("b", name="1000果汁（架空）")
    assert queries.search_accounts(viewer=SYSTEM, text="100%") == [wanted]
    assert queries.search_accounts(viewer=SYSTEM, text="100_") == []


def test_it_sorts_by_kana_then_by_name_without_the_legal_form_then_by_number() -> None:
    names = [("9", "", ""), ("10", "", ""), ("x", "株式会社あおば", ""), ("y", "蒼井", "あおい")]
    ordered = sorted(names, key=lambda n: sort_text(key=n[0], name=n[1], kana=n[2]))
    assert [n[0] for n in ordered] == ["9", "10", "y", "x"]
    assert sort_text(name="Aoba Co., Ltd.", kana="") == sort_text(name="Aoba", kana="")


def test_it_finds_a_changed_name_under_its_new_form_only() -> None:
    mine = account("a", name="旧名")
    account("a", name="新名")
    assert queries.search_accounts(viewer=SYSTEM, text="新名") == [mine]
    assert queries.search_accounts(viewer=SYSTEM, text="旧名") == []
