"""A Spark cluster for the tests of this folder, started once; asked for by ``make test-spark``.

pyspark and its Java weigh half a gigabyte, so a plain ``pytest`` leaves this folder out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

if not os.environ.get("BANSO_TEST_SPARK"):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A master and two workers; ``working(…, engine='spark')`` computes there."""
    from banso.metrics.engines.session import stop_spark
    from tests.ground.spark import cluster

    with cluster(tmp_path_factory.mktemp("spark") / "cluster") as started:
        before = dict(os.environ)
        os.environ.update(started.environment)
        del os.environ["BANSO_ENGINE"]  # each test says itself where it computes
        try:
            yield
        finally:
            stop_spark()
            os.environ.clear()
            os.environ.update(before)
