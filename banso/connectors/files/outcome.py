"""What an import did, or would do: rows by kind, problems by id, days, keys nobody knows yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banso.connectors.files.rowproblems import BadRow, row_problem
from banso.connectors.files.shape import Shaper
from banso.lib.problems import Level, Problem, problem

SAMPLES = 20


@dataclass(slots=True)
class KindCounts:
    """``rows`` = created + changed + known + quarantined. ``implied`` came along unasked, e.g. an
    account named only by its contract."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    known: int = 0
    quarantined: int = 0
    implied: int = 0

    def as_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Found:
    """One problem over all its rows; ``stays_out`` tells quarantine from a note."""

    problem: Problem
    count: int = 0
    stays_out: bool = True
    samples: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.problem.id,
            "count": self.count,
            "stays_out": self.stays_out,
            "fact": {"ja": self.problem.fact.in_("ja"), "en": self.problem.fact.in_("en")},
            "remedy": {"ja": self.problem.remedy.in_("ja"), "en": self.problem.remedy.in_("en")},
            "samples": self.samples,
        }


@dataclass(slots=True)
class Outcome:
    kinds: dict[str, KindCounts] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    days: dict[str, list[date]] = field(default_factory=dict)  # coverage kind → [first, last]
    unknown_keys: int = 0
    unknown_key_events: int = 0
    unknown_key_samples: list[str] = field(default_factory=list)
    new_fields: list[str] = field(default_factory=list)
    reopened_from: date | None = None  # events stored before, whose account is known only now
    touched_from: date | None = None  # the earliest day that what came in speaks of

    def of(self, kind: str) -> KindCounts:
        return self.kinds.setdefault(kind, KindCounts())

    def add_bad(self, rows: Iterable[BadRow]) -> None:
        for row in rows:
            counts = self.of(row.kind)
            counts.rows += 1
            counts.quarantined += 1
            first = row.problems[0]
            found = self.found.get(first.id)
            if found is None:
                found = self.found[first.id] = Found(row_problem(first.id))
            found.count += 1
            if len(found.samples) < SAMPLES:
                found.samples.append(
                    {
                        "file": row.file,
                        "row": row.row,
                        "kind": row.kind,
                        "column": first.column,
                        "seen": first.seen,
                    }
                )

    def note(
        self,
        id: str,
        *,
        ja: str,
        en: str,
        remedy_ja: str = "",
        remedy_en: str = "",
        count: int = 1,
        **sample: Any,
    ) -> None:
        """Something worth knowing about rows that came in all the same."""
        found = self.found.get(id)
        if found is None:
            told = problem(
                id, ja=ja, en=en, remedy_ja=remedy_ja, remedy_en=remedy_en, level=Level.NOTE
            )
            found = self.found[id] = Found(told, stays_out=False)
        found.count += count
        if len(found.samples) < SAMPLES:
            found.samples.append(sample)

    def again(self, kind: str, file: str, row: int, key: str, count: int = 1) -> None:
        """The very same row once more: it says nothing new, and a person may want to know."""
        self.note(
            "import.note.same-again",
            ja="まったく同じ内容の行が重複しています。1行として数えました。",
            en="The very same row stands there more than once; it counts as one.",
            remedy_ja="書き出しの手順で重複が生まれていないか確かめてください。",
            remedy_en="See whether the export repeats rows.",
            count=count,
            kind=kind,
            file=file,
            row=row,
            seen=key[:120],
        )

    def saw(self, kind: str, *days: date | None) -> None:
        """Remember first and last day of a kind of coverage."""
        for day in days:
            if day is None:
                continue
            span = self.days.setdefault(kind, [day, day])
            span[0], span[1] = min(span[0], day), max(span[1], day)

    def touches(self, day: date) -> None:
        """A row that came in speaks of this day."""
        self.touched_from = min(self.touched_from or day, day)

    def problems_json(self) -> list[dict[str, Any]]:
        return [
            f.as_json() for f in sorted(self.found.values(), key=lambda f: (-f.count, f.problem.id))
        ]

    def counts_json(self) -> dict[str, dict[str, int]]:
        return {kind: counts.as_json() for kind, counts in self.kinds.items()}


def note_kept(outcome: Outcome, kind: str, count: int) -> None:
    """Rows that would have overwritten what a person wrote are said."""
    outcome.note(
        "import.note.kept-as-edited",
        ja="画面で編集・移動・取り下げされた記録です。ファイルの内容で上書きせず、編集後のまま残しました。",
        en="People changed, moved or withdrew these notes since; they stay as they are.",
        remedy_ja="ファイルの内容が正しい場合は、記録を開いて直してください。",
        remedy_en="Where the file is right, open the note and change it.",
        count=count,
        kind=kind,
    )


def note_left_out(outcome: Outcome, shaper: Shaper) -> None:
    """Rows that the mapping does not take in are said, with their numbers."""
    for number in shaper.left_out:
        outcome.note(
            "import.note.left-out",
            ja="対応付けの条件により取り込まない行です。",
            en="The mapping does not take these rows in.",
            remedy_ja="取り込む場合は、対応付けの only・but を直してください。",
            remedy_en="Change 'only' or 'but' of the mapping to take them in.",
            file=shaper.table.name,
            row=number,
        )
