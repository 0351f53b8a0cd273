"""A real Spark cluster on loopback: a standalone master and two workers, as processes of ours."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pyspark

from banso.metrics.engines.java import java_home

_HOME = Path(pyspark.__file__).parent
_SCALA = "2.13"
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
# Short-lived and small: what makes a JVM quick to start, not quick in the long run.
_SMALL = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
_DEFAULTS = """
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.memory 1g
spark.driver.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
spark.executor.memory 512m
spark.executor.extraJavaOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
spark.sql.shuffle.partitions 2
spark.sql.codegen.wholeStage false
spark.sql.adaptive.enabled false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version 2
spark.locality.wait 0s
"""


@dataclass(frozen=True)
class Cluster:
    """``master`` as Spark writes it; ``environment`` for a process that is to use it."""

    master: str
    environment: dict[str, str]


@contextmanager
def cluster(folder: Path, *, workers: int = 2, patience: float = 180) -> Iterator[Cluster]:
    """Start master and workers on ports of their own; stop them, and wait until they are gone."""
    conf = folder / "conf"
    conf.mkdir(parents=True)
    (conf / "spark-defaults.conf").write_text(_DEFAULTS)
    ours = {
        "JAVA_HOME": str(java_home(scratch=folder)),
        "SPARK_HOME": str(_HOME),
        "SPARK_SCALA_VERSION": _SCALA,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(conf),
    }
    port, screen = _free(), _free()
    master = f"spark://127.0.0.1:{port}"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> None:
        java = Path(ours["JAVA_HOME"]) / "bin" / "java"
        with (folder / f"{name}.log").open("wb") as log:
            command = [
                str(java), *_SMALL, "-Dspark.master.rest.enabled=false", "-cp", f"{conf}:{_HOME}/jars/*", *words,
            ]  # fmt: skip
            started.append(
                subprocess.Popen(command, env=os.environ | ours, stdout=log, stderr=log, cwd=folder)
            )

    try:
        start(
            "master",
            _MASTER,
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--webui-port",
            str(screen),
        )
        for i in range(workers):
            start(
                f"worker{i}", _WORKER, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                "--webui-port", str(_free()), "--work-dir", str(folder / f"work{i}"), master,
            )  # fmt: skip
        _until_there(screen, workers, started, time.monotonic() + patience, folder)
        yield Cluster(master, {**ours, "BANSO_ENGINE": "spark", "BANSO_SPARK_MASTER": master})
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=60)


def _until_there(
    screen: int,
    workers: int,
    started: list[subprocess.Popen[bytes]],
    end: float,
    folder: Path,
) -> None:
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{screen}/json/", timeout=5) as answer:  # noqa: S310
                if json.load(answer)["aliveworkers"] >= workers:
                    return
        except OSError:
            pass
        dead = [p for p in started if p.poll() is not None]
        if dead or time.monotonic() > end:
            logs = "\n".join(f"{p.name}:\n{p.read_text()[-2000:]}" for p in folder.glob("*.log"))
            raise RuntimeError(f"the cluster did not come up\n{logs}")
        time.sleep(0.1)


def _free() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
