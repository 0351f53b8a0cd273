"""What the tests of distributions ask of a world's truth."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from banso.lib import yaml
from banso.science.proportions import Interval, newcombe_difference
from tests.simulator.distributions.conftest import Table, table_of, write_csv


def parameters(world: Path) -> dict[str, Any]:
    value = yaml.load((world / "truth" / "parameters.yaml").read_text("utf-8")).value
    assert isinstance(value, dict)
    return value


def sudden_months(table: Table) -> set[tuple[str, str]]:
    """(account, month) of the decisions that no signal foretold."""
    rows = table("truth/churns")
    return {(r["account_id"], r["decided_on"][:7]) for r in rows if r["sudden"] == "1"}


def forecast(world: Path, into: Path, *, column: str) -> Path:
    """Predictions of deciding within 30 days, made on the last day of each month before."""
    rows = []
    for row in table_of(world)("truth/hazards"):
        as_of = date.fromisoformat(row["month"] + "-01") - timedelta(days=1)
        rows.append(("risk", row["account_id"], as_of, 30, "decided", row[column]))
    name = "probability" if column == "hazard" else "score"
    header = ("kind", "account_id", "as_of", "horizon_days", "outcome", name)
    return write_csv(into / f"{column}.csv", header, rows)


def difference(world: Path, play: str) -> tuple[Interval, float]:
    """Those who decided to leave, treated minus control, with its interval; and the true mean."""
    rows = [r for r in table_of(world)("truth/effects") if r["play"] == play and r["effect"]]
    arms = {
        arm: np.array([float(r["outcome"]) for r in rows if r["arm"] == arm])
        for arm in ("treated", "control")
    }
    found = newcombe_difference(
        hits1=int(arms["treated"].sum()), of1=len(arms["treated"]),
        hits0=int(arms["control"].sum()), of0=len(arms["control"]), confidence=0.999,
    )  # fmt: skip
    assert found is not None
    return found, float(np.mean([float(r["effect"]) for r in rows]))
