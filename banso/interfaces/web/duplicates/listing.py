"""The list of pairs by score, the history, and merging several at once from an explicit list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.connectors import merging
from banso.customers import duplicates
from banso.customers.duplicates import ActView, PairView
from banso.interfaces.web.duplicates.acts import shown_act
from banso.interfaces.web.duplicates.survivor import survivor_first
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import next_of, screen
from banso.workspace import queries as workspace
from banso.workspace.jobs import JobView, jobs, start_job
from banso.workspace.viewer import Act

PER_PAGE = 50
TABS = ("merge", "company", "dismissed", "history")
SCORES = (0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    count: int | None
    url: str


@screen("duplicates", act=Act.SEE_IMPORTS)
def index(request: ScreenRequest) -> HttpResponse:
    """Pairs that wait, by score; those that were dismissed; the history."""
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else TABS[0]
    at_least = _score(request.GET.get("score", ""))
    page = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    counts = duplicates.counts_of(viewer=request.viewer)
    rows: tuple[PairView, ...] = ()
    total = 0
    history: list[ActView] = []
    if tab == "history":
        history = duplicates.acts(viewer=request.viewer, limit=100)
    else:
        found = duplicates.pairs(
            viewer=request.viewer,
            state="dismissed" if tab == "dismissed" else "open",
            verdict="" if tab == "dismissed" else tab,
            at_least=at_least,
            start=(max(1, page) - 1) * PER_PAGE,
            limit=PER_PAGE,
        )
        rows, total = found.rows, found.total
    people = workspace.names_of_people(viewer=request.viewer)
    looked = next(iter(_searches(request)), None)
    context = {
        "tab": tab,
        "tabs": _tabs(counts),
        "rows": [(p, people.get(p.decided_by_id or 0, "")) for p in rows],
        "history": [shown_act(a, people) for a in history],
        "total": total,
        "scores": SCORES,
        "at_least": at_least,
        "pages": _pages(tab, at_least, page, total),
        "may_merge": _may_merge(request),
        "may_decide": request.viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        "looking": looked if looked and not looked.finished else None,
        "looked_at": looked.finished_at if looked else None,
        "nothing_yet": not (counts.open or counts.dismissed or history),
        "here": request.get_full_path(),
    }
    return render(request, "duplicates/index.html", context)


def _may_merge(request: ScreenRequest) -> bool:
    return request.viewer.may(Act.IMPORT) and not request.as_of.past


def _searches(request: ScreenRequest) -> list[JobView]:
    return jobs(viewer=request.viewer, kind="duplicates.find", limit=1)


def _score(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return duplicates.SHOWN_FROM


def _tabs(counts: duplicates.PairCounts) -> list[Tab]:
    labels = {
        "merge": (_("May be one account"), counts.merge),
        "company": (_("Units of one company"), counts.company),
        "dismissed": (_("Said to be two"), counts.dismissed),
        "history": (_("History"), None),
    }
    return [
        Tab(key, label, count, f"{reverse('duplicates:index')}?show={key}")
        for key, (label, count) in labels.items()
    ]


def _pages(tab: str, at_least: float, page: int, total: int) -> dict[str, str | int]:
    def url(number: int) -> str:
        return "?" + urlencode({"show": tab, "score": f"{at_least:g}", "page": number})

    last = max(1, -(-total // PER_PAGE))
    found: dict[str, str | int] = {"page": page, "last": last}
    if page > 1:
        found["before"] = url(page - 1)
    if page < last:
        found["after"] = url(page + 1)
    return found


@require_POST
@screen("duplicates", act=Act.IMPORT)
def find(request: ScreenRequest) -> HttpResponseBase:
    """Compare all accounts anew, in the background."""
    start_job(viewer=request.viewer, kind="duplicates.find", arguments={}, now=datetime.now(UTC))
    return redirect("duplicates:index")


@require_POST
@screen("duplicates", act=Act.SEE_IMPORTS)
def decide(request: ScreenRequest, pair: str) -> HttpResponseBase:
    """They are two companies; or ask again."""
    now = datetime.now(UTC)
    if "again" in (request.POST.get("say"), request.GET.get("say")):
        merging.ask_again(viewer=request.viewer, pair=pair, now=now)
        messages.success(request, _("The pair is among the suggestions again."))
    else:
        merging.dismiss(viewer=request.viewer, pair=pair, now=now)
        undo = reverse("duplicates:decide", args=[pair]) + "?say=again"
        messages.success(
            request,
            _("Remembered: they are two. This pair will not be suggested again."),
            extra_tags=f"undo:{undo}",
        )
    return redirect(next_of(request, default=reverse("duplicates:index")))


@require_POST
@screen("duplicates", act=Act.IMPORT)
def many(request: ScreenRequest) -> HttpResponseBase:
    """First the list of what would be merged into what; once it is confirmed, the merges."""
    wanted = request.POST.getlist("pair")[:200]
    pairs = [duplicates.pair_of(viewer=request.viewer, public_id=p) for p in wanted]
    pairs = [p for p in pairs if p.state == "open" and p.verdict == "merge"]
    if not pairs:
        messages.error(request, _("Choose at least one pair."))
        return redirect("duplicates:index")
    chosen = [(p, *survivor_first(request, p.first, p.second)) for p in pairs]
    now = datetime.now(UTC)
    if request.POST.get("sure") != "yes":
        span = merging.days_again(viewer=request.viewer, from_on=None, now=now)
        context = {"chosen": chosen, "reopens": span is not None}
        return render(request, "duplicates/many.html", context)
    done = merging.merge_many(
        viewer=request.viewer, pairs=[(keep.id, gone.id) for _p, keep, gone in chosen], now=now
    )
    messages.success(
        request,
        ngettext("%(n)s pair was merged.", "%(n)s pairs were merged.", len(done.acts))
        % {"n": len(done.acts)},
    )
    for _keep, _gone, why in done.refused:
        messages.error(request, why.in_(request.viewer.language))
    if done.job:
        return redirect("jobs:one", done.job)
    return redirect(reverse("duplicates:index") + "?show=history")
