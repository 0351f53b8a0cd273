"""Names, addresses and notes of people live in the records only, and can be erased (rules.md list 9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from banso.customers.operations import erase_contact
from banso.customers.queries import contacts_of
from banso.events.store import workspace_lake
from banso.workspace.models import AuditRow, Release
from banso.workspace.operations import make_release
from tests.access.world import NOW, SYSTEM, Built, Place


def personal(place: Place) -> set[str]:
    """What the file of contacts said of this account's person."""
    tag = place.tag
    return {f"{tag}姓", f"{tag}名", f"{tag}@{tag}.example", f"03-{tag}", f"{tag}の覚書"}


def everybody(world: Built) -> set[str]:
    return {text for place in world.accounts.values() for text in personal(place)}


def records() -> Iterator[tuple[str, str]]:
    """Every row of every table as a text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == "customers_notegrams" and connection.vendor == "sqlite":
                continue  # gives no rows; what it keeps lies in tables of its own, listed too
            cursor.execute(f'select * from "{table}"')  # noqa: S608 - a name the database gave
            for row in cursor.fetchall():
                yield table, json.dumps(row, ensure_ascii=False, default=str)


def lake_texts() -> Iterator[tuple[str, str]]:
    """Every value in every data file of the lake, and every log, manifest and statistic beside them."""
    lake = workspace_lake()
    for path in sorted(Path(lake.folder).rglob("*")):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes().decode(errors="replace")
        if path.suffix == ".parquet":
            with lake.cursor() as cursor:
                sql = f"select * from read_parquet('{path}', hive_partitioning=false)"  # noqa: S608
                for row in cursor.execute(sql).fetchall():
                    yield str(path), json.dumps(row, ensure_ascii=False, default=str)


def holding(found: Iterator[tuple[str, str]], texts: set[str]) -> set[tuple[str, str]]:
    """(Where, what) for each of ``texts`` that stands somewhere."""
    return {(where, t) for where, text in found for t in texts if t in text}


def test_it_keeps_people_out_of_the_lake(world: Built) -> None:
    read = list(lake_texts())
    assert any("zqalfa" in text for _, text in read)  # keys of accounts are there
    assert not holding(iter(read), everybody(world))


def test_it_keeps_people_out_of_the_audit_trail(world: Built) -> None:
    rows = [json.dumps(r, ensure_ascii=False, default=str) for r in AuditRow.objects.values()]
    assert len(rows) > 20
    written = {
        *everybody(world),
        *(f"{t}の{w}" for t in world.accounts for w in ("項目", "事情", "都合")),
    }
    assert not {text for text in written for row in rows if text in row}


def test_it_keeps_reasons_with_what_they_explain(world: Built) -> None:
    with transaction.atomic():
        make_release(viewer=SYSTEM, changes={"metric/x": 1}, now=NOW, why="zqalfa姓様のご依頼")
        row = AuditRow.objects.filter(act="release.made").latest("pk")
        assert Release.objects.get(number=int(row.subject_id)).why == "zqalfa姓様のご依頼"
        assert "ご依頼" not in json.dumps(row.detail, ensure_ascii=False)
        transaction.set_rollback(True)


def test_it_leaves_nothing_of_who_was_erased(world: Built) -> None:
    """Not in the records, not among what an undo would bring back, not in uploads; others stay."""
    gone, stays = world.mine
    with transaction.atomic():
        assert {t for _, t in holding(records(), personal(gone))} == personal(gone)
        erase_contact(viewer=world.viewer("csm"), public_id=gone.contact, now=NOW)
        assert not holding(records(), personal(gone))
        assert not holding(lake_texts(), personal(gone))
        uploads = [p for p in (Path(settings.BANSO_FOLDER) / "uploads").rglob("*") if p.is_file()]
        left = ((str(p), p.read_bytes().decode(errors="replace")) for p in uploads)
        assert not holding(left, everybody(world))
        assert {t for _, t in holding(records(), personal(stays))} == personal(stays)
        [contact] = contacts_of(viewer=SYSTEM, account_id=gone.id)
        assert contact.erased and not contact.name
        transaction.set_rollback(True)
