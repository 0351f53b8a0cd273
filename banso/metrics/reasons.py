"""Why an account's days wait to be measured again: what became another. Neither Django nor a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from banso.lib.text import Text
from banso.metrics.facts import Facts

EVENTS, COVERAGE, PLANS, ACCOUNT = "events", "coverage", "plans", "account"

NAMES: Mapping[str, Text] = {
    EVENTS: Text(ja="遅れて届いた、または取り消されたイベント", en="events came late or were taken back"),
    "keys": Text(ja="キーの付け替え", en="keys were moved"),
    "users": Text(ja="利用者・部署の変更", en="users or their departments"),
    "contracts": Text(ja="契約の変更", en="contracts"),
    "tickets": Text(ja="問い合わせの変更", en="tickets"),
    "fields": Text(ja="項目の変更", en="account fields"),
    "moments": Text(ja="やりとり・回答の変更", en="responses, voices or touchpoints"),
    ACCOUNT: Text(ja="企業そのものの変更（追加・統合・終了）", en="the account itself: added, merged, ended"),
    COVERAGE: Text(ja="データ元の対象期間の変更", en="the days a source is complete for"),
    PLANS: Text(ja="プランの変更", en="plans"),
}  # fmt: skip

# Fields of ``Facts`` → reason; a kind of fact that comes later is named by its own field.
_REASONS = {
    "created_on": ACCOUNT,
    "ended_on": ACCOUNT,
    "begun_on": ACCOUNT,
    "currency": "contracts",
    "lines": "contracts",
    "values": "fields",
}


def changed(old: Facts | None, new: Facts | None) -> set[str]:
    """This function will name what is different between an account's facts as remembered and as they are."""
    if old is None or new is None:
        return {ACCOUNT}
    return {
        _REASONS.get(f.name, f.name)
        for f in fields(Facts)
        if getattr(old, f.name) != getattr(new, f.name)
    }


def name_of(reason: str) -> Text:
    """A reason in words; one nobody has named yet stands as it is."""
    return NAMES.get(reason, Text.of(reason))
