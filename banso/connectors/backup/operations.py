"""What people do with backups on a screen: begin one, hand one out, restore one as a new workspace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from banso.connectors.backup.jobs import KIND
from banso.connectors.backup.manifest import read_manifest
from banso.connectors.backup.queries import backup_path
from banso.workspace import jobs
from banso.workspace.homes.operations import restore_workspace
from banso.workspace.operations import audit
from banso.workspace.viewer import Act, Viewer


def start_backup(*, viewer: Viewer, now: datetime) -> str:
    """This function will let the worker back this workspace up; gives back the job, a running one if there is."""
    viewer.require(Act.MANAGE_WORKSPACE)
    for each in jobs.jobs(viewer=viewer, kind=KIND, limit=1):
        if not each.finished:
            return each.public_id
    return jobs.start_job(viewer=viewer, kind=KIND, arguments={}, now=now)


def hand_out(*, viewer: Viewer, name: str, now: datetime) -> Path:
    """This function will give the file of a backup to be sent away, and note who took it.

    Raises BackupUnknown.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    path = backup_path(viewer=viewer, name=name)
    audit(
        viewer=viewer, act="backup.handed-out", subject_kind="backup", subject_id=name[:64], now=now
    )
    return path


def restore_as_new(*, viewer: Viewer, file: Path, name: str, keep: bool, now: datetime) -> str:
    """This function will begin to restore ``file`` as a new workspace; gives back the making's token.

    What is no backup is refused at once (BackupRefused). ``name`` empty: as in the backup.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    found = read_manifest(file)
    called = name or str(found.workspace.get("name") or "")
    return restore_workspace(viewer=viewer, file=file, name=called, keep=keep, now=now)
