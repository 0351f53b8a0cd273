"""Whatever the rows hold: what came in, was known and stayed out is what the file held, and a
second time nothing changes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banso.connectors import operations
from banso.connectors.models import QuarantineRow
from tests.connectors.helping import NOW, SYSTEM, counts, stored, take_in, write
from tests.ground.depth import deep

pytestmark = pytest.mark.usefixtures("workspace")

KEYS = st.sampled_from(["A1", "A2", "A3", "", "Ａ１", " A2 "])
DAYS = st.sampled_from(
    ["2025-04-01", "2026/4/1", "2026年4月2日", "bad", "", "2026-02-30", "2026-04-01 25:00"]
)
TIMES = st.sampled_from(
    [
        "2026-04-01 09:00:00",
        "2026/4/1 9:00",
        "2026-04-01T00:00:00Z",
        "2026年4月1日",
        "soon",
        "",
        "2040-01-01",
        "1980-01-01",
    ]
)
NUMBERS = st.sampled_from(["0", "100", "-5", "1,200", "x", "", "１０"])
ID = st.sampled_from(["1", "2", "3", "4", ""])
SMALL = st.sampled_from(["1", "2", "12", "0", "-1", "99999999999", "1.5", ""])
WORDS = st.sampled_from(["x", "はい", "0.2", "", "-", "検討中", "2026-04-01", "あ" * 300])
CODES = st.sampled_from(["JPY", "USD", "円", "", "pro", "x" * 90])
FIELDS = st.sampled_from(
    ["leaving_intent", "do_not_contact", "exit_interview_on", "seats_assigned", "other", ""]
)
MAPPING = """\
schema: banso/mapping@1
key: any
source: any
files:
  - {file: a.csv, kind: account, columns: {key: id, name: name, employees: n}}
  - file: c.csv
    kind: contract
    end: last_day
    columns: {key: id, account_key: a, start_on: s, end_on: e, mrr: m, seats: x, term_months: x, discount: y,
      notice_given_on: p, notice_withdrawn_on: q, paused_from: p, paused_to: q, auto_renew: y, currency: z, plan: z}
  - {file: p.csv, kind: contact, columns: {key: id, account_key: a, full_name: n, valid_from: p, valid_to: q, influence: x, opted_out: y}}
  - {file: v.csv, kind: field, columns: {account_key: a, field: f, value: v, from_on: p}}
  - {file: u.csv, kind: user, columns: {user_key: id, account_key: a, department: n, first_seen_on: p}}
  - {file: t.csv, kind: ticket, columns: {key: id, account_key: a, opened_at: o, closed_at: c}}
  - {file: e.csv, kind: event, columns: {account_key: a, name: n, at: t, value: v}}
  - {file: f.csv, kind: event, columns: {message_id: id, account_key: a, name: n, at: t}}
"""
FILES = {
    "a.csv": (("id", "name", "n"), st.tuples(KEYS, st.sampled_from(["x", "y", ""]), NUMBERS)),
    "c.csv": (("id", "a", "s", "e", "m", "x", "y", "z", "p", "q"), st.tuples(ID, KEYS, DAYS, DAYS, NUMBERS, SMALL, WORDS, CODES, DAYS, DAYS)),
    "p.csv": (("id", "a", "n", "p", "q", "x", "y"), st.tuples(ID, KEYS, WORDS, DAYS, DAYS, SMALL, WORDS)),
    "v.csv": (("a", "f", "v", "p"), st.tuples(KEYS, FIELDS, WORDS, DAYS)),
    "u.csv": (("id", "a", "n", "p"), st.tuples(ID, KEYS, WORDS, DAYS)),
    "t.csv": (("id", "a", "o", "c"), st.tuples(ID, KEYS, TIMES, TIMES)),
    "e.csv": (("a", "n", "t", "v"), st.tuples(KEYS, st.sampled_from(["login", "", "use"]), TIMES, NUMBERS)),
    "f.csv": (("id", "a", "n", "t"), st.tuples(ID, KEYS, st.sampled_from(["login", "use"]), TIMES)),
}  # fmt: skip


@st.composite
def exports(draw: st.DrawFn) -> dict[str, list[tuple[str, ...]]]:
    found = {}
    for name, (head, row) in FILES.items():
        rows = draw(st.lists(row, min_size=1, max_size=6))
        if draw(st.booleans()):
            rows.append(rows[0][:-1] if draw(st.booleans()) else (*rows[0], "more"))
        # One row of the right length, so that the file is a table at all.
        found[name] = [head, (*(str(n) for n in range(90, 90 + len(head))),), *rows]
    return found


@settings(
    max_examples=deep(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(export=exports())
def test_in_equals_created_changed_known_quarantined(
    export: dict[str, list[tuple[str, ...]]],
) -> None:
    folder = Path(tempfile.mkdtemp())
    batches = []
    try:
        for name, rows in export.items():
            write(folder, name, rows)
        result = take_in(folder, mapping=MAPPING)
        batches.append(result["batch"])
        check(result, export)
        before, events = counts(), stored("*")
        again = take_in(folder, mapping=MAPPING)
        batches.append(again["batch"])
        check(again, export)
        assert not any(c["created"] or c["implied"] for c in again["counts"].values())
        stay_out = result["quarantined"]
        assert counts() == {
            **before,
            "QuarantineRow": 2 * stay_out,
            "BatchChange": before["BatchChange"],
        }
        assert stored("*") == events
    finally:
        shutil.rmtree(folder)
        for batch in reversed(batches):
            operations.undo(viewer=SYSTEM, batch=batch, now=NOW)
    assert not any(counts().values()) and stored() == []


def check(result: dict[str, Any], export: dict[str, list[tuple[str, ...]]]) -> None:
    found = result["counts"]
    for kind, count in found.items():
        parts = count["created"] + count["changed"] + count["known"] + count["quarantined"]
        assert count["rows"] == parts, kind
    held = {name: sum(1 for r in rows[1:] if any(r)) for name, rows in export.items()}
    assert found["account"]["rows"] == held["a.csv"]
    assert found["contract"]["rows"] == held["c.csv"]
    assert found["ticket"]["rows"] == held["t.csv"]
    assert found["contact"]["rows"] == held["p.csv"]
    assert found["user"]["rows"] == held["u.csv"]
    assert found["event"]["rows"] == held["e.csv"] + held["f.csv"]
    kept_out = QuarantineRow.objects.filter(batch__public_id=result["batch"])
    assert kept_out.count() == result["quarantined"]
