"""Load the demo: a workspace, its people, the folder of files, the catalogue, the days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from banso.connectors import operations as imports
from banso.connectors.backfill import backfill
from banso.connectors.demo.people import PASSWORD, PEOPLE, DemoPerson
from banso.connectors.models import ImportBatch
from banso.customers.operations import account_ids
from banso.metrics.operations import save_catalogue
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Viewer

FOLDER = Path(__file__).parent
SOURCE = "crm"  # as mapping.yaml says


def load_demo(
    *,
    now: datetime,
    progress: Progress | None = None,
    with_backfill: bool = True,
    folder: Path = FOLDER,
    partner_accounts: tuple[str, ...] | None = None,
    before_closing: Callable[[], None] | None = None,
) -> dict[str, Any] | None:
    """This function will make the demo of an empty workspace, or finish one that was interrupted.

    ``folder``: the files, with a mapping and a catalogue; without it the small ones of this package.
    ``before_closing``: what packages above add once the files are in, before days are closed; may be
    called again when the making was interrupted.
    ``partner_accounts``: keys of the accounts the outside partner may see, where they are others.
    Gives back the import's result; None when the workspace is not the demo or the demo is whole.
    """
    progress = progress or Silent()
    viewer = Viewer.system("ja")
    if not queries.exists():
        workspace.create_workspace(
            viewer=viewer, name="伴走デモ（架空のデータ）", now=now, is_demo=True
        )
    if not queries.workspace(viewer=viewer).is_demo:
        return None
    known = {p.email for p in queries.people(viewer=viewer)}
    for person in PEOPLE:
        if person.accounts is None and person.email not in known:
            _make(person, viewer, now)
    batch, result = _import(viewer, now, progress, folder)
    for person in PEOPLE:
        if person.accounts is not None and person.email not in known:
            ids = account_ids(source=SOURCE, keys=partner_accounts or person.accounts)
            _make(person, viewer, now, accounts=sorted(ids.values()))
    text = (folder / "catalogue.yaml").read_text(encoding="utf-8")
    if queries.newest_definition(viewer=viewer, kind="catalogue", key="default") is None:
        save_catalogue(viewer=viewer, text=text, now=now, why="demo")
    if before_closing is not None and not _closed(viewer):
        before_closing()
    if with_backfill and not _closed(viewer):
        result["backfill"] = backfill(viewer=viewer, batch=batch, now=now, progress=progress)
    return result


def _import(
    viewer: Viewer, now: datetime, progress: Progress, folder: Path
) -> tuple[str, dict[str, Any]]:
    """The folder through the ordinary import; once."""
    done = ImportBatch.objects.filter(
        mapping_key__in=("demo", "simulated"),
        state__in=(ImportBatch.COMMITTED, ImportBatch.COMMITTING),
    ).first()
    if done is None:
        batch = imports.stage_path(viewer=viewer, path=folder, now=now, progress=progress)
        batch = imports.same_again(viewer=viewer, batch=batch) or batch
    else:
        batch = done.public_id
    return batch, imports.commit(viewer=viewer, batch=batch, now=now, progress=progress)


def _make(
    person: DemoPerson, viewer: Viewer, now: datetime, accounts: list[int] | None = None
) -> None:
    workspace.create_person(
        viewer=viewer,
        email=person.email,
        password=PASSWORD,
        role=person.role,
        now=now,
        family_name=person.family_name,
        given_name=person.given_name,
        language=person.language,
        is_demo=True,
        accounts=accounts,
    )


def _closed(viewer: Viewer) -> bool:
    clock = queries.clock()
    return clock.closed_day is not None and clock.closed_day >= clock.today


def is_demo_whole(*, viewer: Viewer) -> bool:
    """Whether nothing of the demo is missing, so that a start need not load it."""
    return queries.exists() and queries.workspace(viewer=viewer).is_demo and _closed(viewer)
