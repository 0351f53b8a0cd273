"""The worker sees to the lake by itself, and ends when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from banso.connectors.upkeep.notes import last_run
from tests.ground.servers import WorkspaceFolder


def test_it_keeps_the_lake_while_nothing_waits(other_workspace: WorkspaceFolder) -> None:
    lake = other_workspace.folder / "lake"
    launcher = str(Path(sys.executable).with_name("banso"))
    worker = subprocess.Popen(
        [launcher, "worker", "--interval", "0.1"],
        env=other_workspace.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 90
    while last_run(lake).at is None and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=60)
    assert worker.returncode == 0, said
    assert last_run(lake).closed is not None and last_run(lake).problems == []
