"""Minutes of a meeting: who was there, what was decided, who does what, when next (議事録)."""

from __future__ import annotations

from simulator.texts import english, japanese
from simulator.texts.dice import Dice
from simulator.texts.phrases import Table

_TITLES = (
    "定例ミーティング",
    "導入状況の確認",
    "四半期レビュー",
    "更新に向けた打ち合わせ",
    "課題の整理",
)
_POSTS = ("部長", "課長", "主任", "担当", "リーダー")
_OURS = ("担当CSM", "担当CSM、導入支援", "担当CSM、営業", "CSMマネージャー、担当CSM")
_NEXT = (
    "2週間後の同じ時間",
    "来月第2火曜 14時",
    "3週間後（オンライン）",
    "次の四半期レビュー",
    "日程を調整",
    "1か月後、先方にて",
)
_DUE = ("今週中", "来週金曜", "月末", "次回まで", "10日以内")
_DECIDED = (
    "{}を優先して進める",
    "{}は次回に結論を出す",
    "{}を当面見送る",
    "{}の窓口を決める",
    "{}の進み具合を次回確認する",
)

_TITLES_EN = ("Regular meeting", "Set-up review", "Quarterly review", "Renewal talk", "Open issues")
_POSTS_EN = ("head", "manager", "lead", "staff", "coordinator")
_OURS_EN = ("CSM", "CSM, implementation", "CSM, sales", "CS manager, CSM")
_NEXT_EN = (
    "same time in two weeks",
    "second Tuesday of next month, 14:00",
    "in three weeks (online)",
    "next quarterly review",
    "date to be fixed",
    "in a month, at their office",
)
_DUE_EN = ("this week", "next Friday", "end of month", "next meeting", "within 10 days")
_DECIDED_EN = (
    "{} comes first",
    "decide on {} next time",
    "leave {} for now",
    "name a person for {}",
    "look at {} again next time",
)


def in_japanese(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """(title, minutes): 出席者・内容・決定事項・宿題・次回."""
    title = dice.pick(_TITLES)
    guests = "、".join(
        f"{dice.pick(japanese.DEPARTMENTS)} {dice.pick(_POSTS)}"
        for _ in range(1 + int(dice.roll() * 3))
    )
    said = [line for line in japanese.core(dice, table, level).split("。") if line]
    wish = dice.of(table, "w")
    first, second = dice.two(table["o"])
    lines = [
        f"出席者：先方 {guests}／当社 {dice.pick(_OURS)}",
        "■内容",
        *(f"・{line}" for line in said),
        *([f"・{wish}"] if dice.roll() < 0.4 else []),
        "■決定事項",
        f"・{dice.pick(_DECIDED).format(first[0])}",
        *([f"・{dice.pick(_DECIDED).format(second[0])}"] if dice.roll() < 0.35 else []),
        "■宿題",
        f"・先方：{dice.of(table, 'a<')}（{dice.pick(_DUE)}）",
        f"・当社：{dice.of(table, 'a>')}（{dice.pick(_DUE)}）",
        f"■次回：{dice.pick(_NEXT)}",
    ]
    return title, "\n".join(lines)


def in_english(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """(title, minutes): attendees, discussion, decisions, actions, next."""
    title = dice.pick(_TITLES_EN)
    guests = ", ".join(
        f"{dice.pick(_POSTS_EN)} ({dice.pick(english.DEPARTMENTS)})"
        for _ in range(1 + int(dice.roll() * 3))
    )
    wish = dice.of(table, "w")
    first, second = dice.two(table["o"])
    lines = [
        f"Attendees: customer: {guests} / us: {dice.pick(_OURS_EN)}",
        "Discussion",
        f"- {english.core(dice, table, level)}",
        *([f"- Wish: {wish}"] if dice.roll() < 0.4 else []),
        "Decisions",
        f"- {english.up(dice.pick(_DECIDED_EN).format(first[0]))}",
        *(
            [f"- {english.up(dice.pick(_DECIDED_EN).format(second[0]))}"]
            if dice.roll() < 0.35
            else []
        ),
        "Actions",
        f"- Customer: {english.up(dice.of(table, 'a<'))} ({dice.pick(_DUE_EN)})",
        f"- Us: {english.up(dice.of(table, 'a>'))} ({dice.pick(_DUE_EN)})",
        f"Next: {dice.pick(_NEXT_EN)}",
    ]
    return title, "\n".join(lines)
