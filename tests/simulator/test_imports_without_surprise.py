"""Every scenario goes through the ordinary import: all rows in, nothing of the truth, and what is
kept apart is what was made to be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from banso.metrics.catalogue import parse_catalogue
from simulator.files.settings import KINDS
from simulator.making import make
from simulator.product import NAMES as EVENT_NAMES
from simulator.scenario.reading import NAMES, shipped
from tests.connectors.helping import take_in

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("name", NAMES)
def test_a_world_comes_in_as_it_was_written(name: str, tmp_path: Path) -> None:
    exactly = 1 if name == "small" else 0
    scenario = shipped(name).changed(accounts=8, days=100, leave_exactly=exactly, leave_rate=0.05)
    made = make(scenario=scenario, seed=5, into=tmp_path / "world")
    result = take_in(tmp_path / "world", now=NOW)

    assert result["quarantined"] == 0
    rows = {kind: c["rows"] for kind, c in result["counts"].items()}
    assert {k: n for k, n in rows.items() if k not in ("event", "field")} == {
        KINDS[name]: n for name, n in made.rows.items() if name != "fields"
    }
    assert rows["event"] == made.events
    assert result["counts"]["event"]["known"] == made.defects["duplicate"]
    assert result["unknown_account_keys"]["events"] == made.defects["unmatched"]
    ids = {p["id"] for p in result["problems"]}
    assert ids <= {"import.note.same-again", "import.note.unknown-owner"}
    assert not [f for f in result["files"] if "truth" in f or f in ("hazards.csv", "effects.csv")]
    assert result["clock"]["today"] == "2026-03-31"


def test_the_catalogue_that_comes_with_it_knows_every_event(tmp_path: Path) -> None:
    make(scenario=shipped("demo").changed(accounts=3, days=90), seed=5, into=tmp_path / "world")
    text = (tmp_path / "world" / "catalogue.yaml").read_text(encoding="utf-8")
    catalogue, problems = parse_catalogue(text)
    assert problems == []
    assert set(EVENT_NAMES) == set(catalogue.events)
    assert len(catalogue.names_of("setup_step")) == 4 and catalogue.names_of("first_value")
