"""Truths of tiny worlds, written by hand for the tests of the scoreboard."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

PARAMETERS = """\
schema: banso/world@1
scenario: by-hand
seed: 7
from: 2025-01-01
until: 2025-12-31
plays:
  first_win: {outcome: left_180d, unit: probability, assignment: randomised, effect_mean: -0.1}
  newsletter: {outcome: user_days_56d, unit: user-days, assignment: by_hand, effect_mean: 0}
"""


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def months(first: int = 1, last: int = 12) -> list[str]:
    return [f"2025-{m:02d}" for m in range(first, last + 1)]


def write_truth(
    folder: Path,
    *,
    customers: dict[str, Sequence[str]] | None = None,
    churns: Sequence[tuple[str, date, int]] = (),
    decided: dict[str, date] | None = None,
    effects: Sequence[tuple[str, str, str, float]] = (),
    texts: Sequence[tuple[str, str, str, str, float]] = (),
    parameters: str = PARAMETERS,
) -> Path:
    """A folder ``truth``; ``texts``: (id, kind, language, theme, sentiment)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parameters.yaml").write_text(parameters, "utf-8")
    there = customers or {f"A{i:02d}": months() for i in range(40)}
    write_csv(
        folder / "accounts.csv",
        ("account_id", "month", "fit", "value", "satisfaction", "champion"),
        [(a, m, 0, 0, 0, 1) for a, each in there.items() for m in each],
    )
    write_csv(
        folder / "churns.csv",
        ("account_id", "left_on", "decided_on", "announced_on", "cause", "sudden"),
        [(a, d, (decided or {}).get(a, d), "", "budget", s) for a, d, s in churns],
    )
    write_csv(folder / "effects.csv", ("play", "account_id", "arm", "effect"), effects)
    write_csv(
        folder / "texts.csv",
        ("id", "kind", "account_id", "language", "theme", "sentiment"),
        [(id, kind, "A00", language, theme, mood) for id, kind, language, theme, mood in texts],
    )
    return folder
