"""A chart's or a table's numbers taken away: made in the browser from what the page shows, noted here first.

The workbook is the one file made here, of the numbers the page sends back.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.interfaces.web.frame.workbook import KIND, Taken, workbook
from banso.lib.money import CURRENCIES, decimals
from banso.lib.problems import BansoError, problem
from banso.workspace import operations
from banso.workspace.viewer import Act

_CHART = re.compile(r"c-[A-Za-z0-9_-]{1,60}")
_PAGE = re.compile(r"/[A-Za-z0-9/_.-]{0,160}")  # ids and keys; what was searched for stays out


class ChartNotNamed(BansoError):
    """The note says nothing of a chart of ours."""


_FORMS = ("csv", "copy")
_MOST = (20_000, 200)  # rows and columns of one workbook


class TableNotReadable(BansoError):
    """What came is not a table of one of our pages."""


@require_POST
@screen("charts", act=Act.EXPORT, writes=False)
def taken(request: ScreenRequest) -> HttpResponse:
    """Write the audit row of a chart's CSV or copy; the browser makes it once this has answered."""
    given = request.POST
    form = given.get("form", "csv")
    _note(request, given.get("chart", ""), given.get("page", ""), given.get("rows", ""), form)
    return HttpResponse(status=204)


@require_POST
@screen("charts", act=Act.EXPORT, writes=False)
def book(request: ScreenRequest) -> HttpResponse:
    """The table a page shows, as an Excel workbook; the page sends it as JSON."""
    try:
        given = json.loads(request.body)
        chart, page = str(given["chart"]), str(given["page"])
        table = _table(given)
    except (ValueError, KeyError, TypeError):
        raise TableNotReadable(
            problem(
                "chart.table",
                ja="書き出す表を読み取れません。",
                en="The table to be taken away cannot be read.",
                remedy_ja="ページを開き直してから、もう一度XLSXを押してください。",
                remedy_en="Open the page again and press XLSX once more.",
            )
        ) from None
    _note(request, chart, page, str(len(table.rows)), "xlsx")
    return HttpResponse(workbook(table), content_type=KIND)


def _table(given: dict[str, Any]) -> Taken:
    rows = [[(str(v), str(k)) for v, k in row] for row in given["rows"]]
    head = [str(name) for name in given["head"]]
    power = int(given["power"])
    if len(rows) > _MOST[0] or max([len(head), *map(len, rows)]) > _MOST[1]:
        raise ValueError("too large")
    if power not in (0, 3, 6):
        raise ValueError("no such unit")
    currency = str(given["currency"])
    places = decimals(currency) if currency in CURRENCIES else 2
    return Taken(str(given["title"]), str(given["note"]), head, rows, power, places)


def _note(request: ScreenRequest, chart: str, page: str, rows: str, form: str) -> None:
    if (
        not _CHART.fullmatch(chart)
        or not _PAGE.fullmatch(page)
        or not re.fullmatch(r"\d{1,7}", rows)
        or form not in (*_FORMS, "xlsx")
    ):
        raise ChartNotNamed(
            problem(
                "chart.not-named",
                ja="書き出すグラフを特定できません。",
                en="It is not clear which chart is taken away.",
                remedy_ja="ページを開き直してから、もう一度お試しください。",
                remedy_en="Open the page again and try once more.",
            )
        )
    detail = {
        "page": page,
        "rows": int(rows),
        "day": request.as_of.day.isoformat(),
        "as_seen": request.as_of.seen_at is not None,
    }
    operations.audit(
        viewer=request.viewer,
        act="chart.exported",
        subject_kind="chart",
        subject_id=chart,
        now=datetime.now(UTC),
        detail=detail if form == "csv" else {**detail, "form": form},
    )
