"""What cannot be computed with says what is missing, where, and what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from banso.metrics.engines import engine_of_environment, java, session
from banso.metrics.engines.refusals import (
    ClusterUnreachable,
    JavaMissing,
    SparkNotInstalled,
    UnknownEngine,
)
from banso.metrics.engines.session import SparkSettings, spark_session


def test_it_computes_in_the_embedded_engine_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BANSO_ENGINE", raising=False)
    assert engine_of_environment() == "duckdb"
    monkeypatch.setenv("BANSO_ENGINE", "Spark")
    assert engine_of_environment() == "spark"


def test_it_refuses_an_engine_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANSO_ENGINE", "spurk")
    with pytest.raises(UnknownEngine) as refused:
        engine_of_environment()
    assert [p.id for p in refused.value.problems] == ["engine.unknown"]


def test_it_names_the_missing_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None)
    with pytest.raises(SparkNotInstalled, match="requirements-spark.txt"):
        spark_session(scratch=tmp_path)


def test_it_names_a_java_that_is_too_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = _java(tmp_path / "old", 'openjdk version "11.0.2" 2019-01-15')
    monkeypatch.setenv("JAVA_HOME", str(old))
    with pytest.raises(JavaMissing, match="11"):
        java.java_home(scratch=tmp_path)


def test_it_starts_a_java_that_lacks_an_optional_module(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lacking = _java(
        tmp_path / "lacking", 'openjdk version "25.0.2" 2026-01-20', refuses="jdk.incubator.vector"
    )
    monkeypatch.setenv("JAVA_HOME", str(lacking))
    home = java.java_home(scratch=tmp_path / "scratch")
    assert home != lacking
    said = java._says(home / "bin" / "java", "--add-modules=jdk.incubator.vector", "-v", "a b")
    assert said is not None
    assert said.splitlines()[1:] == ["-v", "a b"]


def test_it_names_a_master_that_does_not_answer() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # nobody listens there
        master = f"spark://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(ClusterUnreachable, match=master):
            session._answering(SparkSettings(master=master))


def _java(home: Path, version: str, refuses: str = "never") -> Path:
    """Something that says it is a Java, and repeats what it was started with."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(
        f"""#!/bin/sh
echo '{version}' >&2
for word; do
  case "$word" in *{refuses}*) exit 1;; esac
  echo "$word" >&2
done
"""
    )
    java.chmod(0o755)
    return home
