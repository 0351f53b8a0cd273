"""The five steps of customer success as a first walk; how far it has come is read from the facts.

How far somebody has walked is not stored: it can be left at any point, and stands where the data
stand. Only that a person has put the bar away is (``User.first_steps``).
"""

from __future__ import annotations

from dataclasses import dataclass

from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """What the walk depends on, as the viewer may know it."""

    accounts: int
    contracts: bool
    usage: bool
    answered: int  # of the catalogue's three questions
    questions: int
    map_version: int | None
    chosen: bool  # by a person; without one the first import brings a map of its own
    measured: bool
    segments: int
    worked: bool  # there is or was a task


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a step needs. ``done`` None: the room for it is not open yet."""

    text: Text
    done: bool | None
    found: Text | None = None  # what is there already, with its number
    to: str = ""  # name of the address where it is done
    label: Text | None = None
    passed: bool = False  # not done, and yet the way need not lead back to it


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: Text
    needs: tuple[Need, ...]
    lights: Text  # what can be seen once it is done

    @property
    def done(self) -> bool:
        return all(n.done for n in self.needs)

    @property
    def next(self) -> Need | None:
        """What to do first here."""
        return next((n for n in self.needs if n.done is False and not n.passed), None)

    @property
    def open(self) -> bool:
        return any(n.done is not None for n in self.needs)


def steps(facts: Facts) -> tuple[Step, ...]:
    """The five steps, in order."""
    return (_know(facts), _phases(facts), _plan(facts), _do(facts), _feed_back(facts))


def current(walk: tuple[Step, ...]) -> Step | None:
    """The first step that can be done now and is not; None when all open ones are done."""
    return next((s for s in walk if s.next), None)


def _know(f: Facts) -> Step:
    # Who runs a map of their own choice without contracts or usage has none to give.
    beyond = f.chosen and f.measured
    return Step(
        1,
        Text(ja="顧客像を整理する", en="Know the customer"),
        (
            Need(
                Text(
                    ja="顧客企業の一覧。お手元のExcelやCSVのままで取り込めます。",
                    en="The list of your accounts; Excel or CSV files as you have them.",
                ),
                f.accounts > 0,
                Text(ja=f"{f.accounts:,}社", en=f"accounts: {f.accounts:,}")
                if f.accounts
                else None,
                "imports:index",
                Text(ja="ファイルを取り込む", en="Import files"),
            ),
            Need(
                Text(
                    ja="契約：開始日、終了日、月額、席数。",
                    en="Contracts: start, end, monthly fee, seats.",
                ),
                f.contracts,
                None,
                "imports:index",
                Text(ja="契約を取り込む", en="Import contracts"),
                passed=beyond,
            ),
            Need(
                Text(
                    ja="利用の記録：誰が、いつ、何をしたか。",
                    en="Usage: who did what, and when.",
                ),
                f.usage,
                None,
                "imports:index",
                Text(ja="利用の記録を取り込む", en="Import usage"),
                passed=beyond,
            ),
            _questions(f, passed=beyond or f.answered > 0),
        ),
        Text(
            ja="顧客一覧、顧客ごとのページ、MRR、利用の推移、データ品質の点検",
            en="The list and the page of every account, MRR, use over time, checks of the data",
        ),
    )


def _questions(f: Facts, *, passed: bool) -> Need:
    # Not every product has an event for set-up or for first value.
    return Need(
        Text(
            ja="カタログの3つの質問への回答：どの操作が利用・初期設定・最初の成果か。",
            en="Answers to three questions: which events are use, set-up and first result.",
        ),
        f.answered == f.questions,
        Text(
            ja=f"{f.questions}問中{f.answered}問に回答済み",
            en=f"{f.answered} of {f.questions} answered",
        ),
        "imports:catalogue",
        Text(ja="3つの質問に答える", en="Answer the three questions"),
        passed=passed,
    )


def _phases(f: Facts) -> Step:
    return Step(
        2,
        Text(ja="フェーズと成功を定義する", en="Define phases and success"),
        (
            Need(
                Text(
                    ja="最初の1日の集計。取り込みの後、自動で始まります。",
                    en="The first day closed; after an import this happens by itself.",
                ),
                f.measured,
                None,
                "jobs:index",
                Text(ja="集計の進み具合を見る", en="See how far the first day is"),
            ),
            Need(
                Text(
                    ja="ジャーニーマップ。5つのひな形から選べます。選ぶ前に、どの顧客がどこに立つかが見えます。",
                    en="A journey map, one of five; before choosing you see who would stand where.",
                ),
                f.map_version is not None and f.chosen,
                _map_found(f),
                "editor:templates",
                Text(ja="5つのマップから選ぶ", en="Choose one of five maps"),
            ),
        ),
        Text(
            ja="全顧客がフェーズごとに並ぶマップ、そこにいる理由、遅れと停滞",
            en="The map with every account in its phase and why, who is behind and who is stuck",
        ),
    )


def _map_found(f: Facts) -> Text | None:
    version = f.map_version
    if version is None:
        return None
    if not f.chosen:
        return Text(
            ja="いまは6フェーズのマップで動いています。このまま使うことも選べます。",
            en="For now the map of six phases is in force; you may keep it.",
        )
    return Text(ja=f"第{version}版を運用中", en=f"version {version} is in force")


def _plan(f: Facts) -> Step:
    return Step(
        3,
        Text(ja="施策を策定する", en="Plan measures"),
        (
            Need(
                Text(
                    ja="誰に向けた施策か。条件で絞った一覧をセグメントとして保存します。",
                    en="Whom they are for: a list filtered by conditions, saved as a segment.",
                ),
                f.segments > 0,
                Text(ja=f"{f.segments}件を保存済み", en=f"{f.segments} saved")
                if f.segments
                else None,
                "segments:index",
                Text(ja="セグメントを作る", en="Make a segment"),
            ),
            Need(
                Text(
                    ja="施策（きっかけ、手順、比較の方法）",
                    en="Plays: trigger, steps, how they are compared",
                ),
                None,
            ),
        ),
        Text(
            ja="セグメントの人数の推移、誰がいつ出入りしたか",
            en="Each segment over time, and who came and went when",
        ),
    )


def _do(f: Facts) -> Step:
    return Step(
        4,
        Text(ja="施策を実行する", en="Carry them out"),
        (
            Need(
                Text(
                    ja="最初のToDo：どの顧客企業に、何を、いつまでに。",
                    en="A first task: for which account, what, and by when.",
                ),
                f.worked,
                None,
                "tasks:new",
                Text(ja="最初のToDoを書く", en="Write a first task"),
            ),
            Need(
                Text(ja="研修・ウェビナー、メッセージ", en="Group sessions, messages"),
                None,
            ),
        ),
        Text(
            ja="今日やること、準備のできた打ち合わせ",
            en="What to do today, meetings that are prepared",
        ),
    )


def _feed_back(f: Facts) -> Step:
    return Step(
        5,
        Text(ja="フィードバックする", en="Feed back"),
        (
            Need(
                Text(
                    ja="指標の推移。定義、分布、使われている場所まで確かめられます。",
                    en="Metrics over time, down to their definition, spread and use.",
                ),
                f.measured,
                None,
                "library:index",
                Text(ja="指標を見る", en="See the metrics"),
            ),
            Need(
                Text(
                    ja="施策の効果、顧客の声、ヘルススコアの検証",
                    en="Effects of plays, voices, the score checked against what happened",
                ),
                None,
            ),
        ),
        Text(
            ja="効いた施策と効かなかった施策、次に直すところ",
            en="What worked and what did not, and what to change next",
        ),
    )
