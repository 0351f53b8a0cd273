"""Waiting in a terminal for a workspace in the making."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext

from banso.lib.problems import BansoError, Problem, problem
from banso.workspace.homes import making
from banso.workspace.homes.making import MAKING, Status
from banso.workspace.homes.operations import home_folder
from banso.workspace.progress import Console, Progress, Silent


class NotMade(BansoError):
    """The workspace was not made; why stands in the problems."""


def watched(token: str) -> Status:
    """This function will show the progress until the workspace is there; raises NotMade."""
    home = home_folder()
    watch: AbstractContextManager[Progress] = (
        Console() if sys.stderr.isatty() else nullcontext(Silent())
    )
    with watch as progress:
        step, done = "", 0
        while True:
            found = making.status(home=home, token=token)
            if found.step and found.step != step:
                progress.begin(found.step, found.total, found.unit)
                step, done = found.step, 0
            if found.done > done:
                progress.advance(found.done - done)
                done = found.done
            if found.state != MAKING:
                break
            time.sleep(0.1)
    if found.problems:
        raise NotMade([_problem(p) for p in found.problems])
    return found


def _problem(told: dict[str, object]) -> Problem:
    place = str(told.get("place") or "")
    sample = told.get("sample")
    return problem(
        str(told["id"]),
        ja=str(told["ja"]),
        en=str(told["en"]),
        path=place or None,
        sample=str(sample) if sample else None,
    )
