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
    "account.owner-set": _("Owner set"),
    "accounts.exported": _("Accounts exported"),
    "contact.erased": _("Contact erased"),
    "field.created": _("Account field made"),
    "field.set": _("Account field set"),
    "journey.installed": _("Map installed"),
    "journey.applied": _("Map applied"),
    "import.begun": _("Import begun"),
    "import.swept": _("Unfinished import cleaned up"),
    "import.committed": _("Import taken over"),
    "import.undone": _("Import taken back"),
    "customers.batch-undone": _("Customers of an import taken back"),
    "revenue.batch-undone": _("Contracts of an import taken back"),
}
