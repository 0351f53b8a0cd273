"""A guess what event names mean, by the words in them, Japanese and English.

A guess only proposes: nothing counts until a person has said yes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from banso.lib.text import Text
from banso.metrics.catalogue import OWN_PREFIX, CatalogueEvent

MOST_FREQUENT = 20

_SPLIT = re.compile(r"[^0-9a-z\u3040-\u30ff\u3400-\u9fff]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Nobody works by these.
_NOTHING = {
    "logout", "signout", "logoff", "error", "errors", "exception", "failed", "failure", "heartbeat",
    "ping", "healthcheck", "adview", "impression", "timeout", "expired", "bounced", "crash", "debug",
}  # fmt: skip
_NOTHING_JA = ("ログアウト", "サインアウト", "エラー", "失敗", "広告")
_LOGIN = {"login", "signin", "logon", "loggedin", "signedin"}
_LOGIN_PAIRS = {("log", "in"), ("sign", "in"), ("logged", "in"), ("signed", "in"), ("session", "start"), ("session", "started")}  # fmt: skip
_LOGOUT_PAIRS = {("log", "out"), ("sign", "out"), ("logged", "out"), ("signed", "out")}
_LOGIN_JA = ("ログイン", "サインイン")
_EXPORT = {"export", "exported", "exports", "download", "downloaded", "dump"}
_EXPORT_JA = ("エクスポート", "書き出し", "書出", "ダウンロード", "CSV出力", "csv出力")
_ORDER = {"order", "ordered", "orders", "reorder", "purchase", "purchased", "purchases", "checkout"}
_ORDER_JA = ("注文", "発注", "購入")
_SETUP = {
    "setup", "configure", "configured", "configuration", "install", "installed", "onboarding",
    "integrate", "integration", "connect", "connected", "invite", "invited", "import", "imported",
    "setting", "settings", "sso", "activate", "activated", "provision", "enable", "enabled",
}  # fmt: skip
_SETUP_PAIRS = {("set", "up")}
_SETUP_JA = ("設定", "連携", "招待", "取込", "取り込み", "インポート", "導入", "有効化")
_VALUE = {
    "publish", "published", "complete", "completed", "approve", "approved", "win", "won", "signed",
    "paid", "shipped", "delivered", "closed", "resolved", "achieved", "launched", "first",
}  # fmt: skip
_VALUE_JA = ("公開", "完了", "承認", "受注", "成約", "達成", "成果", "初回")

_VERBS = {
    "create", "created", "add", "added", "new", "edit", "edited", "update", "updated", "change",
    "changed", "delete", "deleted", "remove", "removed", "cancel", "cancelled", "canceled", "view",
    "viewed", "open", "opened", "click", "clicked", "send", "sent", "save", "saved", "run", "ran",
    "start", "started", "finish", "finished", "submit", "submitted", "share", "shared", "schedule",
    "scheduled", "advance", "advanced", "lose", "lost", "disqualify", "disqualified", "unsub",
    "emailed", "called", "upload", "uploaded", "use", "used", "show", "get", "track",
} | _EXPORT | _VALUE  # fmt: skip
# Said of a thing they are verbs, alone they are the thing.
_WEAK = {"email", "call", "list", "page", "screen", "post", "event", "action", "value"}
_VERBS_JA = ("作成", "登録", "追加", "編集", "更新", "変更", "削除", "閲覧", "表示", "送信", "保存", "実行", "開始", "終了", "共有", "予約", "の", "を")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guess about one event name. ``certain`` is false where a person should look twice."""

    event: str
    count: int
    roles: tuple[str, ...]
    feature: str
    certain: bool
    why: Text

    def as_event(self) -> CatalogueEvent:
        """The entry of the catalogue it would make."""
        return CatalogueEvent(event=self.event, roles=self.roles, feature=self.feature)


def guess(
    names_with_counts: Iterable[tuple[str, int]], *, most: int = MOST_FREQUENT
) -> list[Proposal]:
    """Propose roles and features for the ``most`` most frequent names; our own events are left out.

    Ties go by name, so the same facts give the same proposals.
    """
    named = [(n, c) for n, c in names_with_counts if n and not n.startswith(OWN_PREFIX)]
    found = [_propose(n, c) for n, c in sorted(named, key=lambda x: (-x[1], x[0]))[:most]]
    if any("use" in p.roles and "login" not in p.roles for p in found):
        return found
    # Only logins come in: then signing in is the use there is.
    return [_with_use(p) for p in found]


def _with_use(p: Proposal) -> Proposal:
    if "login" not in p.roles or "use" in p.roles:
        return p
    return Proposal(p.event, p.count, (*p.roles, "use"), p.feature, p.certain, p.why)


def _propose(name: str, count: int) -> Proposal:
    words = _words(name)
    pairs = set(zip(words, words[1:], strict=False))
    has = set(words).intersection

    def ja(marks: tuple[str, ...]) -> bool:
        folded = unicodedata.normalize("NFKC", name)
        return any(m in folded for m in marks)

    if has(_NOTHING) or ja(_NOTHING_JA) or _LOGOUT_PAIRS & pairs:
        return Proposal(name, count, (), "", True, _WHY["nothing"])
    if has(_LOGIN) or pairs & _LOGIN_PAIRS or ja(_LOGIN_JA):
        return Proposal(name, count, ("login",), "", True, _WHY["login"])
    feature = _feature(name, words)
    if has(_EXPORT) or ja(_EXPORT_JA):
        return Proposal(name, count, ("use", "export"), feature, True, _WHY["export"])
    if has(_ORDER) or ja(_ORDER_JA):
        return Proposal(name, count, ("use", "order"), feature, False, _WHY["order"])
    if has(_SETUP) or pairs & _SETUP_PAIRS or ja(_SETUP_JA):
        return Proposal(name, count, ("use", "setup_step"), feature, False, _WHY["setup_step"])
    if has(_VALUE) or ja(_VALUE_JA):
        return Proposal(name, count, ("use", "first_value"), feature, False, _WHY["first_value"])
    return Proposal(name, count, ("use",), feature, True, _WHY["use"])


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name)
    return [w for w in _SPLIT.split(_CAMEL.sub(" ", plain).lower()) if w]


def _feature(name: str, words: list[str]) -> str:
    """What the event is about: its name without the verbs; the whole name where only verbs remain."""
    strong = [w for w in words if w not in _VERBS]
    things = [w for w in strong if w not in _WEAK] or strong
    text = "_".join(_singular(w) for w in things)
    for verb in _VERBS_JA:
        text = text.replace(verb, "")
    return (text.strip("_") or "_".join(words) or name)[:60]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_WHY = {
    "nothing": Text(
        ja="名前から、利用とは数えない操作と見ました。",
        en="By its name, this is no use of the product.",
    ),
    "login": Text(ja="名前から、ログインと見ました。", en="By its name, this is a login."),
    "export": Text(
        ja="名前から、データの書き出しと見ました。", en="By its name, this takes data out."
    ),
    "order": Text(
        ja="名前から、注文と見ました。ご確認ください。",
        en="By its name, this may be an order. Please check.",
    ),
    "setup_step": Text(
        ja="名前から、初期設定の手順と見ました。ご確認ください。",
        en="By its name, this may be a step of set-up. Please check.",
    ),
    "first_value": Text(
        ja="名前から、成果を表す操作と見ました。ご確認ください。",
        en="By its name, this may be a result. Please check.",
    ),
    "use": Text(ja="通常の利用と見ました。", en="Taken as ordinary use."),
}
