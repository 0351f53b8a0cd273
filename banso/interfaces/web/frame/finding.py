"""Search and command palette: screens by their name, accounts by name, kana or key, notes by what they say."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from banso.customers import queries
from banso.customers.search.queries import search_notes
from banso.interfaces.web.frame.screens import screens_of
from banso.workspace.viewer import Viewer

_MOST = 8  # accounts; more words find fewer
_NOTES = 4


@dataclass(frozen=True, slots=True)
class Found:
    kind: str  # screen, account, note
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
    return screens + (_accounts(viewer, text) + _notes(viewer, text) if text else [])


def _accounts(viewer: Viewer, text: str) -> list[Found]:
    ids = queries.search_accounts(viewer=viewer, text=text, limit=_MOST)
    rows = queries.account_list_rows(viewer=viewer, ids=ids)
    try:
        return [
            Found(
                "account",
                row.name,
                "" if row.key == row.name else row.key,
                reverse("account:index", args=[row.public_id]),
                "table",
            )
            for row in rows
        ]
    except NoReverseMatch:  # the account's page is not there yet
        return []


def _notes(viewer: Viewer, text: str) -> list[Found]:
    """The newest notes that hold the words, and the way to all of them."""
    if len(text) < 2:
        return []
    found = search_notes(viewer=viewer, text=text, limit=_NOTES)
    rows = [
        Found(
            "note",
            hit.note.subject or "".join(p.text for p in hit.line)[:60] or hit.note.account_name,
            hit.note.account_name,
            reverse("notes:one", args=[hit.note.public_id]),
            "doc",
        )
        for hit in found.hits
    ]
    if found.more:
        url = f"{reverse('notes:index')}?{urlencode({'q': text})}"
        rows.append(Found("note", _("All notes with “%(q)s”") % {"q": text}, "", url, "find"))
    return rows
