"""Precision and recall on the 300 labelled pairs stay above their floors; the documentation says the same numbers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.customers.matching.labelled import PAIRS, pairs, quality
from tests.customers.matching.make_pairs import made

DOC = Path(__file__).resolve().parents[3] / "docs" / "user" / "duplicates.md"
FLOORS = {0.5: (0.97, 0.97), 0.7: (0.99, 0.92), 0.9: (0.99, 0.88)}


def test_the_file_is_what_the_recipes_make() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        assert list(csv.DictReader(lines)) == made()


def test_the_set_is_balanced() -> None:
    assert Counter(p.label for p in pairs()) == {"same": 117, "different": 112, "unit": 71}


@pytest.mark.parametrize("half", ["set", "kept"])
@pytest.mark.parametrize("threshold", sorted(FLOORS))
def test_it_stays_above_the_floors(threshold: float, half: str) -> None:
    precision, recall = FLOORS[threshold]
    found = quality(pairs(half), threshold)
    assert found.precision >= precision and found.recall >= recall, found


@pytest.mark.parametrize("what", ["merge", "company"])
def test_it_tells_a_duplicate_from_a_unit(what: str) -> None:
    found = quality(pairs(), 0.5, what)
    assert found.precision >= 0.97 and found.recall >= 0.97, found


def test_the_documentation_says_what_is_measured() -> None:
    text = DOC.read_text(encoding="utf-8")
    for threshold in FLOORS:
        found = quality(pairs(), threshold)
        row = (
            rf"\| {threshold:g} \| {found.precision:.3f} \| {found.recall:.3f} \| {found.f1:.3f} \|"
        )
        assert re.search(row, text), f"docs/user/duplicates.md should hold {row}"
