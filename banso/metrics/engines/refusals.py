"""Why the other engine cannot be used, and what to do about it."""

from __future__ import annotations

from banso.lib.problems import BansoError, problem

_INSTALL = "pip install -r requirements-spark.txt"


class UnknownEngine(BansoError):
    """``BANSO_ENGINE`` names no engine."""

    def __init__(self, name: str) -> None:
        super().__init__(
            problem(
                "engine.unknown",
                ja=f"BANSO_ENGINE の値 {name} というエンジンはありません。",
                en=f"There is no engine {name}, which BANSO_ENGINE names.",
                remedy_ja="duckdb か spark を指定してください。",
                remedy_en="Set it to duckdb or spark.",
                path="BANSO_ENGINE",
                sample=name,
            )
        )


class SparkNotInstalled(BansoError):
    """pyspark is not there."""

    def __init__(self) -> None:
        super().__init__(
            problem(
                "engine.spark.not_installed",
                ja="BANSO_ENGINE=spark ですが、pyspark がインストールされていません。",
                en="BANSO_ENGINE is spark, but pyspark is not installed.",
                remedy_ja=f"`{_INSTALL}` を実行するか、BANSO_ENGINE を外してください。",
                remedy_en=f"Run `{_INSTALL}`, or unset BANSO_ENGINE.",
                path="BANSO_ENGINE",
            )
        )


class JavaMissing(BansoError):
    """There is no Java that Spark runs on."""

    def __init__(self, *, found: str | None = None) -> None:
        super().__init__(
            problem(
                "engine.spark.java",
                ja=f"Spark に必要な Java 17 以降がありません{f'（見つかったもの: {found}）' if found else ''}。",
                en=f"Spark needs Java 17 or newer{f'; found {found}' if found else ', and none was found'}.",
                remedy_ja=f"`{_INSTALL}` で Java も入ります。既存の Java を使う場合は JAVA_HOME を設定してください。",
                remedy_en=f"`{_INSTALL}` brings one; or set JAVA_HOME to one of your own.",
                path="JAVA_HOME",
            )
        )


class ClusterUnreachable(BansoError):
    """Nobody answers at the master's address, or no worker has room."""

    def __init__(self, master: str, *, why: str = "") -> None:
        super().__init__(
            problem(
                "engine.spark.unreachable",
                ja=f"Spark のマスター {master} に接続できません。",
                en=f"The Spark master {master} cannot be reached.",
                remedy_ja="マスターが起動しているか、BANSO_SPARK_MASTER の値が正しいかを確認してください。",
                remedy_en="Check that the master runs and that BANSO_SPARK_MASTER is right.",
                path="BANSO_SPARK_MASTER",
                sample=why or None,
            )
        )


class NoWorkers(BansoError):
    """The master answers, but gives no executor."""

    def __init__(self, master: str, *, seconds: int) -> None:
        super().__init__(
            problem(
                "engine.spark.no_workers",
                ja=f"Spark のマスター {master} から {seconds} 秒以内に実行プロセスが割り当てられませんでした。",
                en=f"The Spark master {master} gave no executor within {seconds} seconds.",
                remedy_ja="ワーカーが起動しており、メモリーとコアに空きがあることを確認してください。",
                remedy_en="Check that workers run and have memory and cores free.",
                path="BANSO_SPARK_MASTER",
            )
        )


class SparkFailed(BansoError):
    """A statement did not come to its end on the cluster."""

    def __init__(self, what: str, *, why: str) -> None:
        super().__init__(
            problem(
                "engine.spark.failed",
                ja=f"Spark での計算 {what} が失敗しました: {why}",
                en=f"Computing {what} on Spark failed: {why}",
                remedy_ja="Spark のログを確認してください。計測は途中までの日の後から再開できます。",
                remedy_en="See Spark's logs. Measuring goes on after the last day that was written.",
                path=what,
            )
        )
