"""``banso import PATH…``: files into the workspace, as the import screen does it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from banso.connectors import operations, queries
from banso.connectors.backfill import backfill
from banso.interfaces.commands.cli import language
from banso.lib.problems import BansoError, problem
from banso.workspace import operations as workspace_operations
from banso.workspace import queries as workspace
from banso.workspace.progress import Console, Progress, Silent
from banso.workspace.viewer import Viewer

ROWS_STAYED_OUT = 3


class MappingNotFound(BansoError):
    """Neither a file nor a mapping of this name."""


class Command(BaseCommand):
    help = (
        "Import a file or a folder (CSV, TSV, XLSX, plain or as gz or zip). Exit codes: 0 all rows "
        "came in, 1 refused and nothing changed, 3 came in but some rows stayed out, 130 stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", type=Path, nargs="+", metavar="PATH", help="a file, or a folder of tables"
        )
        parser.add_argument("--mapping", help="a mapping file, or the key of a mapping")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )
        parser.add_argument("--json", action="store_true", help="the result as JSON")
        parser.add_argument(
            "--no-backfill", action="store_true", help="do not close the days covered"
        )

    def handle(self, *, paths: list[Path], mapping: str | None, **options: Any) -> None:
        quiet = bool(options["json"]) or not sys.stderr.isatty()
        watch: AbstractContextManager[Progress] = nullcontext(Silent()) if quiet else Console()
        prepare()
        with watch as progress:
            result = run(
                paths,
                mapping=mapping,
                dry_run=options["dry_run"],
                with_backfill=not options["no_backfill"],
                progress=progress,
            )
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(told(result)))
        if result["quarantined"]:
            sys.exit(ROWS_STAYED_OUT)


def prepare() -> None:
    """Records up to date, and a workspace to import into."""
    call_command("migrate", verbosity=0)
    if not workspace.exists():
        workspace_operations.create_workspace(
            viewer=Viewer.system(), name=settings.BANSO_WORKSPACE, now=datetime.now(UTC)
        )


def run(
    paths: Sequence[Path],
    *,
    mapping: str | None,
    dry_run: bool,
    with_backfill: bool,
    progress: Progress,
) -> dict[str, Any]:
    """Stage, then preview or commit; an interrupted import of the same files is gone on with."""
    viewer, now = Viewer.system(language()), datetime.now(UTC)
    text = mapping_text(mapping, viewer) if mapping else None
    operations.sweep_uploads(now=now)
    batch = operations.stage_paths(viewer=viewer, paths=paths, now=now, progress=progress)
    try:
        if text is not None:
            operations.choose_mapping(viewer=viewer, batch=batch, text=text)
        if dry_run:
            seen = operations.preview(viewer=viewer, batch=batch, now=now, progress=progress)
            return {**seen.as_json(), "dry_run": True}
        batch = operations.same_again(viewer=viewer, batch=batch) or batch
        result = operations.commit(viewer=viewer, batch=batch, now=now, progress=progress)
    finally:
        operations.discard_staged(viewer=viewer, batch=batch)
    if with_backfill:
        result["backfill"] = backfill(viewer=viewer, batch=batch, now=now, progress=progress)
        result["clock"] = {**result["clock"], "today": workspace.clock().today.isoformat()}
    return result


def mapping_text(name: str, viewer: Viewer) -> str:
    """The mapping of a file, else the shipped or saved one of this key."""
    file = Path(name)
    if file.is_file():
        return file.read_text(encoding="utf-8")
    known = queries.mappings(viewer=viewer)
    if name not in known:
        listed = ", ".join(sorted(known))
        raise MappingNotFound(
            problem(
                "import.mapping-not-found",
                ja=f"対応付け「{name}」が見つかりません。",
                en=f"There is no mapping '{name}'.",
                remedy_ja=f"ファイルのパスか、次のいずれかを指定してください: {listed}",
                remedy_en=f"Give the path of a file, or one of: {listed}",
            )
        )
    return known[name]


# Words -------------------------------------------------------------------------------------------

_KINDS = {k.key: k.text for k in queries.vocabulary()}
_HEAD = {
    "ja": ("取り込み前の確認（何も変更していません）", "取り込みました"),
    "en": ("Dry run: nothing was changed", "Imported"),
}


def told(result: dict[str, Any]) -> list[str]:
    """The result as lines for a person."""
    spoken = language()
    dry = bool(result.get("dry_run"))
    lines = [f"{_HEAD[spoken][0 if dry else 1]}  ({result['batch']})"]
    for kind, counts in result["counts"].items():
        lines.append(f"  {_KINDS[kind].in_(spoken)}: {_counted(counts, spoken)}")
    first, last = result["first_day"], result["last_day"]
    if first:
        lines.append(f"  {'期間' if spoken == 'ja' else 'days'}: {first} – {last}")
    unknown = result["unknown_account_keys"]
    if unknown["keys"]:
        lines.append(
            f"  未登録の顧客ID {unknown['keys']:,}件のイベント{unknown['events']:,}件を保管し、登録後に集計します"
            if spoken == "ja"
            else f"  {unknown['events']:,} events of {unknown['keys']:,} unknown account keys are kept and count once the keys appear"
        )
    for found in result["problems"]:
        lines += _problem(found, spoken)
    return lines


def _counted(counts: dict[str, int], spoken: str) -> str:
    words = (
        {
            "created": "新規",
            "changed": "変更",
            "known": "変更なし",
            "quarantined": "保留",
            "implied": "自動作成",
        }
        if spoken == "ja"
        else {
            "created": "new",
            "changed": "changed",
            "known": "unchanged",
            "quarantined": "stayed out",
            "implied": "made along the way",
        }
    )
    parts = [f"{words[k]} {counts[k]:,}" for k in words if counts.get(k)]
    return ", ".join(parts) or "0"


def _problem(found: dict[str, Any], spoken: str) -> list[str]:
    lines = [f"  {found['count']:,}× {found['fact'][spoken]} [{found['id']}]"]
    if found["remedy"][spoken]:
        lines.append(f"      → {found['remedy'][spoken]}")
    for sample in found["samples"][:3]:
        shown = (
            f" {sample.get('column', '')} '{sample.get('seen', '')}'" if sample.get("seen") else ""
        )
        lines.append(f"      {sample.get('file')}:{sample.get('row')}{shown}")
    return lines
