"""Events of an import brought in again from its files: only those the lake no longer has.

Every event is known by its source and id, so reading the whole of the files again adds exactly what
is missing. The files are those the import still has itself, or the very same ones handed in anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from banso.connectors.batches import hidden_batches, work_of
from banso.connectors.choosing import follow
from banso.connectors.committing import write_events
from banso.connectors.files import staging
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.limits import limits
from banso.connectors.files.unpack import handed_in
from banso.connectors.files.work import Work
from banso.connectors.models import ImportBatch
from banso.events.definitions import EVENTS
from banso.events.store import workspace_lake
from banso.lib.problems import BansoError, problem
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer


class OtherFiles(BansoError):
    """The files handed in are not those that were imported."""


def has_files(row: ImportBatch) -> bool:
    """Does the import still have the files it was read from?"""
    return staging.load(staging.folder_of(row.public_id)) is not None


def hand_in(row: ImportBatch, paths: Sequence[Path]) -> None:
    """Give an import its files back. Raises ``OtherFiles`` and leaves nothing if they are not the same."""
    folder = staging.folder_of(row.public_id)
    shutil.rmtree(folder, ignore_errors=True)
    files = [(f.name, f) for path in paths for f in handed_in(path, limits())]
    try:
        staged = staging.read_in(staging.copy_in(files, folder, limits()), folder, limits())
        staged = follow(parse_mapping(row.mapping_text), staged)[1]
        if staged.digest != row.digest:
            raise _other(row)
    except BaseException:
        staging.remove(folder)
        raise


def bring_back(row: ImportBatch, *, viewer: Viewer, now: datetime, progress: Progress) -> int:
    """Write the events of an import that the lake lacks; returns how many there were.

    May be killed and run again. Events under rows mended later are not among them.
    """
    lake = workspace_lake()
    before = lake.table(EVENTS).snapshot()
    work: Work = work_of(row, viewer=viewer, now=row.created_at, progress=progress)
    work = replace(work, hidden=hidden_batches() - {row.public_id})
    write_events(
        work, work.events(), received_at=row.created_at,
        app=f"repair:{row.public_id}:{now.isoformat()}",
    )  # fmt: skip
    after = lake.table(EVENTS).snapshot()
    if row.state != ImportBatch.COMMITTING:
        staging.remove(staging.folder_of(row.public_id))
    return sum(f.rows for f in after.files) - sum(f.rows for f in before.files)


def _other(row: ImportBatch) -> OtherFiles:
    names = ", ".join(row.files.order_by("pk").values_list("name", flat=True))
    return OtherFiles(
        problem(
            "lake.repair.other_files",
            ja=f"渡されたファイルは、取り込み「{row.origin}」のときのファイルと内容が違います。",
            en=f"The files handed in are not the ones that were imported as '{row.origin}'.",
            remedy_ja=f"そのとき取り込んだファイルをすべて渡してください: {names}",
            remedy_en=f"Hand in all files of that import as they were: {names}",
            sample=row.public_id,
        )
    )
