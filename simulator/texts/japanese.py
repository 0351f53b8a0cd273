"""How customers of a Japanese vendor write: short comments, tickets with greetings, notes."""

from __future__ import annotations

from simulator.texts.dice import Dice
from simulator.texts.phrases import Table, cut_all

DEPARTMENTS = (
    "営業部", "営業企画部", "経理部", "情報システム部", "総務部", "マーケティング部", "製造部",
    "カスタマーサポート", "管理本部", "大阪支店", "経営企画室", "購買部",
)  # fmt: skip
SINCE = ("先週から", "今朝から", "先月から", "月初から", "ここ数日", "更新の後から")
_OPENERS = cut_all((
    "", "", "", "正直なところ、", "当社では、", "個人的には、", "今のところ、", "率直に言うと、", "{d}では、",
    "{d}の立場では、", "使い始めて{n}か月ですが、", "{d}から聞いた話ですが、",
))  # fmt: skip
_AFTER_BAD = cut_all((
    "現場から不満が出ています", "結局、手作業で補っています", "早めの改善をお願いします",
    "何とかならないでしょうか", "社内での説明に困っています", "ほかの方法を探し始めています",
    "改善されれば続けて使いたいです", "優先度を上げて見ていただきたいです", "担当者が{n}名とも同じ意見です",
    "{d}からも同じ声が上がっています", "このままでは{d}に広げられません", "{n}か月前から変わっていません",
    "もう少し様子を見ますが、長くは待てません", "他社ではできていると聞きます",
))  # fmt: skip
_AFTER_GOOD = cut_all((
    "社内でも好評です", "これからも使い続けます", "他の部署にも勧めています", "ありがとうございます",
    "今後も期待しています", "担当の皆さまによろしくお伝えください", "この調子でお願いします",
    "{d}でも使い始めました", "{n}名とも同じ意見です", "導入して{n}か月、良い買い物でした",
    "上司にも報告しました", "来期は{d}にも広げたいです",
))  # fmt: skip
_AFTER_PLAIN = cut_all((
    "よろしくお願いします", "取り急ぎご連絡まで", "お手すきのときにご返信ください",
    "急ぎではありません", "社内で確認中です", "{d}とも共有しています", "{n}日ほどで結論が出ます",
    "詳しくは{d}にお聞きください", "", "",
))  # fmt: skip
_NOT_GOOD = cut_all((
    "{o}に満足しているとは言えません", "{o}に問題がないとは言えません",
    "{o}については、良かったと言える点がまだありません", "{o}が期待どおりかと聞かれると、そうではありません",
))  # fmt: skip
_NOT_BAD = cut_all((
    "{o}に不満はありません", "{o}で困った記憶がありません", "{o}が悪いと思ったことは一度もありません",
    "{o}は心配していたほど難しくありませんでした",
))  # fmt: skip
_GREETINGS = (
    "お世話になっております。",
    "いつもお世話になっております。",
    "お世話になります。",
    "はじめまして。",
)
_ROLES = ("担当です。", "者です。", "担当者です。")
_PLEASE = (
    "お手数ですが、ご確認のほどよろしくお願いいたします。", "ご回答をお待ちしております。",
    "よろしくお願いいたします。", "ご教示いただけますと幸いです。", "どうぞよろしくお願いします。",
)  # fmt: skip
_URGENT = (
    "業務に支障が出ておりますので、至急ご対応をお願いいたします。", "本日中にご連絡ください。",
    "いつ直るのか、はっきりした回答をください。",
)  # fmt: skip
_THANKS = ("取り急ぎお礼まで。", "引き続きよろしくお願いいたします。", "ご対応に感謝いたします。")
_SURROUNDINGS = cut_all((
    "ブラウザはChromeです。", "ブラウザはEdgeです。", "再起動しても同じでした。",
    "{d}の数名で確認しました。", "画面の写しを添付します。",
))  # fmt: skip
_SUBJECTS_OF_THANKS = cut_all(("{o}の件、ありがとうございました", "{o}のお礼", "{o}について"))
_TOLD = (
    "{}とのこと。", "{}とのご意見。", "先方より「{}」との声。", "{}という話が出た。", "「{}」と担当者。",
)  # fmt: skip


def core(dice: Dice, table: Table, level: int) -> str:
    """One to three sentences that mean ``level`` (-2 … 2), without greeting."""
    return _CORES[level](dice, table)


def _very_bad(dice: Dice, table: Table) -> str:
    way = dice.roll()
    first = dice.of(table, "--")
    if way < 0.2:
        return f"{first}。"
    if way < 0.5:
        return f"{first}。{dice.of(table, '-')}。"
    if way < 0.8:
        return f"{first}。{dice.say(dice.pick(_AFTER_BAD), table)}。"
    return f"「{dice.of(table, 't+')}」と聞いていましたが、{first}。"


def _bad(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.18:
        return f"{dice.of(table, '-')}。"
    if way < 0.44:
        return f"{dice.of(table, '-')}。{dice.say(dice.pick(_AFTER_BAD), table)}。"
    if way < 0.56:
        return f"{dice.of(table, '-')}。{dice.of(table, 'w')}。"
    if way < 0.68:
        return f"{dice.say(dice.pick(_NOT_GOOD), table)}。"
    if way < 0.8:
        return f"「{dice.of(table, 't+')}」という人もいますが、{dice.of(table, '-')}。"
    return f"{dice.of(table, '+')}が、{dice.of(table, '-')}。{dice.say(dice.pick(_AFTER_BAD), table)}。"


def _plain(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.14:
        return _stop(dice, dice.of(table, "="))
    if way < 0.26:
        return f"{dice.of(table, 'w')}。"
    if way < 0.5:
        after = dice.say(dice.pick(_AFTER_PLAIN), table)
        return _stop(dice, dice.of(table, "=")) + (f"{after}。" if after else "")
    if way < 0.68:
        return _stop(dice, dice.of(table, "=")) + f"{dice.of(table, 'w')}。"
    if way < 0.84:
        return f"{dice.of(table, '+')}。一方で、{dice.of(table, '-')}。"
    if way < 0.94:
        return f"{dice.of(table, '-')}。ただ、{dice.of(table, '+')}。"
    return (
        f"「{dice.of(table, 't-')}」という人もいれば、「{dice.of(table, 't+')}」という人もいます。"
    )


def _good(dice: Dice, table: Table) -> str:
    way = dice.roll()
    if way < 0.2:
        return f"{dice.of(table, '+')}。"
    if way < 0.5:
        return f"{dice.of(table, '+')}。{dice.say(dice.pick(_AFTER_GOOD), table)}。"
    if way < 0.65:
        return f"{dice.say(dice.pick(_NOT_BAD), table)}。"
    if way < 0.8:
        return f"「{dice.of(table, 't-')}」という声もありましたが、{dice.of(table, '+')}。"
    if way < 0.9:
        return f"{dice.of(table, '+')}。強いて言えば、{dice.of(table, 'w')}。"
    first, second = dice.two(table["+"])
    return f"{dice.say(first, table)}。{dice.say(second, table)}。"


def _very_good(dice: Dice, table: Table) -> str:
    way = dice.roll()
    first = dice.of(table, "++")
    if way < 0.2:
        return f"{first}。"
    if way < 0.6:
        return f"{first}。{dice.say(dice.pick(_AFTER_GOOD), table)}。"
    if way < 0.85:
        return f"{first}。{dice.of(table, '+')}。"
    return f"「{dice.of(table, 't-')}」と言っていた人まで、今では褒めています。{first}。"


_CORES = {-2: _very_bad, -1: _bad, 0: _plain, 1: _good, 2: _very_good}
_TERSE = {-2: "t-", -1: "t-", 0: "t=", 1: "t+", 2: "t+"}


def comment(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A survey comment: often a sentence, sometimes a note."""
    way = dice.roll()
    if way < 0.12:
        return "", _note(dice, table, level)
    said = core(dice, table, level)
    if way < 0.22:
        return "", said.rstrip("。").replace("。", "\n")
    return "", _opened(dice, table, said) if level else said


def voice(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A remark as it was said or written, or as our person noted it down."""
    if dice.roll() < 0.3:
        note = dice.of(table, _TERSE[level])
        told = dice.pick(_TOLD).format(note)
        return "", told if abs(
            level
        ) < 2 else f"{told}{dice.of(table, '--' if level < 0 else '++')}。"
    said = core(dice, table, level)
    return "", _opened(dice, table, said) if level else said


def ticket(dice: Dice, table: Table, level: int) -> tuple[str, str]:
    """A request to support: subject, greeting, matter, closing."""
    dice.stay(table)
    subject = dice.say(dice.pick(_SUBJECTS_OF_THANKS), table) if level > 0 else dice.of(table, "s")
    if level == -2 and dice.roll() < 0.5:
        subject = f"【至急】{subject}"
    lines = []
    if dice.roll() < 0.85:
        who = f"{dice.pick(DEPARTMENTS)}の{dice.pick(_ROLES)}" if dice.roll() < 0.5 else ""
        lines.append(dice.pick(_GREETINGS) + who)
    lines.append(core(dice, table, level))
    if level <= 0 and dice.roll() < 0.35:
        lines.append(dice.say(dice.pick(_SURROUNDINGS), table))
    if level <= 0 and dice.roll() < 0.25:
        lines.append(f"{dice.of(table, 'w')}。")
    closing = _URGENT if level == -2 else _THANKS if level > 0 else _PLEASE
    lines.append(dice.pick(closing))
    return subject, "\n".join(lines)


def _note(dice: Dice, table: Table, level: int) -> str:
    said = dice.of(table, _TERSE[level])
    way = dice.roll()
    if way < 0.4:
        said = f"{dice.pick(table['o'])[0]}について。{said}"
    elif way < 0.6:
        said = f"{dice.pick(table['o'])[0]}、{said}"
    if abs(level) == 2:
        return said + ("。早急に改善を。" if level < 0 else "。大満足。")
    if level and dice.roll() < 0.5:
        after = _AFTER_BAD if level < 0 else _AFTER_GOOD
        return f"{said}。{dice.say(dice.pick(after), table)}。"
    return said + ("。" if way < 0.5 else "")


def _opened(dice: Dice, table: Table, said: str) -> str:
    opener = dice.say(dice.pick(_OPENERS), table)
    return said if said.startswith("「") else opener + said


def _stop(dice: Dice, said: str) -> str:
    asks = said.endswith("か") and dice.roll() < 0.3
    return said + ("？" if asks else "。")
