"""A process that dies while it sends mails: started again, everybody has theirs, and nobody twice."""

from __future__ import annotations

import signal

import pytest

import banso.workspace.post.sending  # noqa: F401  declares the boundaries
from banso.lib.steps import declared
from tests.clock.mailing import mail_server
from tests.ground.servers import WorkspaceFolder

BOUNDARIES = declared("mail.")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_everybody_gets_one(boundary: str, other_workspace: WorkspaceFolder) -> None:
    with mail_server() as box:
        words = ("tests.clock.posting", str(box.port))
        killed = other_workspace.module(*words, check=False, BANSO_KILL_AT=boundary)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        other_workspace.module(*words)
        people = box.to
        assert len(people) == len(set(people)) >= 5
        assert other_workspace.module(*words).stdout.startswith("0 ")
        assert box.to == people
    assert len(BOUNDARIES) == 2
