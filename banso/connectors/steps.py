"""The boundaries of an import, declared once; a test kills the process at each and runs it again."""

from __future__ import annotations

from banso.lib.steps import declare

RECEIVED = declare("import.received", "a batch that is receiving, and copies of its files")
STAGED = declare("import.staged", "a batch that is staged, its tables, nothing taken over")
PREPARED = declare("import.prepared", "a staged batch whose events lie ready in Parquet")
MARKED = declare("import.marked", "a batch that is committing, nothing in the lake")
PART_WRITTEN = declare("import.part-written", "some parts of the events, hidden, with their mark")
EVENTS_WRITTEN = declare("import.events-written", "all events, hidden; no records")
RECORDS_WRITTEN = declare("import.records-written", "all events, hidden; the records roll back")
COMMITTED = declare("import.committed", "everything seen; the staged files are still there")
CLEANED = declare("import.cleaned", "everything seen, nothing left over")
UNDO_MARKED = declare("import.undo-marked", "records as before, events hidden but stored")
UNDO_REMOVED = declare(
    "import.undo-removed", "records as before, events gone, the batch still undoing"
)
UNDONE = declare("import.undone", "as before the import")
MEND_PREPARED = declare("mend.prepared", "rows as they were, small tables of them on disk")
MEND_MARKED = declare("mend.marked", "rows as they were, a mending that is committing")
MEND_EVENTS_WRITTEN = declare("mend.events-written", "their events, hidden; no records")
MEND_RECORDS_WRITTEN = declare("mend.records-written", "their events, hidden; records roll back")
MEND_COMMITTED = declare("mend.committed", "the rows are in; their small tables still on disk")
MEND_CLEANED = declare("mend.cleaned", "the rows are in, nothing left over")
