"""Search and command palette: screens by their name, accounts by name, kana or key."""

from __future__ import annotations

from dataclasses import dataclass

from banso.interfaces.web.frame.screens import screens_of
from banso.workspace.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Found:
    kind: str  # screen, account
    label: str
    hint: str
    url: str
    icon: str


def find(*, viewer: Viewer, text: str) -> list[Found]:
    """This function will list the screens and accounts that match ``text``, screens first."""
    wanted = text.casefold()
    screens = [
        Found("screen", s.label, f"g {s.letter}", s.url, s.icon)
        for s in screens_of(viewer)
        if wanted in s.label.casefold() or wanted in s.key
    ]
    return screens
