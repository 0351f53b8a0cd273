"""Run as a process of its own: one letter to everybody, as the worker sends it."""

from __future__ import annotations

import sys

import django

django.setup()

from banso.workspace.models import User  # noqa: E402
from banso.workspace.post.kinds import DIGEST  # noqa: E402
from banso.workspace.post.letters import post  # noqa: E402
from banso.workspace.post.sending import Mail  # noqa: E402
from tests.clock.mailing import Box, use  # noqa: E402
from tests.connectors.helping import NOW  # noqa: E402


def write(person: User, off: str) -> Mail:
    return Mail(person.email, person.display_name, "x", f"{off}\n", off=off)


use(Box(int(sys.argv[1])))
done = post(kind=DIGEST, key="2026-04-10", write=write, now=NOW)
sys.stdout.write(f"{done.sent} {done.unclear}")
