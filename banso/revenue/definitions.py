"""Words of the revenue package, side by side in both languages."""

from __future__ import annotations

from datetime import date

from banso.lib.problems import Level, Problem, problem
from banso.lib.text import Text
from banso.revenue.facts import Life

LIFE_NAMES: dict[Life, Text] = {
    Life.BEFORE: Text(ja="契約前", en="Before contract"),
    Life.TRIAL: Text(ja="トライアル中", en="Trial"),
    Life.ACTIVE: Text(ja="契約中", en="Active"),
    Life.PENDING: Text(ja="更新待ち", en="Renewal pending"),
    Life.PAUSED: Text(ja="休止中", en="Paused"),
    Life.ENDED: Text(ja="解約済み", en="Ended"),
}


def other_currency(currencies: tuple[str, ...], own: str) -> Problem:
    """Said wherever MRR counts one currency only; the ledger counts the others at their rates."""
    names = ", ".join(currencies)
    return problem(
        "revenue.other-currency",
        ja=f"{names}の契約はMRRに含まれていません（このワークスペースの通貨は{own}です）。",
        en=f"Contracts in {names} are not part of the MRR (this workspace's currency is {own}).",
        remedy_ja="レートで換算した合計は「分析」の「売上」にあります。レートは「設定」の「為替と月の確定」で登録します。",
        remedy_en="Insight, Money counts them at the rates of Settings, Rates and locks.",
        level=Level.CAUTION,
        sample=names,
    )


def rate_missing(currency: str, accounts: int, since: date, own: str) -> Problem:
    """Said wherever the ledger leaves out lines whose currency has no rate."""
    return problem(
        "revenue.rate-missing",
        ja=f"{currency}の為替レートがないため、{accounts}社の契約（{since}以降）がMRR台帳の合計に入っていません。",
        en=f"There is no rate for {currency}: contracts of {accounts} accounts (since {since}) are left out of the ledger's sums.",
        remedy_ja=f"「設定」の「為替と月の確定」で、1 {currency}が何{own}かを登録してください。",
        remedy_en=f"Enter under Settings, Rates and locks, what one {currency} is worth in {own}.",
        level=Level.CAUTION,
        sample=currency,
    )
