"""The demo of ``banso up``: a simulated world, written aside, imported, and removed again."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from banso.connectors.demo.operations import load_demo
from banso.workspace.progress import Progress
from simulator.making import make
from simulator.names.words import PARTNERS
from simulator.scenario.reading import asked, shipped

SEED = 7


def make_demo(*, now: datetime, progress: Progress) -> None:
    """Make the demo, or finish one that was interrupted: the same seed gives the same files again."""
    wanted = os.environ.get("BANSO_DEMO_ACCOUNTS", "")
    scenario = asked(shipped("demo"), accounts=int(wanted) if wanted.isdecimal() else None)
    folder = _folder()
    make(scenario=scenario, seed=SEED, into=folder)
    shutil.rmtree(folder / "truth")  # nobody who looks at the demo should find the answers there
    load_demo(now=now, progress=progress, folder=folder, partner_accounts=_of_partner(folder))
    sweep()


def sweep() -> None:
    """Remove the files the demo was made from, also those of a making that was killed at its end."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.BANSO_FOLDER) / "demo-world"


def _of_partner(folder: Path) -> tuple[str, ...]:
    """The accounts that the demo's outside partner sold."""
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(r["account_id"] for r in csv.DictReader(stream) if r["partner"] == PARTNERS[0])
