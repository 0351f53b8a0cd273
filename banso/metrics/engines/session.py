"""The one Spark session of this process."""

from __future__ import annotations

import atexit
import logging
import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from banso.metrics.engines.java import java_home
from banso.metrics.engines.refusals import (
    ClusterUnreachable,
    NoWorkers,
    SparkFailed,
    SparkNotInstalled,
)

LOCAL = "local[*]"
# Spark speaks SQL as the embedded engine does: UTC, errors instead of nulls, whole timestamps.
SPEAKING: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    # With some hundred columns, what the planner infers from all others grows without bound.
    "spark.sql.constraintPropagation.enabled": "false",
    # A lake of years has thousands of files; the driver lists them quicker than a job does.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
_QUIET: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@dataclass(frozen=True, slots=True)
class SparkSettings:
    """``master`` as Spark writes it; ``patience`` in seconds, for an answer and for an executor."""

    master: str = LOCAL
    patience: int = 60

    @classmethod
    def from_environment(cls) -> SparkSettings:
        return cls(
            master=os.environ.get("BANSO_SPARK_MASTER", LOCAL),
            patience=int(os.environ.get("BANSO_SPARK_PATIENCE", "60")),
        )


_lock = threading.Lock()
_session: Any = None


def spark_session(*, scratch: Path, settings: SparkSettings | None = None) -> Any:
    """This function will give a Spark session with temporary views of its own, on the shared connection.

    Everything else of Spark is set where Spark looks for it: ``spark-defaults.conf`` in
    ``SPARK_CONF_DIR``. Raises ``SparkNotInstalled``, ``JavaMissing``, ``ClusterUnreachable``,
    ``NoWorkers``.
    """
    global _session
    settings = settings or SparkSettings.from_environment()
    with _lock:
        if _session is None:
            _session = _connect(scratch, settings)
            atexit.register(stop_spark)
        session = _session.newSession()
    for name, value in SPEAKING.items():
        session.conf.set(name, value)
    return session


def stop_spark() -> None:
    """This function will give the executors back; the next session connects again."""
    global _session
    with _lock:
        if _session is not None:
            _session.stop()
            _session = None


def _connect(scratch: Path, settings: SparkSettings) -> Any:
    if find_spec("pyspark") is None:
        raise SparkNotInstalled
    home = java_home(scratch=scratch)
    _answering(settings)
    # Refusals are told by us, with a remedy; Spark would print each with its whole Java stack.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(home)
    try:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(settings.master).appName("banso")
        for name, value in (*_QUIET.items(), *SPEAKING.items()):
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    except Exception as refusal:  # noqa: BLE001  a refusal of Spark's, told as ours
        raise SparkFailed("spark", why=first_line(refusal)) from refusal
    finally:
        if before is None:
            del os.environ["JAVA_HOME"]
        else:
            os.environ["JAVA_HOME"] = before
    try:
        _manned(session, settings)
    except NoWorkers:
        session.stop()
        raise
    return session


def _answering(settings: SparkSettings) -> None:
    """Spark itself tries for minutes and then says little."""
    if not settings.master.startswith("spark://"):
        return
    why = ""
    for address in settings.master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=10):
                return
        except (OSError, ValueError) as refusal:
            why = str(refusal)
    raise ClusterUnreachable(settings.master, why=why)


def _manned(session: Any, settings: SparkSettings) -> None:
    """Without an executor a query waits for ever."""
    if settings.master.startswith("local"):
        return
    begun = time.monotonic()
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if time.monotonic() - begun > settings.patience:
            raise NoWorkers(settings.master, seconds=settings.patience)
        time.sleep(0.1)


def first_line(refusal: Exception) -> str:
    """What Spark says, without the Java stack behind it."""
    lines = [line.strip() for line in str(refusal).splitlines() if line.strip()]
    return (lines[0] if lines else type(refusal).__name__)[:300]
