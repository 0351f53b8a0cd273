"""One import at work: its tables, its mapping, and what both need of the workspace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from banso.connectors.files.mapping import GREATEST, LEAST, FileMapping, Lookup, Mapping
from banso.connectors.files.rowproblems import BadRow, RowProblem
from banso.connectors.files.shape import Shaper, check_columns
from banso.connectors.files.stage_events import StagedEvents, hold_back, parquet, stage_events
from banso.connectors.files.staging import Staged
from banso.connectors.files.tables import Table, rows_of
from banso.events.lake import Lake, text_literal
from banso.lib.problems import BansoError, problem
from banso.workspace.clock import Clock
from banso.workspace.progress import Progress
from banso.workspace.viewer import Viewer

_AHEAD = timedelta(days=2)  # clocks of devices run ahead; more than this is a mistake


class NothingMapped(BansoError):
    """No file of the import is understood."""


@dataclass(slots=True)
class Work:
    """``now`` is the wall's; ``clock`` the workspace's; ``hidden`` batches do not count as known."""

    batch: str
    viewer: Viewer
    staged: Staged
    mapping: Mapping
    lake: Lake
    clock: Clock
    currency: str
    now: datetime
    hidden: frozenset[str]
    progress: Progress
    _lookups: dict[Lookup, dict[str, str]] = field(default_factory=dict)
    # Of rows of an earlier import that come in later: the batches its events lie under in the lake,
    # whether they take the place of those, and the newest account key there was before.
    own_batches: tuple[str, ...] = ()
    instead: bool = False
    keys_after: int = 0

    @property
    def zone(self) -> str:
        return self.clock.zone

    @property
    def source(self) -> str:
        return self.mapping.source

    def mapped(self) -> list[tuple[Table, FileMapping]]:
        """Each table with its mapping; tables nobody mapped are left out."""
        pairs = [(t, f) for t in self.staged.tables if (f := self.mapping.of(t.name))]
        return [(t, f) for t, f in pairs if f.kind != "skip"]

    def check(self) -> None:
        """Refuse before anything is read: nothing understood, or columns that are not there."""
        pairs = self.mapped()
        if not pairs:
            raise NothingMapped(
                problem(
                    "import.nothing-understood",
                    ja="どのファイルの列も、何を表すのか分かりませんでした。",
                    en="No file has columns whose meaning is known.",
                    remedy_ja="列の対応付けを指定してください。",
                    remedy_en="Say what the columns mean, with a mapping.",
                    file=", ".join(t.name for t in self.staged.tables)[:200],
                    sample=", ".join(self.staged.tables[0].header)[:200],
                )
            )
        missing = [p for t, f in pairs for p in check_columns(t, f)]
        if missing:
            raise NothingMapped(missing)

    def tables_of(self, kind: str) -> list[Shaper]:
        return [self.shaper(t, f) for t, f in self.mapped() if f.kind == kind]

    def shaper(self, table: Table, mapping: FileMapping) -> Shaper:
        for lookup in (k for source in mapping.sources() for k in source.lookups):
            if lookup not in self._lookups:
                self._lookups[lookup] = self._lookup(lookup)
        return Shaper(
            table,
            mapping,
            zone=self.mapping.time_zone or self.zone,
            currency=self.mapping.currency or self.currency,
            lookups=self._lookups,
        )

    def _lookup(self, lookup: Lookup) -> dict[str, str]:
        wanted = FileMapping(lookup.file, "skip")
        table = next((t for t in self.staged.tables if wanted.fits(t.name)), None)
        wanted_columns = {lookup.key, lookup.value, *(c for c, _ in lookup.when)}
        if table is None or not wanted_columns <= set(table.header):
            raise NothingMapped(
                problem(
                    "import.lookup-missing",
                    ja=f"「{lookup.file}」の列「{lookup.key}」「{lookup.value}」が必要です。",
                    en=f"'{lookup.file}' with the columns '{lookup.key}' and '{lookup.value}' is needed.",
                    remedy_ja="このファイルも一緒に取り込んでください。",
                    remedy_en="Import this file together with the others.",
                    file=lookup.file,
                )
            )
        return _looked_up(table, lookup)

    def looked_up(self, lookup: Lookup) -> dict[str, str] | None:
        """The table rows were looked up in, None where no row needed it."""
        return self._lookups.get(lookup)

    def remember_lookups(self, tables: dict[Lookup, dict[str, str]]) -> None:
        """Take tables of an earlier run, whose files are gone."""
        self._lookups.update(tables)

    # Events --------------------------------------------------------------------------------------

    def events(self) -> Events:
        """The events of all tables, staged once for this mapping."""
        digest = hashlib.sha256(f"{self.mapping.text}\0{self.zone}".encode()).hexdigest()[:16]
        folder = self.staged.folder / f"events-{digest}"
        done = folder / "done.json"
        if done.exists():
            return Events.of_json(json.loads(done.read_text()), folder)
        folder.mkdir(exist_ok=True)
        for left in folder.iterdir():
            left.unlink()
        found = self._stage(folder)
        done.write_text(json.dumps(found.as_json()))
        return found

    def _stage(self, folder: Path) -> Events:
        shapers = self.tables_of("event")
        total = sum(s.table.rows for s in shapers)
        if not shapers:
            return Events(folder)
        self.progress.begin("Reading events", total=total, unit="rows")
        staged: list[StagedEvents] = []
        with (
            (folder / "bad.jsonl").open("w", encoding="utf-8") as bad,
            self.lake.cursor() as cursor,
        ):
            for number, shaper in enumerate(shapers):
                found = stage_events(
                    cursor, shaper, into=folder, number=number, latest=self.now + _AHEAD
                )
                if self.own_batches and not self.instead:
                    hold_back(
                        cursor,
                        shaper,
                        found,
                        lake=self.lake,
                        batches=self.own_batches,
                        source=self.source,
                    )
                for row in found.bad:
                    bad.write(json.dumps(_bad_json(row), ensure_ascii=False) + "\n")
                staged.append(found)
                self.progress.advance(shaper.table.rows)
            files = [f for s in staged for f in s.files]
            days = cursor.execute(
                f"""
                select cast("at" at time zone {text_literal(self.zone)} as date) as day, count(*)
                from {parquet(files)} group by day order by day
                """  # noqa: S608
            ).fetchall()
        same = [s for found in staged for s in found.same]
        return Events(folder, [f.name for f in files], [(d, n) for d, n in days], same)


def _looked_up(table: Table, lookup: Lookup) -> dict[str, str]:
    """Key → value of the rows that count."""
    key, value = table.header.index(lookup.key), table.header.index(lookup.value)
    tests = [(table.header.index(c), {a.casefold() for a in allowed}) for c, allowed in lookup.when]
    better = {LEAST: min, GREATEST: max}.get(lookup.pick)
    found: dict[str, str] = {}
    for _, cells in rows_of(table):
        if all(cells[at].strip().casefold() in allowed for at, allowed in tests):
            own, given = cells[key].strip(), cells[value].strip()
            found[own] = better(found[own], given) if better and own in found else given
    return found


@dataclass(slots=True)
class Events:
    """Staged events: Parquet files in ``folder`` and rows by local day."""

    folder: Path
    names: list[str] = field(default_factory=list)
    days: list[tuple[date, int]] = field(default_factory=list)
    repeats: list[tuple[str, int, str]] = field(
        default_factory=list
    )  # file, row, id: the same again

    @property
    def same(self) -> int:
        return len(self.repeats)

    @property
    def rows(self) -> int:
        return sum(n for _, n in self.days)

    @property
    def sql(self) -> str:
        return parquet([self.folder / n for n in self.names])

    def bad(self) -> Iterator[BadRow]:
        path = self.folder / "bad.jsonl"
        if not path.exists():
            return
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                data = json.loads(line)
                problems = tuple(RowProblem(*p) for p in data.pop("problems"))
                yield BadRow(**data, problems=problems)

    def parts(self, most: int) -> list[tuple[date, date, int]]:
        """Spans of days (first, last, rows) of about ``most`` rows, so that each day is written once."""
        found: list[tuple[date, date, int]] = []
        for day, rows in self.days:
            if found and found[-1][2] + rows <= most:
                found[-1] = (found[-1][0], day, found[-1][2] + rows)
            else:
                found.append((day, day, rows))
        return found

    def as_json(self) -> dict[str, Any]:
        return {
            "names": self.names,
            "days": [(d.isoformat(), n) for d, n in self.days],
            "repeats": self.repeats,
        }

    @classmethod
    def of_json(cls, data: dict[str, Any], folder: Path) -> Events:
        days = [(date.fromisoformat(d), n) for d, n in data["days"]]
        repeats = [(str(f), int(r), str(k)) for f, r, k in data.get("repeats", [])]
        return cls(folder, list(data["names"]), days, repeats)


def _bad_json(row: BadRow) -> dict[str, Any]:
    return {
        "file": row.file,
        "row": row.row,
        "kind": row.kind,
        "raw": row.raw,
        "twin": row.twin,
        "problems": [(p.short, p.column, p.seen) for p in row.problems],
    }
