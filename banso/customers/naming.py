"""Folded forms of names and keys, for searching and sorting. Pure."""

from __future__ import annotations

import re

from banso.lib.width import fold

# Forms of incorporation say nothing about where a company stands in a list.
_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)?(?:社団|財団)法人|特定非営利活動法人"
    r"|\((?:株|有|同|資|名|社|財)\)|(?:,?(?:inc|ltd|llc|co|corp|k\.?k)\.?)+$"
)
_DIGITS = re.compile(r"\d+")


def search_text(*, name: str, kana: str, corporate_number: str) -> str:
    """What a search compares its folded words with; parts are kept apart by a bar."""
    parts = (fold(name), fold(kana), corporate_number)
    return "|".join(part for part in parts if part)[:500]


def sort_text(*, name: str, kana: str, key: str = "") -> str:
    """What a list sorts by: kana if known, else the name without its legal form, else the key.

    Numbers inside are padded, so that 9 comes before 10.
    """
    base = fold(kana) or _LEGAL_FORM.sub("", fold(name)) or fold(name) or fold(key)
    return _DIGITS.sub(lambda found: found[0].zfill(9), base)[:200]
