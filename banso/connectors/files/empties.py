"""What people write for "nothing", and what is said of a cell that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.width import tidy

NOTHING = frozenset(
    (
        "", "-", "--", "---", "―", "――", "—", "–", "‐", "‑", "−", "─", "ー", "－", "…",
        "なし", "無し", "該当なし", "該当無し", "n/a", "#n/a", "null", "none", "nan", "(空白)", "(blank)",
        "未定", "未設定", "未入力", "未記入", "未登録", "tbd",
    )
)  # fmt: skip
# Errors of a spreadsheet: something was meant to stand there, and it is lost.
ERRORS = frozenset(
    ("#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "#spill!", "#calc!")
)


@dataclass
class CellWrong(Exception):
    """A value that cannot be read: the problem's id after ``import.row.`` and what stood there."""

    problem: str
    seen: str


def is_empty(text: str) -> bool:
    if not text:
        return True
    if text.isascii():
        return text.strip().casefold() in NOTHING
    return len(text) < 40 and tidy(text).casefold() in NOTHING


def is_error(text: str) -> bool:
    return text[:1] == "#" and text.strip().casefold() in ERRORS
