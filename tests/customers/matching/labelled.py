"""The labelled pairs, judged; precision and recall at a threshold."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from banso.customers.matching.evidence import Entry, entry
from banso.customers.matching.scoring import Judged, judge

PAIRS = Path(__file__).resolve().parents[2] / "data" / "company_pairs.csv"
SAYS = {"same": "merge", "unit": "company", "different": ""}


@dataclass(frozen=True)
class Pair:
    number: int
    label: str
    half: str
    kind: str
    one: Entry
    other: Entry
    judged: Judged

    def said(self, threshold: float) -> str:
        return self.judged.verdict.value if self.judged.score >= threshold else ""


@dataclass(frozen=True)
class Quality:
    """Of what was said, how much was right; of what is so, how much was said."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairs(half: str | None = None) -> list[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = [_pair(row) for row in csv.DictReader(lines)]
    return [p for p in rows if half in (None, p.half)]


def _pair(row: dict[str, str]) -> Pair:
    one, other = (_entry(n, row, side) for n, side in ((1, "a"), (2, "b")))
    return Pair(
        int(row["pair"]), row["label"], row["half"], row["kind"], one, other, judge(one, other)
    )


def _entry(n: int, row: dict[str, str], side: str) -> Entry:
    return entry(
        id=n,
        name=row[f"{side}_name"],
        kana=row[f"{side}_kana"],
        number=row[f"{side}_number"],
        mails=(row[f"{side}_mail"],) if row[f"{side}_mail"] else (),
        phones=(row[f"{side}_phone"],) if row[f"{side}_phone"] else (),
        address=row[f"{side}_address"],
    )


def quality(found: Iterable[Pair], threshold: float, what: str | None = None) -> Quality:
    """``what`` "merge" or "company": only that answer counts. None: right means the right one of the two."""
    said = right = so = 0
    for p in found:
        answer, truth = p.said(threshold), SAYS[p.label]
        if what is not None:
            answer, truth = (a if a == what else "" for a in (answer, truth))
        said += bool(answer)
        so += bool(truth)
        right += bool(answer) and answer == truth
    return Quality(right / said if said else 1.0, right / so if so else 1.0)
