"""What is wrong with the lake, what can be done about it, and doing it.

Derived rows (rollups, metrics, phases) are made again from what they came from. Events come back from
the files of their import, if those are still there or handed in again; until then it is noted what
is missing, and every check says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from banso.connectors.backfill import close_from
from banso.connectors.models import ImportBatch, Mending
from banso.connectors.upkeep import rebuilding
from banso.connectors.upkeep.notes import Missing, missing, note_missing
from banso.connectors.upkeep.tables import BY_NAME
from banso.events.lake import (
    Lake,
    LogDamaged,
    Lost,
    check,
    close_lake,
    lost_files,
    mend_log,
    open_lake,
    remake,
    set_aside,
    strike,
    table_names,
)
from banso.journey.models import ClassifiedDay
from banso.lib.problems import Level, Problem, problem
from banso.metrics.models import MeasuredDay, RolledDay
from banso.revenue.ledger.writing import forget_ledger, write_ledger
from banso.workspace import operations as workspace
from banso.workspace import queries
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

Act_ = Literal["mend", "remake", "strike", "aside", "bring", "refuse"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing repair would do. ``lost`` for a data file; ``batches`` are imports it may have held."""

    act: Act_
    table: str
    what: str
    lost: Lost | None = None
    batches: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """What its rows are made of, see ``tables``; empty for a table nobody here knows."""
        kept = BY_NAME.get(self.table)
        return kept.source if kept else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wrong, what would be done, and from which day on the days would be closed again."""

    problems: tuple[Problem, ...]
    steps: tuple[Step, ...]
    first_day: date | None = None

    @property
    def nothing(self) -> bool:
        return not self.steps


@dataclass(slots=True)
class Repaired:
    """What was done. ``missing`` is what remains lost."""

    mended: int = 0
    remade: int = 0
    struck: int = 0
    rows_lost: int = 0
    rows_back: int = 0
    first_day: date | None = None
    closed: dict[str, Any] | None = None
    missing: list[Missing] = field(default_factory=list)


def checked(*, viewer: Viewer, lake_folder: Path) -> list[Problem]:
    """This function will examine every table and what is noted as missing; it changes nothing."""
    viewer.require(Act.IMPORT)
    return [*check(lake_folder), *(_said(m) for m in missing(lake_folder))]


def plan(*, viewer: Viewer, lake_folder: Path) -> Plan:
    """This function will say what repair would do; it changes nothing."""
    problems = checked(viewer=viewer, lake_folder=lake_folder)
    steps: list[Step] = []
    for name in table_names(lake_folder):
        steps += _steps_of(lake_folder, name, problems)
    for gap in missing(lake_folder):
        rows = ImportBatch.objects.filter(public_id__in=gap.batches)
        ready = [r.public_id for r in rows if rebuilding.has_files(r)]
        if ready:
            steps.append(Step("bring", gap.table, gap.path, batches=tuple(ready)))
    return Plan(tuple(problems), tuple(steps), _first_day(lake_folder, steps))


def _steps_of(folder: Path, name: str, problems: Sequence[Problem]) -> list[Step]:
    own = [p for p in problems if p.file and _inside(folder / name, Path(p.file))]
    kept = BY_NAME.get(name)
    if any(p.id == "lake.log.damaged" for p in own):
        derived = kept is not None and kept.source not in ("import", "")
        return [Step("aside" if derived else "refuse", name, "_delta_log")]
    if any(p.id == "lake.reader_features" for p in own):
        return [Step("refuse", name, "_delta_log")]
    torn = [p for p in own if p.level is Level.CAUTION]
    found = [Step("mend", name, Path(p.file or "").name) for p in torn]
    if torn:  # the log says what is live only once it is whole
        return found
    for lost in lost_files(folder / name):
        act: Act_ = "remake" if lost.remake and kept is not None and kept.spec else "strike"
        found.append(Step(act, name, lost.path, lost, tuple(_batches_of(lost))))
    return found


def repair(
    *,
    viewer: Viewer,
    lake: Lake,
    now: datetime,
    files: Sequence[Path] = (),
    batch: str = "",
    progress: Progress | None = None,
) -> Repaired:
    """This function will do what ``plan`` says, then close the days again that it concerns.

    ``files`` are those of the import ``batch``, handed in again to bring lost events back. What is
    struck is noted first, so it can be killed at any point and run again. Raises ``OtherFiles``,
    ``LogDamaged`` for events whose log is beyond repair, ``DiskFull``.
    """
    viewer.require(Act.IMPORT)
    progress = progress or Silent()
    folder, done = lake.folder, Repaired()
    if files:
        rebuilding.hand_in(ImportBatch.objects.get(public_id=batch), files)
    logs = plan(viewer=viewer, lake_folder=folder)
    _refuse(logs)
    _reopen(logs)
    for each in logs.steps:  # a log is mended first …
        if each.act == "mend":
            done.mended += len(mend_log(folder, each.table))
        elif each.act == "aside":
            set_aside(folder, each.table, f"{now:%Y%m%dT%H%M%S}")
            done.mended += 1
    close_lake(folder)
    todo = plan(viewer=viewer, lake_folder=folder)  # … then it can tell which files are lost
    _refuse(todo)
    _reopen(todo)
    done.first_day = min((d for d in (logs.first_day, todo.first_day) if d), default=None)
    _mend_files(lake, todo, done, now)
    close_lake(folder)
    done.rows_back = _bring_back(open_lake(folder), viewer=viewer, now=now, progress=progress)
    if done.first_day is not None and queries.clock(wall=now).closed_day is not None:
        done.closed = close_from(viewer=viewer, first=done.first_day, now=now, progress=progress)
    closed = queries.clock(wall=now).closed_day
    if closed is not None and any(s.source == "ledger" for s in (*logs.steps, *todo.steps)):
        write_ledger(lake=open_lake(folder), through=closed, now=now)
    done.missing = missing(folder)
    _audit(viewer, now, done)
    return done


def _mend_files(lake: Lake, todo: Plan, done: Repaired, now: datetime) -> None:
    struck: dict[str, list[Lost]] = {}
    for each in todo.steps:
        if each.lost is None:
            continue
        kept = BY_NAME.get(each.table)
        if each.act == "remake":
            with lake.cursor() as cursor:
                if remake(lake.folder, cursor, each.lost, kept.spec if kept else None):
                    done.remade += 1
                    continue
        struck.setdefault(each.table, []).append(each.lost)
        if kept is None or kept.source in ("import", ""):
            _note(lake.folder, each, now)
    for name, lost in struck.items():
        done.rows_lost += strike(lake.folder, name, lost)
        done.struck += len(lost)


def _note(folder: Path, each: Step, now: datetime) -> None:
    """Before the entry goes: what was in the file, as far as the log tells."""
    known = missing(folder)
    lost = each.lost
    if lost is None or any(m.path == lost.path for m in known):
        return
    days = lost.days or (date.min, date.max)
    gap = Missing(
        each.table, lost.path, lost.rows, days[0].isoformat(), days[1].isoformat(),
        list(each.batches), now.isoformat(),
    )  # fmt: skip
    note_missing(folder, [*known, gap])


def _bring_back(lake: Lake, *, viewer: Viewer, now: datetime, progress: Progress) -> int:
    """Events from the files their imports have; what came back whole is no longer missing."""
    gaps = missing(lake.folder)
    wanted = {b for gap in gaps for b in gap.batches}
    back = 0
    through: set[str] = set()
    for row in ImportBatch.objects.filter(public_id__in=wanted).order_by("pk"):
        if rebuilding.has_files(row):
            back += rebuilding.bring_back(row, viewer=viewer, now=now, progress=progress)
            through.add(row.public_id)
    if through:
        left = [g for g in gaps if not g.batches or not set(g.batches) <= through]
        note_missing(lake.folder, left)
    return back


def _reopen(todo: Plan) -> None:
    """Before anything is struck: the days are to be made again, also if we are killed in between."""
    with transaction.atomic():
        for each in todo.steps:
            kept = BY_NAME.get(each.table)
            if kept is not None and each.act in ("strike", "aside"):
                _forget(kept.source, each.lost.days if each.lost else None)
        first = todo.first_day
        closed = queries.workspace(viewer=Viewer.system()).closed_day
        if first is not None and closed is not None and closed >= first:
            workspace.reset_closed_day(day=first - timedelta(days=1))


def _forget(source: str, days: tuple[date, date] | None) -> None:
    """These days (all of them: None) are not known to be right any more.

    They stay noted, since what comes after the last one noted counts as never done before.
    """
    span = {"day__range": days} if days else {}
    if source == "roll":
        RolledDay.objects.filter(**span).update(files="", rows=-1)
    if source in ("roll", "measure"):
        MeasuredDay.objects.filter(**span).update(digest="")
    if source == "walk":
        ClassifiedDay.objects.filter(**span).update(digest="")
    if source == "ledger":
        forget_ledger()


def _first_day(folder: Path, steps: Iterable[Step]) -> date | None:
    """The first day to be closed again; of files that are only merged again, none is."""
    days = [
        s.lost.days[0]
        for s in steps
        if s.act == "strike" and s.source != "ledger" and s.lost and s.lost.days
    ]
    bring = {s.what for s in steps if s.act == "bring"}
    days += [date.fromisoformat(m.first) for m in missing(folder) if m.path in bring]
    if any(s.act == "aside" and s.source != "ledger" for s in steps):
        first = queries.coverage(viewer=Viewer.system())
        days += [c.from_on for c in first if c.from_on]
    return min(days, default=None)


def _batches_of(lost: Lost) -> list[str]:
    """The imports whose events a lost file may have held; rows mended later lie under names of their own."""
    if lost.batches is None:
        return []
    low, high = lost.batches
    own = ImportBatch.objects.filter(public_id__gte=low, public_id__lte=high).exclude(
        state__in=(ImportBatch.UNDONE, ImportBatch.SWEPT)
    )
    found = [row.public_id for row in own if _reaches(row, lost)]
    later = Mending.objects.filter(lake_batch__gte=low, lake_batch__lte=high)
    return sorted({*found, *later.values_list("lake_batch", flat=True)})


def _reaches(row: ImportBatch, lost: Lost) -> bool:
    if row.first_on is None or row.last_on is None or lost.days is None:
        return True
    return row.first_on <= lost.days[1] and lost.days[0] <= row.last_on


def _inside(root: Path, path: Path) -> bool:
    return path == root or root in path.parents


def _refuse(todo: Plan) -> None:
    ids = ("lake.log.damaged", "lake.reader_features")
    if any(s.act == "refuse" for s in todo.steps):
        raise LogDamaged([p for p in todo.problems if p.id in ids])


def _audit(viewer: Viewer, now: datetime, done: Repaired) -> None:
    if not (done.mended or done.remade or done.struck or done.rows_back):
        return
    workspace.audit(
        viewer=viewer,
        act="lake.repaired",
        subject_kind="workspace",
        subject_id="lake",
        now=now,
        detail={
            "mended": done.mended, "remade": done.remade, "struck": done.struck,
            "rows_lost": done.rows_lost, "rows_back": done.rows_back,
        },
    )  # fmt: skip


def _said(gap: Missing) -> Problem:
    rows = ImportBatch.objects.filter(public_id__in=gap.batches)
    names = ", ".join(f"{r.origin} ({r.public_id})" for r in rows) or "?"
    span = gap.first if gap.first == gap.last else f"{gap.first} – {gap.last}"
    return problem(
        "lake.rows_missing",
        ja=f"{span} の表 {gap.table} から {gap.rows:,} 行が失われたままです。取り込み: {names}",
        en=f"{gap.rows:,} rows of {gap.table} of {span} are lost. Imported as: {names}",
        remedy_ja="元のファイルを渡してください: banso lake repair --batch ID --from ファイル"
        if rows
        else "バックアップから復元してください。",
        remedy_en="Hand in its files again: banso lake repair --batch ID --from FILE"
        if rows
        else "Restore a backup.",
        path=gap.table,
    )
