"""The list of workspaces, the first step into a new one, and who may do what to which."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from banso.workspace.homes import arrival, making, operations, registry, removing, running
from banso.workspace.homes.registry import Home
from banso.workspace.models import AuditRow
from banso.workspace.viewer import NotAllowed, Viewer

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.BANSO_HOME = tmp_path / "home"
    settings.BANSO_WORKSPACE = "mine"
    settings.BANSO_HOME.mkdir()
    for key in ("mine", "other"):
        folder = settings.BANSO_HOME / key
        folder.mkdir()
        (folder / "records.sqlite3").touch()
        registry.add_home(home=settings.BANSO_HOME, entry=Home(key, f"{key} 架空"))
    return Path(settings.BANSO_HOME)


def test_changes_at_once_are_all_kept(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(lambda n: registry.add_home(home=home, entry=Home(f"w{n}", f"{n}")), range(40))
        )
    assert len(registry.homes(home=home)) == 42


def test_a_reader_never_finds_half_a_list(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        writing = pool.map(
            lambda n: registry.change_home(home=home, key="mine", name="x" * n), range(0, 4000, 40)
        )
        for _ in range(300):
            assert len(registry.homes(home=home)) == 2
        list(writing)


def test_a_newer_list_with_more_in_it_is_read(home: Path) -> None:
    path = home / registry.FILE
    found = json.loads(path.read_text())
    found["workspaces"][0]["colour"] = "indigo"
    path.write_text(json.dumps(found))
    assert registry.homes(home=home)[0].key == "mine"


def test_folders_from_before_the_list_are_taken_in(home: Path) -> None:
    (home / "older").mkdir()
    (home / "older" / "records.sqlite3").touch()
    (home / "empty").mkdir()
    (home / "backups" / "mine").mkdir(parents=True)
    keys = [h.key for h in registry.adopt(home=home, created=NOW.isoformat())]
    assert keys == ["mine", "other", "older"]


@pytest.mark.parametrize(
    ("name", "begins"), [("Acme Inc.", "acme-inc"), ("架空商事", "ws-"), ("mine", "mine-"), ("../..", "ws-")]
)  # fmt: skip
def test_a_folder_is_made_from_the_name(home: Path, name: str, begins: str) -> None:
    key = registry.new_key(home=home, name=name)
    assert key.startswith(begins) and registry.is_free(home=home, key=key)


@pytest.mark.parametrize(
    "key", ["mine", "backups", "Backups", "..", "a/b", "", ".making", "x" * 60]
)
def test_a_folder_that_cannot_be_used_is_refused(home: Path, key: str) -> None:
    with pytest.raises(registry.WorkspaceTaken):
        registry.require_free_key(home=home, key=key)


# The link into a new workspace ---------------------------------------------------------------------


@pytest.fixture
def link(tmp_path: Path) -> str:
    secret = arrival.secret_for(seed=arrival.new_seed(), session="s1")
    digest = arrival.digest_of(secret)
    arrival.expect(folder=tmp_path, digest=digest, person="p1", until=NOW + timedelta(minutes=5))
    return secret


def test_a_link_is_good_once(tmp_path: Path, link: str) -> None:
    assert arrival.redeem(folder=tmp_path, secret=link, now=NOW) == "p1"
    assert arrival.redeem(folder=tmp_path, secret=link, now=NOW) is None
    assert not [p for p in tmp_path.iterdir() if arrival.FILE in p.name]


def test_of_many_at_once_one_comes_in(tmp_path: Path, link: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda _: arrival.redeem(folder=tmp_path, secret=link, now=NOW), range(32))
        )
    assert sorted(f for f in found if f) == ["p1"]


def test_a_wrong_link_opens_nothing_and_spoils_nothing(tmp_path: Path, link: str) -> None:
    assert arrival.redeem(folder=tmp_path, secret="0" * 64, now=NOW) is None
    assert arrival.redeem(folder=tmp_path, secret=link, now=NOW) == "p1"


def test_a_link_ends_after_minutes(tmp_path: Path, link: str) -> None:
    late = NOW + timedelta(minutes=6)
    assert arrival.redeem(folder=tmp_path, secret=link, now=late) is None
    assert arrival.redeem(folder=tmp_path, secret=link, now=NOW) is None


def test_the_new_workspace_does_not_hold_the_link(tmp_path: Path, link: str) -> None:
    assert link not in (tmp_path / arrival.FILE).read_text()
    assert (tmp_path / arrival.FILE).stat().st_mode & 0o077 == 0


def test_another_session_cannot_work_the_link_out() -> None:
    seed = arrival.new_seed()
    assert arrival.secret_for(seed=seed, session="a") != arrival.secret_for(seed=seed, session="b")


# Who may -------------------------------------------------------------------------------------------


def test_an_administrator_leaves_other_workspaces_alone(home: Path, akiko: Viewer) -> None:
    with pytest.raises(operations.NotThisWorkspace):
        operations.archive_workspace(viewer=akiko, key="other", now=NOW)
    with pytest.raises(operations.NotThisWorkspace):
        operations.remove_workspace(
            viewer=akiko, key="other", repeated="other 架空", with_backups=True, now=NOW
        )
    assert [h.state for h in registry.homes(home=home)] == ["active", "active"]
    assert (home / "other").exists() and not AuditRow.objects.filter(subject_id="other").exists()


def test_a_manager_does_not_archive(home: Path, makoto: Viewer) -> None:
    with pytest.raises(NotAllowed):
        operations.archive_workspace(viewer=makoto, key="mine", now=NOW)


def test_an_archived_one_comes_back(home: Path, akiko: Viewer) -> None:
    operations.archive_workspace(viewer=Viewer.system(), key="other", now=NOW)
    assert registry.home_of(home=home, key="other").state == "archived"  # type: ignore[union-attr]
    operations.unarchive_workspace(viewer=akiko, key="other", now=NOW)
    assert registry.home_of(home=home, key="other").active  # type: ignore[union-attr]


def test_the_last_in_service_stays(home: Path, akiko: Viewer) -> None:
    operations.archive_workspace(viewer=Viewer.system(), key="other", now=NOW)
    with pytest.raises(operations.LastWorkspace):
        operations.archive_workspace(viewer=akiko, key="mine", now=NOW)
    with pytest.raises(operations.LastWorkspace):
        operations.remove_workspace(
            viewer=akiko, key="mine", repeated="mine 架空", with_backups=False, now=NOW
        )


def test_it_is_removed_only_under_its_own_name(home: Path, akiko: Viewer) -> None:
    with pytest.raises(operations.NameNotRepeated):
        operations.remove_workspace(
            viewer=akiko, key="mine", repeated="other 架空", with_backups=False, now=NOW
        )
    assert (home / "mine").exists()
    backup = removing.backups_of(home=home, key="mine") / "x.banso.zip"
    backup.parent.mkdir(parents=True)
    backup.touch()
    operations.remove_workspace(
        viewer=akiko, key="mine", repeated=" mine 架空 ", with_backups=False, now=NOW
    )
    assert not (home / "mine").exists() and not list((home / removing.ASIDE).iterdir())
    assert backup.exists() and registry.home_of(home=home, key="mine") is None


def test_where_up_runs_it_does_the_removing(home: Path, akiko: Viewer) -> None:
    running.take_up_lock(home=home)
    operations.remove_workspace(
        viewer=akiko, key="mine", repeated="mine", with_backups=False, now=NOW
    )
    assert (home / "mine").exists()
    assert registry.home_of(home=home, key="mine").state == registry.REMOVING  # type: ignore[union-attr]
    with pytest.raises(running.UpRunning):
        running.take_up_lock(home=home)


def test_what_a_dead_making_left_is_cleared(home: Path) -> None:
    token = "0" * 24
    data = home / making.FOLDER / token / "half"
    data.mkdir(parents=True)
    (data.parent / making.LOCK).touch()
    making.tell(home=home, status=making.Status(token, key="half"))
    assert making.status(home=home, token=token).state == making.FAILED
    assert making.status(home=home, token=token).problems[0]["id"] == "making.died"
    making.clear_away(home=home)
    assert not data.exists() and not (home / "half").exists()
