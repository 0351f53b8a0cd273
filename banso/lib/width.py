"""Japanese text: widths, kana, old character forms, and corporate numbers (法人番号).

Two strengths. :func:`tidy` is safe to store: it only undoes what keyboards and old exports do.
:func:`fold` is for keys that are compared and never shown.
"""

from __future__ import annotations

import re
import unicodedata

from banso.lib.problems import BansoError, Problem, problem

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys((0x3000, 0x00A0, 0x2007, 0x202F, 0x2002, 0x2003, 0x2009), 0x20)
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD), None)
# Left as it is: full-width wave dash ～ (a range in Japanese), and the corner of ASCII that has
# a meaning of its own in full width.
_KEEP = {0xFF5E}
_NARROW = {code: to for code, to in _ASCII.items() if code not in _KEEP} | _SPACES | _INVISIBLE
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_HYPHENS = dict.fromkeys(
    (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFF0D, 0x2500, 0x30FC, 0xFF70), 0x2D
)
# Old and variant forms that company and family names keep, to the form people type.
_VARIANTS = str.maketrans(
    "髙﨑齋齊斉邊邉澤廣濵濱國櫻學德槗嶋嶌眞惠榮髮藏豐瀧龍靜壽實圓彌曾增龜黑淸",
    "高崎斎斎斎辺辺沢広浜浜国桜学徳橋島島真恵栄髪蔵豊滝竜静寿実円弥曽増亀黒清",
)


def tidy(text: str) -> str:
    """Narrow full-width letters, widen half-width kana, one kind of space, no ends.

    Characters that carry meaning of their own (㈱, ①, ²) stay as they were written.
    """
    widened = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", widened).translate(_NARROW).strip()


def fold(text: str) -> str:
    """A key for searching: widths, case, kana kinds, old forms and spaces do not count.

    ``ﾊﾞﾝｿｳ 株式会社``, ``ばんそう株式会社`` and ``バンソウ株式会社`` have the same key.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold()
    folded = folded.translate(_VARIANTS).translate(_KATAKANA_TO_HIRAGANA).translate(_HYPHENS)
    return "".join(folded.split())


def fold_words(text: str) -> str:
    """Like :func:`fold`, for texts: spaces, line ends and the long sound ー stay.

    Full and half width, case, hiragana and katakana, old and new forms are one.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold()
    return folded.translate(_VARIANTS).translate(_KATAKANA_TO_HIRAGANA)


def display_width(text: str) -> int:
    """Columns in a terminal: wide and full-width characters take two."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
        if not unicodedata.combining(c)
    )


# Corporate numbers ------------------------------------------------------------------------------


class CorporateNumberWrong(BansoError):
    """Not 13 digits, or the first digit does not fit the other twelve."""


def check_digit(base: str) -> int:
    """The check digit of the 12 base digits, by the National Tax Agency's formula.

    9 − (Σ digit × weight mod 9); the weight is 1 at odd and 2 at even places from the right.
    """
    total = sum(
        int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(base))
    )
    return 9 - total % 9


def corporate_number(text: str) -> str:
    """The 13 digits of a 法人番号, or of an invoice number (T and 13 digits).

    Hyphens, spaces and full-width digits are read over. Raises CorporateNumberWrong.
    """
    digits = re.sub(r"[\s\-\u2010-\u2015\u2212]", "", unicodedata.normalize("NFKC", text))
    digits = digits.removeprefix("T").removeprefix("t")
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise CorporateNumberWrong(_not_thirteen(text))
    if int(digits[0]) != check_digit(digits[1:]):
        raise CorporateNumberWrong(_check_digit_wrong(digits))
    return digits


def is_corporate_number(text: str) -> bool:
    try:
        corporate_number(text)
    except CorporateNumberWrong:
        return False
    return True


def _not_thirteen(text: str) -> Problem:
    shown = text[:30]
    return problem(
        "corporate-number.length",
        ja=f"法人番号「{shown}」は13桁の数字ではありません。",
        en=f"The corporate number '{shown}' is not 13 digits.",
        remedy_ja="法人番号公表サイトの13桁を入力してください。先頭の0が落ちていないかも確かめてください。",
        remedy_en="Enter the 13 digits as published, and check for lost leading zeros.",
        sample=shown,
    )


def _check_digit_wrong(digits: str) -> Problem:
    return problem(
        "corporate-number.check-digit",
        ja=f"法人番号「{digits}」の検査用数字（先頭の1桁）が合いません。",
        en=f"The check digit (the first) of the corporate number '{digits}' does not fit.",
        remedy_ja="桁の入れ違いがないか確かめてください。",
        remedy_en="Check for swapped or mistyped digits.",
        sample=digits,
    )
