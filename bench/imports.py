"""Imports measured: CPU and memory of ``banso import``, beside plain reading of the same file.

``python -m bench.imports [--events 1000000] [--accounts 50000] [--touchpoints 200000] [--responses 100000]
[--only KIND] [--folder DIR]``

Every line is one process of its own: CPU seconds of all its threads (start-up counts), wall time,
peak memory. Plain reading is Python's ``csv.reader`` and DuckDB's ``read_csv`` over all columns;
pandas too, where it is installed (it is not among the project's requirements).
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench import _moments
from bench._workspace import PROJECT, environment

TARGETS = {"events": 60_000, "accounts": 5_000}
NAMES = ("login", "report_opened", "export", "setting_changed", "member_invited", "search")
_PLAIN = {
    "csv.reader": "import csv,sys\nfor _ in csv.reader(open(sys.argv[1], encoding='utf-8', newline='')): pass",
    "DuckDB": (
        "import duckdb,sys\nduckdb.sql(f\"create table t as select * from read_csv('{sys.argv[1]}', "
        'all_varchar=true, header=true)")'
    ),
    "pandas": "import pandas,sys\npandas.read_csv(sys.argv[1], dtype=str)",
}


@dataclass(frozen=True, slots=True)
class Used:
    """What one process used: seconds of CPU and of the wall, peak memory in MB."""

    cpu: float
    wall: float
    peak: float


def write_events(path: Path, rows: int) -> None:
    """Usage of a year, two thousand accounts, written as exports write it."""
    dice, start = random.Random(7), datetime(2025, 4, 1)  # noqa: DTZ001  local times, as in an export
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("account_id", "user_id", "event_name", "timestamp", "value"))
        for _ in range(rows):
            account = dice.randrange(2_000)
            at = start + timedelta(seconds=dice.randrange(365 * 86_400))
            user = f"u{account}-{dice.randrange(12)}"
            value = dice.randrange(50) if dice.random() < 0.3 else ""
            out.writerow(
                (f"A{account:05}", user, dice.choice(NAMES), f"{at:%Y-%m-%d %H:%M:%S}", value)
            )


def write_accounts(path: Path, rows: int) -> None:
    """A list of fictional customers."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("顧客ID", "顧客名", "業種", "従業員数", "国", "ランク"))
        for n in range(rows):
            name = f"架空{n:06}株式会社"
            kind = dice.choice(("製造", "小売", "情報通信", "医療", "金融"))
            out.writerow(
                (f"A{n:06}", name, kind, f"{dice.randrange(5, 9000):,}", "日本", dice.choice("ABC"))
            )


def run(command: Sequence[str], *, env: dict[str, str] | None = None) -> Used:
    """Run a command to its end; refuses to go on when it fails."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        pid = os.posix_spawn(
            command[0],
            list(command),
            env or dict(os.environ),
            file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), n) for n in (1, 2)],
        )
        _, status, used = os.wait4(pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(said.read().decode()[-3000:])
    wall = time.perf_counter() - begun
    return Used(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def measure(kind: str, file: Path, rows: int, folder: Path) -> Used:
    """Import ``file`` into a workspace of its own, and print what that used."""
    home = folder / f"home-{kind}-{rows}"
    shutil.rmtree(home, ignore_errors=True)
    banso = str(Path(sys.executable).with_name("banso"))
    env = {**environment(home / "bench"), "PYTHONPATH": str(PROJECT)}
    first = folder / "first.csv"
    if kind in ("touchpoints", "responses"):
        _moments.write_first(first)
    else:
        first.write_text("plan_id,plan_name\nfirst,First\n", encoding="utf-8")
    run([banso, "import", str(first), "--no-backfill"], env=env)  # makes the workspace
    used = run([banso, "import", str(file), "--no-backfill"], env=env)
    shutil.rmtree(home, ignore_errors=True)
    told(f"import {kind}", rows, used)
    return used


def told(what: str, rows: int, used: Used) -> None:
    per = rows / used.cpu
    print(
        f"{what:20} {rows:>9,} rows {used.cpu:7.1f} CPU s {used.wall:7.1f} s "
        f"{per:>10,.0f} rows/CPU s {used.peak:7.0f} MB",
        flush=True,
    )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--events", type=int, default=1_000_000)
    given.add_argument("--accounts", type=int, default=50_000)
    given.add_argument("--touchpoints", type=int, default=200_000)
    given.add_argument("--responses", type=int, default=100_000)
    given.add_argument("--only", default="", help="events, accounts, touchpoints or responses")
    given.add_argument("--folder", type=Path, default=None)
    asked = given.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="banso-imports-"))
    folder.mkdir(parents=True, exist_ok=True)
    for kind, count, write in (
        ("events", asked.events, write_events),
        ("accounts", asked.accounts, write_accounts),
        ("touchpoints", asked.touchpoints, _moments.write_touchpoints),
        ("responses", asked.responses, _moments.write_responses),
    ):
        if asked.only not in ("", kind):
            continue
        peaks, spent = [], []
        for rows in (count // 10, count):
            file = folder / f"{kind}-{rows}.csv"
            if not file.exists():
                write(file, rows)
            used = measure(kind, file, rows, folder)
            peaks.append(used.peak)
            spent.append(used.cpu)
        further = (count - count // 10) / (spent[1] - spent[0])
        target = f" (target {TARGETS[kind]:,})" if kind in TARGETS else ""
        print(
            f"{'':20} {further:,.0f} rows/CPU s without the start{target}; "
            f"memory for ten times the rows: {peaks[1] / peaks[0]:.2f} times"
        )
        for name, code in _PLAIN.items():
            if name == "pandas" and importlib.util.find_spec("pandas") is None:
                print(f"{name:20} not installed")
                continue
            told(name, count, run([sys.executable, "-c", code, str(file)]))


if __name__ == "__main__":
    main()
