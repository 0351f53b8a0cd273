"""Names of roles, themes, states and steps in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


# What work counts and what it is called; `Progress.begin` takes these keys.
_STEPS: dict[str, str | Promise] = {
    "import.preview": _("Reading a file"),
    "calendars.fetch": _("Reading calendars"),
    "Reading calendars": _("Reading calendars"),
    "mail.fetch": _("Reading mails"),
    "Reading mails": _("Reading mails"),
    "import.commit": _("Import"),
    "import.undo": _("Taking an import back"),
    "day.backfill": _("Computing days anew"),
    "import.mend": _("Taking mended rows in"),
    "quality.report": _("Checking data"),
    "Checking data": _("Checking data"),
    "duplicates.find": _("Looking for duplicates"),
    "Comparing accounts": _("Comparing accounts"),
    "Reading files": _("Reading files"),
    "Reading events": _("Reading usage events"),
    "Writing events": _("Writing usage events"),
    "Writing records": _("Writing accounts and contracts"),
    "Taking the import back": _("Taking an import back"),
    "workspace.backup": _("Backup"),
    "Holding the lake still": _("Beginning the backup"),
    "Copying the lake": _("Copying usage events and metrics"),
    "Reading records": _("Reading accounts and contracts"),
    "Making the tables": _("Preparing the workspace"),
    "Settling what was half-way": _("Finishing the restore"),
    "metrics": _("Computing metrics"),
    "segments": _("Counting segments"),
    "segments.count": _("Counting segments"),
    "journey": _("Placing accounts in phases"),
    "journey.some": _("Placing corrected accounts in phases"),
    "journey.restate": _("Restating phases"),
    "restate": _("Restating phases"),
}
_UNITS: dict[str, str | Promise] = {
    "rows": pgettext_lazy("count", "rows"),
    "calendars": pgettext_lazy("count", "calendars"),
    "mails": pgettext_lazy("count", "mails"),
    "days": pgettext_lazy("count", "days"),
    "accounts": pgettext_lazy("count", "accounts"),
    "events": pgettext_lazy("count", "events"),
    "files": pgettext_lazy("count", "files"),
    "checks": pgettext_lazy("count", "checks"),
    "pairs": pgettext_lazy("count", "pairs"),
}


def role(key: str) -> str:
    return str(ROLES.get(key, key))


def theme(key: str) -> str:
    return str(_THEMES.get(key, key))


def job_state(key: str) -> str:
    return str(_JOB_STATES.get(key, key))


def step(key: str) -> str:
    """A kind of work or one of its steps; a key nobody has named yet stands for itself."""
    return str(_STEPS.get(key, key))


def unit(key: str) -> str:
    return str(_UNITS.get(key, key))
