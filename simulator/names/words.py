"""The words names are made of, with their reading."""

from __future__ import annotations


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    found = [w.split("/") for w in text.split()]
    return tuple((a, b) for a, b in found)


# First and second part of a Japanese company's name: written / read.
FIRST = _pairs(
    "青/アオ 若/ワカ 白/シラ 黒/クロ 金/カネ 銀/ギン 朝/アサ 夕/ユウ 春/ハル 夏/ナツ 秋/アキ 冬/フユ 東/アズマ"
    " 西/ニシ 北/キタ 南/ミナミ 上/カミ 中/ナカ 深/フカ 高/タカ 大/オオ 小/コ 新/ニイ 古/フル 長/ナガ 広/ヒロ"
    " 清/キヨ 澄/スミ 光/ミツ 輝/テル 星/ホシ 月/ツキ 風/カゼ 雲/クモ 雨/アメ 雪/ユキ 霧/キリ 露/ツユ 虹/ニジ"
    " 波/ナミ 潮/シオ 石/イシ 岩/イワ 砂/スナ 玉/タマ 鏡/カガミ 綾/アヤ 錦/ニシキ 糸/イト 結/ユイ 和/ワ 誠/マコト"
    " 友/トモ 千/チ 八/ヤ 三/ミ 五/イツ 七/ナナ 百/モモ 豊/トヨ 恵/メグミ"
)
SECOND = _pairs(
    "鷺/サギ 鶴/ヅル 鷹/タカ 雁/カリ 燕/ツバメ 鹿/シカ 狐/ギツネ 鯨/クジラ 亀/ガメ 蛍/ホタル 椿/ツバキ 桐/ギリ"
    " 楓/カエデ 樫/カシ 杉/スギ 檜/ヒノキ 柳/ヤナギ 梅/ウメ 桃/モモ 菊/ギク 葵/アオイ 萩/ハギ 蓮/ハス 芹/セリ"
    " 麦/ムギ 稲/イナ 苗/ナエ 種/タネ 原/ハラ 野/ノ 沢/サワ 川/カワ 滝/タキ 泉/イズミ 浜/ハマ 崎/サキ 島/シマ"
    " 峰/ミネ 岳/タケ 坂/サカ 橋/ハシ 里/サト 宮/ミヤ 倉/クラ 舟/フネ 帆/ホ 灯/アカリ 鐘/カネ 笛/フエ 琴/コト"
)
# Industry → its names in a file, and the endings of companies of that industry.
INDUSTRIES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("製造", "manufacturing", _pairs("精機/セイキ 製作所/セイサクショ 工業/コウギョウ")),
    ("物流", "logistics", _pairs("物流/ブツリュウ 運輸/ウンユ 倉庫/ソウコ")),
    ("ソフトウェア", "software", _pairs("システム/システム 情報/ジョウホウ ソフト/ソフト")),
    ("小売", "retail", _pairs("商店/ショウテン ストア/ストア 百貨/ヒャッカ")),
    ("卸売", "wholesale", _pairs("商事/ショウジ 物産/ブッサン 貿易/ボウエキ")),
    ("建設", "construction", _pairs("建設/ケンセツ 工務/コウム 設備/セツビ")),
    ("医療", "health care", _pairs("メディカル/メディカル 医療/イリョウ ケア/ケア")),
    ("教育", "education", _pairs("学院/ガクイン 教育/キョウイク アカデミー/アカデミー")),
    ("金融", "finance", _pairs("信販/シンパン リース/リース 保険/ホケン")),
    ("不動産", "real estate", _pairs("不動産/フドウサン 地所/ジショ ハウジング/ハウジング")),
    ("人材", "staffing", _pairs("人材/ジンザイ スタッフ/スタッフ キャリア/キャリア")),
    ("食品", "food", _pairs("食品/ショクヒン 製菓/セイカ フーズ/フーズ")),
)
FAMILY = _pairs(
    "葉山/ハヤマ 五十川/イソガワ 小瀬/オセ 瀬名/セナ 鳥羽/トバ 宇津木/ウツギ 真壁/マカベ 深町/フカマチ 野々村/ノノムラ"
    " 笹原/ササハラ 柚木/ユズキ 榎本/エノモト 大貫/オオヌキ 桐生/キリュウ 楠田/クスダ 相良/サガラ 朝比奈/アサヒナ"
    " 間宮/マミヤ 水城/ミズキ 浅見/アサミ 倉持/クラモチ 神谷/カミヤ 伏見/フシミ 結城/ユウキ 早瀬/ハヤセ 風間/カザマ"
    " 高遠/タカトオ 長峰/ナガミネ 仁科/ニシナ 羽田野/ハタノ 福原/フクハラ 穂積/ホヅミ 三輪/ミワ 室井/ムロイ 八代/ヤシロ"
    " 湯浅/ユアサ 若月/ワカツキ 渡会/ワタライ 阿久津/アクツ 伊吹/イブキ"
)
GIVEN = _pairs(
    "悠斗/ユウト 千夏/チナツ 沙織/サオリ 直樹/ナオキ 美咲/ミサキ 健一/ケンイチ 由佳/ユカ 智也/トモヤ 彩/アヤ 浩二/コウジ"
    " 恵子/ケイコ 亮/リョウ 菜摘/ナツミ 隆志/タカシ 真由美/マユミ 和也/カズヤ 遥/ハルカ 慎吾/シンゴ 友香/トモカ 徹/トオル"
    " 奈々/ナナ 正人/マサト 優子/ユウコ 拓海/タクミ 麻衣/マイ 大輔/ダイスケ 里奈/リナ 誠司/セイジ 陽子/ヨウコ 翔/ショウ"
)
ENGLISH_FIRST = [
    "Quill",
    "Alder",
    "Briar",
    "Cinder",
    "Dapple",
    "Ember",
    "Fennel",
    "Garnet",
    "Harrow",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Larch",
    "Marlow",
    "Nettle",
    "Osprey",
    "Pewter",
    "Quarry",
    "Rowan",
    "Saffron",
    "Tansy",
    "Umber",
    "Vesper",
    "Willow",
    "Yarrow",
    "Zephyr",
    "Bracken",
    "Copper",
    "Drift",
    "Elder",
    "Falcon",
    "Gorse",
    "Heron",
    "Ivory",
    "Jasper",
    "Linden",
    "Meadow",
    "Nimbus",
    "Orchard",
    "Pebble",
]
ENGLISH_SECOND = [
    "fen",
    "ridge",
    "brook",
    "mere",
    "field",
    "gate",
    "holm",
    "dale",
    "wick",
    "stone",
    "ford",
    "haven",
    "moor",
    "crest",
    "water",
    "wood",
    "well",
    "march",
    "bridge",
    "cliff",
    "glen",
    "bay",
    "shore",
    "reach",
    "port",
    "lane",
    "mill",
    "croft",
    "hurst",
    "combe",
]
# Industry (English) → endings.
ENGLISH_KINDS = {
    "manufacturing": ("Works", "Machines"),
    "logistics": ("Freight", "Logistics"),
    "software": ("Software", "Systems"),
    "retail": ("Stores", "Retail"),
    "wholesale": ("Trading", "Supply"),
    "construction": ("Building", "Structures"),
    "health care": ("Health", "Care"),
    "education": ("Learning", "Schools"),
    "finance": ("Finance", "Leasing"),
    "real estate": ("Estates", "Property"),
    "staffing": ("People", "Staffing"),
    "food": ("Foods", "Kitchens"),
}
FORMS = {"US": "Inc.", "DE": "GmbH", "GB": "Ltd.", "SG": "Pte. Ltd."}
ENGLISH_FAMILY = [
    "Ashdown",
    "Barrow",
    "Calloway",
    "Denholm",
    "Ellery",
    "Fairley",
    "Garrick",
    "Halloran",
    "Ingram",
    "Jessop",
    "Kirkby",
    "Lomax",
    "Merrick",
    "Norbury",
    "Oakden",
    "Pemberton",
    "Quilter",
    "Radley",
    "Stanmore",
    "Thackery",
    "Underhill",
    "Vane",
    "Wexley",
    "Yardley",
]
ENGLISH_GIVEN = [
    "Ada",
    "Bruno",
    "Clara",
    "Dario",
    "Edith",
    "Felix",
    "Greta",
    "Hugo",
    "Iris",
    "Jonas",
    "Kira",
    "Leo",
    "Mona",
    "Nils",
    "Olive",
    "Pia",
    "Quentin",
    "Rosa",
    "Stefan",
    "Tara",
    "Ursula",
    "Victor",
    "Wanda",
    "Yannick",
]
DEPARTMENTS = (
    ("営業企画部", "Sales planning"),
    ("情報システム部", "IT"),
    ("経営企画部", "Corporate planning"),
    ("マーケティング部", "Marketing"),
    ("管理部", "Administration"),
)
TITLES = {
    "decision_maker": (("部長", "Director"), ("本部長", "Vice President")),
    "champion": (("課長", "Manager"), ("主任", "Team lead")),
    "admin": (("係長", "System administrator"), ("主任", "IT lead")),
    "user": (("担当", "Specialist"), ("主任", "Senior specialist")),
}
REGIONS = ("関東", "関西", "中部", "九州", "東北", "北海道", "中国・四国")
PARTNERS = (
    "海老原システム販売（架空）",
    "三輪ビジネス代理店（架空）",
    "Northgate Partners (fictional)",
)
