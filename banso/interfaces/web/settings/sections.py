"""The sections of Settings, each for those who may."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.workspace.viewer import Act, Viewer


@dataclass(frozen=True, slots=True)
class Section:
    key: str  # the address's name: ``settings:<key>``
    label: str | Promise
    act: Act
    icon: str


SECTIONS: tuple[Section, ...] = (
    Section("index", _("Yourself"), Act.SEE_ACCOUNTS, "person"),
    Section("workspace", _("Workspace and clock"), Act.MANAGE_WORKSPACE, "clock"),
    Section("calendar", _("Business days"), Act.MANAGE_WORKSPACE, "cal"),
    Section("money", pgettext_lazy("settings", "Rates and locks"), Act.MANAGE_WORKSPACE, "table"),
    Section("schedule", _("Scheduled work"), Act.MANAGE_WORKSPACE, "undo"),
    Section("post", _("Outgoing mail"), Act.MANAGE_WORKSPACE, "mail"),
    Section("people", _("People"), Act.MANAGE_PEOPLE, "users"),
    Section("calendars", _("Calendars"), Act.EDIT_ACCOUNTS, "today"),
    Section("mail", _("Mail in"), Act.MANAGE_WORKSPACE, "mail"),
    Section("sources", _("Data sources"), Act.SEE_IMPORTS, "down2"),
    Section("definitions", _("Definitions"), Act.SEE_DEFINITIONS, "doc"),
    Section("audit", _("Audit trail"), Act.SEE_AUDIT, "table"),
)


def sections_of(viewer: Viewer) -> list[Section]:
    """This function will list the sections this viewer may open."""
    return [s for s in SECTIONS if viewer.may(s.act)]
