"""Letters of company names brought to one form: old kanji, kana, width, case, and how they sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Old form (旧字体) → the form in use, as paired in the table of the 常用漢字表 (cabinet notice of
# 2010), then variants that family and company names keep.
_OLD = (
    "亞亜惡悪壓圧圍囲醫医爲為壹壱稻稲飮飲隱隠營営榮栄衞衛驛駅圓円鹽塩緣縁艷艶應応歐欧毆殴櫻桜奧奥橫横溫温穩穏"
    "假仮價価畫画會会壞壊懷懐繪絵槪概擴拡殼殻覺覚學学嶽岳樂楽渴渇勸勧卷巻寬寛歡歓罐缶觀観關関陷陥顏顔歸帰氣気"
    "龜亀僞偽戲戯犧犠舊旧據拠擧挙虛虚峽峡挾挟狹狭鄕郷曉暁區区驅駆勳勲薰薫羣群徑径惠恵揭掲溪渓經経繼継莖茎螢蛍"
    "輕軽鷄鶏藝芸擊撃缺欠儉倹劍剣圈圏檢検權権獻献硏研縣県險険顯顕驗験嚴厳效効廣広恆恒鑛鉱號号國国黑黒碎砕濟済"
    "齋斎劑剤册冊雜雑參参慘惨棧桟蠶蚕贊賛殘残絲糸齒歯兒児辭辞濕湿實実寫写釋釈壽寿收収從従澁渋獸獣縱縦肅粛處処"
    "緖緒敍叙奬奨將将牀床涉渉燒焼稱称證証乘乗剩剰壤壌孃嬢條条淨浄狀状疊畳讓譲釀醸囑嘱觸触寢寝愼慎眞真盡尽圖図"
    "粹粋醉酔隨随髓髄數数樞枢瀨瀬聲声靜静齊斎攝摂竊窃專専戰戦淺浅潛潜纖繊踐践錢銭禪禅曾曽雙双壯壮搜捜插挿巢巣"
    "爭争瘦痩總総聰聡莊荘裝装騷騒增増臟臓藏蔵卽即屬属續続墮堕體体對対帶帯滯滞臺台瀧滝擇択澤沢單単擔担膽胆團団"
    "彈弾斷断癡痴遲遅晝昼蟲虫鑄鋳廳庁徵徴聽聴敕勅鎭鎮遞逓鐵鉄轉転點点傳伝黨党盜盗燈灯當当鬭闘德徳獨独讀読屆届"
    "貳弐惱悩腦脳霸覇廢廃拜拝賣売麥麦發発髮髪拔抜晚晩蠻蛮祕秘濱浜甁瓶拂払佛仏倂併竝並變変邊辺辨弁瓣弁辯弁舖舗"
    "步歩穗穂寶宝飜翻每毎萬万滿満麵麺默黙餠餅彌弥藥薬譯訳豫予餘余與与譽誉搖揺樣様謠謡來来賴頼亂乱覽覧龍竜兩両"
    "獵猟綠緑壘塁淚涙勵励禮礼隸隷靈霊齡齢曆暦歷歴戀恋鍊錬爐炉勞労樓楼郞郎錄録灣湾"
    "髙高﨑崎嵜崎碕崎邉辺濵浜斉斎齊斎嶋島嶌島槗橋舘館冨富峯峰桒桑𠮷吉淵渕埜野栁柳萊莱檜桧籠篭礒磯逹達靏鶴凜凛"
    "堯尭遙遥瑤瑶槇槙穐秋鷗鴎戶戸內内吳呉寳宝靑青淸清黃黄彥彦產産銕鉄鐡鉄瀞静壺壷條条嘉嘉籔薮藪薮涌湧祐祐"
)
_VARIANTS = {ord(_OLD[i]): _OLD[i + 1] for i in range(0, len(_OLD), 2)}

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_SMALL = {ord(small): large for small, large in zip("ぁぃぅぇぉっゃゅょゎゕゖゐゑをぢづ", "あいうえおつやゆよわかけいえおじず", strict=True)}  # fmt: skip
_VU = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
_DROPPED = dict.fromkeys((*range(65024, 65040), *range(917760, 918000), 8203, 8204, 8288, 65279, 173))  # fmt: skip
_AGAIN = re.compile(r"(.)々")
_NOT_WORD = re.compile(r"[^0-9a-z\u3041-\u3096\u3400-\u9fff\U00020000-\U0003ffff\uac00-\ud7a3\u00e0-\u024f\u0400-\u04ff]+")  # fmt: skip


def words(text: str) -> tuple[str, ...]:
    """A list of words as it is written down most readably."""
    return tuple(text.split())


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """This function will undo width, case, old kanji and variation marks; words stay apart.

    Kana keep their kind here, so that "カ)" can still be told from a name.
    """
    found = unicodedata.normalize("NFKC", text.translate(_DROPPED)).casefold()
    return _AGAIN.sub(r"\1\1", found.translate(_VARIANTS)).strip()


@lru_cache(maxsize=65536)
def core_of(text: str) -> str:
    """This function will keep what a name is compared by: kana of one kind and size, no long marks, no signs."""
    kana = plain(text).translate(_TO_HIRAGANA)
    if "ゔ" in kana:
        for old, new in _VU:
            kana = kana.replace(old, new)
    return _NOT_WORD.sub("", kana.translate(_SMALL).replace("ー", ""))


def is_kana(core: str) -> bool:
    """Whether a core is written in kana throughout."""
    return bool(core) and all("ぁ" <= c <= "ゖ" for c in core)


def is_latin(core: str) -> bool:
    return bool(core) and all("a" <= c <= "z" or c.isdigit() or "à" <= c <= "ɏ" for c in core)


# The Latin reading of kana, row by row of the syllabary (Hepburn, ISO 3602's larger sibling).
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
}  # fmt: skip
_ROMAJI = {kana: head + vowel for head, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)}  # fmt: skip
_ROMAJI |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n"}
_SOUNDS = (
    ("sch", "s"), ("tch", "t"), ("sh", "s"), ("ch", "t"), ("ck", "k"), ("ph", "h"), ("th", "s"), ("wh", "h"),
    ("qu", "k"), ("x", "ks"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ts", "t"), ("tz", "t"),
    ("c", "k"), ("q", "k"), ("l", "r"), ("v", "b"), ("f", "h"), ("j", "z"), ("z", "s"), ("m", "n"), ("g", "k"),
    ("d", "t"), ("b", "h"), ("p", "h"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouyw]+")
_DOUBLED = re.compile(r"(.)\1+")
_NASAL_END = re.compile(r"[^a-z]")


@lru_cache(maxsize=65536)
def sounds(core: str) -> str:
    """This function will give the consonants a name sounds like, of kana or Latin letters; else ''.

    Kana and Latin spellings of one word meet here: ``サンプル`` and ``Sample`` are both ``snhr``.
    Voiced and unvoiced, l and r, m and n fall together, so this is weak evidence by itself.
    """
    if is_kana(core):
        latin = "".join(_ROMAJI.get(c, "") for c in core)
    elif is_latin(core):
        latin = core
    else:
        return ""
    for spelt, heard in _SOUNDS:
        latin = latin.replace(spelt, heard)
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", _NASAL_END.sub("", latin)))
