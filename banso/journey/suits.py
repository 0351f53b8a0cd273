"""Whom each shipped map suits: one sentence for the chooser, one about what it needs."""

from __future__ import annotations

from collections.abc import Mapping

from banso.lib.text import Text

SUITS: Mapping[str, Text] = {
    "six-phases": Text(
        ja="定着から更新、拡大、解約後まで一通り見たいチームに。契約と利用データの両方があると力を発揮します。",
        en="For teams that want the whole way in view: settling in, growth, renewal and after. Best with contracts and usage.",
    ),
    "time-based-four": Text(
        ja="利用データがまだなく、契約日だけで始めたいチームに。契約からの期間で支援の内容が決まっている場合にも合います。",
        en="For teams without usage data yet: contract dates are enough. Also where support follows the months since the contract.",
    ),
    "retention-four": Text(
        ja="月ごとの契約が多く、更新の時期よりも日々の満足を大切にしたいチームに。解約の検討中から手厚く対応できます。",
        en="For mostly monthly contracts, where contentment matters more than a renewal date. Thoughts of leaving get a place of their own.",
    ),
    "three-phases": Text(
        ja="カスタマーサクセスを始めたばかりの小さなチームに。見る段階が少なく、更新と拡大を一か所で追えます。",
        en="For small teams that have just begun: few phases to look at, renewal and growth in one place.",
    ),
    "success-funnel": Text(
        ja="関係づくりと紹介に力を入れたいチームに。アンケートやレビューの記録があり、離れる兆候を早くつかみたい場合に合います。",
        en="For teams that invest in the relation and in referrals, with surveys and reviews on record and an eye on early signs.",
    ),
}
