"""What a condition asks for, in words, without any account's values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from banso.lib.text import Text
from banso.metrics.conditions import Kind, NameTable, NameType, parse
from banso.metrics.conditions.describe import describe
from banso.metrics.conditions.tree import Node
from tests.conditions.names import NAMES
from tests.conditions.strategies import TABLE, nodes


def said(text: str, language: str) -> str:
    return describe(parse(text, names=NAMES).get().node, names=NAMES, language=language)


@pytest.mark.parametrize(
    ("text", "ja", "en"),
    [
        ("active_seat_rate_28d < 0.5", "席の稼働率（28日）が50%未満", "Active seats, 28 days is less than 50%"),
        ("life = 'active'", "契約の状態が「契約中」", "Contract state is “Active”"),
        (
            "life in ('trial', 'active') and not do_not_contact",
            "契約の状態が「試用」「契約中」のどれか、かつ 連絡を控える：いいえ",
            "Contract state is one of “Trial”, “Active” and Do not contact: no",
        ),
        (
            "setup_done_on >= date '2026-04-01' or plan is null",
            "設定の完了日が2026年4月1日(水)以降、または プランの値がない",
            "Set-up done is on or after 1 Apr 2026 or Plan is not known",
        ),
        (
            "mrr > 1000 and (plan is null or not (seats between 1 and 5))",
            "MRRが1,000円を超える、かつ （プランの値がない、または 契約席数が1〜5の外）",
            "MRR is more than 1,000 yen and (Plan is not known or Seats is not between 1 and 5)",
        ),
        ("true", "すべての顧客企業", "Every account"),
    ],
)  # fmt: skip
def test_it_reads_as_a_sentence(text: str, ja: str, en: str) -> None:
    assert said(text, "ja") == ja
    english = said(text, "en")
    assert english == en or english.replace(" (Wed)", "") == en


@settings(max_examples=150, deadline=None)
@given(nodes)
def test_any_condition_has_a_sentence(node: Node) -> None:
    for language in ("ja", "en"):
        sentence = describe(node, names=TABLE, language=language)
        assert sentence
        assert "—" not in sentence, "no value is asked for, so none is missing"


def test_one_of_a_unit_is_no_plural() -> None:
    unit = Text(ja="回", en="logins")
    table = NameTable({"logins_28d": NameType(Kind.COUNT, Text.of("Sign-ins"), unit=unit)})
    for number, words in ((1, "1 login"), (2, "2 logins"), (0, "0 logins")):
        node = parse(f"logins_28d >= {number}", names=table).get().node
        assert describe(node, names=table, language="en").endswith(f" {words}")
        assert f"{number}回" in describe(node, names=table, language="ja")
