"""Forecasts of leaving are scored as a plain reading of the definitions says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from banso.science.proportions import wilson
from banso.science.ranking import auc_interval
from simulator.scoring import score
from simulator.scoring.board import Scoreboard
from tests.simulator.truths import months, write_csv, write_truth

DAYS = [date(2025, m, 1) for m in (2, 3, 4, 5, 6, 7, 8, 9)]
HEADER = ("kind", "account_id", "as_of", "horizon_days", "probability", "band")


def world(n: int, left: int, seed: int) -> tuple[dict[str, date], list[str]]:
    """Who leaves when, of ``n`` accounts."""
    rng = np.random.Generator(np.random.PCG64(seed))
    names = [f"A{i:03d}" for i in range(n)]
    gone = {names[i]: date(2025, 3, 15) + timedelta(days=int(rng.integers(260))) for i in range(left)}  # fmt: skip
    return gone, names


def scored(
    tmp_path: Path,
    gone: dict[str, date],
    names: list[str],
    rows: list[tuple[object, ...]],
    *,
    sudden: frozenset[str] = frozenset(),
    decided: dict[str, date] | None = None,
) -> Scoreboard:
    truth = write_truth(
        tmp_path / "truth",
        customers={a: months(1, gone[a].month if a in gone else 12) for a in names},
        churns=[(a, d, int(a in sudden)) for a, d in gone.items()],
        decided=decided,
    )
    return score(files=[write_csv(tmp_path / "p.csv", HEADER, rows)], truth_folder=truth)


def test_auc_precision_and_counts_are_those_of_brute_force(tmp_path: Path) -> None:
    gone, names = world(60, 14, 1)
    rng = np.random.Generator(np.random.PCG64(2))
    rows = [("risk", a, d, 90, round(float(rng.random()), 1), "") for d in DAYS for a in names]
    found = scored(tmp_path, gone, names, rows).risk[0]

    kept = [
        (a, d, p)
        for _, a, d, _, p, _ in rows
        if (a not in gone or d < gone[a]) and d + timedelta(days=90) <= date(2025, 12, 31)
    ]

    def leaves(a: str, d: date) -> bool:
        return a in gone and d < gone[a] <= d + timedelta(days=90)

    won = total = 0.0
    for d in DAYS:
        bad = [p for a, e, p in kept if e == d and leaves(a, e)]
        good = [p for a, e, p in kept if e == d and not leaves(a, e)]
        won += sum((b > g) + (b == g) / 2 for b in bad for g in good)
        total += len(bad) * len(good)
    left = {a for a, d, _ in kept if leaves(a, d)}
    assert (found.rows, found.left) == (len(kept), len(left))
    assert found.not_customers == len(rows) - len(kept) and found.unfinished == 0
    expected = auc_interval(
        auc=won / total, positives=len(left), negatives=len({a for a, _, _ in kept}) - len(left)
    )
    assert found.auc == expected
    assert found.head is not None and found.head.places == 20 * len(DAYS)
    assert found.verdict == "provisional"


def test_a_perfect_list_has_full_precision_lead_time_and_recall(tmp_path: Path) -> None:
    names = [f"A{i:03d}" for i in range(60)]
    gone = {a: date(2025, 6, 30) for a in names[:20]}
    rows = [
        ("risk", a, d, 90, 0.9 if a in gone else 0.1, "red" if a in gone else "green")
        for d in (date(2025, 4, 15), date(2025, 5, 15))
        for a in names
    ]
    decided = {a: date(2025, 5, 31) for a in gone}
    found = scored(tmp_path, gone, names, rows, sudden=frozenset(names[:5]), decided=decided).risk[0]  # fmt: skip
    assert found.auc is not None and found.auc.value == 1.0
    assert found.head is not None and found.head.precision == found.head.best == 1.0
    assert found.head.by_chance == pytest.approx(20 / 60)
    assert found.warned is not None and found.warned.lead == (76.0, 76.0, 76.0)
    assert found.warned.lead_to_decision == (46.0, 46.0, 46.0)
    assert found.warned.by_chance == pytest.approx(1 - (40 / 60) ** 2)
    assert found.sudden is not None and found.sudden.left == 5
    assert found.sudden.recall == wilson(hits=5, of=5)
    assert found.foretold is not None and found.foretold.left == 15


def test_green_ninety_days_before_leaving_is_a_surprise(tmp_path: Path) -> None:
    names = [f"A{i:03d}" for i in range(10)]
    gone = {names[0]: date(2025, 8, 10), names[1]: date(2025, 8, 10), names[2]: date(2025, 8, 10)}
    rows: list[tuple[object, ...]] = []
    for d, bands in ((date(2025, 5, 1), "gry"), (date(2025, 6, 1), "rrr")):
        # 1 May is the last day 90 days before 10 August; 1 June lies too near.
        words = {"g": "green", "r": "red", "y": "yellow"}
        rows += [("risk", a, d, 90, 0.1, words[b]) for a, b in zip(names, bands, strict=False)]
    found = scored(tmp_path, gone, names, rows).risk[0]
    assert found.green_before == wilson(hits=1, of=3)


def test_fewer_than_five_leavings_have_no_auc_and_what_is_not_over_is_left_out(tmp_path: Path) -> None:  # fmt: skip
    names = [f"A{i:03d}" for i in range(30)]
    gone = {a: date(2025, 4, 20) for a in names[:4]}
    rows = [("risk", a, d, 90, 0.2, "") for d in (date(2025, 3, 1), date(2025, 11, 1)) for a in names]  # fmt: skip
    found = scored(tmp_path, gone, names, rows).risk[0]
    assert (found.verdict, found.auc, found.left) == ("too_few", None, 4)
    assert (found.unfinished, found.not_customers) == (26, 4)


@pytest.mark.parametrize(("bend", "verdict"), [(1.0, "validated"), (2.5, "not_shown")])
def test_a_claim_needs_order_and_calibration(tmp_path: Path, bend: float, verdict: str) -> None:
    rng = np.random.Generator(np.random.PCG64(4))
    names = [f"A{i:03d}" for i in range(900)]
    logit = rng.standard_normal(900) * 1.3 - 2.2
    p = 1 / (1 + np.exp(-logit))
    said = 1 / (1 + np.exp(-logit * bend))
    gone = {a: date(2025, 5, 1) for a, x, u in zip(names, p, rng.random(900), strict=True) if u < x}
    rows = [("risk", a, date(2025, 3, 1), 90, float(x), "") for a, x in zip(names, said, strict=True)]  # fmt: skip
    found = scored(tmp_path, gone, names, rows).risk[0]
    assert found.verdict == verdict
    assert found.calibrated is not None and len(found.calibrated.bands) == 5


def test_alerts_of_a_tool_take_the_place_of_the_list(tmp_path: Path) -> None:
    truth = write_truth(tmp_path / "truth", churns=[("A01", date(2025, 6, 30), 1), ("A02", date(2025, 6, 30), 0)])  # fmt: skip
    file = tmp_path / "p.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({"kind": "alert", "account_id": a, "as_of": d})
            for a, d in (("A01", "2025-05-01"), ("A05", "2025-05-01"), ("A02", "2025-01-15"))
        ),
        "utf-8",
    )
    found = score(files=[file], truth_folder=truth).risk[0]
    assert found.sudden is not None and found.sudden.recall == wilson(hits=1, of=1)
    assert found.foretold is not None and found.foretold.recall == wilson(hits=0, of=1)
    assert found.warned is not None and found.warned.recall == wilson(hits=2, of=2)


def test_the_board_is_told_in_both_languages_and_as_json(tmp_path: Path) -> None:
    gone, names = world(60, 14, 5)
    rows = [("risk", a, d, 90, 0.2 + (a in gone) / 2, "green") for d in DAYS for a in names]
    board = scored(tmp_path, gone, names, rows)
    ja, en = ("\n".join(board.lines(language)) for language in ("ja", "en"))
    assert "上位20社の的中率" in ja and "precision@20" in en and "Newcombe" in en
    told = json.loads(json.dumps(board.as_json()))
    assert told["schema"] == "banso/score@1"
    assert told["risk"][0]["auc"]["value"] > 0.9 and told["risk"][0]["head"]["precision"] > 0


def test_after_the_decision_only_the_end_of_the_contract_can_be_foretold(
    tmp_path: Path,
) -> None:
    truth = write_truth(
        tmp_path / "truth",
        customers={"A01": months(1, 3), "A02": months()},
        churns=[("A01", date(2025, 9, 30), 0)],
        decided={"A01": date(2025, 3, 20)},
    )
    rows = [
        ("risk", a, date(2025, m, 1), outcome, 0.5)
        for a in ("A01", "A02")
        for m in (3, 4, 8, 10)
        for outcome in ("left", "decided")
    ]
    header = ("kind", "account_id", "as_of", "outcome", "score")
    found = score(files=[write_csv(tmp_path / "p.csv", header, rows)], truth_folder=truth).risk
    decided, left = found
    assert (decided.outcome, decided.rows, decided.not_customers) == ("decided", 5, 3)
    assert (left.outcome, left.rows, left.not_customers) == ("left", 7, 1)
    assert decided.left == left.left == 1
