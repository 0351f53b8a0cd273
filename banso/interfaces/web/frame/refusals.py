"""A refusal becomes a page or a notice: fact, place, remedy, and the id to search for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from banso.lib.problems import BansoError
from banso.workspace.viewer import NotAllowed

_NOT_THERE = ("not-found", "unknown")


def status_of(error: BansoError) -> int:
    """403 for missing rights, 404 for a thing that is not there, 422 for everything else."""
    if isinstance(error, NotAllowed):
        return 403
    last = error.problems[0].id.rpartition(".")[2] if error.problems else ""
    return 404 if last.endswith(_NOT_THERE) else 422


def told(error: BansoError) -> list[dict[str, str]]:
    """This function will put each problem into the reader's language."""
    language = get_language() or "en"
    return [
        {
            "id": p.id,
            "fact": p.fact.in_(language),
            "remedy": p.remedy.in_(language),
            "place": p.place,
            "sample": p.sample or "",
        }
        for p in error.problems
    ]


def refusal_response(request: HttpRequest, error: BansoError) -> HttpResponse:
    """This function will answer with the refusal: a whole page, or a notice when htmx asked."""
    status = status_of(error)
    context = {"problems": told(error), "status": status}
    if getattr(request, "htmx", False):
        response = render(request, "parts/problems.html", context, status=status)
        response["HX-Retarget"] = "#bn-notices"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "refused.html", context, status=status)
