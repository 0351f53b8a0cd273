"""Picking up: each file is noted, held aside, read, taken over and filed, with a boundary in between.

Killed anywhere and run again it goes on where it was: a file is taken over once and ends in done/
or refused/ once. Unattended, only what was understood before is taken: a file for which no mapping
was ever used or shipped is refused, and waits for a person to import it once on the screen.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from banso.connectors import operations as imports
from banso.connectors.backfill import backfill
from banso.connectors.files import staging
from banso.connectors.learning import GUESSED, proposal_of
from banso.connectors.lock import ImportBusy
from banso.connectors.merging import look_for_duplicates
from banso.connectors.models import ImportBatch
from banso.connectors.pickup import folder as places
from banso.connectors.pickup.models import PickedFile
from banso.connectors.quality.operations import make_report
from banso.lib import steps
from banso.lib.problems import BansoError, Problem, problem
from banso.workspace import queries as workspace
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

log = logging.getLogger("banso.pickup")
MOST_ATTEMPTS = 5

NOTED = steps.declare("pickup.noted", "a row for the file, which lies where it lay")
HELD = steps.declare("pickup.held", "the file lies aside; nothing of it was read")
READ = steps.declare("pickup.read", "a staged import the row knows; nothing taken over")
TAKEN = steps.declare("pickup.taken", "taken over, and the row says so; the file lies aside")
FILED = steps.declare("pickup.filed", "the file lies in done or refused; the row says aside")
SETTLED = steps.declare("pickup.settled", "its days are closed; nobody was told")


class PickupUnfinished(BansoError):
    """Some files could not be dealt with this time; they are tried again."""


class NothingLearned(BansoError):
    """No mapping was ever used for a file like this one."""


def pick_up(*, folder: Path, now: datetime, progress: Progress) -> dict[str, Any]:
    """This function will take in what is ready in ``folder`` and what an earlier run left half-way.

    Gives back counts and the files. Raises ImportBusy, and PickupUnfinished after all others were
    dealt with.
    """
    rows = list(PickedFile.objects.filter(filed=False).order_by("pk"))
    noted = {r.name for r in rows if r.state == PickedFile.FOUND and not _held(r, folder).exists()}
    for entry in places.ready(folder, now=now):
        if entry.name in noted:
            continue
        row = PickedFile.objects.create(name=entry.name, found_at=now)
        steps.step(NOTED)
        rows.append(row)
    progress.begin("Reading files", total=len(rows), unit="files")
    stuck = 0
    for row in rows:
        try:
            _one(row, folder, now=now, progress=progress)
        except ImportBusy:
            raise
        except Exception:
            log.exception("picking up %s failed", row.name)
            stuck += 1
        progress.advance()
    _afterwards(now=now, progress=progress)
    if stuck:
        raise PickupUnfinished(_unfinished(stuck))
    return _counted(rows)


def _held(row: PickedFile, folder: Path) -> Path:
    return folder / places.HELD / row.public_id / row.name


def _one(row: PickedFile, folder: Path, *, now: datetime, progress: Progress) -> None:
    held = _held(row, folder)
    row.attempts += 1
    row.save(update_fields=["attempts"])
    if row.state in (PickedFile.FOUND, PickedFile.READ) and row.attempts > MOST_ATTEMPTS:
        _end(row, folder, PickedFile.REFUSED, now=now, problems=(_crashed(row.name),))
    if row.state == PickedFile.FOUND:
        places.move(folder / row.name, held) if not held.exists() else None
        steps.step(HELD)
        if not held.exists():
            _end(row, folder, PickedFile.REFUSED, now=now, problems=(_gone(row.name),))
        else:
            _read(row, held, folder, now=now, progress=progress)
    if row.state == PickedFile.READ:
        _take_over(row, held, folder, now=now, progress=progress)
    places.move(held, folder / row.goes_to)
    if held.parent.exists():
        held.parent.rmdir()
    steps.step(FILED)
    PickedFile.objects.filter(pk=row.pk).update(filed=True)


def _read(row: PickedFile, held: Path, folder: Path, *, now: datetime, progress: Progress) -> None:
    system = Viewer.system()
    try:
        batch = imports.stage_paths(viewer=system, paths=[held], now=now, progress=progress)
        proposal = proposal_of(staging.folder_of(batch))
        by_hand = held.is_dir() and any((held / n).is_file() for n in imports.MAPPING_NAMES)
        if not by_hand and (proposal is None or proposal.how == GUESSED):
            imports.discard_staged(viewer=system, batch=batch)
            raise NothingLearned(_unlearned(row.name))
        row.batch = imports.same_again(viewer=system, batch=batch) or batch
    except ImportBusy:
        raise
    except BansoError as refused:
        _end(row, folder, PickedFile.REFUSED, now=now, problems=refused.problems)
        return
    row.state = PickedFile.READ
    row.save(update_fields=["state", "batch"])
    steps.step(READ)


def _take_over(
    row: PickedFile, held: Path, folder: Path, *, now: datetime, progress: Progress
) -> None:
    system = Viewer.system()
    states = (ImportBatch.STAGED, ImportBatch.COMMITTING, ImportBatch.COMMITTED)
    if not ImportBatch.objects.filter(public_id=row.batch, state__in=states).exists():
        _read(row, held, folder, now=now, progress=progress)  # swept meanwhile; the file is here
    if row.state != PickedFile.READ:
        return
    try:
        result = imports.commit(viewer=system, batch=row.batch, now=now, progress=progress)
    except ImportBusy:
        raise
    except BansoError as refused:
        imports.discard_staged(viewer=system, batch=row.batch)
        _end(row, folder, PickedFile.REFUSED, now=now, problems=refused.problems)
        return
    row.counts, row.stayed_out = result["counts"], int(result["quarantined"])
    _end(row, folder, PickedFile.TAKEN, now=now)


def _end(
    row: PickedFile,
    folder: Path,
    state: str,
    *,
    now: datetime,
    problems: Sequence[Problem] = (),
) -> None:
    """Write how it ended and where it will lie, before it is moved there."""
    day = workspace.clock(wall=now).local_day(now)
    row.state = state
    row.problems = [{**p.as_json("en"), "ja": p.in_("ja"), "en": p.in_("en")} for p in problems]
    into = places.DONE if state == PickedFile.TAKEN else places.REFUSED
    row.goes_to = places.place_for(
        row.name, into=into, day=day, public_id=row.public_id, folder=folder
    )
    row.settled = state == PickedFile.REFUSED
    if problems:
        why = folder / f"{row.goes_to}.why.txt"
        why.parent.mkdir(parents=True, exist_ok=True)
        said = "\n\n".join(f"{p.in_('ja')}\n{p.in_('en')}" for p in problems)
        why.write_text(said + "\n", "utf-8")
    row.save(
        update_fields=["state", "problems", "goes_to", "settled", "counts", "stayed_out", "batch"]
    )
    steps.step(TAKEN)


def _afterwards(*, now: datetime, progress: Progress) -> None:
    """Close the days the new imports speak of, look at the data's quality, once for all of them."""
    rows = list(PickedFile.objects.filter(state=PickedFile.TAKEN, settled=False).order_by("pk"))
    if not rows:
        return
    system = Viewer.system()
    for row in rows:
        backfill(viewer=system, batch=row.batch, now=now, progress=progress)
    make_report(viewer=system, now=now, progress=progress)
    look_for_duplicates(viewer=system, now=now, progress=progress)
    PickedFile.objects.filter(pk__in=[r.pk for r in rows]).update(settled=True)
    steps.step(SETTLED)


def _counted(rows: Sequence[PickedFile]) -> dict[str, Any]:
    return {
        "taken": sum(r.state == PickedFile.TAKEN for r in rows),
        "refused": sum(r.state == PickedFile.REFUSED for r in rows),
        "stayed_out": sum(r.stayed_out for r in rows),
        "files": [{"name": r.name, "state": r.state, "batch": r.batch} for r in rows[:50]],
    }


def _unlearned(name: str) -> Problem:
    return problem(
        "pickup.unlearned",
        ja=f"「{name}」の形のファイルは、まだ取り込まれたことがありません。",
        en=f"No file like '{name}' was ever imported.",
        remedy_ja="取り込み画面で一度取り込んでください。次からは自動で取り込みます。",
        remedy_en="Import it once on the import screen; from then on it is picked up by itself.",
    )


def _gone(name: str) -> Problem:
    return problem(
        "pickup.gone",
        ja=f"「{name}」は取り込む前にフォルダーからなくなりました。",
        en=f"'{name}' was taken out of the folder before it could be read.",
        remedy_ja="必要なら、もう一度置いてください。",
        remedy_en="Put it there again if it is wanted.",
    )


def _crashed(name: str) -> Problem:
    return problem(
        "pickup.crashed",
        ja=f"「{name}」の取り込みが{MOST_ATTEMPTS}回続けて途中で止まりました。",
        en=f"Taking '{name}' in stopped half-way {MOST_ATTEMPTS} times.",
        remedy_ja="取り込み画面で取り込み、表示される理由をご確認ください。",
        remedy_en="Import it on the import screen and see what it says.",
    )


def _unfinished(stuck: int) -> Problem:
    return problem(
        "pickup.unfinished",
        ja=f"{stuck}件のファイルを取り込めませんでした。",
        en=f"{stuck} files could not be taken in.",
        remedy_ja="時間をおいて自動でやり直します。",
        remedy_en="They are tried again by themselves.",
    )
