"""Whose day is looked at: one's own, or for who leads people anybody's."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from banso.execution.tasks import queries as tasks
from banso.execution.today.own import leads
from banso.interfaces.web.frame.request import ScreenRequest
from banso.workspace import queries as workspace

PARAMETER = "person"


@dataclass(frozen=True, slots=True)
class Choice:
    public_id: str
    name: str
    accounts: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """``choices`` is empty for who sees only their own day."""

    person: int | None
    name: str
    mine: bool
    query: str  # what links carry on: "" for one's own
    choices: tuple[Choice, ...] = ()

    @property
    def key(self) -> str:
        """The person as addresses name them; empty for oneself."""
        return self.query.partition("=")[2]


def chooser(request: ScreenRequest, address: str, *, mine: bool = False) -> Chooser:
    """This function will read whose day the address asks for; 404 where that is nobody's to know.

    ``mine``: whatever it asks, one's own.
    """
    viewer = request.viewer
    asked = "" if mine else request.GET.get(PARAMETER, "")
    names = workspace.names_of_people(viewer=viewer)
    own = names.get(viewer.user_id or 0, "")
    if not leads(viewer=viewer):
        return Chooser(viewer.user_id, own, True, "")
    counts = tasks.owners_with_work(viewer=viewer)
    people = tasks.helpers(viewer=viewer)
    base = reverse(address)
    choices = tuple(
        Choice(
            p.public_id, p.name, counts.get(p.id, 0),
            base if p.id == viewer.user_id else f"{base}?{urlencode({PARAMETER: p.public_id})}",
            p.public_id == asked or (not asked and p.id == viewer.user_id),
        )
        for p in sorted(people, key=lambda p: (-counts.get(p.id, 0), p.name))
        if counts.get(p.id) or p.role == "csm" or p.id == viewer.user_id
    )  # fmt: skip
    chosen = next((p for p in people if p.public_id == asked), None)
    if asked and chosen is None:
        raise Http404
    if chosen is None or chosen.id == viewer.user_id:
        return Chooser(viewer.user_id, own, True, "", choices)
    return Chooser(chosen.id, chosen.name, False, urlencode({PARAMETER: asked}), choices)
