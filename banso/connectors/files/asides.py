"""Rows that are no data: totals, remarks below the table. Recognised, set aside, never dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from banso.lib.width import tidy

# As a file's bytes show them, in lower case; a file without any of these holds no row of totals.
_WORDS_JA = ("計", "平均", "件数")
_WORDS_EN = (b"total", b"average", b"sum", b"count")
_LETTER = frozenset(b"abcdefghijklmnopqrstuvwxyz_")
# A row of totals may end its label with one of these letters; cheap to test on every row.
TAILS = frozenset("計均数lLeEmMtT)）」】:：")
_LABEL = re.compile(
    r"[<＜【〔「(（\[]?\s*"
    r"(?:.{0,40}?(?:総\s*合\s*計|合\s*計|小\s*計|総\s*計|累\s*計|中\s*計|\b(?:grand |sub[- ]?)?totals?)"
    r"|(?:.{0,40}[\s_])?(?:計|平\s*均|総\s*件\s*数|件\s*数|average|sum|(?:row )?count))"
    r"(?:額|値)?(?:\s*[(（][^)）]{0,20}[)）])?\s*[>＞】〕」)）\]]?\s*[:：]?",
    re.I | re.S,
)
_SUB = re.compile(r"(?:小\s*計|合\s*計|総\s*計|中\s*計|計|grand total|sub[- ]?total)", re.I)
_FIGURE = re.compile(
    r"[-+▲△−(（]?\s*[¥￥$€£\\]?\s*[\d０-９][\d０-９,，.．\s]*(?:百万円|千円|万円|億円|円|[%％]|件|名|社|人|席|id|行|rows)?\s*[)）\-]?",
    re.I,
)
_REMARK = re.compile(
    r"(?:[※＊*#＃]|[(（\[【]?\s*注\s*[0-9０-９]*\s*[)）\]】:：]|注記|備考|作成|出力|印刷|発行|出典|以上|抽出|更新日|集計"
    r"|note|source:|created|generated|exported|printed|copyright|©|end of|[-=＝ー―─]{3,})",
    re.I,
)


def may_hold_totals(data: bytes, encoding: str) -> bool:
    """Whether bytes of a file show a word that a row of totals is called by."""
    wide = encoding.startswith("utf-16")
    low = data.replace(b"\0", b"").lower() if wide else data.lower()
    if any(_stands_alone(w, low) for w in _WORDS_EN):
        return True
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    found = any(w.encode(codec) in data for w in _WORDS_JA)
    return found or (encoding == "utf-16" and any(w.encode("utf-16-be") in data for w in _WORDS_JA))


def _stands_alone(word: bytes, data: bytes) -> bool:
    """Whether a word occurs that is no part of another, as count is of account_id."""
    at = data.find(word)
    while at >= 0:
        end = at + len(word)
        before = data[at - 1] if at else 0
        behind = data[end] if end < len(data) else 0
        if behind not in _LETTER - {115} and (before not in _LETTER or data[at - 3 : at] == b"sub"):
            return True
        at = data.find(word, end)
    return False


def is_total(cells: Sequence[str]) -> bool:
    """A label such as 合計 or Subtotal before nothing but figures and blanks.

    A company called Total in a row with a key or a date before or behind it is no total.
    """
    filled = [(at, c) for at, c in enumerate(cells) if c and not c.isspace()]
    if not filled:
        return False
    at, label = filled[0]
    rest = [c for _, c in filled[1:]]
    if _is_label(label) and all(_is_figure(c) for c in rest):
        return True
    # 東京支店 | 小計 | 1,200: the group's name first, the word behind it.
    if len(filled) > 2 and _SUB.fullmatch("".join(filled[1][1].split())):
        blank = len(filled) < len(cells)
        return blank and all(_is_figure(c) for _, c in filled[2:]) and not _is_figure(label)
    return False


def _is_label(cell: str) -> bool:
    text = tidy(cell)
    return len(text) <= 60 and bool(_LABEL.fullmatch(text))


def _is_figure(cell: str) -> bool:
    bare = cell.strip()
    return bare in ("-", "―", "ー", "－", "–") or bool(_FIGURE.fullmatch(bare)) or _is_label(cell)


def is_remark(cells: Sequence[str], *, apart: bool) -> bool:
    """A line below the table: ※注, 作成者 …; ``apart``: a blank row stands before it."""
    filled = [c.strip() for c in cells if c and not c.isspace()]
    if not filled or len(filled) > 2:
        return False
    if _REMARK.match(filled[0]):
        return True
    return apart and len(filled) == 1 and not _FIGURE.fullmatch(filled[0])
