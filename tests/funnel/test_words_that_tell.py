"""Words that those who are stuck use more often than others do."""

from __future__ import annotations

from banso.feedback.friction.words import pieces, telling

STUCK = [
    "情報システム部の審査で止まっています",
    "審査に必要な資料がほしい",
    "審査が長いです",
    "Our IT review is slow",
] * 3
OTHERS = [
    "レポートが便利です",
    "画面が重い",
    "請求書の金額を確認したい",
    "審査の件、ありがとうございました",
] * 12


def test_the_word_they_share_comes_first() -> None:
    [first, *_] = telling(STUCK, OTHERS)
    assert (first.word, first.texts, first.others) == ("審査", 9, 12)


def test_words_everybody_uses_say_nothing() -> None:
    assert telling(OTHERS, OTHERS) == []


def test_a_word_in_fewer_than_three_texts_is_not_told() -> None:
    assert telling(["承認", "承認"], OTHERS) == []


def test_texts_are_cut_at_kana_and_blanks() -> None:
    assert pieces("Report を情報システム部で確認") == {"report", "情報", "システム", "確認"}
