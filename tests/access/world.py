"""Five accounts with a row of every kind, all made through the operations people use; all names fictional.

Whatever belongs to an account carries its tag: keys, names, users, addresses, tickets. So a text
that holds the tag of an account outside a person's scope has leaked, wherever it stands. Primary
keys of accounts begin at a number that no count reaches.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from banso.connectors import merging
from banso.connectors import operations as connectors
from banso.connectors.backfill import backfill
from banso.connectors.backup.manifest import MANIFEST, Manifest
from banso.customers import operations as customers
from banso.customers import queries as customer_queries
from banso.customers.models import Account, Contact, DuplicatePair
from banso.customers.moments.writing import NoteDraft
from banso.events import queries as events
from banso.events.definitions import KeySpan
from banso.events.lake import Lake
from banso.events.store import workspace_lake
from banso.execution.promises import operations as promises
from banso.journey import by_hand, restating
from banso.journey.models import ManualMove, PhaseStay, RestatedSeries, Standing
from banso.journey.queries import template_text
from banso.lib.text import Text
from banso.metrics import operations as metrics
from banso.metrics.guessing import guess
from banso.metrics.queries import name_table
from banso.metrics.segment_store import save_segment
from banso.metrics.segments import Segment
from banso.revenue.models import ContractLine
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.homes.removing import backups_of
from banso.workspace.models import Job
from banso.workspace.progress import Silent
from banso.workspace.viewer import Role, Viewer
from tests.connectors.helping import write
from tests.ground.people import make_person

MINE = ("zqalfa", "zqbravo")
OTHERS = ("zqcharlie", "zqdelta", "zqecho")
TAGS = (*MINE, *OTHERS)
SYSTEM = Viewer.system()
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
LAST = date(2026, 4, 9)
FIRST = LAST - timedelta(days=29)
_PK = 730_000_000  # accounts are numbered from here
_MRR = {
    "zqalfa": 11_000,
    "zqbravo": 13_000,
    "zqcharlie": 700_001,
    "zqdelta": 700_003,
    "zqecho": 700_005,
}
MINE_MRR = sum(_MRR[t] for t in MINE)


@dataclass(frozen=True)
class Place:
    """One account and what hangs on it."""

    tag: str
    id: int
    public_id: str
    contact: str
    stay: str
    spans: tuple[KeySpan, ...]


@dataclass
class Built:
    """The workspace. ``viewers``: one per role, and colleagues who may see two accounts only."""

    folder: Path
    batch: str
    more: Path  # another file to import
    job: str
    group: int  # the company all five belong to
    source: str  # the phase all five were moved from by hand
    segment: str  # a list everyone shares, saved by the product
    pair: str  # two accounts that may be one
    act: str  # accounts once put together, taken back since
    accounts: dict[str, Place] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    signed_in: dict[str, dict[str, str]] = field(default_factory=dict)  # cookies of each role

    @property
    def lake(self) -> Lake:
        return workspace_lake()

    @property
    def backup(self) -> Path:
        """A backup of nothing, among the workspace's own."""
        folder = backups_of(home=Path(settings.BANSO_HOME), key=settings.BANSO_WORKSPACE)
        path = folder / "empty.banso.zip"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            empty = Manifest(NOW.isoformat(), "0", {"name": "空"}, {"migrations": {}}, {})
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(MANIFEST, json.dumps(empty.as_json()))
        return path

    @property
    def series(self) -> str:
        """A restated series of the last day, without rows."""
        row, _ = RestatedSeries.objects.get_or_create(
            name="試し", from_on=LAST, to_on=LAST, text=template_text("six-phases"), version=1,
            release=1, state=RestatedSeries.READY, defaults={"made_at": NOW},
        )  # fmt: skip
        return row.public_id

    @property
    def mine(self) -> list[Place]:
        return [self.accounts[t] for t in MINE]

    @property
    def others(self) -> list[Place]:
        return [self.accounts[t] for t in OTHERS]

    def viewer(self, role: str) -> Viewer:
        return queries.viewer_of(user_id=self.users[role])

    @property
    def viewers(self) -> dict[str, Viewer]:
        return {role: self.viewer(role) for role in self.users}


# Everybody by role; the last two are colleagues of one department.
PERSON = {"admin": "akiko", "manager": "makoto", "csm": "chie", "reader": "rin", "partner": "paul"}
SCOPED = ("partner", "scoped reader", "scoped csm", "scoped manager")


def _count_on_from(number: int) -> None:
    """Accounts get numbers that nothing else on a page could be."""
    if connection.vendor == "sqlite":
        Account.objects.create(id=number, created_at=NOW).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select setval(pg_get_serial_sequence(%s, 'id'), %s)", [Account._meta.db_table, number]
        )


def build(folder: Path) -> Built:
    """Make the workspace in ``folder``, inside the caller's transaction."""
    workspace.create_workspace(viewer=SYSTEM, name="試験用", now=NOW)
    workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=LAST, now=NOW)
    _count_on_from(_PK)
    batch = _import(folder / "files")
    ids = customers.account_ids(source="files", keys=TAGS)
    users = _people([ids[t] for t in MINE])
    _fields(ids, users["csm"])
    _catalogue()
    backfill(viewer=SYSTEM, batch=batch, now=NOW, progress=Silent())
    source = Standing.objects.values_list("place", flat=True)[0].partition(".")[0]
    _by_hand(ids)
    _promises(ids)
    _tasks(ids, users)
    more = write(folder, "more.csv", [("account_id", "account_name"), ("zqecho", "zqecho")])
    job = Job.objects.create(
        kind="import.commit", arguments={"batch": batch}, state="done", created_at=NOW,
        created_by_id=users["manager"], result={"origin": "zqdelta"},
    )  # fmt: skip
    [group] = customer_queries.accounts_all(viewer=SYSTEM, kind=Account.COMPANY)
    return Built(
        folder,
        batch,
        more,
        job.public_id,
        group,
        source,
        _segment(),
        *_pair(ids, group),
        {t: _place(t, ids[t]) for t in TAGS},
        users,
        {role: _signed_in(person) for role, person in users.items()},
    )


def _signed_in(person: int) -> dict[str, str]:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person))
    return {name: held.value for name, held in client.cookies.items()}


def _pair(ids: dict[str, int], group: int) -> tuple[str, str]:
    """Two accounts suspected to be one, and an act on two accounts that was taken back."""
    first, second = sorted((ids[MINE[0]], ids[OTHERS[0]]))
    row = DuplicatePair.objects.create(
        first_id=first, second_id=second, score=0.9, verdict="merge", found_at=NOW,
        parts=[["name.same", 5.0, OTHERS[0]]],
    )  # fmt: skip
    units = [ids[MINE[0]], ids[OTHERS[0]]]
    act = merging.place_under(viewer=SYSTEM, units=units, company=group, now=NOW)
    merging.take_back(viewer=SYSTEM, act=act.act, now=NOW)
    return row.public_id, act.act


def _segment() -> str:
    segment = Segment(Text(ja="支払い中", en="Paying"), "mrr > 0", shared=True)
    names = name_table(viewer=SYSTEM)
    return save_segment(viewer=SYSTEM, segment=segment, names=names, now=NOW)[0]


def _import(folder: Path) -> str:
    folder.mkdir(parents=True)
    write(folder, "accounts.csv", [
        ("account_id", "account_name", "parent_id", "industry"),
        *((t, f"{t}株式会社（架空）", "zqecho-group", f"{t}業") for t in TAGS),
    ])  # fmt: skip
    write(folder, "contracts.csv", [
        ("subscription_id", "account_id", "plan", "start_date", "end_date", "mrr", "currency", "seats"),
        *((f"{t}-s1", t, "team", "2025-04-10", "2027-04-10", _MRR[t], "JPY", 10) for t in TAGS),
        ("zqdelta-s9", "zqdelta", "team", "never", "", "1", "JPY", ""),  # stays out
    ])  # fmt: skip
    write(folder, "contacts.csv", [
        ("contact_id", "account_id", "family_name", "given_name", "email", "phone", "notes"),
        *((f"{t}-c1", t, f"{t}姓", f"{t}名", f"{t}@{t}.example", f"03-{t}", f"{t}の覚書") for t in TAGS),
    ])  # fmt: skip
    write(folder, "users.csv", [
        ("account_id", "user_id", "department"), *((t, f"{t}-u1", f"{t}部") for t in TAGS),
    ])  # fmt: skip
    write(folder, "tickets.csv", [
        ("ticket_id", "account_id", "subject", "priority", "status", "created_at"),
        *((f"{t}-t1", t, f"{t}の件", "urgent", "open", "2026-04-01 09:00:00") for t in TAGS),
    ])  # fmt: skip
    write(folder, "voices.csv", [
        ("voice_id", "account_id", "email", "channel", "received_at", "text"),
        *((f"{t}-v1", t, f"{t}@{t}.example", "mail", "2026-04-01 09:00:00", f"{t}姓 {t}名の声") for t in TAGS),
    ])  # fmt: skip
    write(folder, "touchpoints.csv", [
        ("touchpoint_id", "account_id", "type", "happened_at", "notes", "their_people"),
        *((f"{t}-p1", t, "call", "2026-04-02 09:00:00", f"03-{t}の{t}姓様へ", f"{t}@{t}.example") for t in TAGS),
    ])  # fmt: skip
    write(folder, "events.csv", [
        ("account_id", "user_id", "event_name", "timestamp"),
        *(
            (t, f"{t}-u1", name, f"{FIRST + timedelta(days=d)} 10:00:00")
            for t in TAGS for d in range(30) for name in ("login", "create_report")
        ),
        ("zqecho-nobody", "zqecho-u9", "login", f"{LAST} 10:00:00"),  # a key of no account
    ])  # fmt: skip
    batch = connectors.stage_path(viewer=SYSTEM, path=folder, now=NOW)
    connectors.commit(viewer=SYSTEM, batch=batch, now=NOW)
    return batch


def _people(mine: Iterable[int]) -> dict[str, int]:
    mine = list(mine)
    found = {
        role: make_person(name, accounts=mine if role == "partner" else None)
        for role, name in PERSON.items()
    }
    for role in (Role.READER, Role.CSM, Role.MANAGER):
        public_id = workspace.create_person(
            viewer=SYSTEM, email=f"{role}-of-two@example.com", password="a phrase for tests only",
            role=role, accounts=mine, family_name="部門", given_name=role.value, now=NOW,
        )  # fmt: skip
        [person] = [p for p in queries.people(viewer=SYSTEM) if p.public_id == public_id]
        found[f"scoped {role}"] = person.id
    return found


def _fields(ids: dict[str, int], owner: int) -> None:
    from banso.customers.definitions import FieldType

    customers.create_field(
        viewer=SYSTEM, key="note", type=FieldType.TEXT, name_ja="覚書", name_en="Note", now=NOW
    )
    for tag, account in ids.items():
        customers.set_field(
            viewer=SYSTEM,
            account_id=account,
            key="note",
            value=f"{tag}の項目",
            now=NOW,
            from_on=FIRST,
        )
        customers.set_owner(
            viewer=SYSTEM, account_ids=[account], owner_id=owner, from_on=FIRST, now=NOW
        )


def _catalogue() -> None:
    names = events.event_names(viewer=SYSTEM, lake=workspace_lake())
    guessed = [p.as_event() for p in guess([(n.name, n.events) for n in names])]
    metrics.save_catalogue_events(viewer=SYSTEM, events=guessed, now=NOW)


def _by_hand(ids: dict[str, int]) -> None:
    """Everybody is moved by hand and waits."""
    for tag, account in ids.items():
        given: dict[str, Any] = {"viewer": SYSTEM, "account_id": account, "now": NOW}
        by_hand.move_by_hand(**given, lake=workspace_lake(), place="retention", why=f"{tag}の事情")
        by_hand.start_waiting(**given, why=f"{tag}の都合", until=LAST + timedelta(days=20))


def _promises(ids: dict[str, int]) -> None:
    """A promise in a note of its own, and one by itself."""
    for tag, account in ids.items():
        given: dict[str, Any] = {"viewer": SYSTEM, "now": NOW, "today": LAST}
        draft = NoteDraft(
            account, "meeting", NOW, f"{tag}定例", f"宿題\n・当社: {tag}の見積を送る 期限: 4/8",
            topic=f"{tag}の話", department="cs",
        )  # fmt: skip
        promises.write_note(draft=draft, **given)
        promises.add_promise(account_id=account, side="theirs", text=f"{tag}の返事", **given)


def _tasks(ids: dict[str, int], users: dict[str, int]) -> None:
    from tests.access.today_world import make_tasks  # it knows this world

    make_tasks({tag: ids[tag] for tag in TAGS}, users)


def _place(tag: str, account: int) -> Place:
    [key] = customer_queries.key_spans(viewer=SYSTEM, account_ids=[account])
    return Place(
        tag=tag,
        id=account,
        public_id=customer_queries.public_ids(viewer=SYSTEM, ids=[account])[account],
        contact=Contact.objects.get(account_id=account).public_id,
        stay=PhaseStay.objects.filter(account_id=account).order_by("-pk")[0].public_id,
        spans=(KeySpan(source=key.source, key=key.key),),
    )


def marks_of(places: Iterable[Place]) -> frozenset[str]:
    """Every text that would give one of these accounts away: tags, primary keys, public ids."""
    found: set[str] = set()
    for place in places:
        found |= {place.tag, str(place.id), place.public_id, place.contact}
        for model in (PhaseStay, ManualMove, ContractLine):
            rows = model._default_manager.filter(account_id=place.id)
            found |= set(rows.values_list("public_id", flat=True))
    return frozenset(found)


def restate_last(w: Built, v: Viewer, p: Place) -> Any:
    return restating.restate(viewer=v, lake=w.lake, from_on=LAST, now=NOW)


def delete_series(w: Built, v: Viewer, p: Place) -> Any:
    return restating.delete_restated(viewer=v, public_id=w.series, lake=w.lake, now=NOW)
