"""Words of the page of a quick note, also those its script says without a line."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

register = template.Library()

_TYPES = {
    "call": pgettext_lazy("type of note", "Call"),
    "meeting": pgettext_lazy("type of note", "Meeting"),
    "visit": pgettext_lazy("type of note", "Visit"),
    "mail": pgettext_lazy("type of note", "Mail"),
    "note": pgettext_lazy("type of note", "Memo"),
}
_STATES = {
    "waiting": gettext_lazy("Waiting for a connection; it is sent by itself."),
    "signed-out": gettext_lazy("You are signed out. It is sent once you have signed in again."),
    "other-person": gettext_lazy("Written by somebody else on this phone; it is sent once they sign in."),
    "not-allowed": gettext_lazy("You may not write notes any more. It stays here; ask an administrator."),
    "refused": gettext_lazy("It was not accepted. It stays here."),
}  # fmt: skip


@register.filter
def note_type(key: str) -> str:
    """The name of a type of note."""
    return str(_TYPES.get(key, key))


@register.simple_tag
def phone_texts() -> dict[str, Any]:
    """What the script of the page says, in the reader's language."""
    return {
        "types": {k: str(v) for k, v in _TYPES.items()},
        "states": {k: str(v) for k, v in _STATES.items()},
        "sent": _("Saved. Notes sent: {n}"),
        "keptHere": _("Kept on this phone; it is being sent."),
        "account": _("Choose an account from the list."),
        "line": _("Write one line about it."),
        "full": _("This browser cannot keep notes now (private window, or no room). Your text is still in the field."),
        "again": _("Send again"),
        "take": _("Change it"),
    }  # fmt: skip
