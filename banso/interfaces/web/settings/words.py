"""Names of kinds of sources, definitions and acts in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE_KINDS: dict[str, str | Promise] = {
    "usage": _("Usage events"),
    "contracts": _("Contracts"),
    "tickets": _("Tickets"),
    "people": _("Product users"),
    "fields": _("Account fields"),
}
DEFINITION_KINDS: dict[str, str | Promise] = {
    "journey": _("Journey map"),
    "catalogue": _("Event catalogue"),
    "metric": _("Metric"),
    "mapping": _("Column mapping"),
}
ACTS: dict[str, str | Promise] = {
    "workspace.created": _("Workspace made"),
    "workspace.changed": _("Workspace changed"),
    "workspace.clock-set": _("Clock set"),
    "person.created": _("Person added"),
    "definition.saved": _("Definition saved"),
    "release.made": _("Release made"),
    "coverage.set": _("Coverage set"),
}
