"""``banso kpi``: the numbers of the screens, in a terminal and as JSON."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from banso.interfaces.commands.management.commands.kpi import NoDayYet
from banso.metrics.kpi.definitions import kpis
from banso.metrics.kpi.evaluate import PeriodUnreadable
from banso.metrics.kpi.grouping import NoSuchSplit
from banso.metrics.models import MeasuredDay
from banso.revenue.lines import Line
from tests.kpi.contracts import NOW, written

pytestmark = pytest.mark.django_db
LAST = date(2026, 4, 1)


@pytest.fixture
def folder(tmp_path: Path, workspace: None) -> Path:
    """Six accounts with a year's contract, one of which was not renewed."""
    lines = {
        f"a{n}": [Line("1", date(2025, 2, 1), date(2026, 2, 1), mrr_minor=100, term_months=12)]
        for n in range(6)
    }
    for n in range(5):
        lines[f"a{n}"].append(
            Line("2", date(2026, 2, 1), date(2027, 2, 1), mrr_minor=150, term_months=12)
        )
    written(tmp_path / "lake", lines, through=LAST)
    MeasuredDay.objects.create(day=LAST, release=1, rows=6, computed_at=NOW)
    return tmp_path


def _run(folder: Path, *words: str) -> str:
    out = StringIO()
    with override_settings(BANSO_FOLDER=folder):
        call_command("kpi", *words, stdout=out)
    return out.getvalue()


def test_a_line_says_value_interval_days_and_base(folder: Path) -> None:
    said = _run(folder, "renewal_rate_count", "nrr_12m")
    assert "renewal_rate_count  0.833333 [0.436" in said
    assert "2025-04-01–2026-04-01, n=6" in said
    assert "nrr_12m  1.250000" in said


def test_json_carries_the_definition(folder: Path) -> None:
    [found] = json.loads(_run(folder, "grr_12m", "--json"))["kpis"]
    assert found["value"] == pytest.approx(500 / 600)
    assert (found["top"], found["bottom"], found["accounts"]) == (500, 600, 6)
    assert found["formula"] and found["base"] and "movement_grr_12m" in found["rivals"]


def test_the_list_names_every_kpi(folder: Path) -> None:
    said = _run(folder, "--list")
    assert all(key in said for key in kpis())


def test_what_cannot_be_asked_is_refused(folder: Path) -> None:
    with pytest.raises(NoDayYet):
        _run(folder, "nrr_12m", "--to", "2026-04-02")
    with pytest.raises(NoDayYet):
        _run(folder, "nrr_12m", "--to", "2026-04-01", "--as-of", "2026-03-01")
    with pytest.raises(PeriodUnreadable):
        _run(folder, "nrr_12m", "--from", "2026-04-01", "--to", "2026-04-01")
    with pytest.raises(NoSuchSplit):
        _run(folder, "nrr_12m", "--by", "moon")


def test_as_of_is_the_last_day_by_todays_knowledge(folder: Path) -> None:
    said = _run(folder, "renewal_rate_count", "--as-of", "2026-02-15")
    # On that day the sixth was still within its grace; that it was lost is known today.
    assert "renewal_rate_count  0.833333" in said and "2025-02-15–2026-02-15, n=6" in said
    assert "n=0" in _run(folder, "renewal_rate_count", "--as-of", "2026-01-31")


def test_groups_add_up(folder: Path) -> None:
    found = json.loads(_run(folder, "nrr_12m", "--by", "csm", "--json"))["kpis"]
    assert [f["group"] and f["group"]["key"] for f in found] == [None, "-"]  # nobody has a CSM
    assert found[0]["value"] == found[1]["value"]
