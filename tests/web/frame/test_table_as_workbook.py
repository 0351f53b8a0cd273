"""A table of a page as a workbook: exact values shown in the reader's unit, nothing that runs, noted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from banso.interfaces.web.frame.workbook import Taken, workbook
from banso.workspace.models import AuditRow
from tests.conftest import Viewers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

GIVEN: dict[str, Any] = {
    "chart": "c-cohorts",
    "page": "/insight/retention/",
    "title": "=cmd",
    "note": "note",
    "head": ["Cohort", "MRR", "Share", "Day"],
    "rows": [[["=1+1", "text"], ["1234567", "money"], ["0.876", "rate"], ["2026-04-01", "day"]]],
    "currency": "JPY",
    "power": 3,
}


def test_values_stay_exact_and_texts_do_not_run() -> None:
    taken = Taken("t", "n", GIVEN["head"], GIVEN["rows"], power=3)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook(taken))).get_sheet_by_index(0)
    [row] = [r for r in rows.to_python() if r[0] == "'=1+1"]
    assert row[1:3] == [1234567.0, 0.876]
    assert str(row[3]) == "2026-04-01"


def test_whoever_may_export_gets_it_and_it_is_noted(viewers: Viewers) -> None:
    def ask(person: str, **wrong: Any) -> Any:
        body = json.dumps({**GIVEN, **wrong})
        client = viewers.client(person)
        return client.post("/charts/workbook/", body, content_type="application/json")

    answer = ask("akiko")
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
    row = AuditRow.objects.get(act="chart.exported")
    assert (row.subject_id, row.detail["form"], row.detail["rows"]) == ("c-cohorts", "xlsx", 1)
    for wrong in ({"power": 4}, {"rows": "x"}, {"chart": "<b>"}, {"rows": [[["", "text"]] * 300]}):
        assert ask("akiko", **wrong).status_code == 422
    assert ask("rin").status_code == 403
    assert AuditRow.objects.filter(act="chart.exported").count() == 1
