"""Names of roles, themes, states and steps in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

ROLES: dict[str, str | Promise] = {
    "admin": _("Administrator"),
    "manager": _("Manager"),
    "csm": pgettext_lazy("role", "CSM"),
    "reader": _("Department reader"),
    "partner": _("Outside partner"),
}
_THEMES: dict[str, str | Promise] = {
    "auto": pgettext_lazy("theme", "Auto"),
    "light": pgettext_lazy("theme", "Light"),
    "dark": pgettext_lazy("theme", "Dark"),
}
_JOB_STATES: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("work", "waiting"),
    "running": pgettext_lazy("work", "running"),
    "done": pgettext_lazy("work", "done"),
    "failed": pgettext_lazy("work", "failed"),
    "cancelled": pgettext_lazy("work", "cancelled"),
}


def role(key: str) -> str:
    return str(ROLES.get(key, key))


def theme(key: str) -> str:
    return str(_THEMES.get(key, key))


def job_state(key: str) -> str:
    return str(_JOB_STATES.get(key, key))


def step(key: str) -> str:
    """Work names its steps by English keys; a catalogue of texts holds the Japanese."""
    return gettext(key) if key else ""
