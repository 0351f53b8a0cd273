"""What was said, with the company's name and the words marked that are telling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banso.customers import queries as customers
from banso.feedback.friction.queries import Heard
from banso.feedback.friction.words import Word
from banso.workspace.viewer import Viewer

MOST_LETTERS = 240


@dataclass(frozen=True, slots=True)
class Quote:
    """One text. ``text`` has the telling words marked."""

    kind: str
    at: datetime
    account: str
    public_id: str
    text: SafeString


def quotes_of(viewer: Viewer, heard: Heard) -> list[Quote]:
    """This function will make the texts ready to be shown."""
    ids = {s.account_id for s in heard.said}
    names = customers.account_names(viewer=viewer, ids=ids)
    public = customers.public_ids(viewer=viewer, ids=ids)
    return [
        Quote(
            kind_word(s.kind), s.at, names[s.account_id], public[s.account_id],
            marked(_short(s.text), heard.words),
        )
        for s in heard.said
        if s.account_id in names
    ]  # fmt: skip


def kind_word(kind: str) -> str:
    """This function will name where a text comes from."""
    kinds: Mapping[str, str] = {
        "voice": _("Voice"), "ticket": _("Ticket"), "comment": _("Survey comment"),
    }  # fmt: skip
    return kinds.get(kind, kind)


def marked(text: str, words: Sequence[Word]) -> SafeString:
    """This function will mark words in a text that is escaped."""
    lower, at, found = text.lower(), 0, []
    spots = sorted(
        (i, i + len(w.word))
        for w in words
        for i in range(len(lower))
        if lower.startswith(w.word, i)
    )
    for begin, end in spots:
        if begin < at:
            continue
        found.append(escape(text[at:begin]))
        found.append(format_html("<mark>{}</mark>", text[begin:end]))
        at = end
    found.append(escape(text[at:]))
    return mark_safe("".join(found))  # noqa: S308  every piece is escaped above


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MOST_LETTERS else flat[: MOST_LETTERS - 1] + "…"
