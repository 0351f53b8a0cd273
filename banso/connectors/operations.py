"""Imports: hand in, look, take over, undo, clean up (rules.md R3, R19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from banso.connectors import steps
from banso.connectors.batches import find, refused, work_of
from banso.connectors.choosing import as_asked_before, follow
from banso.connectors.committing import commit_batch, sweep_batch
from banso.connectors.files import staging
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.layout import Asked
from banso.connectors.files.limits import limits
from banso.connectors.files.mapping import FileMapping
from banso.connectors.files.staging import Staged
from banso.connectors.files.tables import Table
from banso.connectors.files.unpack import handed_in
from banso.connectors.files.write_yaml import mapping_text
from banso.connectors.learning import keep_proposal, propose
from banso.connectors.lock import one_at_a_time
from banso.connectors.looking import Look, look_at
from banso.connectors.models import ImportBatch, StagedFile
from banso.connectors.previewing import Preview, preview_batch
from banso.connectors.undoing import undo_batch
from banso.lib.steps import step
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

__all__ = [
    "Preview",
    "choose_mapping",
    "commit",
    "discard",
    "discard_staged",
    "look",
    "preview",
    "read_received",
    "receive",
    "relayout",
    "same_again",
    "stage_path",
    "stage_paths",
    "stage_upload",
    "sweep",
    "sweep_uploads",
    "undo",
]

_MENDING_LASTS = 24 * 3600  # seconds after which small tables of a mending are left-overs
MAPPING_NAMES = ("mapping.yaml", "mapping.yml")


def stage_upload(
    *,
    viewer: Viewer,
    files: Sequence[tuple[str, Path]],
    now: datetime,
    origin: str = "",
    progress: Progress | None = None,
) -> str:
    """This function will take files (name, path) in and read them; gives back the batch's public id.

    Raises FileRefused, and then leaves nothing behind.
    """
    batch = receive(viewer=viewer, files=files, now=now, origin=origin)
    read_received(viewer=viewer, batch=batch, now=now, progress=progress)
    return batch


def stage_path(
    *, viewer: Viewer, path: Path, now: datetime, progress: Progress | None = None
) -> str:
    """This function will stage a file, or the tables in a folder; a ``mapping.yaml`` there is used."""
    return stage_paths(viewer=viewer, paths=[path], now=now, progress=progress)


def stage_paths(
    *, viewer: Viewer, paths: Sequence[Path], now: datetime, progress: Progress | None = None
) -> str:
    """This function will stage files and folders together, as one import."""
    files = [(f.name, f) for path in paths for f in handed_in(path, limits())]
    origin = ", ".join(path.resolve().name for path in paths)
    batch = stage_upload(viewer=viewer, files=files, now=now, origin=origin, progress=progress)
    own = [p / name for p in paths if p.is_dir() for name in MAPPING_NAMES if (p / name).is_file()]
    if own:
        try:
            text = own[0].read_text(encoding="utf-8")
            choose_mapping(viewer=viewer, batch=batch, text=text)
        except BaseException:
            discard(viewer=viewer, batch=batch)
            raise
    return batch


def receive(
    *, viewer: Viewer, files: Sequence[tuple[str, Path]], now: datetime, origin: str = ""
) -> str:
    """This function will copy files in without reading them yet; quick, for an upload's request."""
    viewer.require(Act.IMPORT)
    named = origin or ", ".join(name for name, _ in files)
    row = ImportBatch.objects.create(
        origin=named[:300], created_by_id=viewer.user_id, created_at=now
    )
    try:
        staging.copy_in(files, staging.folder_of(row.public_id), limits())
    except BaseException:
        _forget(row)
        raise
    step(steps.RECEIVED)
    ImportBatch.objects.filter(pk=row.pk).update(counts={"names": [name for name, _ in files]})
    return row.public_id


def read_received(
    *, viewer: Viewer, batch: str, now: datetime, progress: Progress | None = None
) -> None:
    """This function will read the files of a received batch into tables and guess their meaning.

    Raises FileRefused, and then leaves nothing behind. Read again, it does nothing.
    """
    viewer.require(Act.IMPORT)
    row = find(batch)
    if row.state != ImportBatch.RECEIVING:
        return
    (progress or Silent()).begin("Reading files")
    folder = staging.folder_of(batch)
    names = row.counts.get("names", [])
    try:
        for left in (*folder.glob("plain-*"), *folder.glob("table-*")):
            left.unlink()  # of a reading that was killed
        copies = [(name, folder / f"in-{n}") for n, name in enumerate(names)]
        staged = as_asked_before(staging.read_in(copies, folder, limits()))
    except BaseException:
        _forget(row)
        raise
    proposal = propose(staged.seen(), origin=row.origin)
    keep_proposal(folder, proposal)
    with transaction.atomic():
        _list_files(row, staged)
        ImportBatch.objects.filter(pk=row.pk).update(
            state=ImportBatch.STAGED,
            digest=staged.digest,
            source=proposal.source,
            mapping_key=proposal.key,
            mapping_text=proposal.text,
            counts={},
        )
    step(steps.STAGED)


def _list_files(row: ImportBatch, staged: Staged) -> None:
    StagedFile.objects.filter(batch=row).delete()
    StagedFile.objects.bulk_create(
        [
            StagedFile(
                batch=row,
                name=t.name[:300],
                digest=t.digest,
                rows=t.rows,
                encoding=t.encoding,
                delimiter=t.delimiter,
                header=list(t.header),
                table=_as_understood(t),
            )
            for t in staged.tables
        ]
    )


def _as_understood(table: Table) -> dict[str, Any]:
    """How its rows are read, without a cell of it: what is erased later must not live on here."""
    return {**table.as_json(), "top": [], "titles": [], "notes": []}


def _forget(row: ImportBatch) -> None:
    staging.remove(staging.folder_of(row.public_id))
    row.delete()


def choose_mapping(*, viewer: Viewer, batch: str, text: str, draft: bool = False) -> None:
    """This function will use ``text`` as the staged batch's mapping; raises MappingRefused.

    A file whose kind is given without columns has them guessed, and one whose layout is asked for
    is read anew; the text is then written anew. Raises FileRefused where there is no such layout.
    A ``draft`` may lack columns its kinds need; it cannot be taken over until it has them.
    """
    viewer.require(Act.IMPORT)
    row = find(batch)
    if row.state != ImportBatch.STAGED:
        raise refused("import.not-staged", row)
    mapping = parse_mapping(text, draft=draft)
    staged = staging.load(staging.folder_of(batch))
    if staged is not None:
        mapping, laid = follow(mapping, staged)
        parse_mapping(mapping.text, draft=draft)
        if laid is not staged:
            _list_files(row, laid)
            ImportBatch.objects.filter(pk=row.pk).update(digest=laid.digest)
    ImportBatch.objects.filter(pk=row.pk).update(
        mapping_text=mapping.text, mapping_key=mapping.key, source=mapping.source
    )


def look(*, viewer: Viewer, batch: str, now: datetime) -> Look:
    """This function will say how a staged batch is understood at this moment: each table, how it lies
    in its file, each column with its meaning, how its cells read and where the meaning comes from.

    Nothing is run, so it is quick, and a draft can be looked at too.
    """
    viewer.require(Act.SEE_IMPORTS)
    row = find(batch)
    if row.state != ImportBatch.STAGED:
        raise refused("import.not-staged", row)
    return look_at(work_of(row, viewer=viewer, now=now, progress=Silent(), draft=True))


def relayout(*, viewer: Viewer, batch: str, table: str, layout: Asked, now: datetime) -> None:
    """This function will read one table of a staged batch anew under ``layout``; the mapping says so
    from then on. Raises BatchRefused, FileRefused (no such sheet or row), and then nothing has changed.
    """
    viewer.require(Act.IMPORT)
    mapping = parse_mapping(find(batch).mapping_text)
    entry = mapping.of(table)
    files = [replace(f, layout=layout) if f is entry else f for f in mapping.files]
    if entry is None:
        files.append(FileMapping(file=table, kind="skip", layout=layout))
    text = mapping_text(replace(mapping, files=tuple(files), text=""))
    choose_mapping(viewer=viewer, batch=batch, text=text)


def preview(
    *, viewer: Viewer, batch: str, now: datetime, progress: Progress | None = None
) -> Preview:
    """This function will say what a commit would do, and take every record write back.

    Raises MappingRefused and NothingMapped; the batch then stays staged.
    """
    viewer.require(Act.IMPORT)
    row = find(batch)
    if row.state != ImportBatch.STAGED:
        raise refused("import.not-staged", row)
    work = work_of(row, viewer=viewer, now=now, progress=progress or Silent())
    return preview_batch(row, work)


def commit(
    *, viewer: Viewer, batch: str, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will take a staged batch over: events, records, coverage, all seen at once.

    Killed anywhere and called again it goes on and ends the same. A committed batch answers with
    its result. Gives back counts by kind, problems by id, days, and what must be back-filled.
    """
    viewer.require(Act.IMPORT)
    with one_at_a_time():
        return commit_batch(find(batch), viewer=viewer, now=now, progress=progress or Silent())


def undo(
    *,
    viewer: Viewer,
    batch: str,
    now: datetime,
    progress: Progress | None = None,
    even_if_edited: bool = False,
) -> dict[str, Any]:
    """This function will take back what a batch brought: records, events, coverage, closed days.

    Raises BatchRefused for a batch that is not committed, UndoRefused when later imports or people
    built on it.
    """
    viewer.require(Act.IMPORT)
    with one_at_a_time():
        return undo_batch(
            find(batch),
            viewer=viewer,
            now=now,
            progress=progress or Silent(),
            even_if_edited=even_if_edited,
        )


def discard(*, viewer: Viewer, batch: str) -> None:
    """This function will throw a batch away that was handed in and not taken over."""
    viewer.require(Act.IMPORT)
    row = find(batch)
    if row.state not in (ImportBatch.RECEIVING, ImportBatch.STAGED):
        raise refused("import.not-staged", row)
    _forget(row)


def discard_staged(*, viewer: Viewer, batch: str) -> None:
    """This function will throw a batch away if it is still only staged; else it does nothing."""
    viewer.require(Act.IMPORT)
    row = ImportBatch.objects.filter(public_id=batch, state=ImportBatch.STAGED).first()
    if row:
        _forget(row)


def sweep(*, now: datetime) -> list[str]:
    """This function will clean up after imports that died: half-done undos are finished, half-written
    events removed, uploads nobody took over in a week and folders without a batch thrown away.

    A commit whose files are still here is left for a week: its job goes on with it, unseen until
    then. Gives back the batches it touched; does nothing while an import is running.
    """
    from banso.connectors.lock import ImportBusy
    from banso.connectors.mending import operations as mending

    viewer = Viewer.system()
    touched: list[str] = []
    try:
        with one_at_a_time():
            for row in ImportBatch.objects.filter(state__in=ImportBatch.HIDDEN):
                if row.state == ImportBatch.UNDOING:
                    undo_batch(row, viewer=viewer, now=now, progress=Silent())
                elif _resumable(row, now):
                    continue
                else:
                    sweep_batch(row, viewer=viewer, now=now)
                touched.append(row.public_id)
            touched += mending.finish_dead()
    except ImportBusy:
        return []
    return touched + sweep_uploads(now=now)


def _resumable(row: ImportBatch, now: datetime) -> bool:
    young = row.created_at > now - timedelta(days=limits().staged_days)
    return young and staging.load(staging.folder_of(row.public_id)) is not None


def sweep_uploads(*, now: datetime) -> list[str]:
    """This function will remove uploads nobody took over in a week, and folders without a batch."""
    touched: list[str] = []
    old = now - timedelta(days=limits().staged_days)
    waiting = (ImportBatch.RECEIVING, ImportBatch.STAGED)
    for row in ImportBatch.objects.filter(state__in=waiting, created_at__lt=old):
        touched.append(row.public_id)
        _forget(row)
    _remove_orphans()
    return touched


def _remove_orphans() -> None:
    uploads = staging.folder_of("x").parent
    # Folders first, batches second: a batch is written before its folder, so one that is being
    # received at this moment is never taken for an orphan.
    folders = [f for f in uploads.iterdir() if f.is_dir()] if uploads.exists() else []
    states = (ImportBatch.RECEIVING, ImportBatch.STAGED, ImportBatch.COMMITTING)
    rows = ImportBatch.objects.filter(state__in=states)
    in_use = {"incoming", *rows.values_list("public_id", flat=True)}
    # Small tables of rows being mended are swept by whoever holds the import lock.
    for folder in folders:
        if folder.name not in in_use and not _is_mending(folder):
            staging.remove(folder)


def _is_mending(folder: Path) -> bool:
    young = datetime.now(UTC).timestamp() - folder.stat().st_mtime < _MENDING_LASTS
    return folder.name.startswith("mend-") and young


def same_again(*, viewer: Viewer, batch: str) -> str | None:
    """This function will find the earlier, interrupted batch of the very same files and mapping.

    A command that was killed and is called again goes on with that one; the new copy is thrown
    away, and so are copies of the same name that were never taken over.
    """
    row = find(batch)
    waiting = ImportBatch.objects.filter(
        state__in=(ImportBatch.RECEIVING, ImportBatch.STAGED),
        origin=row.origin,
        created_by_id=viewer.user_id,
        pk__lt=row.pk,
    )
    for left in waiting:
        _forget(left)
    earlier = (
        ImportBatch.objects.filter(
            state=ImportBatch.COMMITTING, digest=row.digest, mapping_text=row.mapping_text
        )
        .order_by("-pk")
        .first()
    )
    if earlier is None or staging.load(staging.folder_of(earlier.public_id)) is None:
        return None
    discard(viewer=viewer, batch=batch)
    return earlier.public_id
