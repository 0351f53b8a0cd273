"""Where the workspaces answer, as this person's browser reaches them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from banso.workspace.homes import registry, running
from banso.workspace.homes.operations import home_folder
from banso.workspace.viewer import Act, Role, Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """One workspace; ``url`` empty while it does not answer. Of others, no more than the name is told."""

    key: str
    name: str
    url: str
    current: bool
    active: bool
    removing: bool
    is_demo: bool


def may_switch(viewer: Viewer) -> bool:
    """Colleagues may know of the other workspaces; an outside partner, or who sees only some accounts, not."""
    return viewer.scope is None and viewer.role is not Role.PARTNER


def may_start_own(viewer: Viewer, *, is_demo: bool) -> bool:
    """The demo's first button: until somebody has pressed it."""
    if not is_demo or not viewer.may(Act.MANAGE_WORKSPACE):
        return False
    return all(h.is_demo or h.key == settings.BANSO_WORKSPACE for h in _homes())


def places(request: HttpRequest, viewer: Viewer) -> list[Place]:
    """This function will list the workspaces for whoever may know of them."""
    if not may_switch(viewer):
        return []
    pairs = running.pairs(home=home_folder())
    own = settings.BANSO_WORKSPACE
    found = []
    for entry in _homes():
        pair = pairs.get(entry.key)
        url = address(request, pair.port) if pair and pair.state == running.RUNNING else ""
        found.append(
            Place(
                entry.key, entry.name, "/" if entry.key == own else url, entry.key == own,
                entry.active, entry.state == registry.REMOVING, entry.is_demo,
            )
        )  # fmt: skip
    return found


def address(request: HttpRequest, port: int) -> str:
    """The address of a neighbour: this host, another port."""
    host = request.get_host()
    name = host[: host.rindex("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return f"{request.scheme}://{name}:{port}/"


def _homes() -> list[registry.Home]:
    return registry.homes(home=home_folder())
