"""Reads of quality: the newest report, a finding's rows, past reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from banso.connectors.batches import find
from banso.connectors.models import ImportBatch, QualityReport
from banso.connectors.quality.checks import BY_ID, CHECKS, LEVELS, Check
from banso.connectors.quality.report import rows_of
from banso.customers import queries as customers
from banso.lib.problems import BansoError, problem
from banso.lib.text import Text
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer

LARGE = 300_000  # events beyond which a report is made in the background


class CheckUnknown(BansoError):
    """There is no such check."""


@dataclass(frozen=True, slots=True)
class AccountCell:
    name: str
    public_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """``money``: MRR of the day by currency (minor units) of the accounts concerned. ``samples``: cells
    in the order of the check's columns, accounts as :class:`AccountCell`."""

    check: Check
    count: int
    entries: int
    accounts: int
    money: Mapping[str, int]
    facts: Mapping[str, Any]
    samples: tuple[tuple[Any, ...], ...] = ()

    @property
    def fact(self) -> Text:
        """What was found, with its numbers."""
        said = {k: f"{v:,}" if isinstance(v, int) else str(v) for k, v in self.facts.items()}
        return Text(
            ja=self.check.fact.in_("ja").format_map(_Blank(said)),
            en=self.check.fact.in_("en").format_map(_Blank(said)),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """``rows``: looked at, by kind. ``stale``: something came in or was taken back since."""

    public_id: str
    batch: str | None
    origin: str
    day: date
    made_at: datetime
    seconds: float
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    stale: bool

    def of_level(self, level: str) -> list[Finding]:
        return [f for f in self.findings if f.check.level == level]


@dataclass(frozen=True, slots=True)
class FindingPage:
    finding: Finding
    page: int
    pages: int
    rows: tuple[tuple[Any, ...], ...]


def report(*, viewer: Viewer, batch: str | None = None) -> Report | None:
    """This function will give the newest report of the workspace, or of one import; None before the first."""
    viewer.require(Act.SEE_IMPORTS)
    row = find(batch) if batch else None
    made = QualityReport.objects.filter(batch=row).order_by("-pk").first()
    if made is None:
        return None
    found = [f for f in made.findings if f["id"] in BY_ID]
    order = {c.id: n for n, c in enumerate(CHECKS)}
    levels = list(LEVELS)
    found.sort(key=lambda f: (levels.index(BY_ID[f["id"]].level), order[f["id"]]))
    names = _names(viewer, [(BY_ID[f["id"]], cells) for f in found for cells in f["samples"]])
    return Report(
        public_id=made.public_id,
        batch=batch,
        origin=row.origin if row else "",
        day=made.day,
        made_at=made.made_at,
        seconds=made.seconds,
        rows=dict(made.rows),
        findings=tuple(_finding(f, names) for f in found),
        stale=_changed_since(made),
    )


def finding(
    *,
    viewer: Viewer,
    check: str,
    now: datetime,
    batch: str | None = None,
    page: int = 1,
    per_page: int = 50,
) -> FindingPage:
    """This function will work one check out anew and page through its rows; raises CheckUnknown."""
    viewer.require(Act.SEE_IMPORTS)
    asked = BY_ID.get(check)
    if asked is None:
        raise CheckUnknown(_unknown(check))
    row = find(batch) if batch else None
    day = workspace.clock(wall=now).today
    first = (max(1, page) - 1) * per_page
    found, cells = rows_of(check, day=day, batch=row, first=first, most=per_page)
    pages = max(1, -(-found.entries // per_page))
    names = _names(viewer, [(asked, c) for c in cells])
    one = Finding(asked, found.count, found.entries, 0, {}, found.facts)
    shown = tuple(_cells(asked, c, names) for c in cells)
    return FindingPage(one, min(max(1, page), pages), pages, shown)


def needs_job(*, viewer: Viewer) -> bool:
    """This function will say whether a report is large enough to be made in the background."""
    viewer.require(Act.SEE_IMPORTS)
    events: int = sum(
        b.counts.get("event", {}).get("created", 0)
        for b in ImportBatch.objects.filter(state=ImportBatch.COMMITTED)
    )
    return events > LARGE


def has_data(*, viewer: Viewer) -> bool:
    """This function will say whether anything was ever taken in."""
    viewer.require(Act.SEE_IMPORTS)
    return ImportBatch.objects.filter(state=ImportBatch.COMMITTED).exists()


def _finding(data: dict[str, Any], names: dict[int, AccountCell]) -> Finding:
    check = BY_ID[data["id"]]
    return Finding(
        check=check,
        count=data["count"],
        entries=data["entries"],
        accounts=data["accounts"],
        money=data["money"],
        facts=data["facts"],
        samples=tuple(_cells(check, c, names) for c in data["samples"]),
    )


def _names(viewer: Viewer, rows: list[tuple[Check, Any]]) -> dict[int, AccountCell]:
    ids = {
        cell
        for check, cells in rows
        for column, cell in zip(check.columns, cells, strict=True)
        if column.kind == "account" and cell is not None
    }
    if not ids:
        return {}
    found = customers.account_list_rows(viewer=viewer, ids=sorted(ids))
    return {a.id: AccountCell(a.name or a.key, a.public_id) for a in found}


def _cells(check: Check, cells: Any, names: dict[int, AccountCell]) -> tuple[Any, ...]:
    return tuple(_cell(c.kind, v, names) for c, v in zip(check.columns, cells, strict=True))


def _cell(kind: str, value: Any, names: dict[int, AccountCell]) -> Any:
    if value is None:
        return None
    if kind == "account":
        return names.get(value)
    if kind == "day" and isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value


def _changed_since(made: QualityReport) -> bool:
    later = ImportBatch.objects.filter(committed_at__gt=made.made_at).exists()
    later = later or ImportBatch.objects.filter(undone_at__gt=made.made_at).exists()
    from banso.connectors.models import Mending

    return later or Mending.objects.filter(done_at__gt=made.made_at).exists()


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _unknown(id: str) -> Any:
    return problem(
        "quality.check-not-found",
        ja=f"チェック「{id}」はありません。",
        en=f"There is no check '{id}'.",
        remedy_ja="一覧から選び直してください。",
        remedy_en="Choose it from the list.",
    )
