"""Two published simulated products, whole: every row comes in, once."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from banso.connectors.files.grammar import shipped_text
from banso.customers.models import Account, FieldValue, ProductUser
from banso.events.definitions import EVENTS
from banso.events.store import workspace_lake
from banso.revenue.models import ContractLine
from banso.workspace.queries import clock
from tests.connectors.helping import take_in

pytestmark = pytest.mark.usefixtures("workspace")
DATA = Path(__file__).parent.parent / "data" / "fightchurn"


def query(sql: str) -> list[tuple[Any, ...]]:
    lake = workspace_lake()
    with lake.cursor() as cursor:
        return cursor.execute(sql.format(events=lake.table(EVENTS).sql())).fetchall()


def test_socialnet7_comes_in_whole() -> None:
    result = take_in(DATA / "socialnet7", mapping=shipped_text("fightchurn_socialnet7"))
    created = {k: c["created"] for k, c in result["counts"].items()}
    assert (created["account"], created["contract"], created["event"]) == (334, 1094, 325_345)
    assert result["quarantined"] == 0 and result["problems"] == []
    assert result["unknown_account_keys"]["keys"] == 0
    with gzip.open(DATA / "socialnet7" / "event.csv.gz", "rt") as stream:
        wanted = Counter(row["account_id"] for row in csv.DictReader(stream))
    assert dict(query("select account_key, count(*) from {events} group by 1")) == wanted
    assert clock().stands and clock().today.isoformat() == "2020-04-30"


@pytest.fixture
def slice_of_crm5(tmp_path: Path) -> Path:
    """Every table of crm5, the events of every fortieth row."""
    for name in ("account.csv", "subscription.csv", "event_type.csv"):
        (tmp_path / name).write_bytes((DATA / "crm5" / name).read_bytes())
    with gzip.open(DATA / "crm5" / "event.csv.gz", "rt") as whole:
        head, *rows = [line for n, line in enumerate(whole) if n % 40 == 0]
        (tmp_path / "event.csv").write_text("".join([head, *rows]))
    return tmp_path


def test_a_slice_of_crm5_reads_as_its_mapping_says(slice_of_crm5: Path) -> None:
    result = take_in(slice_of_crm5, mapping=shipped_text("fightchurn_crm5"))
    assert result["counts"]["account"]["created"] == 112
    assert result["counts"]["contract"]["created"] == 1602
    assert result["counts"]["event"]["created"] == 35_760
    assert result["quarantined"] == 0
    assert result["coverage"]["usage"] == ["2022-01-01", "2022-09-30"]
    assert clock().today.isoformat() == "2022-09-30"
    # No name, no currency, no start of their own.
    account = Account.objects.get(keys__key="0")
    assert (account.name, account.currency) == ("", "")
    fields = dict(
        FieldValue.objects.filter(account=account, from_on=None).values_list("key", "value")
    )
    assert fields == {"channel": "appstore1", "date_of_birth": "2019-08-18", "region": "NY"}
    plans = ContractLine.objects.filter(account=account, kind="plan").order_by("start_on")
    assert {p.plan.key for p in plans if p.plan} <= {
        "starter",
        "basic",
        "standard",
        "advanced",
        "premier",
    }
    addon = ContractLine.objects.get(key="0/meetings/2022-01-31")
    assert (addon.kind, addon.add_on.key if addon.add_on else "", addon.mrr_minor, addon.seats) == (
        "addon",
        "meetings",
        300,
        None,
    )
    assert addon.discount == pytest.approx(0.3)
    names = {n for (n,) in query("select distinct name from {events}")}
    assert {"search", "meeting"} <= names and not any(n.isdigit() for n in names)
    # Local midnight is the workspace's: the day of an event is the day the file says.
    with (slice_of_crm5 / "event.csv").open() as stream:
        wanted = Counter(row["event_time"][:10] for row in csv.DictReader(stream))
    assert dict(query("select day::varchar, count(*) from {events} group by 1")) == wanted
    assert ProductUser.objects.filter(account__keys__key="0").exists()


def test_active_mrr_is_what_the_tables_of_the_data_say(slice_of_crm5: Path) -> None:
    from datetime import date

    from django.db.models import Q, Sum

    take_in(slice_of_crm5, mapping=shipped_text("fightchurn_crm5"))
    for day, wanted in ((date(2022, 2, 1), 56_755), (date(2022, 9, 1), 98_059)):
        active = ContractLine.objects.filter(start_on__lte=day).filter(
            Q(end_on__gt=day) | Q(end_on=None)
        )
        assert active.aggregate(m=Sum("mrr_minor"))["m"] == wanted
