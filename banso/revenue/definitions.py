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
    """Said wherever MRR leaves out lines because there is no table of rates yet."""
    names = ", ".join(currencies)
    return problem(
        "revenue.other-currency",
        ja=f"{names}の契約はMRRに含まれていません（このワークスペースの通貨は{own}です）。",
        en=f"Contracts in {names} are not part of the MRR (this workspace's currency is {own}).",
        remedy_ja="為替レート表は未対応です。契約金額を取り込みの際に換算してください。",
        remedy_en="There is no table of rates yet; convert the amounts before the import.",
        level=Level.CAUTION,
        sample=names,
    )


def rate_missing(currency: str, accounts: int, since: date, own: str) -> Problem:
    """Said wherever the ledger leaves out lines whose currency has no rate."""
    return problem(
        "revenue.rate-missing",
        ja=f"{currency}の為替レートがないため、{accounts}社の契約（{since}以降）がMRR台帳の合計に入っていません。",
        en=f"There is no rate for {currency}: contracts of {accounts} accounts (since {since}) are left out of the ledger's sums.",
        remedy_ja=f"1 {currency}が何{own}かをCSV（通貨,日付,レート）に書き、banso ledger rates ファイル名 で登録してください。",
        remedy_en=f"Write what one {currency} is worth in {own} into a CSV file (currency,day,rate), and run: banso ledger rates FILE",
        level=Level.CAUTION,
        sample=currency,
    )
