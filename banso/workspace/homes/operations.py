"""What people do to workspaces: make, restore, rename, archive, remove. Each leaves an audit row here.

Nothing flows between workspaces, rights least of all. Who administers one may make another, and
bring an archived one back to where its own people sign in; all else is done inside the workspace
it is done to, by its own administrator, or by whoever owns the machine, on the command line.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from banso.lib.problems import BansoError, problem
from banso.workspace import operations
from banso.workspace.homes import making, registry, removing, running
from banso.workspace.viewer import Act, Viewer


class NotThisWorkspace(BansoError):
    """Asked from another workspace for what only its own administrator may."""


class NameNotRepeated(BansoError):
    """The name typed to confirm a removal is another one."""


class LastWorkspace(BansoError):
    """The only workspace that is served cannot be taken out of service."""


def home_folder() -> Path:
    """The folder that holds the workspaces of this installation."""
    return Path(settings.BANSO_HOME)


def make_workspace(
    *,
    viewer: Viewer,
    name: str,
    given: dict[str, Any],
    now: datetime,
    key: str = "",
    arrival: str = "",
) -> str:
    """This function will begin the making of an empty workspace; gives back the making's token.

    ``given``: language, currency, time_zone, fiscal_year_start, and person (family_name,
    given_name, email, password) or None. ``arrival`` is the digest of a link that signs the
    person in there once. Raises WorkspaceTaken.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    home = home_folder()
    key = key or registry.new_key(home=home, name=name)
    registry.require_free_key(home=home, key=key)
    _audit(viewer, "workspace.made", key, now)
    return making.begin(
        home=home,
        what=making.CREATE,
        key=key,
        name=name,
        spec={"given": given, "arrival": arrival, "now": now.isoformat()},
        by=viewer.user_id,
        origin=settings.BANSO_WORKSPACE,
    )


def restore_workspace(
    *, viewer: Viewer, file: Path, name: str, now: datetime, key: str = "", keep: bool = True
) -> str:
    """This function will begin to restore a backup as a workspace of its own; gives back the token.

    ``name`` empty: the name in the backup. ``keep`` False removes the file afterwards. Raises
    WorkspaceTaken; what is wrong with the file is told by the making.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    home = home_folder()
    key = key or registry.new_key(home=home, name=name)
    registry.require_free_key(home=home, key=key)
    _audit(viewer, "workspace.restored", key, now)
    return making.begin(
        home=home,
        what=making.RESTORE,
        key=key,
        name=name,
        spec={"file": str(file.resolve()), "keep": keep, "now": now.isoformat()},
        by=viewer.user_id,
        origin=settings.BANSO_WORKSPACE,
    )


def archive_workspace(*, viewer: Viewer, key: str, now: datetime) -> None:
    """This function will take a workspace out of service; its folder stays as it is."""
    viewer.require(Act.MANAGE_WORKSPACE)
    _require_own(viewer, key)
    entry = registry.require_home(home=home_folder(), key=key)
    others = [h for h in registry.homes(home=home_folder()) if h.active and h.key != key]
    if viewer.user_id is not None and not others:
        raise LastWorkspace(_last())
    _audit(viewer, "workspace.archived", key, now)
    registry.change_home(home=home_folder(), key=entry.key, state=registry.ARCHIVED)


def unarchive_workspace(*, viewer: Viewer, key: str, now: datetime) -> None:
    """This function will put an archived workspace back into service; only its people can sign in."""
    viewer.require(Act.MANAGE_WORKSPACE)
    registry.require_home(home=home_folder(), key=key)
    _audit(viewer, "workspace.unarchived", key, now)
    registry.change_home(home=home_folder(), key=key, state=registry.ACTIVE)


def rename_workspace(*, viewer: Viewer, name: str, fiscal_year_start: int, now: datetime) -> None:
    """This function will change this workspace's name, here and on the list."""
    operations.change_workspace(
        viewer=viewer, name=name, fiscal_year_start=fiscal_year_start, now=now
    )
    note_name(name=name)


def note_name(*, name: str, is_demo: bool | None = None) -> None:
    """This function will bring the list up to date with this workspace's own name."""
    changes: dict[str, Any] = {"name": name}
    if is_demo is not None:
        changes["is_demo"] = is_demo
    registry.change_home(home=home_folder(), key=settings.BANSO_WORKSPACE, **changes)


def remove_workspace(
    *, viewer: Viewer, key: str, repeated: str, with_backups: bool, now: datetime
) -> None:
    """This function will remove a workspace for good; ``repeated`` must be its name, typed again.

    Where ``banso up`` runs, it stops the pair first and then removes; else it is done here.
    Raises NameNotRepeated, WorkspaceInUse.
    """
    viewer.require(Act.MANAGE_WORKSPACE)
    _require_own(viewer, key)
    home = home_folder()
    entry = registry.require_home(home=home, key=key)
    if repeated.strip() not in (entry.name.strip(), entry.key):
        raise NameNotRepeated(_not_repeated(entry.name))
    others = [h for h in registry.homes(home=home) if h.active and h.key != key]
    if viewer.user_id is not None and not others:
        raise LastWorkspace(_last())
    _audit(viewer, "workspace.removed", key, now, {"with_backups": with_backups})
    registry.change_home(home=home, key=key, state=registry.REMOVING, with_backups=with_backups)
    if not running.supervised(home=home):
        try:
            removing.remove_folder(home=home, key=key)
        except BansoError:
            registry.change_home(home=home, key=key, state=entry.state)
            raise


def _require_own(viewer: Viewer, key: str) -> None:
    if viewer.user_id is not None and key != settings.BANSO_WORKSPACE:
        raise NotThisWorkspace(
            problem(
                "workspace.not-this",
                ja="ほかのワークスペースの操作は、ここからはできません。",
                en="What concerns another workspace cannot be done from here.",
                remedy_ja="そのワークスペースに管理者としてログインして操作してください。",
                remedy_en="Sign in there as an administrator and do it there.",
                sample=key,
            )
        )


@transaction.atomic
def _audit(
    viewer: Viewer, act: str, key: str, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    """Kept here, in the workspace it was asked from; the command line leaves that to the other."""
    if viewer.user_id is not None:
        operations.audit(
            viewer=viewer, act=act, subject_kind="workspace", subject_id=key, now=now, detail=detail
        )


def _not_repeated(name: str) -> Any:
    return problem(
        "workspace.name-not-repeated",
        ja="入力された名前が、ワークスペースの名前と一致しません。何も削除していません。",
        en="What was typed is not the workspace's name. Nothing was removed.",
        remedy_ja=f"削除するには「{name}」と入力してください。",
        remedy_en=f"To remove it, type '{name}'.",
    )


def _last() -> Any:
    return problem(
        "workspace.last",
        ja="稼働中のワークスペースは、これ一つです。",
        en="This is the only workspace in service.",
        remedy_ja="先に別のワークスペースを作成してください。",
        remedy_en="Make another one first.",
    )
