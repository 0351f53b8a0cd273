"""A report made anew, by check."""

from __future__ import annotations

from banso.connectors.quality import operations, queries
from banso.connectors.quality.queries import Finding
from tests.connectors.helping import NOW, SYSTEM


def findings(batch: str | None = None) -> dict[str, Finding]:
    operations.make_report(viewer=SYSTEM, batch=batch, now=NOW)
    report = queries.report(viewer=SYSTEM, batch=batch)
    assert report is not None
    return {f.check.id: f for f in report.findings}
