"""Records moved to another database: SQLite → PostgreSQL, back, or to another server.

The records are dumped, loaded into the empty target in one transaction, dumped again there and
compared byte for byte; only then the workspace's folder says where they are, in one rename. Killed
anywhere before, nothing has changed; what was half made is made again.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connections

from banso.lib.problems import BansoError, Problem, problem
from banso.lib.steps import declare, step
from banso.workspace import records
from banso.workspace.dump import dump_records, folder_out, one_instant
from banso.workspace.load import folder_src, load_records
from banso.workspace.presence import alone
from banso.workspace.progress import Progress, Silent

TARGET = "moved_to"
SQLITE = "sqlite"
LOADED = declare("move.loaded", "the target holds the records, the workspace still has its own")
COMPARED = declare(
    "move.compared", "the target is known to hold the same, the workspace has its own"
)
PINNED = declare("move.pinned", "the target is in force, the former file still lies in its place")


class MoveRefused(BansoError):
    """The records cannot go there; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """``store`` is sqlite or postgresql, ``left`` names what still holds the former records."""

    store: str
    rows: int
    left: str


def move_records(
    *, folder: Path, workspace: str, to: str, now: datetime, progress: Progress | None = None
) -> Moved:
    """This function will move the records of the workspace in ``folder`` to the address ``to``.

    ``to`` is ``sqlite`` or ``postgresql://…``. Raises WorkspaceInUse when its processes run,
    AddressWrong, MoveRefused, RecordsNotEmpty when the target holds rows, RecordsDoNotFit.
    """
    progress = progress or Silent()
    with alone(folder), _target(folder, workspace, to) as database:
        rows = _copy(folder, progress)
        step(COMPARED)
        return _switch(folder, to, database, rows, now)


@contextmanager
def _target(folder: Path, workspace: str, to: str) -> Iterator[dict[str, Any]]:
    """The target as a second connection, with today's tables."""
    here = connections["default"].settings_dict
    if to == SQLITE:
        database = records.sqlite(folder / f"moving.{records.SQLITE_FILE}")
        if here["ENGINE"] == database["ENGINE"]:
            raise MoveRefused(_already_there())
        _remove_sqlite(database["NAME"])  # of a move that was killed
    else:
        database = records.postgresql(to, workspace)
        if _same(here, database):
            raise MoveRefused(_already_there())
    settings = connections.configure_settings({"default": {}, TARGET: database})
    connections.settings[TARGET] = settings[TARGET]
    try:
        try:
            call_command("migrate", database=TARGET, verbosity=0)
        except OperationalError as error:
            raise MoveRefused(_no_answer(_first_line(error))) from None
        yield database
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _same(here: dict[str, Any], there: dict[str, Any]) -> bool:
    names = ("ENGINE", "HOST", "PORT", "NAME", "SCHEMA")
    return all(str(here.get(n, "")) == str(there.get(n, "")) for n in names)


def _copy(folder: Path, progress: Progress) -> int:
    """Dump, load, dump again, compare; gives back the number of rows."""
    with TemporaryDirectory(prefix="moving-", dir=folder) as scratch, one_instant() as here:
        before, after = Path(scratch) / "before", Path(scratch) / "after"
        before.mkdir()
        after.mkdir()
        done = dump_records(folder_out(before), using=here, progress=progress)
        load_records(folder_src(before), using=TARGET, progress=progress)
        step(LOADED)
        dump_records(folder_out(after), using=TARGET, progress=progress)
        names = sorted(p.name for p in before.iterdir())
        _, differ, unread = filecmp.cmpfiles(before, after, names, shallow=False)
        if differ or unread:
            raise MoveRefused(_differs(", ".join([*differ, *unread])[:200]))
        return done.rows


def _switch(folder: Path, to: str, database: dict[str, Any], rows: int, now: datetime) -> Moved:
    """One rename decides where the records are; what is left behind is put aside, never removed."""
    stamp = f"{now:%Y%m%d-%H%M%S}"
    file = folder / records.SQLITE_FILE
    if to == SQLITE:
        connections[TARGET].close()
        if file.exists():  # of an earlier move, not in force
            _rename_sqlite(file, folder / f"records.before-{stamp}.sqlite3")
        _rename_sqlite(Path(database["NAME"]), file)
        left = _told(connections["default"].settings_dict)
        records.pin(folder, records.IN_THE_FOLDER)
        step(PINNED)
        return Moved(SQLITE, rows, left)
    former = connections["default"].settings_dict
    connections["default"].close()
    records.pin(folder, to)
    step(PINNED)
    if former["ENGINE"].endswith("sqlite3"):
        aside = folder / f"records.moved-{stamp}.sqlite3"
        _rename_sqlite(file, aside)
        return Moved("postgresql", rows, str(aside))
    return Moved("postgresql", rows, _told(former))


def _told(former: dict[str, Any]) -> str:
    return f"{former['NAME']}, schema {former.get('SCHEMA', 'public')}"


def _rename_sqlite(file: Path, to: Path) -> None:
    """The file with what SQLite keeps beside it."""
    for tail in ("-wal", "-shm", ""):
        part = file.with_name(file.name + tail)
        if part.exists():
            os.replace(part, to.with_name(to.name + tail))


def _remove_sqlite(file: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + tail).unlink(missing_ok=True)
    for left in file.parent.glob("moving-*"):
        shutil.rmtree(left, ignore_errors=True)


def _first_line(error: Exception) -> str:
    """What the driver says, which names host and database but never the password."""
    return str(error).strip().split("\n")[0][:200]


# Refusals ------------------------------------------------------------------------------------------


def _already_there() -> Problem:
    return problem(
        "move.already-there",
        ja="データは、すでにそこにあります。",
        en="The records are there already.",
        remedy_ja="移動先を確かめてください。",
        remedy_en="Check where they should go.",
    )


def _no_answer(why: str) -> Problem:
    return problem(
        "move.no-answer",
        ja="移動先のデータベースに接続できません。",
        en="The database does not answer.",
        remedy_ja="アドレス、起動しているか、利用者の権限を確かめてください。データは変更していません。",
        remedy_en="Check the address, whether it runs, and the user's rights. Nothing was changed.",
        sample=why,
    )


def _differs(files: str) -> Problem:
    return problem(
        "move.differs",
        ja="移動先から読み戻した内容が、元と一致しません。",
        en="What the target gives back is not what was written.",
        remedy_ja="移動はしていません。移動先を空にして、もう一度実行してください。",
        remedy_en="Nothing was moved. Empty the target and try again.",
        sample=files,
    )
