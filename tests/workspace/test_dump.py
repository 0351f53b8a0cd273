"""Records written as text and read back into another database: the same rows, or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections

from banso.connectors.models import ImportBatch
from banso.workspace import records
from banso.workspace.dump import (
    CONTENTS,
    LEFT_OUT,
    another_connection,
    columns_of,
    dump_records,
    folder_out,
    one_instant,
    tables_in_order,
)
from banso.workspace.load import (
    RecordsDoNotFit,
    RecordsNotEmpty,
    folder_src,
    load_records,
)
from banso.workspace.models import AuditRow, Definition, Job, Schedule, User, WorkspaceRow
from banso.workspace.viewer import Viewer
from tests.ground.people import make_person

NOW = datetime(2026, 4, 1, 3, 0, 0, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled() -> None:
    """Rows with everything that is hard to write down."""
    from banso.workspace import operations

    operations.create_workspace(viewer=Viewer.system(), name="架空商事\n二行目 🗻", now=NOW)
    akiko = make_person("akiko")
    make_person("paul", accounts=[7, 8])
    half = "\ud83d" if connection.vendor == "sqlite" else ""  # half a pair; PostgreSQL takes none
    Definition.objects.create(
        kind="journey", key="map", version=1, text="a: 1\r\n", digest="x", created_at=NOW
    )
    AuditRow.objects.create(
        at=NOW, user_id=akiko, act="a.b", subject_kind="x", subject_id="1",
        detail={"none": None, "big": 2**60, "half": 0.1, "text": "漢字\u2028" + half, "list": [1, []]},
    )  # fmt: skip
    Job.objects.create(kind="import.commit", state="done", created_at=NOW, result=None)
    Schedule.objects.create(key="w", rhythm="daily", at=time(2, 30), next_at=NOW)
    gone = ImportBatch.objects.create(created_at=NOW)
    ImportBatch.objects.filter(pk=gone.pk).delete()


@pytest.fixture
def dumped(filled: None, tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    dump_records(folder_out(folder))
    return folder


@pytest.fixture
def other(tmp_path: Path, empty_records: Path) -> Iterator[str]:
    """A second, empty database beside the tests' own."""
    shutil.copy(empty_records, tmp_path / "second.sqlite3")
    found = {**connections["default"].settings_dict, **records.sqlite(tmp_path / "second.sqlite3")}
    with another_connection(found) as alias:
        yield alias


def written(folder: Path) -> dict[str, Any]:
    """As JSON: PostgreSQL keeps what a JSON value holds, not the order it was written in."""
    found: dict[str, Any] = {CONTENTS: json.loads((folder / CONTENTS).read_text())}
    for path in folder.glob("*.jsonl"):
        found[path.name] = [json.loads(line) for line in path.read_bytes().splitlines()]
    return found


def test_it_gives_the_same_rows_from_the_other_database(
    dumped: Path, other: str, tmp_path: Path
) -> None:
    done = load_records(folder_src(dumped), using=other)
    again = tmp_path / "again"
    again.mkdir()
    dump_records(folder_out(again), using=other)
    assert done.rows > 5
    counted = [json.loads((f / CONTENTS).read_text())["tables"] for f in (again, dumped)]
    assert counted[0] == counted[1]
    assert written(again) == written(dumped)


def test_every_line_is_one_row_as_json(dumped: Path) -> None:
    rows = [json.loads(x) for x in (dumped / "workspace.User.jsonl").read_bytes().splitlines()]
    assert [r["email"] for r in rows] == ["akiko@example.com", "paul@example.com"]
    counted = json.loads((dumped / CONTENTS).read_text())["tables"]
    assert counted["workspace.User"]["rows"] == 2
    for file in dumped.glob("*.jsonl"):
        assert len(file.read_bytes().splitlines()) == counted[file.stem]["rows"]


def test_a_key_that_was_given_out_is_never_given_again(dumped: Path, other: str) -> None:
    before = json.loads((dumped / CONTENTS).read_text())["tables"]["connectors.ImportBatch"]
    assert before["rows"] == 0 and before["last_id"] >= 1
    load_records(folder_src(dumped), using=other)
    made = ImportBatch.objects.using(other).create(created_at=NOW)
    assert made.pk > before["last_id"]


def test_it_leaves_a_database_with_rows_alone(dumped: Path, other: str) -> None:
    load_records(folder_src(dumped), using=other)
    with pytest.raises(RecordsNotEmpty):
        load_records(folder_src(dumped), using=other)
    assert User.objects.using(other).count() == 2
    load_records(folder_src(dumped), using=other, replace=True)
    assert User.objects.using(other).count() == 2


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        ("workspace.User.jsonl", lambda b: b[:-20], "records.unreadable"),
        ("workspace.User.jsonl", lambda b: b.splitlines(keepends=True)[0], "records.count"),
        ("workspace.User.jsonl", lambda b: b + b.splitlines(keepends=True)[0], "records.row"),
        ("workspace.User.jsonl", lambda b: b.replace(b'"email"', b'"mail"'), "records.unreadable"),
        ("workspace.WorkspaceRow.jsonl", lambda b: b.replace(b'"id":1', b'"id":2'), "records.row"),
        ("workspace.AccountScope.jsonl", lambda b: b.replace(b'"user_id":', b'"user_id":99'), "records.keys"),
        (CONTENTS, lambda b: b.replace(b"workspace.User", b"workspace.Usher"), "records.tables"),
    ],
)  # fmt: skip
def test_a_damaged_dump_is_refused_whole(
    dumped: Path, other: str, file: str, change: object, problem: str
) -> None:
    path = dumped / file
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(RecordsDoNotFit) as refused:
        load_records(folder_src(dumped), using=other)
    assert refused.value.problems[0].id == problem
    assert not WorkspaceRow.objects.using(other).exists()
    assert not User.objects.using(other).exists()


def test_one_instant_does_not_see_what_comes_later(filled: None, tmp_path: Path) -> None:
    with one_instant() as alias:
        make_person("rin")  # others go on writing
        dump_records(folder_out(tmp_path), using=alias)
    assert len((tmp_path / "workspace.User.jsonl").read_bytes().splitlines()) == 2
    assert User.objects.count() == 3


def test_every_table_is_dumped_or_said_to_be_left_out() -> None:
    every = {m._meta.label for m in apps.get_models(include_auto_created=True)}
    ours = {t._meta.label for t in tables_in_order(apps)}
    assert every - ours == LEFT_OUT
    pointed_at = {
        c.related_model._meta.label for t in tables_in_order(apps) for c in columns_of(t) if c.related_model
    }  # fmt: skip
    assert not pointed_at & LEFT_OUT, "a row would point at what is not there"
