"""The tab of an account: its notes, the newest first, its promises, and who takes the first step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from banso.customers.moments import notes
from banso.customers.moments.notes import Proactive
from banso.customers.moments.noteviews import NoteView
from banso.customers.moments.placing import WithdrawnNote, withdrawn_of
from banso.execution.promises import queries
from banso.execution.promises.queries import PromiseView
from banso.interfaces.web.account.reach import Reached
from banso.interfaces.web.frame.request import ScreenRequest
from banso.workspace.viewer import Act

_SHOWN = 20
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class NotesTab:
    notes: list[NoteView]
    more: bool
    open: list[PromiseView]
    closed: list[PromiseView]
    proactive: Proactive
    today: date
    may_edit: bool
    withdrawn: list[WithdrawnNote]


def notes_tab(request: ScreenRequest, reached: Reached) -> NotesTab:
    """This function will gather notes and promises as known on the day looked at."""
    viewer, account, day = request.viewer, reached.account.id, request.as_of.day
    zone = ZoneInfo(request.clock.zone)
    until = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    found = notes.notes_of(viewer=viewer, account_id=account, until=until, limit=_SHOWN + 1)
    promises = queries.promises_of_account(viewer=viewer, account_id=account)
    known = [p for p in promises if p.made_on <= day]
    still = [p for p in known if p.closed_on is None or p.closed_on > day]
    closed = [p for p in known if p.closed_on is not None and p.closed_on <= day]
    return NotesTab(
        notes=found[:_SHOWN],
        more=len(found) > _SHOWN,
        open=still,
        closed=closed[:10],
        proactive=notes.proactive(
            viewer=viewer, account_ids=[account], since=until - _YEAR, until=until
        ),
        today=day,
        may_edit=viewer.may(Act.EDIT_ACCOUNTS) and not request.as_of.past,
        withdrawn=withdrawn_of(viewer=viewer, account_id=account),
    )
