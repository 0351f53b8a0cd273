"""Made-up touchpoints and survey answers of ten thousand accounts, for the bench of imports."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

ACCOUNTS = 10_000
_START = datetime(2025, 4, 1, 9, 0)  # noqa: DTZ001  local times, as in an export
_SAID = (
    "利用状況を確認。月次の集計に時間がかかっているとのこと。",
    "新しい担当者へ操作を説明。来週までに部内へ展開する。",
    "更新の条件について質問あり。見積もりを送る。",
    "不具合の件は解消。あらためてお礼を言われた。",
)


def write_first(path: Path) -> None:
    """The accounts the moments hang on."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("account_id", "account_name"))
        out.writerows((f"A{n:05}", f"架空{n:05}株式会社") for n in range(ACCOUNTS))


def write_touchpoints(path: Path, rows: int) -> None:
    """Meetings, calls and mails of a year with minutes of six lines."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(
            (
                "touchpoint_id",
                "account_id",
                "type",
                "happened_at",
                "minutes",
                "subject",
                "notes",
                "mood",
            )
        )
        for n in range(rows):
            at = _START + timedelta(minutes=dice.randrange(365 * 1_440))
            lines = [f"・{dice.choice(_SAID)}{dice.randrange(10_000)}" for _ in range(6)]
            kind = dice.choice(("meeting", "call", "mail", "visit"))
            mood = dice.choice(("good", "fair", "bad"))
            out.writerow(
                (f"T{n}", f"A{dice.randrange(ACCOUNTS):05}", kind, f"{at:%Y-%m-%d %H:%M}", 30,
                 "定例ミーティング", "\n".join(lines), mood)
            )  # fmt: skip


def write_responses(path: Path, rows: int) -> None:
    """Answers to a survey, every other with a comment."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(
            (
                "response_id",
                "account_id",
                "survey",
                "kind",
                "asked_on",
                "answered_at",
                "score",
                "comment",
            )
        )
        for n in range(rows):
            at = _START + timedelta(minutes=dice.randrange(365 * 1_440))
            comment = f"{dice.choice(_SAID)}{n}" if n % 2 else ""
            out.writerow(
                (f"R{n}", f"A{dice.randrange(ACCOUNTS):05}", "NPS調査", "nps", f"{at:%Y-%m-%d}",
                 f"{at:%Y-%m-%d %H:%M}", dice.randrange(11), comment)
            )  # fmt: skip
