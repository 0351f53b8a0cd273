"""KPIs over published contract books: the figures of the books, where the author's own SQL has a gap too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banso.metrics.kpi.evaluate import measure
from tests.kpi.contracts import SYSTEM, written
from tests.revenue.fightchurn import books

pytestmark = pytest.mark.django_db

# From, to, accounts, lost, churn, net retention, MRR churn, MRR at the start.
CRM5 = [
    ("2022-02-01", "2022-03-01", 60, 2, 0.033333, 1.023910, 0.030535, 56_755),
    ("2022-03-01", "2022-04-01", 61, 3, 0.049180, 1.008787, 0.050343, 60_882),
    ("2022-04-01", "2022-05-01", 62, 0, 0.0, 1.038565, 0.009063, 64_877),
    ("2022-05-01", "2022-06-01", 67, 1, 0.014925, 1.023497, 0.017166, 72_179),
    ("2022-06-01", "2022-07-01", 73, 2, 0.027397, 0.991565, 0.022157, 79_432),
    ("2022-07-01", "2022-08-01", 77, 1, 0.012987, 0.994258, 0.009973, 82_724),
    ("2022-08-01", "2022-09-01", 84, 2, 0.023810, 1.010009, 0.042880, 90_719),
    ("2022-09-01", "2022-10-01", 91, 0, 0.0, 1.031308, 0.003365, 98_059),
    ("2022-02-01", "2022-10-01", 60, 10, 0.166667, 1.035821, 0.139547, 56_755),
]
SOCIALNET7 = [
    ("2020-02-01", "2020-03-01", 16, 251, 0.063745),
    ("2020-03-01", "2020-04-01", 11, 261, 0.042146),
    ("2020-04-01", "2020-05-01", 10, 279, 0.035842),
]


def _lines(product: str) -> dict[str, list]:  # type: ignore[type-arg]
    return {f"{product}-{key}": book.lines for key, book in books(product).items()}


def test_crm5(tmp_path: Path, workspace: None) -> None:
    lake = written(tmp_path / "lake", _lines("crm5"), through=date(2022, 10, 31))
    keys = ["logo_churn_strict_month", "nrr_strict_12m", "grr_strict_12m"]
    for first, last, accounts, lost, churn, net, lost_mrr, start in CRM5:
        churned, kept, gross = (
            m.value
            for m in measure(
                viewer=SYSTEM, lake=lake, keys=keys, first=date.fromisoformat(first),
                last=date.fromisoformat(last),
            )
        )  # fmt: skip
        assert (churned.rows, churned.top) == (accounts, lost), first
        assert churned.value == pytest.approx(churn, abs=5e-7)
        assert kept.bottom == start and kept.value == pytest.approx(net, abs=5e-7)
        assert gross.value is not None and 1 - gross.value == pytest.approx(lost_mrr, abs=5e-7)


def test_socialnet7(tmp_path: Path, workspace: None) -> None:
    lake = written(tmp_path / "lake", _lines("socialnet7"), through=date(2020, 5, 31))
    for first, last, lost, accounts, churn in SOCIALNET7:
        [found] = measure(
            viewer=SYSTEM, lake=lake, keys=["logo_churn_strict_month"],
            first=date.fromisoformat(first), last=date.fromisoformat(last),
        )  # fmt: skip
        assert (found.value.top, found.value.rows) == (lost, accounts)
        assert found.value.value == pytest.approx(churn, abs=5e-7)
