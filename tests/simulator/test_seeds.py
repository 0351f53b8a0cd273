"""A stream of chance depends on its names and on nothing else."""

from __future__ import annotations

import subprocess
import sys

from simulator.seeds import stream
from tests.ground.servers import PROJECT

SHOW = "from simulator.seeds import stream; print(stream(7, 'usage', 3).integers(0, 2**40, 3).tolist())"


def test_the_same_names_give_the_same_numbers_whatever_the_hash_seed() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SHOW],
            cwd=PROJECT,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1")
    }
    assert said == {f"{stream(7, 'usage', 3).integers(0, 2**40, 3).tolist()}\n"}


def test_other_names_and_seeds_give_other_numbers() -> None:
    drawn = {
        stream(seed, *names).integers(0, 2**60)
        for seed, names in ((7, ("a",)), (8, ("a",)), (7, ("b",)), (7, ("a", 0)), (7, ("a0",)))
    }
    assert len(drawn) == 5
