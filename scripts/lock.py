"""Renew the lock files: requirements*.txt (hashed, no index address) and package-lock.json.

``python scripts/lock.py`` keeps what is locked as long as it fits; ``--upgrade`` takes the newest.
uv is used from an environment of its own, so that it never becomes a requirement.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / ".stamps" / "uv"
SOURCES: dict[str, list[str]] = {
    # `make up` must find the driver when DATABASE_URL is set, so it is always installed.
    "requirements.txt": ["pyproject.toml", "--extra", "postgres"],
    "requirements-dev.txt": ["pyproject.toml", "--extra", "postgres", "--extra", "dev"],
    # Half a gigabyte: only for who computes on Spark, and for `make test-spark`.
    "requirements-spark.txt": ["pyproject.toml", "--extra", "postgres", "--extra", "spark"],
    "requirements-assets.txt": ["--group", "pyproject.toml:assets"],
}
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
SAY_NO_ADDRESS = ["--no-emit-index-url", "--no-header"]


def uv() -> str:
    command = TOOLS / "bin" / "uv"
    if not command.exists():
        venv.create(TOOLS, with_pip=True)
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--disable-pip-version-check", "uv"], check=True)
    return str(command)


def main(arguments: list[str]) -> None:
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    for target, source in SOURCES.items():
        print(f"Locking {target}")
        command = [uv(), "pip", "compile", *OPTIONS, *SAY_NO_ADDRESS, *upgrade, *source]
        subprocess.run([*command, "-o", target], cwd=PROJECT, check=True)
    print("Locking package-lock.json")
    npm = ["npm", "update" if upgrade else "install", "--package-lock-only", "--loglevel=error"]
    subprocess.run(npm, cwd=PROJECT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
