"""The list as a file: CSV for Excel (UTF-8 with BOM) or XLSX; what it shows is said inside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from banso.interfaces.web.accounts import listing
from banso.interfaces.web.accounts.asked import Asked
from banso.interfaces.web.accounts.listing import Listed
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.money import to_major
from banso.lib.text import Text
from banso.metrics.conditions import ConditionRefused
from banso.metrics.conditions.names import Kind
from banso.workspace import operations
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@screen("accounts", act=Act.EXPORT)
def export(request: ScreenRequest, form: str) -> HttpResponse:
    """Every account of the list as asked for, not only the page shown."""
    if form not in ("csv", "xlsx"):
        raise Http404
    look = listing.looked(request, segments=False)
    asked = look.asked
    if not asked.readable:
        raise ConditionRefused(asked.problems)  # an empty file would look like an answer
    found = listing.listed(request, asked, look.names, limit=None)
    # Words that were looked for may be somebody's name; a condition is a text of definitions.
    condition = asked.text if asked.condition else ""
    operations.audit(
        viewer=request.viewer,
        act="accounts.exported",
        subject_kind="accounts",
        subject_id=form,
        now=datetime.now(UTC),
        detail={
            "rows": found.total,
            "condition": condition,
            "day": str(found.day or ""),
            "as_seen": request.as_of.seen_at is not None,
            "segment": asked.segment.key if asked.segment else "",
        },
    )
    head, rows = _head(request, found), list(_lines(request, found))
    note = _note(request, asked, found)
    body, kind = _csv(head, rows, note) if form == "csv" else _xlsx(head, rows, note)
    response = HttpResponse(body, content_type=kind)
    day = (found.day or request.as_of.day).isoformat()
    day += "-as-seen" if request.as_of.seen_at is not None else ""
    response["Content-Disposition"] = f'attachment; filename="accounts-{day}.{form}"'
    return response


def safe(value: str) -> str:
    """A text that a spreadsheet shows and never runs: a leading formula sign gets an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _head(request: ScreenRequest, found: Listed) -> list[str]:
    language = request.viewer.language
    names = [c.name.in_(language) for c in found.columns]
    return [_("Account"), _("ID"), *names, _("Owner")]


def _lines(request: ScreenRequest, found: Listed) -> Iterator[list[Any]]:
    language = request.viewer.language
    currency = workspace.workspace(viewer=request.viewer).currency
    for row in found.rows:
        cells = [_value(c, row, currency, language) for c in row.cells]
        yield [safe(row.name), row.public_id, *cells, safe(row.owner)]


def _value(cell: listing.Cell, row: listing.Row, currency: str, language: str) -> Any:
    if cell.column.key == "phase":
        return row.phase_name.in_(language) if row.phase_name else ""
    if cell.value is None:
        # A text, so that no sum of the column takes dollars for yen.
        return " + ".join(f"{to_major(minor, c)} {c}" for c, minor in cell.elsewhere)
    if cell.column.kind is Kind.MONEY:
        return to_major(cell.value, currency)
    label = cell.column.choices.get(cell.value) if isinstance(cell.value, str) else None
    if isinstance(label, Text):
        return safe(label.in_(language))
    return safe(cell.value) if isinstance(cell.value, str) else cell.value


def _note(request: ScreenRequest, asked: Asked, found: Listed) -> str:
    """The last line of the file: which day, by which knowledge, under which condition (rules.md R11)."""
    day = (found.day or request.as_of.day).isoformat()
    if request.as_of.seen_at is not None:
        said = _("where accounts stood as we saw it on {day}; numbers by today's knowledge")
    else:
        said = _("true on {day}, by today's knowledge")
    parts = [said.format(day=day)]
    if asked.segment and not asked.changed:
        name = asked.segment.name.in_(request.viewer.language)
        parts.append(_("segment {name}, version {v}").format(name=name, v=asked.segment.version))
    if asked.text:
        parts.append(asked.text)
    return "; ".join(parts)


def _csv(head: list[str], rows: list[list[Any]], note: str) -> tuple[bytes, str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    writer.writerow([])
    writer.writerow([safe(note)])
    return b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8"


def _xlsx(head: list[str], rows: list[list[Any]], note: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("accounts")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, head, bold)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                else:
                    sheet.write(r, c, value)
        sheet.write(len(rows) + 2, 0, note)
        sheet.freeze_panes(1, 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return out.getvalue(), kind
