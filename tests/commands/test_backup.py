"""``banso backup`` and ``banso restore``: whole, or not at all, whatever happens on the way."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from banso.connectors.backup import restoring, taking
from banso.lib.steps import declared
from tests.connectors.helping import write
from tests.ground.servers import WorkspaceFolder

Parts = dict[str, bytes]
MAKING = ("making.migrated", "making.filled", "making.published")  # of the process that makes it


@pytest.fixture(scope="module")
def lived_in(
    prepared_workspace: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory
) -> WorkspaceFolder:
    """People, two fictional accounts, a few events."""
    workspace = prepared_workspace.copy_to(tmp_path_factory.mktemp("lived"))
    files = tmp_path_factory.mktemp("files")
    write(
        files, "accounts.csv", [("account_id", "account_name"), ("a1", "架空一"), ("a2", "架空二")]
    )
    write(
        files,
        "events.csv",
        [
            ("event_id", "account_id", "event_name", "timestamp"),
            *((f"e{n}", f"a{n % 2 + 1}", "login", f"2026-03-{n % 28 + 1:02d}") for n in range(300)),
        ],
    )
    workspace.run("import", str(files), "--no-backfill")
    return workspace


@pytest.fixture(scope="module")
def backup(lived_in: WorkspaceFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "one.banso.zip"
    lived_in.run("backup", "--to", str(file))
    return file


def counts(workspace: WorkspaceFolder) -> dict[str, Any]:
    """Rows of every table and of the lake, and the states of imports."""
    said = workspace.python("-m", "tests.commands.counting")
    return dict(json.loads(said))


def restored(home: Path, file: Path, **environment: str) -> tuple[WorkspaceFolder, int, str]:
    home.mkdir(exist_ok=True)
    done = WorkspaceFolder(home, "main").run(
        "restore", str(file), "--as", "again", check=False, LANG="C", **environment
    )
    return WorkspaceFolder(home, "again"), done.returncode, done.stderr


def nothing_there(home: Path) -> bool:
    listed = home / "workspaces.json"
    known = json.loads(listed.read_text())["workspaces"] if listed.exists() else []
    return not (home / "again").exists() and not known


def rewritten(source: Path, target: Path, change: Callable[[Parts, dict[str, Any]], None]) -> Path:
    """The backup with other parts or another manifest; digests are left as they are."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def redigested(parts: Parts, manifest: dict[str, Any], name: str, data: bytes) -> None:
    """As somebody would who knows the format."""
    parts[name] = data
    manifest["parts"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_it_comes_back_with_every_row(
    lived_in: WorkspaceFolder, backup: Path, tmp_path: Path
) -> None:
    again, code, said = restored(tmp_path / "home", backup)
    assert code == 0, said
    before, after = counts(lived_in), counts(again)
    assert before["lake"]["events"] == 300
    # The restore says in the audit trail that it was one; the backup itself said so after its instant.
    before["records"]["workspace.AuditRow"] = after["records"]["workspace.AuditRow"]
    # What reaches beyond the copy rests in it, and is noted for that; no worker ran in the original.
    assert after["records"].pop("workspace.Schedule") and not before["records"].pop(
        "workspace.Schedule"
    )
    assert after == before
    assert (again.folder / "secret.key").read_text() != (lived_in.folder / "secret.key").read_text()
    assert not list((tmp_path / "home" / ".making").glob("*/again"))


def test_it_is_an_ordinary_zip_in_open_formats(backup: Path) -> None:
    import duckdb

    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["format"] == "banso-backup" and manifest["version"] == 1
        names = set(archive.namelist())
        assert names == {*manifest["parts"], "manifest.json"}
        signed_in = ("records/sessions.", "records/usersessions.")
        assert not [n for n in names if "secret" in n or n.lower().startswith(signed_in)]
        accounts = archive.read("records/customers.Account.jsonl").splitlines()
        assert {json.loads(line)["name"] for line in accounts} == {"架空一", "架空二"}
        archive.extractall(backup.parent / "open")
    files = str(backup.parent / "open/lake/events/*/*.parquet")
    assert duckdb.sql(f"select count(*) from '{files}'").fetchall() == [(300,)]
    assert backup.stat().st_mode & 0o077 == 0


def test_it_overwrites_nothing(lived_in: WorkspaceFolder, backup: Path) -> None:
    before = backup.read_bytes()
    second = lived_in.run("backup", "--to", str(backup), check=False, LANG="C")
    assert second.returncode == 1 and "[backup.in-the-way]" in second.stderr
    assert backup.read_bytes() == before


@pytest.fixture
def spoiled(backup: Path, tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    def truncated(target: Path) -> Path:
        target.write_bytes(backup.read_bytes()[:-400])
        return target

    def flipped(target: Path) -> Path:
        data = bytearray(backup.read_bytes())
        data[data.index(b"PAR1") + 40] ^= 0xFF
        target.write_bytes(data)
        return target

    def foreign(target: Path) -> Path:
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("holiday.txt", "photos")
        return target

    def text(target: Path) -> Path:
        target.write_text("name,mrr\n")
        return target

    def change(how: Callable[[Parts, dict[str, Any]], None]) -> Callable[[Path], Path]:
        return lambda target: rewritten(backup, target, how)

    def with_row(parts: Parts, manifest: dict[str, Any]) -> None:
        name = "records/customers.AccountKey.jsonl"
        redigested(parts, manifest, name, parts[name].replace(b'"account_id":', b'"account_id":9'))

    def outside(parts: Parts, manifest: dict[str, Any]) -> None:
        redigested(parts, manifest, "lake/../../secret.key", b"x")

    def lake_of_others(parts: Parts, manifest: dict[str, Any]) -> None:
        for name in [n for n in parts if n.startswith("lake/events/_delta_log")]:
            entry = parts[name].replace(b'"path":"day=', b'"path":"../../../x/day=')
            redigested(parts, manifest, name, entry)

    made: dict[str, Callable[[Path], Path]] = {
        "truncated": truncated,
        "flipped": flipped,
        "foreign": foreign,
        "text": text,
        "newer format": change(lambda p, m: m.update(version=2)),
        "newer migrations": change(lambda p, m: m["records"]["migrations"].update(workspace="0999_x")),
        "part gone": change(lambda p, m: p.pop("records/workspace.User.jsonl") and None),
        "part more": change(lambda p, m: p.update({"records/x.jsonl": b""})),
        "row changed": change(lambda p, m: p.update({"README.txt": p["README.txt"].swapcase()})),
        "row without its account": change(with_row),
        "leaves its folder": change(outside),
        "lake of others": change(lake_of_others),
    }  # fmt: skip
    yield lambda kind: made[kind](tmp_path / "spoiled.zip")


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("truncated", "backup.unreadable"),
        ("flipped", "backup.damaged"),
        ("foreign", "backup.foreign"),
        ("text", "backup.unreadable"),
        ("newer format", "backup.newer"),
        ("newer migrations", "backup.newer"),
        ("part gone", "backup.damaged"),
        ("part more", "backup.damaged"),
        ("row changed", "backup.damaged"),
        ("row without its account", "records.keys"),
        ("leaves its folder", "backup.foreign"),
        ("lake of others", "backup.damaged"),
    ],
)
def test_what_is_not_whole_is_refused(
    spoiled: Callable[[str], Path], kind: str, problem: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    _, code, said = restored(home, spoiled(kind))
    assert code == 1 and f"[{problem}]" in said, said
    assert "Traceback" not in said
    assert nothing_there(home)


@pytest.mark.parametrize("step", [*declared("restore."), *MAKING[1:]])
def test_a_kill_leaves_no_half_workspace(backup: Path, step: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    again, code, said = restored(home, backup, BANSO_KILL_AT=step)
    if step == "making.published":
        assert counts(again)["lake"]["events"] == 300
        return
    assert code == 1 and "[making.died]" in said
    assert nothing_there(home)
    again, code, said = restored(home, backup)
    assert code == 0, said
    assert counts(again)["lake"]["events"] == 300
    assert not list((home / ".making").glob("*/again"))


@pytest.mark.parametrize("step", declared("backup."))
def test_a_killed_backup_leaves_no_file(
    lived_in: WorkspaceFolder, step: str, tmp_path: Path
) -> None:
    workspace = lived_in.copy_to(tmp_path / "home")
    killed = workspace.run("backup", check=False, BANSO_KILL_AT=step)
    assert killed.returncode == -9
    found = list((workspace.home / "backups").rglob("*.zip"))
    assert found == [] or step == taking.WRITTEN
    done = json.loads(workspace.run("backup", "--json").stdout)
    assert Path(done["file"]).stat().st_size == done["bytes"]
    assert not list((workspace.folder / ".backup").glob("links/*"))


def test_it_declares_what_it_kills_at() -> None:
    assert restoring.RESTORED in declared("restore.") and len(declared("restore.")) == 3
