"""The day of the demo's people: calendars, tasks, and promises out of the minutes of the last weeks.

All of it through the doors everybody uses, and the same again when it is done twice.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from banso.connectors.calendar.operations import take_file
from banso.customers.moments.notes import notes_since
from banso.customers.people.operations import link_by_address
from banso.execution.promises.operations import keep_promise, take_from_minutes
from banso.execution.promises.queries import open_of
from banso.interfaces.commands.demo_tasks import make_tasks
from banso.revenue.ledger.operations import set_rates
from banso.revenue.ledger.rates import Rate
from banso.workspace import queries as workspace
from banso.workspace.viewer import Viewer
from simulator.files.calendars import FOLDER

# Fictional, and those the simulated prices were made with (simulator/product.py).
_RATES = {"USD": 140, "EUR": 150}
_WEEKS = 4  # older minutes are over: what was promised in them has long been kept


def make_day(*, folder: Path, now: datetime) -> None:
    """This function will give the people of the demo their meetings, tasks and open promises, tie
    contacts to what they do in the product, so that a champion's silence is seen, and say what
    other currencies are worth."""
    viewer, today = Viewer.system("ja"), workspace.clock(wall=now).today
    if workspace.workspace(viewer=viewer).currency == "JPY":
        since = date(2015, 1, 1)  # before any of its contracts
        rows = [Rate(currency, since, Decimal(rate)) for currency, rate in _RATES.items()]
        set_rates(viewer=viewer, rows=rows, now=now)
    _promises(viewer, today, now)
    make_tasks(today=today, now=now)
    link_by_address(viewer=viewer, account_ids=None, now=now)
    people = {p.email.partition("@")[0]: p.id for p in workspace.people(viewer=viewer)}
    for path in sorted((folder / FOLDER).glob("*.ics")):
        if path.stem in people:
            own = workspace.viewer_of(user_id=people[path.stem])
            take_file(viewer=own, name="予定表", data=path.read_bytes(), now=now)


def _promises(viewer: Viewer, today: date, now: datetime) -> None:
    """Promises of the last weeks; of those that should be kept by now, one of each of us is late."""
    since = datetime.combine(today - timedelta(weeks=_WEEKS), time.min, UTC)
    notes = notes_since(viewer=viewer, since=since, limit=10_000)
    take_from_minutes(viewer=viewer, notes=[n.public_id for n in notes], now=now, today=today)
    late = open_of(viewer=viewer, until=today - timedelta(days=1))
    left: set[int | None] = set()
    for one in sorted(late, key=lambda p: (p.due_on or today, p.account_public_id), reverse=True):
        if one.side == "ours" and one.owner_id not in left:
            left.add(one.owner_id)
        else:
            keep_promise(viewer=viewer, public_id=one.public_id, now=now, today=today)
