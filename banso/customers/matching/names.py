"""A company's name taken apart: core, legal form, unit, former name, aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from banso.customers.matching.legal import LegalForm, split_legal
from banso.customers.matching.letters import core_of, plain, words
from banso.customers.matching.units import is_head_office, is_unit, split_unit

_BRACKETS = re.compile(r"[(（\[［【〔<＜]([^()（）\[\]［］【】〔〕<>＜＞]*)[)）\]］】〕>＞]")
_FORMER = re.compile(
    r"^(?:旧(?:社名|商号|名称)?|formerly|former|ex|f/?k/?a)\s*[:：.]?\s*(?P<name>.+)$"
)
_FORMER_TAIL = re.compile(
    r"[\s/／・,、]+(?:旧(?:社名|商号|名称)?|formerly|fka)\s*[:：]?\s*(?P<name>\S.*)$"
)
# Marks that people add to a name and that say nothing about the company.
_MARKS = frozenset(["架空", "fictional", "テスト", "test", "代理店", "解約", "休眠", "重複"])

# What many companies have in common at the end of their names, longest first, as cores.
_GENERIC = sorted(
    {
        core_of(word)
        for word in words(
            "商事 商会 商店 商社 工業 産業 物産 製作所 製作 製造 製鋼 製鉄 鋼業 金属 建設 建築 建材 設計 不動産 住宅 電機 電気 電器 "
            "電子 電設 機械 機器 精機 精密 化学 化成 化工 薬品 製薬 食品 水産 農園 牧場 酒造 醸造 製菓 製パン 運輸 運送 物流 倉庫 海運 "
            "印刷 出版 新聞 放送 通信 情報 興業 興産 実業 企業 企画 開発 技研 研究所 総研 総合研究所 販売 販社 自動車 観光 旅行 "
            "保険 銀行 証券 信用金庫 信用組合 リース 学園 学院 大学 病院 クリニック 医院 薬局 会計 会計事務所 法律事務所 事務所 "
            "システム システムズ ソリューション ソリューションズ テクノロジー テクノロジーズ テクノ テック サービス サービシーズ "
            "コンサルティング エンジニアリング コミュニケーションズ デザイン メディア ネットワーク ネットワークス ソフト ソフトウェア "
            "ラボ ラボラトリーズ ワークス パートナーズ ホールディングス ホールディング グループ ジャパン インターナショナル "
            "エンタープライズ マーケティング ファーマ フーズ ロジスティクス ロジ トレーディング データ クラウド ファクトリー "
            "systems system solutions solution technologies technology tech service services consulting engineering "
            "communications design media network networks software lab labs laboratories works partners holdings holding "
            "group japan international enterprises enterprise marketing pharma foods logistics trading data cloud "
            "factory industries industry electric electronics chemical construction transport printing bank insurance "
            "トラベル キャピタル スタジオ エナジー ケミカル マテリアル モーターズ travel capital studio energy materials motors hd"
        )
    },
    key=len,
    reverse=True,
)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """``core`` is what names are compared by; ``head`` is it without the words many names end with (``tail``)."""

    core: str
    head: str
    tail: str
    legal: LegalForm
    unit: str  # core of the branch or department; '' for the company itself and its head office
    unit_shown: str
    former: tuple[str, ...]  # cores of former names
    aliases: tuple[str, ...]  # cores of what stood in brackets


@lru_cache(maxsize=65536)
def read_name(text: str) -> CompanyName:
    """This function will take a name apart; a name that is nothing but signs has an empty core."""
    rest, former, aliases, unit = _out_of_brackets(plain(text))
    found = _FORMER_TAIL.search(rest)
    if found:
        former.append(found["name"])
        rest = rest[: found.start()]
    name, after, legal = split_legal(rest)
    if after and not unit:
        if is_unit(after) or not core_of(name):
            unit = after
        else:
            name = f"{name} {after}"
    if not unit:
        name, unit = split_unit(name)
    elif not after:
        name, more = split_unit(name)
        unit = f"{more} {unit}".strip()
    core = core_of(name) or core_of(text)
    head, tail = split_generic(core)
    head_office = is_head_office(unit)
    return CompanyName(
        core=core,
        head=head,
        tail=tail,
        legal=legal,
        unit="" if head_office else core_of(unit),
        unit_shown=unit,
        former=tuple(sorted({_core_alone(f) for f in former} - {""})),
        aliases=tuple(sorted({_core_alone(a) for a in aliases} - {"", core})),
    )


def _out_of_brackets(text: str) -> tuple[str, list[str], list[str], str]:
    """Former names, aliases and a unit that stand in brackets, and the name without them."""
    former: list[str] = []
    aliases: list[str] = []
    units: list[str] = []

    def taken(found: re.Match[str]) -> str:
        inside = found[1].strip()
        if len(inside) <= 2 and inside in _SHORT_FORMS:
            return found[0]
        old = _FORMER.match(inside)
        if old:
            former.append(old["name"])
        elif is_unit(inside):
            units.append(inside)
        elif inside not in _MARKS:
            aliases.append(inside)
        return " "

    return _BRACKETS.sub(taken, text).strip(), former, aliases, " ".join(units)


_SHORT_FORMS = frozenset(
    words("株 有 同 資 名 相 医 学 福 特非 一社 公社 社 一財 公財 財 宗 独 地独 大 協 カ ユ ド")
)


def _core_alone(text: str) -> str:
    name, _, _ = split_legal(text)
    return core_of(split_unit(name)[0])


def split_generic(core: str) -> tuple[str, str]:
    """This function will part a core into its own head and the common words at its end."""
    head = core
    again = True
    while again:
        again = False
        for word in _GENERIC:
            if head.endswith(word) and len(head) - len(word) >= 2:
                head, again = head[: -len(word)], True
                break
    return head, core[len(head) :]
