"""A chart's numbers taken away as a file: made in the browser from what the page shows, noted here first."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen
from banso.lib.problems import BansoError, problem
from banso.workspace import operations
from banso.workspace.viewer import Act

_CHART = re.compile(r"c-[A-Za-z0-9_-]{1,60}")
_PAGE = re.compile(r"/[A-Za-z0-9/_.-]{0,160}")  # ids and keys; what was searched for stays out


class ChartNotNamed(BansoError):
    """The note says nothing of a chart of ours."""


@require_POST
@screen("charts", act=Act.EXPORT, writes=False)
def taken(request: ScreenRequest) -> HttpResponse:
    """Write the audit row of a chart's CSV; the browser makes the file once this has answered."""
    chart, page = request.POST.get("chart", ""), request.POST.get("page", "")
    rows = request.POST.get("rows", "")
    if (
        not _CHART.fullmatch(chart)
        or not _PAGE.fullmatch(page)
        or not re.fullmatch(r"\d{1,7}", rows)
    ):
        raise ChartNotNamed(
            problem(
                "chart.not-named",
                ja="書き出すグラフを特定できません。",
                en="It is not clear which chart is taken away.",
                remedy_ja="ページを開き直してから、もう一度CSVを押してください。",
                remedy_en="Open the page again and press CSV once more.",
            )
        )
    operations.audit(
        viewer=request.viewer,
        act="chart.exported",
        subject_kind="chart",
        subject_id=chart,
        now=datetime.now(UTC),
        detail={
            "page": page,
            "rows": int(rows),
            "day": request.as_of.day.isoformat(),
            "as_seen": request.as_of.seen_at is not None,
        },
    )
    return HttpResponse(status=204)
