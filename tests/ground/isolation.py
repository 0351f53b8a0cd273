"""Loaded by pytest before Django starts: each test process gets a workspace folder of its own.

``-p tests.ground.isolation`` in pyproject.toml; a conftest would come too late, since Django's
settings read the folder when they are imported. No test ever touches a person's own workspace.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.ground import postgres

_OWN_SWITCHES = (
    "BANSO_DEBUG",
    "BANSO_HOSTS",
    "BANSO_HTTPS",
    "BANSO_KILL_AT",
    "BANSO_ORIGINS",
    "PORT",
)

HOME = Path(tempfile.mkdtemp(prefix=f"banso-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-"))
os.environ["BANSO_HOME"] = str(HOME)
os.environ["BANSO_WORKSPACE"] = "test"
for name in _OWN_SWITCHES:
    os.environ.pop(name, None)
postgres.start()


def _remove(owner: int = os.getpid()) -> None:
    if os.getpid() == owner:  # a forked child leaves its parent's folder alone
        shutil.rmtree(HOME, ignore_errors=True)


atexit.register(_remove)
