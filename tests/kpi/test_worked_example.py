"""Eleven accounts that cover the edge cases, 1 April 2025 to 1 April 2026, in thousand yen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banso.events.lake import Lake
from banso.lib.dates import add_months
from banso.metrics.kpi.evaluate import Measured, behind, measure
from banso.revenue.lines import Line
from tests.kpi.contracts import SYSTEM, rate, written

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 4, 1), date(2026, 4, 1)


def _line(key: str, start: str, end: str | None, mrr: int, **more: object) -> Line:
    begin = date.fromisoformat(start)
    until = date.fromisoformat(end) if end else None
    return Line(key, begin, until, mrr_minor=mrr * 1000, **more)  # type: ignore[arg-type]


def _book() -> dict[str, list[Line]]:
    old = "2024-06-01"
    return {
        "A": [_line("1", old, "2026-06-01", 100)],
        "B": [_line("1", old, "2025-09-01", 200), _line("2", "2025-09-01", "2026-09-01", 260)],
        "C": [_line("1", old, "2025-10-01", 150), _line("2", "2025-10-01", "2026-10-01", 90)],
        "D": [_line("1", old, "2025-11-15", 120)],
        "E": [_line("1", old, "2025-08-01", 80), _line("2", "2025-10-15", "2026-10-15", 70)],
        "F": [
            _line("1", old, "2025-07-01", 60, product="p"),
            _line("2", "2025-07-01", "2026-07-01", 90, product="p", plan="pro"),
            _line("3", old, "2025-07-01", 40, product="q"),
        ],
        "G": [
            _line("1", old, "2025-12-01", 100, currency="USD"),
            _line("2", "2025-12-01", "2026-12-01", 110, currency="USD"),
        ],
        "H": [_line("1", "2025-09-01", "2026-09-01", 50)],
        "I": [_line("1", "2024-01-01", "2025-01-01", 30), _line("2", "2025-07-01", None, 30, billing_months=1)],
        "J": [_line("1", "2025-03-20", "2026-03-20", 110)],
        "K": [_line("1", "2025-05-01", "2026-02-01", 40)],
    }  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path, workspace: None) -> Lake:
    # 1,000 dollars are 150 thousand yen at the start and 140 at the end.
    rate("USD", "150", date(2024, 1, 1))
    rate("USD", "140", date(2026, 1, 1))
    return written(tmp_path / "lake", _book(), through=LAST)


def _all(lake: Lake, *keys: str) -> dict[str, Measured]:
    found = measure(viewer=SYSTEM, lake=lake, keys=keys, first=FIRST, last=LAST)
    return {m.kpi.key: m for m in found}


def test_point_to_point(lake: Lake) -> None:
    found = _all(lake, "nrr_12m", "grr_12m", "logo_retention_12m", "nrr_current_fx_12m")
    assert found["nrr_12m"].value.bottom == 1_010_000
    said = {key: round(100 * (m.value.value or 0), 2) for key, m in found.items()}
    assert said == {
        "nrr_12m": 87.62, "grr_12m": 80.20, "logo_retention_12m": 87.5, "nrr_current_fx_12m": 86.53,
    }  # fmt: skip
    logos = found["logo_retention_12m"].value
    assert (logos.top, logos.rows) == (7, 8)
    assert (round(logos.low or 0, 3), round(logos.high or 0, 3)) == (0.529, 0.978)


def test_without_grace(lake: Lake) -> None:
    found = _all(lake, "nrr_strict_12m", "grr_strict_12m", "logo_churn_strict_month")
    said = {key: round(100 * (m.value.value or 0), 2) for key, m in found.items()}
    assert said == {
        "nrr_strict_12m": 76.73, "grr_strict_12m": 69.31, "logo_churn_strict_month": 25.0,
    }  # fmt: skip


def test_by_movements(lake: Lake) -> None:
    found = _all(lake, "movement_grr_12m", "movement_nrr_12m")
    said = {key: round(100 * (m.value.value or 0), 2) for key, m in found.items()}
    assert said == {"movement_grr_12m": 73.27, "movement_nrr_12m": 80.69}


def test_who_joined_and_left_inside_is_nobodys_retention(lake: Lake) -> None:
    rows = behind(viewer=SYSTEM, lake=lake, key="nrr_12m", first=FIRST, last=LAST)
    assert len(rows) == 8  # not H, I, K


def test_fewer_than_five_accounts_are_no_number(lake: Lake) -> None:
    ids = [
        b.account for b in behind(viewer=SYSTEM, lake=lake, key="nrr_12m", first=FIRST, last=LAST)
    ]
    given = {"viewer": SYSTEM, "lake": lake, "keys": ["nrr_12m"], "first": FIRST, "last": LAST}
    [four] = measure(**given, ids=ids[:4])  # type: ignore[arg-type]
    [five] = measure(**given, ids=ids[:5])  # type: ignore[arg-type]
    assert four.value.value is None and four.value.accounts == 4 and four.value.hidden
    assert four.value.top is None, "the sums would tell the number"
    assert five.value.value is not None


def test_renewals_that_came_up(lake: Lake) -> None:
    found = _all(lake, "renewal_rate_count", "renewal_rate_mrr")
    # Came up: B C E F(p) F(q) D G and K's nine months; E's next line came after the grace; J is pending.
    assert (found["renewal_rate_count"].value.top, found["renewal_rate_count"].value.rows) == (4, 8)
    assert add_months(LAST, -12) == FIRST
