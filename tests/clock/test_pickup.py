"""Files from the folder: understood ones are taken in once, others are refused with a reason."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from banso.connectors import operations as imports
from banso.connectors.lock import ImportBusy, one_at_a_time
from banso.connectors.models import ImportBatch
from banso.connectors.pickup import folder as places
from banso.connectors.pickup import running
from banso.connectors.pickup.models import PickedFile
from banso.customers.models import Account
from banso.workspace.progress import Silent
from tests.connectors.helping import ACCOUNTS, NOW, small_export, take_in, write

OLD = (NOW - timedelta(hours=1)).timestamp()


@pytest.fixture
def inbox(workspace: None, tmp_path: Path) -> Path:
    """A folder, in a workspace that has seen accounts, contracts and events once."""
    take_in(small_export(tmp_path / "by-hand"))
    return places.folder_of({})


def put(folder: Path, name: str, rows: Any, *, age: float = OLD) -> Path:
    path = write(folder, name, rows)
    os.utime(path, (age, age))
    return path


def pick_up(folder: Path) -> dict[str, Any]:
    return running.pick_up(folder=folder, now=NOW, progress=Silent())


def lies(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def new_account(key: str, name: str) -> list[tuple[str, ...]]:
    return [ACCOUNTS[0], (key, name, "retail")]  # type: ignore[list-item]


def test_a_file_like_one_seen_before_is_taken_in_and_filed(inbox: Path) -> None:
    put(inbox, "accounts.csv", new_account("A9", "株式会社はまかぜ（架空）"))
    found = pick_up(inbox)
    assert (found["taken"], found["refused"]) == (1, 0)
    assert Account.objects.filter(name="株式会社はまかぜ（架空）").exists()
    assert lies(inbox) == ["done/2026-04-10/accounts.csv"]
    row = PickedFile.objects.get()
    assert row.filed and row.settled and row.batch
    assert pick_up(inbox)["taken"] == 0
    assert ImportBatch.objects.filter(state="committed").count() == 2


def test_a_file_of_unknown_form_is_refused_with_its_reason_beside_it(inbox: Path) -> None:
    put(inbox, "weather.csv", [("station", "celsius"), ("x", "12")])
    assert pick_up(inbox)["refused"] == 1
    assert lies(inbox) == [
        "refused/2026-04-10/weather.csv",
        "refused/2026-04-10/weather.csv.why.txt",
    ]
    why = (inbox / "refused/2026-04-10/weather.csv.why.txt").read_text("utf-8")
    assert "一度取り込んで" in why and "Import it once" in why
    assert not ImportBatch.objects.exclude(state="committed").exists()


def test_one_bad_file_does_not_keep_the_others_out(inbox: Path) -> None:
    bad = inbox / "contracts.xlsx"
    bad.write_bytes(b"\x00\x01 no workbook")
    os.utime(bad, (OLD, OLD))
    put(inbox, "accounts.csv", new_account("A9", "x"))
    found = pick_up(inbox)
    assert (found["taken"], found["refused"]) == (1, 1)


def test_what_is_still_being_written_or_no_table_is_left_alone(inbox: Path) -> None:
    put(inbox, "accounts.csv", ACCOUNTS, age=NOW.timestamp() - 5)
    put(inbox, "accounts.csv.part", ACCOUNTS)
    put(inbox, ".hidden.csv", ACCOUNTS)
    put(inbox, "notes.docx", ACCOUNTS)
    outside = put(inbox.parent, "secret.csv", ACCOUNTS)
    (inbox / "link.csv").symlink_to(outside)
    before = lies(inbox)
    assert pick_up(inbox) == {"taken": 0, "refused": 0, "stayed_out": 0, "files": []}
    assert lies(inbox) == before


def test_a_folder_is_one_import(inbox: Path, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "by-hand", inbox / "2026-04-09")
    for path in (inbox / "2026-04-09").iterdir():
        os.utime(path, (OLD, OLD))
    assert pick_up(inbox)["taken"] == 1
    assert (inbox / "done/2026-04-10/2026-04-09/events.csv").exists()
    assert ImportBatch.objects.count() == 2


def test_the_same_name_on_the_same_day_keeps_both(inbox: Path) -> None:
    for key in ("A8", "A9"):
        put(inbox, "accounts.csv", new_account(key, key))
        pick_up(inbox)
    assert len(lies(inbox)) == 2
    assert not (inbox / places.HELD / "x").exists() and not list((inbox / places.HELD).iterdir())


def test_while_somebody_imports_it_waits(inbox: Path) -> None:
    put(inbox, "accounts.csv", new_account("A9", "x"))
    with one_at_a_time(), pytest.raises(ImportBusy):
        pick_up(inbox)
    assert pick_up(inbox)["taken"] == 1


def test_a_file_that_always_crashes_is_refused_in_the_end(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(**given: Any) -> None:
        raise MemoryError

    put(inbox, "accounts.csv", new_account("A9", "x"))
    monkeypatch.setattr(imports, "commit", falls)
    for _ in range(running.MOST_ATTEMPTS):
        with pytest.raises(running.PickupUnfinished):
            pick_up(inbox)
    assert pick_up(inbox)["refused"] == 1
    assert PickedFile.objects.get().problems[0]["id"] == "pickup.crashed"
    assert lies(inbox)[0] == "refused/2026-04-10/accounts.csv"


def test_a_file_taken_away_before_it_was_held_is_said(inbox: Path) -> None:
    PickedFile.objects.create(name="gone.csv", found_at=NOW)
    assert pick_up(inbox)["refused"] == 1
    assert PickedFile.objects.get().problems[0]["id"] == "pickup.gone"


def test_only_folders_the_machines_owner_names_are_picked_up_from(
    workspace: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("/etc", "relative/inbox", f"{places.default_folder()}/../../..", str(tmp_path)):
        with pytest.raises(places.FolderRefused):
            places.folder_of({"folder": folder})
    monkeypatch.setenv("BANSO_PICKUP", f"{tmp_path / 'drop'}{os.pathsep}relative")
    assert places.folder_of({"folder": str(tmp_path / "drop" / "crm")}).is_dir()
    with pytest.raises(places.FolderRefused):
        places.folder_of({"folder": str(tmp_path / "dropped")})
