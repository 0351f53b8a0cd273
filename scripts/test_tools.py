"""Set up what tests in a real browser need: Chromium and fonts that hold Japanese.

Tries Debian's packages when this user may install them. Without that right it says plainly what
is missing and what to run; under ``CI=true`` a missing tool is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def japanese_font() -> str | None:
    """The first font that can draw Japanese, or None (also when fontconfig is not there)."""
    if not (command := shutil.which("fc-list")):
        return None
    listing = subprocess.run([command, ":lang=ja", "family"], capture_output=True, text=True)
    return next(iter(sorted(listing.stdout.splitlines())), None)


@dataclass(frozen=True)
class Tool:
    what: str
    package: str
    without: str
    find: Callable[[], str | None]


TOOLS = (
    Tool("Chromium", "chromium", "tests in a real browser are skipped", browser),
    Tool(
        "a font with Japanese letters",
        "fonts-noto-cjk",
        "Japanese letters are empty boxes in pictures",
        japanese_font,
    ),
)


def may_install() -> list[str] | None:
    """The words to put before apt-get, or None where this user may not install packages."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install(packages: list[str]) -> None:
    """Install Debian packages; a failure is shown and judged later by what is still missing."""
    if (prefix := may_install()) is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [*prefix, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    print(f"Installing {', '.join(packages)} with apt-get")
    # The fontconfig command is how a font is found at all; it is small.
    for words in (
        ["update"],
        ["install", "-y", "--no-install-recommends", "fontconfig", *packages],
    ):
        result = subprocess.run(
            [*apt, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if result.returncode:
            print(result.stdout[-2000:], result.stderr[-2000:], sep="\n", file=sys.stderr)


def main() -> int:
    if missing := [tool for tool in TOOLS if tool.find() is None]:
        install([tool.package for tool in missing])
    missing = [tool for tool in TOOLS if tool.find() is None]
    for tool in missing:
        print(
            f"Not set up: {tool.what}; {tool.without}. "
            f"Install it by hand, on Debian: apt-get install {tool.package}",
            file=sys.stderr,
        )
    return 1 if missing and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
