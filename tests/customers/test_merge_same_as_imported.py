"""A world merged afterwards shows the same metrics, phases and stays as one imported already merged."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from banso.connectors import merging
from banso.connectors.jobs import run_close
from banso.customers import operations as customers
from banso.customers.models import AccountKey, Ticket
from banso.customers.operations import AccountRow, UserRow
from banso.events.store import workspace_lake
from banso.journey.models import PhaseStay
from banso.metrics import operations as metrics
from banso.metrics.catalogue import write_catalogue
from banso.metrics.queries import metric_table
from banso.workspace import operations as workspace
from banso.workspace.models import Job
from banso.workspace.progress import Silent
from tests.ground.depth import deep
from tests.journey_store.worlds import COLUMNS, NOW, SYSTEM, close, contract, lake, made, on
from tests.journey_store.worlds import field as give_field
from tests.metrics.small import CATALOGUE, Small

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.usefixtures("workspace")
LAST = 40
NAMES = ("signed in", "report made", "report shared", "search", "step one", "step two")


@dataclass
class Facts:
    """What is known of two records, by key: 'a' is the company, 'b' the record too many."""

    events: list[tuple[str, int, str, str]] = field(default_factory=list)  # key, day, name, user
    contracts: list[tuple[str, int, int | None, int]] = field(default_factory=list)
    tickets: list[tuple[str, int, int | None]] = field(default_factory=list)
    users: list[tuple[str, str, int | None, str]] = field(default_factory=list)
    values: list[tuple[str, str, Any, int]] = field(default_factory=list)

    @classmethod
    def random(cls, seed: int) -> Facts:
        chance = random.Random(seed)
        found = cls()
        for key in "ab":
            for _ in range(chance.randint(5, 25)):
                user = f"u{chance.randint(1, 4)}"  # some are known to both records
                found.events.append((key, chance.randint(0, LAST), chance.choice(NAMES), user))
            if key == "a" or chance.random() < 0.7:
                start = chance.choice([-100, 0, 10])
                end = chance.choice([None, start + 130, 30])
                found.contracts.append((key, start, end, chance.randint(1, 9) * 10_000))
            for _ in range(chance.randint(0, 3)):
                opened = chance.randint(-5, LAST)
                found.tickets.append((key, opened, chance.choice([None, opened + 4])))
            for n in range(1, 5):
                if chance.random() < 0.7:
                    seen = chance.choice([None, chance.randint(-30, 20)])
                    found.users.append(
                        (key, f"u{n}", seen, chance.choice(["", "営業部", "総務部"]))
                    )
            for name in ("seats_assigned", "csm_feel", "leaving_intent"):
                if chance.random() < 0.6:
                    value = {
                        "seats_assigned": chance.choice([3, 6, 12]),
                        "csm_feel": chance.choice(["good", "low"]),
                        "leaving_intent": "considering",
                    }[name]
                    found.values.append((key, name, value, chance.randint(-5, LAST)))
        return found


def begin() -> None:
    made()
    workspace.widen_coverage(kind="usage", source="app", from_on=on(-200), to_on=on(200))
    workspace.widen_coverage(kind="tickets", source="desk", from_on=on(-200), to_on=None)
    workspace.set_clock(viewer=SYSTEM, mode="stands", stands_at=on(LAST), now=NOW)
    metrics.save_catalogue(viewer=SYSTEM, text=write_catalogue(CATALOGUE.events.values()), now=NOW)


def tell(facts: Facts, ids: dict[str, int]) -> None:
    """Write the facts under these accounts; ``ids`` has the same account twice in the merged world."""
    send = Small(workspace_lake().folder)
    send.append([send.made(name, on(day), user=user, key=key) for key, day, name, user in facts.events])  # fmt: skip
    for key, start, end, mrr in facts.contracts:
        contract(ids[key], on(start), on(end) if end is not None else None, mrr=mrr)
    for n, (key, opened, closed) in enumerate(facts.tickets):
        moment = datetime.combine(on(opened), datetime.min.time(), tzinfo=UTC)
        Ticket.objects.create(
            account_id=ids[key], source="desk", key=f"t{n}", opened_at=moment,
            closed_at=moment + timedelta(days=closed - opened) if closed is not None else None,
        )  # fmt: skip
    merged = len(set(ids.values())) == 1
    mine = {(user, part) for key, user, _seen, part in facts.users if key == "a" and part}
    for key, user, seen, part in facts.users:
        if merged and key == "b" and user in {u for u, _ in mine}:
            part = ""  # the survivor's department stands
        customers.upsert_product_users(
            viewer=SYSTEM, source="app", batch="",
            rows=[UserRow(ids[key], user, on(seen) if seen is not None else None, {"department": part} if part else {})],
        )  # fmt: skip
    known = {name for key, name, _value, _day in facts.values if key == "a"}
    for key, name, value, day in facts.values:
        if not (merged and key == "b" and name in known):
            give_field(ids[key], name, value, day)


def two_records() -> dict[str, int]:
    rows = [
        AccountRow(k, {"name": n}) for k, n in (("a", "株式会社アオバ（架空）"), ("b", "アオバ㈱"))
    ]
    customers.upsert_accounts(viewer=SYSTEM, source="app", rows=rows, batch="", now=NOW, day=on(0))
    return customers.account_ids(source="app", keys=["a", "b"])


def one_record() -> dict[str, int]:
    row = AccountRow("a", {"name": "株式会社アオバ（架空）"})
    customers.upsert_accounts(viewer=SYSTEM, source="app", rows=[row], batch="", now=NOW, day=on(0))
    account = customers.account_ids(source="app", keys=["a"])["a"]
    AccountKey.objects.create(source="app", key="b", key_folded="b", account_id=account)
    return {"a": account, "b": account}


def seen(account: int) -> dict[str, Any]:
    """Metrics, states and stays of the account, and whose days there are besides."""
    table = metric_table(lake())
    with lake().cursor() as cursor:
        found = cursor.execute(
            f"select * from {table.sql()} where account = {account} order by day"
        )
        names = [d[0] for d in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        cursor.execute("select 1").fetchall()
        others = cursor.execute(f"select count(*) from {table.sql()} where account <> {account}").fetchall()  # fmt: skip
        from banso.journey.definitions import STATE_DAYS

        columns = ", ".join(c for c in COLUMNS if c not in ("account", "release"))
        states = cursor.execute(
            f"select {columns} from {lake().table(STATE_DAYS).sql()} where account = {account} order by day"
        ).fetchall()
    left_out = ("account", "recorded_at", "computed_at", "release", "made_at", "generation")
    stays = PhaseStay.objects.filter(superseded_at__isnull=True).order_by("account_id", "number")
    return {
        "rows": [{k: v for k, v in r.items() if k not in left_out} for r in rows],
        "others": others,
        "states": states,
        "stays": [s.content() for s in stays if s.account_id == account],
    }


def run_jobs() -> None:
    """What the worker does with the days a merge ordered."""
    for job in Job.objects.filter(kind="day.backfill", state="waiting"):
        run_close(progress=Silent(), viewer=SYSTEM, **job.arguments)
        Job.objects.filter(pk=job.pk).update(state="done")


@pytest.mark.parametrize("seed", range(deep(1)))
def test_it_is_as_if_there_had_been_one_record(
    seed: int, settings: SettingsWrapper, tmp_path: Path
) -> None:
    facts = Facts.random(seed)
    with transaction.atomic():
        begin()
        ids = two_records()
        tell(facts, ids)
        close(0, LAST)
        before = {k: seen(i) for k, i in ids.items()}
        act = merging.merge(viewer=SYSTEM, keep=ids["a"], gone=ids["b"], now=NOW)
        assert act.job
        run_jobs()
        merged = seen(ids["a"])
        merging.take_back(viewer=SYSTEM, act=act.act, now=NOW)
        run_jobs()
        assert {k: seen(i) for k, i in ids.items()} == before, "undone is as it was"
        transaction.set_rollback(True)
    settings.BANSO_FOLDER = tmp_path / "other"
    begin()
    ids = one_record()
    tell(facts, ids)
    close(0, LAST)
    expected = seen(ids["a"])
    assert expected["rows"] and expected["states"]
    assert merged == expected
