"""``banso move`` takes a workspace's records to PostgreSQL and back; killed anywhere, nothing is lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from banso.workspace import moving, records
from tests.ground import postgres, servers

if TYPE_CHECKING:
    from tests.conftest import Serve

BOUNDARIES = (moving.LOADED, moving.COMPARED, moving.PINNED)
DUMP = """
import django; django.setup()
import hashlib, sys
from pathlib import Path
from tempfile import mkdtemp
from django.db import connection
from banso.workspace.dump import dump_records, folder_out
folder = Path(mkdtemp()); dump_records(folder_out(folder))
digest = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(folder.iterdir())))
print(connection.vendor, digest.hexdigest())
"""


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[None]:
    with postgres.running():
        yield


@pytest.fixture(scope="module")
def furnished(
    prepared_workspace: servers.WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> servers.WorkspaceFolder:
    """A workspace with an import in it, its records in SQLite whichever store this run is on."""
    world = prepared_workspace.copy_to(tmp_path_factory.mktemp("furnished"))
    if (world.folder / records.ADDRESS_FILE).exists():
        world.run("move", "--to", "sqlite")
    files = tmp_path_factory.mktemp("files")
    (files / "accounts.csv").write_text(
        "account_id,account_name,業種,csm_feel,備考\n"
        + "".join(f'A{n:03},架空商事{n}号,製造,fair,𠮷野家ではない "{n}"\n' for n in range(120))
    )
    (files / "contracts.csv").write_text(
        "id,account_id,start,end,plan,mrr,seats\n"
        + "".join(f"C{n},A{n:03},2026-01-01,2026-12-31,pro,{n}000,5\n" for n in range(120))
    )
    world.run("import", str(files))
    return world


@pytest.fixture
def in_a_file(furnished: servers.WorkspaceFolder, tmp_path: Path) -> servers.WorkspaceFolder:
    return furnished.copy_to(tmp_path / "home")


@pytest.fixture(scope="module")
def moved(
    furnished: servers.WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> servers.WorkspaceFolder:
    """The same workspace after its way to PostgreSQL; copy it."""
    world = furnished.copy_to(tmp_path_factory.mktemp("moved"))
    world.run("move", "--to", postgres.new_database())
    return world


def held(world: servers.WorkspaceFolder) -> tuple[str, str]:
    """The store in force and a digest of every record in it."""
    store, digest = world.python("-c", DUMP).split()[-2:]
    return store, digest


def test_it_brings_every_record_there_and_back(in_a_file: servers.WorkspaceFolder) -> None:
    store, before = held(in_a_file)
    assert store == "sqlite"
    there = in_a_file.run("move", "--to", postgres.new_database(), BANSO_LANGUAGE="en").stdout
    assert "to postgresql" in there and "records.moved-" in there
    assert held(in_a_file) == ("postgresql", before)
    assert not (in_a_file.folder / "records.sqlite3").exists()
    in_a_file.run("move", "--to", "sqlite")
    assert held(in_a_file) == ("sqlite", before)


def test_it_goes_on_giving_out_new_keys(in_a_file: servers.WorkspaceFolder) -> None:
    in_a_file.run("move", "--to", postgres.new_database())
    made = in_a_file.python(
        "-c",
        "import django; django.setup()\n"
        "from django.utils.timezone import now\n"
        "from banso.customers.models import Account\n"
        "top = max(Account.objects.values_list('pk', flat=True))\n"
        "print(Account.objects.create(name='新しい会社', created_at=now()).pk > top)",
    )
    assert made.split()[-1] == "True"


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("back", [False, True], ids=["there", "back"])
def test_killed_and_done_again_nothing_is_lost(
    boundary: str, back: bool, furnished: servers.WorkspaceFolder, moved: servers.WorkspaceFolder,
    tmp_path: Path,
) -> None:  # fmt: skip
    world = (moved if back else furnished).copy_to(tmp_path / "home")
    to = "sqlite" if back else postgres.new_database()
    _, before = held(world)
    killed = world.run("move", "--to", to, check=False, BANSO_KILL_AT=boundary)
    assert killed.returncode == -signal.SIGKILL
    assert held(world)[1] == before
    if boundary == moving.PINNED:
        return
    if not back:  # the target was filled, so it is not empty: another one is named
        to = postgres.new_database()
    world.run("move", "--to", to)
    assert held(world)[1] == before


def test_it_refuses_a_database_that_holds_rows(
    in_a_file: servers.WorkspaceFolder, moved: servers.WorkspaceFolder
) -> None:
    _, before = held(in_a_file)
    to = (moved.folder / records.ADDRESS_FILE).read_text().strip()
    again = in_a_file.run("move", "--to", to, check=False, BANSO_LANGUAGE="en")
    assert again.returncode == 1
    assert "records.not-empty" in again.stderr
    assert held(in_a_file) == ("sqlite", before)


@pytest.mark.parametrize(
    ("to", "id"),
    [
        ("mysql://root@localhost/banso", "records.address"),
        ("postgresql://", "records.address"),
        ("postgresql://a:SECRET@127.0.0.1:1/banso", "move.no-answer"),
        ("postgresql://a:SECRET@127.0.0.1:1/banso?schema=A;drop", "records.schema"),
        ("sqlite", "move.already-there"),
    ],
)
def test_it_says_what_is_wrong_with_an_address(
    to: str, id: str, in_a_file: servers.WorkspaceFolder
) -> None:
    refused = in_a_file.run("move", "--to", to, check=False, BANSO_LANGUAGE="en")
    assert refused.returncode == 1
    assert id in refused.stderr
    assert "SECRET" not in refused.stderr + refused.stdout
    assert "Traceback" not in refused.stderr


def test_it_waits_for_nobody_who_is_at_work(
    in_a_file: servers.WorkspaceFolder, serve: Serve
) -> None:
    serve(in_a_file)
    refused = in_a_file.run("move", "--to", "postgresql://x@y/z", check=False, BANSO_LANGUAGE="en")
    assert refused.returncode == 1
    assert "workspace.in-use" in refused.stderr


def test_records_stay_where_they_are_whatever_the_environment_says(
    in_a_file: servers.WorkspaceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(in_a_file)
    monkeypatch.setenv("DATABASE_URL", postgres.new_database())
    assert held(in_a_file) == before


def test_a_new_workspace_takes_the_address_of_the_environment(tmp_path: Path) -> None:
    fresh = servers.WorkspaceFolder(tmp_path, "fresh")
    address = postgres.new_database()
    fresh.run("migrate", DATABASE_URL=address)
    assert (fresh.folder / records.ADDRESS_FILE).read_text().strip() == "$DATABASE_URL"
    assert address not in (fresh.folder / records.ADDRESS_FILE).read_text()
    lost = fresh.run("migrate", check=False, DATABASE_URL="", BANSO_LANGUAGE="en")
    assert lost.returncode == 1
    assert "records.address-missing" in lost.stderr
    assert not (fresh.folder / "records.sqlite3").exists()
