"""Names of kinds of sources, definitions and acts in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE_KINDS: dict[str, str | Promise] = {
    "usage": _("Usage events"),
    "contracts": _("Contracts"),
    "tickets": _("Tickets"),
    "people": _("Product users"),
    "fields": _("Account fields"),
    "responses": _("Survey responses"),
    "voices": _("Voices of customers"),
    "touchpoints": _("Touchpoints"),
    "sessions": _("Group sessions"),
    "incidents": _("Incidents"),
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
    "workspace.made": _("Another workspace made"),
    "workspace.restored": _("Backup restored as a workspace"),
    "workspace.restored-here": _("Made from a backup"),
    "workspace.archived": _("Workspace archived"),
    "workspace.unarchived": _("Workspace back in service"),
    "workspace.removed": _("Workspace deleted"),
    "workspace.backed-up": _("Workspace backed up"),
    "backup.handed-out": _("Backup downloaded"),
    "calendar.set": _("Business days set"),
    "calendar.days-added": _("Company days added"),
    "calendar.days-removed": _("Company days removed"),
    "schedule.run-asked": _("Scheduled work asked for now"),
    "schedule.paused": _("Scheduled work paused"),
    "schedule.resumed": _("Scheduled work resumed"),
    "schedule.rhythm-set": _("Time of scheduled work set"),
    "schedule.options-set": _("Folder of scheduled work set"),
    "mail.server-set": _("Outgoing mail set"),
    "mail.server-forgotten": _("Outgoing mail forgotten"),
    "mail.test-sent": _("Test mail sent"),
    "person.created": _("Person added"),
    "definition.saved": _("Definition saved"),
    "release.made": _("Release made"),
    "coverage.set": _("Coverage set"),
    "account.owner-set": _("Owner set"),
    "accounts.exported": _("Accounts exported"),
    "chart.exported": _("Numbers of a page taken away"),
    "days.reopened": _("Waiting days opened again"),
    "workspace.reopening-set": _("Days opened again without asking set"),
    "account.merged": _("Accounts merged"),
    "account.merged-undone": _("Merge taken back"),
    "account.split": _("Account split"),
    "account.split-undone": _("Split taken back"),
    "account.placed": _("Accounts put under a company"),
    "account.placed-undone": _("Accounts taken from under a company"),
    "duplicates.looked-for": _("Duplicates looked for"),
    "duplicates.pair-dismissed": _("Pair said to be two"),
    "duplicates.pair-reopened": _("Pair put back among suggestions"),
    "meetings.taken": _("Calendar read"),
    "meetings.forgotten": _("Meetings of a calendar taken out"),
    "meeting.account-chosen": _("Account of a meeting chosen"),
    "calendar.subscribed": _("Calendar subscribed to"),
    "calendar.file-added": _("Calendar file taken in"),
    "calendar.changed": _("Calendar changed"),
    "calendar.ended": _("Calendar taken out"),
    "calendars.fetched": _("Calendars read"),
    "mailbox.added": _("Mailbox added"),
    "mailbox.changed": _("Mailbox changed"),
    "mailbox.ended": _("Mailbox taken out"),
    "mailbox.fetched": _("Mailbox read"),
    "mail.fetched": _("All mailboxes read"),
    "mail.taken": _("Mail file taken in"),
    "mail.picked-up": _("Mail files of the folder taken in"),
    "mail.given": _("Mail given to an account"),
    "mail.put-aside": _("Mail put away"),
    "contact.erased": _("Contact erased"),
    "field.created": _("Account field made"),
    "field.set": _("Account field set"),
    "journey.installed": _("Map installed"),
    "journey.applied": _("Map applied"),
    "journey.moved-by-hand": _("Account moved by hand"),
    "journey.given-back": _("Move by hand ended"),
    "journey.waiting-started": _("Waiting begun"),
    "journey.waiting-ended": _("Waiting ended"),
    "journey.restated": _("Phases restated"),
    "journey.restated-deleted": _("Restated series deleted"),
    "import.begun": _("Import begun"),
    "import.swept": _("Unfinished import cleaned up"),
    "quarantine.mending-begun": _("Mending of rows begun"),
    "quarantine.mended": _("Rows of quarantine taken in"),
    "quarantine.left-out": _("Rows of quarantine left out for good"),
    "quality.checked": _("Data checked"),
    "quality.exported": _("Quality findings exported"),
    "import.committed": _("Import taken over"),
    "import.undone": _("Import taken back"),
    "customers.batch-undone": _("Customers of an import taken back"),
    "revenue.batch-undone": _("Contracts of an import taken back"),
}


_SHOWN = 8  # parts of one detail; an import counts many kinds of rows
_LONGEST = 60


def detail_rows(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """This function will flatten the detail of an audit row into words fit for a table."""
    found = [(key, _short(key, value)) for key, value in _flat("", detail) if _tells(key, value)]
    more = len(found) - _SHOWN
    return found if more <= 0 else [*found[:_SHOWN], ("…", f"+{more}")]


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), inner)
    elif isinstance(value, list):
        yield prefix, ", ".join(str(v) for v in value)
    else:
        yield prefix, value


def _tells(key: str, value: Any) -> bool:
    """Whether a part is worth a place; of many counts, only those that counted something."""
    return value not in (None, "") and not ("." in key and value == 0)


def _short(key: str, value: Any) -> str:
    text = str(value)
    if key.rpartition(".")[2] == "digest":
        return text[:8]
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
