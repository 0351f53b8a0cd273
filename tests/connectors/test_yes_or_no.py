"""「なし」 is an answer under a yes-or-no question and nothing anywhere else; a dash is no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from banso.connectors import operations, queries
from banso.revenue.models import ContractLine
from tests.connectors.helping import NOW, SYSTEM, write

pytestmark = pytest.mark.usefixtures("workspace")
HEADER = ("契約ID", "顧客ID", "契約開始日", "プラン", "月額", "自動更新")
ROWS = [
    ("S1", "A1", "2026-04-01", "なし", "1000", "なし"),
    ("S2", "A1", "2026-04-01", "pro", "1000", "あり"),
    ("S3", "A1", "2026-04-01", "pro", "1000", "―"),
    ("S4", "A1", "2026-04-01", "pro", "1000", "-"),
]


def test_it_reads_an_answer_where_a_question_is(tmp_path: Path) -> None:
    write(tmp_path, "契約.csv", [HEADER, *ROWS])
    batch = operations.stage_path(viewer=SYSTEM, path=tmp_path, now=NOW)
    [table] = queries.readings(viewer=SYSTEM, batch=batch)
    columns = {c.header: c for c in table.columns}
    assert columns["自動更新"].empties == {"―": 1, "-": 1}
    assert ("なし", "false") in columns["自動更新"].examples
    assert columns["プラン"].empties == {"なし": 1}
    operations.commit(viewer=SYSTEM, batch=batch, now=NOW)
    found = dict(ContractLine.objects.values_list("key", "auto_renew"))
    assert found == {"S1": False, "S2": True, "S3": None, "S4": None}
