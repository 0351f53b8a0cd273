"""Typing as people do it: full- and half-width mixed, and a slip of the finger now and then."""

from __future__ import annotations

import unicodedata

from simulator.texts.dice import Dice

SLIPS = 0.06  # share of texts with one typing slip (assumed)
WIDE_DIGITS = 0.16  # share of Japanese texts that type digits in full width (assumed)
HALF_KANA = 0.02  # share of Japanese texts with half-width katakana (assumed)
WESTERN_MARKS = 0.04  # share of Japanese texts with ，．instead of 、。 (assumed)

_WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
_MARKS = str.maketrans("、。", "，．")
# What a Japanese input method leaves behind: dropped and doubled kana, wrong characters of the
# same sound. The right form first.
_JAPANESE = (
    ("いたします", "いたしす"), ("お願いいたします", "お願いたします"), ("ください", "くださいい"),
    ("ありがとうございます", "ありがとうござます"), ("できません", "できまん"), ("以前", "依然"),
    ("対応", "対抗"), ("設定", "設帝"), ("機能", "昨日"), ("回答", "解答"), ("意見", "意件"),
    ("更新", "交信"), ("時間", "次間"), ("確認", "格認"), ("ました", "まいた"), ("ています", "てます"),
    ("です", "でs"), ("ません", "ませn"), ("ほしい", "ほすい"), ("ます", "まs"), ("が、", "がが、"),
    ("た", "たた"), ("い", "いい"),
)  # fmt: skip


def _half_kana() -> dict[int, str]:
    """Full-width katakana to half width, voiced ones to two characters."""
    table: dict[int, str] = {}
    for code in range(0xFF66, 0xFF9E):
        half = chr(code)
        table[ord(unicodedata.normalize("NFKC", half))] = half
        for mark in "\uff9e\uff9f":
            whole = unicodedata.normalize("NFKC", half + mark)
            if len(whole) == 1:
                table[ord(whole)] = half + mark
    return table


_HALF = _half_kana()


def typed_japanese(text: str, dice: Dice, slips: float) -> str:
    """The text as it was typed. ``slips``: the share of texts with a slip."""
    way = dice.roll()
    if way < WIDE_DIGITS:
        text = text.translate(_WIDE)
    elif way < WIDE_DIGITS + HALF_KANA:
        text = text.translate(_HALF)
    elif way < WIDE_DIGITS + HALF_KANA + WESTERN_MARKS:
        text = text.translate(_MARKS)
    chance, where = dice.roll(), dice.roll()
    if chance >= slips:
        return text
    at = int(where * len(_JAPANESE))
    for right, wrong in _JAPANESE[at:] + _JAPANESE[:at]:
        if right in text:
            return text.replace(right, wrong, 1)
    return text


def typed_english(text: str, dice: Dice, slips: float) -> str:
    """The text as it was typed: two letters swapped, one dropped or doubled."""
    chance, where, how = dice.roll(), dice.roll(), dice.roll()
    if chance >= slips or len(text) < 6:
        return text
    at = 1 + int(where * (len(text) - 4))
    while at < len(text) - 2 and not (text[at].isalpha() and text[at + 1].isalpha()):
        at += 1
    first, second = text[at], text[at + 1]
    if not second.isalpha():
        return text
    if how < 0.5 and first != second:
        return text[:at] + second + first + text[at + 2 :]
    return text[:at] + (second if how < 0.75 else first * 2 + second) + text[at + 2 :]
