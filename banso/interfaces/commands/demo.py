"""The demo of ``banso up``: a simulated world, written aside, imported, and removed again."""

from __future__ import annotations

import csv
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from banso.connectors.demo.operations import load_demo
from banso.interfaces.commands.demo_day import make_day
from banso.lib.problems import BansoError, problem
from banso.workspace.progress import Progress
from simulator.making import make
from simulator.names.words import PARTNERS
from simulator.scenario.parameters import PARAMETERS
from simulator.scenario.reading import shipped

SEED = 7
ACCOUNTS = "BANSO_DEMO_ACCOUNTS"


class DemoNotMade(BansoError):
    """The demo asked for cannot be made."""


def make_demo(*, now: datetime, progress: Progress) -> None:
    """Make the demo, or finish one that was interrupted: the same seed gives the same files again."""
    scenario = shipped("demo").changed(accounts=accounts_asked())
    folder = _folder()
    make(scenario=scenario, seed=SEED, into=folder)
    shutil.rmtree(folder / "truth")  # nobody who looks at the demo should find the answers there
    load_demo(
        now=now, progress=progress, folder=folder, partner_accounts=_of_partner(folder),
        before_closing=lambda: make_day(folder=folder, now=now),
    )  # fmt: skip
    sweep()


def accounts_asked() -> int | None:
    """How many companies the demo is to have, as the environment says; None when it says nothing.

    Raises DemoNotMade when it is no whole number, or none a world can be made of.
    """
    wanted = os.environ.get(ACCOUNTS, "").strip()
    if not wanted:
        return None
    low, high = (int(n) for n in (PARAMETERS["accounts"].low, PARAMETERS["accounts"].high))
    if wanted.isdecimal() and low <= int(wanted) <= high:
        return int(wanted)
    raise DemoNotMade(
        problem(
            "demo.accounts",
            ja=f"デモの会社数「{wanted}」は使えません。",
            en=f"The demo cannot have '{wanted}' companies.",
            remedy_ja=f"{low}から{high:,}までの整数にするか、指定をやめて200社にしてください。",
            remedy_en=f"Write a whole number from {low} to {high:,}, or leave it out for 200.",
            path=ACCOUNTS,
            sample=wanted,
        )
    )


def sweep() -> None:
    """Remove the files the demo was made from, also those of a making that was killed at its end."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.BANSO_FOLDER) / "demo-world"


def _of_partner(folder: Path) -> tuple[str, ...]:
    """The accounts that the demo's outside partner sold."""
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(r["account_id"] for r in csv.DictReader(stream) if r["partner"] == PARTNERS[0])
