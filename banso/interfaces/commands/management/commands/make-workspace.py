"""The process that makes one workspace, aside, and moves it into place; started by Banso itself."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections, transaction

from banso.connectors.backup.restoring import restore_here
from banso.lib import steps
from banso.lib.problems import BansoError, problem
from banso.workspace import operations, queries
from banso.workspace.homes import arrival, making, registry
from banso.workspace.homes.making import DONE, FAILED, RESTORE, Told, problem_json, publish
from banso.workspace.viewer import Role, Viewer

log = logging.getLogger("banso.making")
MIGRATED = steps.declare("making.migrated", "empty tables, aside")
FILLED = steps.declare("making.filled", "the workspace is whole, aside")
PUBLISHED = steps.declare("making.published", "the workspace stands in its place")


class Command(BaseCommand):
    help = "Used by Banso itself: see `banso workspace create` and `banso restore`."

    def handle(self, **options: Any) -> None:
        spec = json.load(sys.stdin)
        home = Path(spec["home"])
        told = Told(home, making.status(home=home, token=spec["token"]))
        try:
            _make(spec, home, told)
        except BansoError as refused:
            told.change(state=FAILED, problems=[problem_json(p) for p in refused.problems])
            sys.exit(1)
        except Exception:
            log.exception("making %s failed", spec["key"])
            told.change(state=FAILED, problems=[problem_json(_crashed())])
            sys.exit(1)


def _make(spec: dict[str, Any], home: Path, told: Told) -> None:
    now = datetime.fromisoformat(spec["now"])
    told.begin("Making the tables")
    if spec["what"] == RESTORE:
        restore_here(file=Path(spec["file"]), name=spec["name"], now=now, progress=told)
    else:
        call_command("migrate", verbosity=0)
        steps.step(MIGRATED)
        _fill(spec, now)
    steps.step(FILLED)
    own = queries.workspace(viewer=Viewer.system())
    connections.close_all()
    created = datetime.now(UTC).isoformat()
    entry = registry.Home(spec["key"], own.name, is_demo=own.is_demo, created=created)
    publish(home=home, token=spec["token"], entry=entry)
    steps.step(PUBLISHED)
    if spec["what"] == RESTORE and not spec["keep"]:
        Path(spec["file"]).unlink(missing_ok=True)
    told.change(state=DONE, name=own.name)


@transaction.atomic
def _fill(spec: dict[str, Any], now: datetime) -> None:
    given, system = spec["given"], Viewer.system()
    operations.create_workspace(
        viewer=system,
        name=spec["name"],
        time_zone=given["time_zone"],
        currency=given["currency"],
        language=given["language"],
        fiscal_year_start=given["fiscal_year_start"],
        now=now,
    )
    person = given.get("person")
    if not person:
        return
    public_id = operations.create_person(
        viewer=system, role=Role.ADMIN, now=now, language=given["language"], **person
    )
    if spec["arrival"]:
        arrival.expect(
            folder=Path(settings.BANSO_FOLDER),
            digest=spec["arrival"],
            person=public_id,
            until=datetime.now(UTC) + timedelta(minutes=arrival.MINUTES),
        )


def _crashed() -> Any:
    return problem(
        "making.crashed",
        ja="作成の途中で予期しない誤りが起きました。何も作成されていません。",
        en="Something unexpected happened. Nothing was made.",
        remedy_ja="もう一度実行してください。続く場合は、サーバーの記録を管理者にお渡しください。",
        remedy_en="Try again. If it happens again, give the server's log to your administrator.",
    )
