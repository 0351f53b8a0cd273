"""Branches, offices and departments at the end of a company's name."""

from __future__ import annotations

import re

from banso.customers.matching.letters import words

# Prefectures, regions and large cities: what stands before 支店 without a space.
_PLACES = words(
    "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 "
    "静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 "
    "熊本 大分 宮崎 鹿児島 沖縄 札幌 旭川 函館 仙台 盛岡 郡山 水戸 宇都宮 高崎 前橋 さいたま 大宮 川崎 横浜 横須賀 "
    "相模原 浜松 名古屋 豊田 四日市 金沢 神戸 姫路 堺 岡崎 倉敷 松山 高松 北九州 小倉 博多 久留米 那覇 新宿 渋谷 "
    "品川 丸の内 日本橋 銀座 池袋 上野 立川 八王子 梅田 難波 なんば 心斎橋 天神 北陸 東北 関東 首都圏 東海 中部 "
    "関西 近畿 中国 四国 九州 西日本 東日本 中央 北 南 東 西"
)
_PLACE = "|".join(sorted(_PLACES, key=len, reverse=True))
_ORDINAL = r"第?[一二三四五六七八九十\d]+"
# Never the end of a company's own name, so a known place before them may go without a space.
_SURE = r"支店|支社|支部|営業所|出張所|事業本部|事業部|駐在員事務所"
# May end a company's own name too: a unit only behind a space, a bracket or the legal form.
_MAYBE = (
    rf"{_SURE}|本社|本店|工場|事業所|事務所|センター?|研究所|統括本部|本部|部門|グループ|カンパニー|チーム|部|課|室|係"
    r"|branch|office|head\s?quarters|hq|division|dept\.?|department|plant|factory|group|team|unit"
)
_ATTACHED = re.compile(rf"^(?P<name>.{{2,}}?)(?P<unit>(?:(?:{_PLACE})(?:{_ORDINAL})?|{_ORDINAL})(?:{_SURE})|(?:{_PLACE})?本社)$")  # fmt: skip
_APART = re.compile(rf"^(?P<name>.+?)[\s・/／\-–—_　]+(?P<unit>\S*(?:{_MAYBE})(?:[\s　]+\S*(?:{_MAYBE}))*)$")  # fmt: skip
_APART_LATIN = re.compile(
    r"^(?P<name>.+?)\s*[\s,/\-–—]\s*(?P<unit>\S+\s+(?:branch|office|division|dept\.?|department|plant|factory|unit))$"
)
_ENDS_UNIT = re.compile(rf"(?:{_MAYBE})$")
_HEAD_OFFICE = re.compile(r"本社|本店|head\s?(?:quarters|office)|\bhq$")


def split_unit(text: str) -> tuple[str, str]:
    """This function will part a plain name without legal form into (company, unit); unit '' if there is none."""
    for pattern in (_APART_LATIN, _APART, _ATTACHED):
        found = pattern.match(text)
        if found:
            return found["name"].strip(), found["unit"].strip()
    return text, ""


def is_unit(text: str) -> bool:
    """Whether ``text`` by itself names a branch, office or department."""
    return bool(_ENDS_UNIT.search(text.strip()))


def is_head_office(text: str) -> bool:
    """本社 and the like: the company itself, so the same as no unit at all."""
    return bool(_HEAD_OFFICE.search(text))
