"""Findings and rows of quarantine as files: CSV for Excel (UTF-8 with BOM) or XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from banso.connectors.mending import queries as mended
from banso.connectors.quality import queries
from banso.connectors.quality.checks import LEVELS
from banso.connectors.quality.queries import AccountCell, Finding
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.quality.sheets import as_csv, as_xlsx
from banso.lib.money import to_major
from banso.workspace import operations
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

MOST = 100_000  # rows of one file
_PAGE = 1_000


@screen("quality", act=Act.EXPORT)
def findings(request: ScreenRequest, form: str) -> HttpResponse:
    """Every finding of the newest report."""
    request.viewer.require(Act.SEE_IMPORTS)
    batch = request.GET.get("batch") or None
    report = queries.report(viewer=request.viewer, batch=batch)
    if report is None:
        raise Http404
    language = request.viewer.language
    head = [_("Seriousness"), _("Finding"), _("Rows"), _("Accounts"), _("MRR touched"), _("What was found"), _("What Banso did"), _("Next step")]  # fmt: skip
    rows = [
        [
            LEVELS[f.check.level].in_(language),
            f.check.title.in_(language),
            f.count,
            f.accounts,
            _money(f),
            f.fact.in_(language),
            f.check.done.in_(language),
            f.check.next.in_(language),
        ]
        for f in report.findings
    ]
    note = _("true on {day}, checked {at}").format(
        day=report.day.isoformat(), at=report.made_at.isoformat(timespec="minutes")
    )
    return _file(request, form, "quality", head, rows, note, subject=batch or "workspace")


@screen("quality", act=Act.EXPORT)
def rows_of_finding(request: ScreenRequest, check: str, form: str) -> HttpResponse:
    """Every row of one finding, as it is now."""
    request.viewer.require(Act.SEE_IMPORTS)
    batch = request.GET.get("batch") or None
    now = datetime.now(UTC)
    page = queries.finding(viewer=request.viewer, check=check, now=now, batch=batch, per_page=MOST)
    language = request.viewer.language
    head = [c.text.in_(language) for c in page.finding.check.columns]
    rows = [[_plain(cell) for cell in row] for row in page.rows]
    note = _("true on {day}, checked {at}").format(
        day=workspace.clock(wall=now).today.isoformat(), at=now.isoformat(timespec="minutes")
    )
    return _file(request, form, f"quality-{check}", head, rows, note, subject=check)


@screen("quality", act=Act.EXPORT)
def quarantine(request: ScreenRequest, form: str) -> HttpResponse:
    """Rows of quarantine as they came, with their problems; of one import or of all."""
    request.viewer.require(Act.SEE_IMPORTS)
    batch = request.GET.get("batch") or None
    state = request.GET.get("state", "open")
    found = list(_quarantined(request, batch, state))
    names = list(dict.fromkeys(c for row in found for c in row.raw if c))
    head = [_("Import"), _("File"), _("Row"), _("State"), _("Problem"), _("Column"), *names]
    language = request.viewer.language
    rows = [
        [
            r.batch,
            r.file,
            r.row,
            r.state,
            r.problems[0].problem.fact.in_(language),
            r.problems[0].column,
            *(r.cells.get(n, "") for n in names),
        ]
        for r in found
    ]
    return _file(request, form, "quarantine", head, rows, "", subject=batch or "workspace")


def _quarantined(request: ScreenRequest, batch: str | None, state: str) -> Iterator[mended.RowView]:
    batches = [batch] if batch else sorted({g.batch for g in mended.groups(viewer=request.viewer, state=state)})  # fmt: skip
    left = MOST
    for one in batches:
        page, pages = 1, 1
        while page <= pages and left > 0:
            found = mended.rows(
                viewer=request.viewer, batch=one, state=state, page=page, per_page=_PAGE,
                problem=request.GET.get("problem") or None, file=request.GET.get("file") or None,
            )  # fmt: skip
            yield from found.rows[:left]
            left -= len(found.rows)
            page, pages = page + 1, found.pages


def _money(found: Finding) -> str:
    return ", ".join(f"{c} {to_major(n, c)}" for c, n in found.money.items())


def _plain(cell: Any) -> Any:
    if isinstance(cell, AccountCell):
        return cell.name
    if isinstance(cell, tuple | list):  # (row id, row number), (amount, currency)
        first, second = cell
        return to_major(first, second) if isinstance(second, str) else second
    if isinstance(cell, bool):
        return _("yes") if cell else ""
    return "" if cell is None else cell


def _file(
    request: ScreenRequest,
    form: str,
    name: str,
    head: list[str],
    rows: list[list[Any]],
    note: str,
    *,
    subject: str,
) -> HttpResponse:
    if form not in ("csv", "xlsx"):
        raise Http404
    operations.audit(
        viewer=request.viewer,
        act="quality.exported",
        subject_kind="quality",
        subject_id=subject[:60],
        now=datetime.now(UTC),
        detail={"rows": len(rows), "file": name},
    )
    body, kind = (as_csv if form == "csv" else as_xlsx)(head, rows, note)
    response = HttpResponse(body, content_type=kind)
    day = workspace.clock().today.isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{form}"'
    return response
