"""Events a CPU second of the simulated world, and memory at two sizes.

    python -m bench.simulate [--accounts 2000]

Three scenarios, each in a process of its own; then `stress` at twice as many accounts, whose peak of
memory is compared: what grows with accounts is their months, events do not stay. Targets: 150,000
events a CPU second, writing included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TARGET = 150_000
ONE = """
import json, resource, sys, time
from pathlib import Path
from simulator.making import make
from simulator.scenario.reading import shipped
name, accounts, into = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
begun = time.process_time()
made = make(scenario=shipped(name).changed(accounts=accounts), seed=7, into=into)
cpu = time.process_time() - begun
size = sum(p.stat().st_size for p in into.rglob("*") if p.is_file())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"events": made.events, "cpu": cpu, "peak": peak, "size": size / 1e6}))
"""


def run(name: str, accounts: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", ONE, name, str(accounts), str(Path(folder) / "out")],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    rate = found["events"] / found["cpu"]
    mark = "" if rate >= TARGET else "  BELOW THE TARGET"
    print(
        f"{name:8} {accounts:>7,} accounts {found['events']:>11,} events {found['cpu']:7.1f} CPU s"
        f" {rate:>9,.0f}/s {found['peak']:6.0f} MB peak {found['size']:7.0f} MB written{mark}"
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2_000)
    accounts = parser.parse_args().accounts
    run("demo", 200)
    run("planted", 1_000)
    once = run("stress", accounts)
    twice = run("stress", 2 * accounts)
    more = (twice["peak"] - once["peak"]) * 1e6 / accounts
    print(
        f"memory: {more / 1e3:,.1f} kB more for each further account, for its {once['events'] // accounts:,} events"
    )


if __name__ == "__main__":
    main()
