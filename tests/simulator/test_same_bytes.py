"""The same seed gives the same bytes, whatever the hash seed and the process; another one does not."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from simulator.making import make
from simulator.scenario.reading import shipped
from tests.ground.servers import PROJECT

MAKE = """
import sys
from pathlib import Path
from simulator.making import make
from simulator.scenario.reading import shipped
make(scenario=shipped("demo").changed(accounts=70, days=120), seed=3, into=Path(sys.argv[1]))
"""


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_the_same_bytes_in_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    scenario = shipped("demo").changed(accounts=70, days=120)
    make(scenario=scenario, seed=3, into=tmp_path / "here")
    subprocess.run(
        [sys.executable, "-c", MAKE, str(tmp_path / "there")],
        env={"PYTHONHASHSEED": "12345", "PYTHONPATH": str(PROJECT), "TZ": "America/Lima"},
        check=True,
    )
    here, there = digests(tmp_path / "here"), digests(tmp_path / "there")
    assert len(here) > 20 and here == there

    make(scenario=scenario, seed=4, into=tmp_path / "here")
    other = digests(tmp_path / "here")
    assert other["accounts.csv"] != here["accounts.csv"]
    assert other["events-001.csv"] != here["events-001.csv"]
