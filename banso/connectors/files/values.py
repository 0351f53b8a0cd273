"""From a cell's text to a value, or a sentence about why not.

Empty is what people write for "nothing": no text, a dash, なし. Each reader gives None for it and
raises :class:`CellWrong` for what cannot be read; nothing is guessed between day and month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from banso.connectors.files.days import day, instant
from banso.connectors.files.empties import NOTHING, CellWrong, is_empty, is_error
from banso.connectors.files.figures import figure
from banso.lib import money
from banso.lib.problems import BansoError
from banso.lib.width import corporate_number, fold, tidy

__all__ = [
    "READERS", "CellWrong", "amount", "corporate", "currency", "day", "instant", "integer",
    "intent", "is_empty", "key", "label", "level", "level3", "line_kind", "number", "role",
    "severity", "share", "text", "words", "yes_no",
]  # fmt: skip

_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_LETTERS = {
    **{c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **dict.fromkeys((0x3000, 0x00A0, 0x2007, 0x202F, 0x2002, 0x2003, 0x2009), 0x20),
    **dict.fromkeys((0x200B, 0x200C, 0x2060, 0xFEFF, 0x00AD), None),
}  # fmt: skip
_YES = frozenset(
    (
        "true",
        "t",
        "yes",
        "y",
        "1",
        "on",
        "はい",
        "有",
        "有り",
        "あり",
        "する",
        "○",
        "◯",
        "〇",
        "済",
        "可",
        "税込",
        "税込み",
        "自動",
    )
)
_NO = frozenset(
    (
        "false",
        "f",
        "no",
        "n",
        "0",
        "off",
        "いいえ",
        "無",
        "無し",
        "なし",
        "しない",
        "×",
        "✕",
        "x",
        "未",
        "不可",
        "税抜",
        "税抜き",
        "税別",
        "手動",
    )
)
_SEVERITY = {
    "urgent": "urgent critical blocker p0 p1 1 緊急 至急 最優先 致命的",
    "high": "high major p2 2 高 重大 重要 高い",
    "normal": "normal medium moderate p3 3 中 普通 通常 標準",
    "low": "low minor trivial p4 p5 4 5 低 軽微 低い",
}
_ROLE = {
    "decision_maker": "decisionmaker decider approver economicbuyer executive 決裁者 決定者 承認者 役員",
    "champion": "champion sponsor advocate 推進者 キーマン キーパーソン チャンピオン 旗振り役",
    "admin": "admin administrator owner 管理者 システム管理者 運用担当",
    "user": "user enduser member 利用者 ユーザー 利用部門",
    "detractor": "detractor opponent 反対者 慎重派",
    "influencer": "influencer evaluator 影響者 評価者",
}
_INTENT = {
    "staying": "staying stay renew renewing continue continuing 継続 継続予定 更新 更新予定",
    "considering": "considering thinking undecided 検討中 解約検討中 検討 未定",
    "comparing": "comparing evaluating competitor 比較中 他社比較中 比較検討中 乗り換え検討中",
}
_LEVEL = {
    "low": "low bad cold 低 低い 悪い 悪",
    "fair": "fair medium ok neutral 中 普通",
    "good": "good high hot warm 高 高い 良い 良好 良",
}
_LINE_KIND = {
    "plan": "plan base subscription 基本 プラン 本体",
    "addon": "addon option extra オプション 追加",
}
_INTERVAL = {
    "day": "day daily d 日 日次",
    "week": "week weekly w 週 週次",
    "month": "month monthly m 月 月次 毎月",
    "year": "year yearly annual annually y 年 年次 毎年",
}
_SURVEY_KIND = {
    "nps": "nps netpromoterscore 推奨度 ネットプロモータースコア",
    "csat": "csat satisfaction customersatisfaction 満足度 顧客満足度",
    "ces": "ces effort customereffort 顧客努力指標 努力指標",
    "free": "free text open comment 自由 自由記述 自由回答",
}
_TOUCH_TYPE = {
    "meeting": "meeting onlinemeeting videocall web zoom teams 面談 会議 打合せ 打ち合わせ 商談 オンライン会議 定例 定例会",
    "call": "call phone phonecall telephone 電話 架電 通話",
    "mail": "mail email e-mail メール 電子メール",
    "visit": "visit onsite sitevisit 訪問 往訪 現場視察 視察",
    "qbr": "qbr review businessreview quarterlybusinessreview 四半期レビュー 四半期ビジネスレビュー 振り返り レビュー",
    "chat": "chat slack message im チャット",
    "note": "note memo other ノート メモ 記録 その他",
}
_SIDE = {
    "us": "us our internal outbound vendor 自社 当社 弊社 こちら 発信",
    "them": "them their customer client inbound 先方 顧客 お客様 受信",
}
_VOICE_CHANNEL = {
    "support": "support ticket helpdesk サポート 問い合わせ",
    "meeting": "meeting interview hearing call 面談 会議 ヒアリング インタビュー 電話",
    "survey": "survey アンケート",
    "community": "community forum コミュニティ 掲示板",
    "review": "review reviewsite レビュー 口コミ",
    "mail": "mail email メール",
}
_SESSION_TYPE = {
    "webinar": "webinar onlineseminar ウェビナー オンラインセミナー",
    "workshop": "workshop ワークショップ 勉強会",
    "user_group": "usergroup community meetup userevent ユーザー会 交流会",
    "training": "training course lesson seminar 研修 講習 トレーニング セミナー",
}
_SCOPE = {
    "all": "all everyone global 全体 全社 すべて 全顧客",
    "some": "some partial limited 一部 一部の顧客",
}
_ARM = {
    "treated": "treated treatment test exposed b variant 実施 施策あり 実施群 処置群",
    "control": "control holdout untreated a 対照 施策なし 対照群 未実施",
}
_ASSIGNED_HOW = {
    "randomised": "randomised randomized random 無作為 ランダム 抽選",
    "by_hand": "byhand manual selected chosen 手動 人手 担当者判断 選定",
}
_LEVEL3 = {"1": "1 low 低", "2": "2 medium mid 中", "3": "3 high 高"}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def text(cell: str) -> str | None:
    """Text in one width: full-width letters and digits narrowed, half-width kana widened, one kind of
    space. Punctuation stays as Japanese sets it: （架空）."""
    if is_error(cell):
        raise CellWrong("formula", cell)
    if is_empty(cell):
        return None
    if cell.isascii():
        return cell.strip()
    widened = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), cell)
    return unicodedata.normalize("NFC", widened).translate(_LETTERS).strip() or None


def label(cell: str) -> str | None:
    """A name that other things refer to, as the source writes it but for spaces around it."""
    value = unicodedata.normalize("NFC", cell).strip()
    return None if is_empty(value) else value


def key(cell: str, *, pad: int = 0) -> str | None:
    """Keys stay as the source writes them, but for spaces around them.

    ``pad``: a number shorter than that has lost leading zeros in a spreadsheet, and gets them back.
    """
    if is_error(cell):
        raise CellWrong("formula", cell)
    value = cell.strip()
    return value.zfill(pad) if pad and value.isdecimal() else value or None


def number(cell: str, *, times: int = 1, form: str | None = None) -> float | None:
    """A number; 12 % is 0.12. ``times`` multiplies what names no unit itself."""
    if is_empty(cell):
        return None
    found = figure(cell)
    value = found.value * (1 if found.unit else times)
    if form == "percent" and not found.percent:
        value /= 100
    return float(value)


def integer(cell: str, *, times: int = 1) -> int | None:
    """A whole number; 12名, 1,200 and 30席 are read, 1.5 is not."""
    if is_empty(cell):
        return None
    found = figure(cell)
    value = found.value * (1 if found.unit else times)
    if value != value.to_integral_value() or not -2_147_483_648 <= value <= 2_147_483_647:
        raise CellWrong("number", cell)
    return int(value)


def share(cell: str, *, form: str | None = None) -> float | None:
    """A share 0–1; 20 % and 20 are a fifth, unless ``form`` says percent (1 is 1 %) or share."""
    if is_empty(cell):
        return None
    found = figure(cell)
    value = float(found.value)
    if form == "percent" and not found.percent or form is None and not found.percent and value > 1:
        value /= 100
    if not 0 <= value <= 1:
        raise CellWrong("number", cell)
    return value


def amount(cell: str, currency: str, *, times: int = 1) -> int | None:
    """Money in minor units of ``currency``; ``times`` 1000 for columns in 千円, where the cell names
    no unit itself."""
    if is_empty(cell):
        return None
    try:
        found = figure(cell)
        if found.percent:
            raise CellWrong("money", cell)
        return money.to_minor(found.value * (1 if found.unit else times), currency)
    except (BansoError, CellWrong):
        raise CellWrong("formula" if is_error(cell) else "money", cell) from None


def currency(cell: str) -> str | None:
    if is_empty(cell):
        return None
    try:
        return money.currency(cell)
    except BansoError:
        raise CellWrong("currency", cell) from None


def yes_no(cell: str) -> bool | None:
    given = _folded(cell)
    if not given:
        return None
    if given in _YES:
        return True
    if given in _NO:
        return False
    if given in NOTHING:
        return None
    raise CellWrong("bool", cell)


def corporate(cell: str) -> str | None:
    if is_empty(cell):
        return None
    try:
        return corporate_number(cell)
    except BansoError:
        raise CellWrong("corporate-number", cell) from None


def words(cell: str) -> list[str] | None:
    """A list written with commas, semicolons, bars or 、"""
    if is_empty(cell):
        return None
    return [w for w in (tidy(part) for part in re.split(r"[,;|、，；\n]", cell)) if w]


def _chosen(table: dict[str, str], *, other: str | None = None) -> Callable[[str], str | None]:
    known = {fold(word): chosen for chosen, written in table.items() for word in written.split()}

    def choose(cell: str) -> str | None:
        if is_empty(cell) and fold(cell) not in known:
            return None
        found = known.get(fold(re.sub(r"[\s_\-]", "", cell)))
        if found is None:
            if other is not None:
                return other
            raise CellWrong("choice", cell)
        return found

    return choose


severity = _chosen(_SEVERITY)
role = _chosen(_ROLE, other="other")
intent = _chosen(_INTENT)
level = _chosen(_LEVEL)
line_kind = _chosen(_LINE_KIND)
level3 = _chosen(_LEVEL3)
interval = _chosen(_INTERVAL)


def people(cell: str) -> str | None:
    """Addresses or names, one behind the other with ``;``, in small letters and each once."""
    found = [w.casefold() for w in words(cell) or ()]
    return ";".join(dict.fromkeys(found)) or None


# Readers that need nothing but the cell; date-times and money need zone and currency.
READERS: dict[str, Callable[[str], Any]] = {
    "key": key,
    "text": text,
    "label": label,
    "email": text,
    "date": day,
    "number": number,
    "integer": integer,
    "share": share,
    "bool": yes_no,
    "currency": currency,
    "corporate": corporate,
    "severity": severity,
    "role": role,
    "intent": intent,
    "level": level,
    "line_kind": line_kind,
    "level3": level3,
    "interval": interval,
    "survey_kind": _chosen(_SURVEY_KIND),
    "touch_type": _chosen(_TOUCH_TYPE),
    "side": _chosen(_SIDE),
    "voice_channel": _chosen(_VOICE_CHANNEL, other="other"),
    "session_type": _chosen(_SESSION_TYPE, other="other"),
    "incident_scope": _chosen(_SCOPE),
    "arm": _chosen(_ARM),
    "assigned_how": _chosen(_ASSIGNED_HOW),
    "people": people,
    "list": words,
    "choice": text,
}
