"""Names of roles, themes, states and steps in the reader's language."""
from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import pgettext_lazy as p_

_ = gettext_lazy
ROLES: dict[str, str | Promise] = {
    "admin": _("Administrator"),
    "manager": _("Manager"),
    "csm": p_("role", "CSM"),
    "reader": _("Department reader"),
    "partner": _("Outside partner"),
}
_THEMES: dict[str, str | Promise] = {
    "auto": p_("theme", "Auto"),
    "light": p_("theme", "Light"),
    "dark": p_("theme", "Dark"),
}
_JOB_STATES: dict[str, str | Promise] = {
    "waiting": p_("work", "waiting"),
    "running": p_("work", "running"),
    "done": p_("work", "done"),
    "failed": p_("work", "failed"),
    "cancelled": p_("work", "cancelled"),
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
