"""Writes tests/data/company_pairs.csv: 300 labelled pairs of records, every company in them fictional.

The pairs are written by hand or made by the small recipes below, from how such records look in real
exports. The recipes share no code with the matcher (the check digit is computed here once more).
Run ``python -m tests.customers.matching.make_pairs`` after changing them.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "data" / "company_pairs.csv"
COLUMNS = ("name", "kana", "number", "mail", "phone", "address")


def number_of(n: int) -> str:
    """A number of a series nobody holds (9999…), with the published check digit in front."""
    base = f"9999{n:08d}"
    total = sum(int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(base))
    return f"{9 - total % 9}{base}"


@dataclass
class Rec:
    name: str
    kana: str = ""
    number: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""


@dataclass
class Maker:
    rng: random.Random = field(default_factory=lambda: random.Random(20260401))
    rows: list[tuple[str, str, Rec, Rec]] = field(default_factory=list)

    def add(self, label: str, kind: str, a: Rec, b: Rec) -> None:
        if self.rng.random() < 0.5:
            a, b = b, a
        self.rows.append((label, kind, a, b))


# (name without form, form, where, kana, domain, phone, address)
BASE = [
    ("蒼樹", "精密工業", "株式会社", "前", "ソウジュセイミツコウギョウ", "soju-seimitsu.example", "03-0000-4101", "東京都大田区架空町1-2-3"),
    ("霧原", "物産", "株式会社", "後", "キリハラブッサン", "kirihara.example", "06-0000-4102", "大阪府大阪市北区架空2丁目4番5号"),
    ("ミナモ", "システムズ", "株式会社", "前", "ミナモシステムズ", "minamo-sys.example", "03-0000-4103", "東京都港区架空3-1-1"),
    ("篠嶺", "製作所", "株式会社", "前", "シノミネセイサクショ", "shinomine.example", "052-000-4104", "愛知県名古屋市中区架空1-8"),
    ("ことのは", "出版", "株式会社", "後", "コトノハシュッパン", "kotonoha-pub.example", "03-0000-4105", "東京都千代田区架空神保1-1"),
    ("鷹羽", "運輸", "有限会社", "前", "タカバウンユ", "takaba-unyu.example", "022-000-4106", "宮城県仙台市青葉区架空5-6"),
    ("ルミエラ", "", "合同会社", "前", "ルミエラ", "lumiera.example", "03-0000-4107", "東京都渋谷区架空坂2-2"),
    ("澄川", "食品", "株式会社", "後", "スミカワショクヒン", "sumikawa-foods.example", "011-000-4108", "北海道札幌市中央区架空南1-2"),
    ("北斗野", "建設", "株式会社", "前", "ホクトノケンセツ", "hokutono.example", "025-000-4109", "新潟県新潟市中央区架空3-3"),
    ("ナギサ", "メディカル", "株式会社", "後", "ナギサメディカル", "nagisa-med.example", "092-000-4110", "福岡県福岡市博多区架空4-4"),
    ("楡木", "不動産", "株式会社", "前", "ニレギフドウサン", "niregi.example", "045-000-4111", "神奈川県横浜市西区架空2-7"),
    ("オルカディア", "テクノロジーズ", "株式会社", "後", "オルカディアテクノロジーズ", "orcadia.example", "03-0000-4112", "東京都新宿区架空6-1"),
    ("花守", "会", "医療法人社団", "前", "ハナモリカイ", "hanamori.example", "048-000-4113", "埼玉県さいたま市大宮区架空1-9"),
    ("砂丘堂", "", "株式会社", "後", "サキュウドウ", "sakyudo.example", "0857-00-4114", "鳥取県鳥取市架空浜8-1"),
    ("フェルミナ", "コーポレーション", "株式会社", "前", "フェルミナコーポレーション", "fermina.example", "06-0000-4115", "大阪府堺市架空7-7"),
    ("常盤森", "電機", "株式会社", "前", "トキワモリデンキ", "tokiwamori.example", "075-000-4116", "京都府京都市下京区架空9-2"),
    ("潮待", "水産", "有限会社", "後", "シオマチスイサン", "shiomachi.example", "0823-00-4117", "広島県呉市架空港3-5"),
    ("キンモク", "データ", "株式会社", "前", "キンモクデータ", "kinmoku.example", "03-0000-4118", "東京都品川区架空5-5"),
    ("雁渡", "商会", "株式会社", "後", "カリワタリショウカイ", "kariwatari.example", "086-000-4119", "岡山県岡山市北区架空1-1"),
    ("ゆずりは", "学園", "学校法人", "前", "ユズリハガクエン", "yuzuriha.example", "043-000-4120", "千葉県千葉市中央区架空2-3"),
    ("ヴェルナ", "デザイン", "株式会社", "前", "ヴェルナデザイン", "verna-design.example", "03-0000-4121", "東京都目黒区架空4-8"),
    ("榛名路", "観光", "株式会社", "後", "ハルナジカンコウ", "harunaji.example", "027-000-4122", "群馬県高崎市架空6-6"),
    ("トワイライン", "ロジスティクス", "株式会社", "前", "トワイラインロジスティクス", "twiline.example", "052-000-4123", "愛知県豊田市架空3-2"),
    ("白露", "製薬", "株式会社", "後", "ハクロセイヤク", "hakuro.example", "076-000-4124", "富山県富山市架空1-4"),
    ("ソラノネ", "ラボ", "合同会社", "後", "ソラノネラボ", "soranone.example", "098-000-4125", "沖縄県那覇市架空2-8"),
]  # fmt: skip


def full(base: tuple[str, ...], form: str | None = None, place: str | None = None) -> str:
    stem = base[0] + base[1]
    form, place = form or base[2], place or base[3]
    return f"{form}{stem}" if place == "前" else f"{stem}{form}"


def rec(base: tuple[str, ...], n: int, *, keep: str = "kmpa", name: str | None = None) -> Rec:
    """``keep``: k kana, n corporate number, m mail, p phone, a address."""
    return Rec(
        name or full(base),
        base[4] if "k" in keep else "",
        number_of(100 + n) if "n" in keep else "",
        f"info@{base[5]}" if "m" in keep else "",
        base[6] if "p" in keep else "",
        base[7] if "a" in keep else "",
    )


SHORT = {
    "株式会社": "(株)",
    "有限会社": "(有)",
    "合同会社": "(同)",
    "医療法人社団": "(医)",
    "学校法人": "(学)",
}
LIGATURE = {"株式会社": "㈱", "有限会社": "㈲"}
HALF = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンー・ャュョッァィェォ",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｰ･ｬｭｮｯｧｨｪｫ",
)
VOICED = {"ガ": "ｶﾞ", "ギ": "ｷﾞ", "グ": "ｸﾞ", "ジ": "ｼﾞ", "ズ": "ｽﾞ", "デ": "ﾃﾞ", "ド": "ﾄﾞ", "ビ": "ﾋﾞ", "ボ": "ﾎﾞ", "ポ": "ﾎﾟ", "ヴ": "ｳﾞ"}  # fmt: skip


def half(text: str) -> str:
    for wide, narrow in VOICED.items():
        text = text.replace(wide, narrow)
    return text.translate(HALF)


def same_by_recipe(m: Maker) -> None:
    for n, base in enumerate(BASE):
        stem, form = base[0] + base[1], base[2]
        short = SHORT[form]
        # 1: shortened form, evidence of one more kind
        written = f"{short}{stem}" if base[3] == "前" else f"{stem}{short}"
        m.add("same", "short form", rec(base, n, keep="mp"), rec(base, n, keep="m", name=written))
        # 2: ligature or half-width kana, spaces of both widths, nothing else known
        if form in LIGATURE:
            glued = f"{LIGATURE[form]}　{stem}" if base[3] == "前" else f"{stem} {LIGATURE[form]}"
            m.add(
                "same", "ligature", rec(base, n, keep="k"), rec(base, n, keep="", name=half(glued))
            )
        # 3: form dropped, other person's mail at the same domain
        if n % 2 == 0:
            b = rec(base, n, keep="p", name=stem)
            b.mail = f"Keiri.Tanto@{base[5].upper()}"
            m.add("same", "no form", rec(base, n, keep="mk"), b)
    for n, base in enumerate(BASE[:12]):
        # 4: same number, name written quite otherwise
        other = Rec(f"{base[0]}ホールディングス" if n % 2 else base[0], number=number_of(100 + n))
        m.add("same", "number", rec(base, n, keep="nm"), other)


SAME_BY_HAND = [
    ("旧字体", Rec("株式会社齋藤鐵工所", mail="a@saito-tekko.example"), Rec("㈱斎藤鉄工所", mail="b@saito-tekko.example")),
    ("旧字体", Rec("渡邊廣告社株式会社", phone="03-0000-7001"), Rec("渡辺広告社(株)", phone="+81-3-0000-7001")),
    ("旧字体", Rec("(株)濱﨑海運", address="長崎県佐世保市架空1-1"), Rec("株式会社浜崎海運", address="長崎県佐世保市架空1丁目1")),
    ("旧字体", Rec("國澤學習社", kana="クニザワガクシュウシャ"), Rec("国沢学習社", kana="くにざわがくしゅうしゃ")),
    ("旧字体", Rec("有限会社髙嶋商店"), Rec("(有)高島商店")),
    ("旧字体", Rec("株式会社惠比壽野"), Rec("株式会社恵比寿野")),
    ("旧字体", Rec("眞榮田興業合資会社"), Rec("真栄田興業（資）")),
    ("長音", Rec("株式会社トレリスコンピューター", mail="x@trellis.example"), Rec("トレリスコンピュータ(株)", mail="y@trellis.example")),
    ("長音", Rec("メルローザサーバー株式会社"), Rec("メルローザサーバ㈱")),
    ("ヴ", Rec("ヴィオレッタ株式会社"), Rec("ビオレッタ株式会社")),
    ("小書き", Rec("株式会社シヤルマン架空堂"), Rec("株式会社シャルマン架空堂")),
    ("かな", Rec("あけびの里株式会社"), Rec("アケビの里株式会社")),
    ("かな", Rec("株式会社 つむぎ いと"), Rec("株式会社ツムギイト")),
    ("中点", Rec("株式会社ノルド・アルバ"), Rec("㈱ノルドアルバ")),
    ("中点", Rec("アンバー＆リーフ株式会社", mail="p@amberleaf.example"), Rec("アンバー&リーフ(株)", mail="q@amberleaf.example")),
    ("大小文字", Rec("QUILLTON WORKS, INC."), Rec("Quillton Works Inc")),
    ("英語", Rec("Fennmark Analytics Co., Ltd.", mail="i@fennmark.example"), Rec("FENNMARK ANALYTICS", mail="j@fennmark.example")),
    ("英語", Rec("The Halvorsen Mill K.K."), Rec("The Halvorsen Mill")),
    ("英語", Rec("Brindleway Logistics LLC"), Rec("Brindleway Logistics, L.L.C.")),
    ("全角英字", Rec("Ｓｔｅｌｌａｒｉｎｅ株式会社"), Rec("Stellarine株式会社")),
    ("全角英字", Rec("株式会社ＮＫＬ企画", phone="０３－００００－７１２３"), Rec("株式会社NKL企画", phone="0300007123")),
    ("英字と片仮名", Rec("ミストラルシステムズ株式会社", mail="a@mistral-sys.example"), Rec("Mistral Systems Inc.", mail="b@mistral-sys.example")),
    ("英字と片仮名", Rec("株式会社クレメンス", mail="a@clemens.example"), Rec("Clemens Co., Ltd.", mail="b@clemens.example")),
    ("英字と片仮名", Rec("パルメット・ロジスティクス"), Rec("Palmetto Logistics")),
    ("英字と片仮名", Rec("テラノヴァ株式会社", phone="06-0000-7222"), Rec("TERRANOVA", phone="06-0000-7222")),
    ("旧社名", Rec("株式会社リュウゼン（旧：龍善商事）"), Rec("龍善商事株式会社")),
    ("旧社名", Rec("ソルビア株式会社(旧社名 反田薬品)", mail="z@sorvia.example"), Rec("反田薬品株式会社", mail="w@tanda.example")),
    ("旧社名", Rec("Marlowe Grid Ltd (formerly Oakmere Power)"), Rec("Oakmere Power Ltd")),
    ("旧社名", Rec("株式会社ミツハ 旧 三葉紡績株式会社"), Rec("三葉紡績（株）")),
    ("振込名義", Rec("カ）アズサホウサク", mail="k@azusa.example"), Rec("株式会社アズサ豊作", kana="アズサホウサク", mail="l@azusa.example")),
    ("振込名義", Rec("スズナリセイキ（カ"), Rec("鈴成精機株式会社", kana="スズナリセイキ")),
    ("打ち間違い", Rec("株式会社サンクルージュ"), Rec("株式会社サンクルージェ")),
    ("打ち間違い", Rec("ベルクラフトソリューションズ", mail="a@belcraft.example"), Rec("ベルクラフトソリューション", mail="b@belcraft.example")),
    ("打ち間違い", Rec("Thornbury Chemical Corporation", mail="a@thornbury.example"), Rec("Thornburry Chemical Corp.", mail="c@thornbury.example")),
    ("打ち間違い", Rec("オレンジクレスト株式会社", phone="03-0000-7333"), Rec("オレンヂクレスト株式会社", phone="03-0000-7333")),
    ("フリーメール", Rec("株式会社つくし野工房", mail="tsukushi@gmail.com"), Rec("㈱つくし野工房", mail="info@tsukushino.example")),
    ("本社付き", Rec("株式会社コルネリア"), Rec("株式会社コルネリア 本社")),
    ("本社付き", Rec("柊木硝子株式会社　東京本社"), Rec("柊木硝子(株)")),
    ("前後違い", Rec("株式会社ラグナフィル", mail="a@lagunafil.example"), Rec("ラグナフィル株式会社", mail="b@lagunafil.example")),
    ("前後違い", Rec("株式会社雪平金属"), Rec("雪平金属株式会社")),
    ("略称", Rec("日ノ出架空放送株式会社", mail="a@hinode-tv.example", phone="03-0000-7444"), Rec("日架放", mail="b@hinode-tv.example", phone="03-0000-7444")),
    ("略称", Rec("ペンドラゴン・クリエイティブ・サービス株式会社", mail="a@pcs.example"), Rec("PCS", mail="b@pcs.example")),
    ("業種省略", Rec("株式会社ユキノシタ商事", mail="a@yukinoshita.example"), Rec("ユキノシタ", mail="b@yukinoshita.example")),
    ("業種省略", Rec("巴旦杏システム開発株式会社", phone="03-0000-7555"), Rec("巴旦杏", phone="03-0000-7555")),
    ("改称、番号同じ", Rec("株式会社エルダーフロウ", number=number_of(901)), Rec("にわとこ総業株式会社", number=number_of(901))),
    ("組織変更", Rec("有限会社玉響酒造", mail="a@tamayura.example", phone="0257-00-7666"), Rec("株式会社玉響酒造", mail="b@tamayura.example", phone="0257-00-7666")),
]  # fmt: skip


def different_by_recipe(m: Maker) -> None:
    for n, base in enumerate(BASE):
        other = BASE[(n + 7) % len(BASE)]
        # 1: two companies of one kind of business
        m.add(
            "different",
            "other name",
            rec(base, n, keep="kmp"),
            Rec(
                other[0] + base[1] + base[2] if base[1] else other[0] + "商事" + base[2],
                mail=f"info@{other[5]}",
            ),
        )
        # 2: one head, another line of business
        trade = ("商事", "工業", "観光", "物流", "電子", "印刷")[n % 6]
        if base[1] != trade:
            m.add(
                "different",
                "other trade",
                rec(base, n, keep="mk"),
                Rec(f"{base[0]}{trade}株式会社", phone=f"03-0000-{8200 + n}"),
            )
        # 3: same name, another company by its number
        if n % 2:
            b = rec(base, n + 500, keep="n")
            m.add("different", "number differs", rec(base, n, keep="n"), b)
    for n, base in enumerate(BASE[:10]):
        # 4: shared building or agency: telephone or mail agree, names do not
        a, b = (
            rec(base, n, keep="mp"),
            Rec(
                f"{BASE[(n + 3) % 25][0]}販売株式会社",
                mail=f"x@{base[5]}" if n % 2 else "",
                phone=base[6] if not n % 2 else "",
            ),
        )
        m.add("different", "shared contact", a, b)


DIFFERENT_BY_HAND = [
    ("一字違い", Rec("株式会社青葉野"), Rec("株式会社青空野")),
    ("一字違い", Rec("東和架空工業株式会社"), Rec("東亜架空工業株式会社")),
    ("一字違い", Rec("大洋産業株式会社"), Rec("太洋産業株式会社", mail="a@taiyo-sangyo.example")),
    ("一字違い", Rec("株式会社三栄野商事", mail="a@saneino.example"), Rec("株式会社三英野商事", mail="a@saneino-shoji.example")),
    ("短い片仮名", Rec("株式会社アルタ架空"), Rec("株式会社アルマ架空")),
    ("短い片仮名", Rec("株式会社ノア"), Rec("株式会社ノバ")),
    ("短い片仮名", Rec("レグナ株式会社"), Rec("レグノ株式会社")),
    ("番号", Rec("第一架空倉庫株式会社"), Rec("第二架空倉庫株式会社")),
    ("番号", Rec("Store 101"), Rec("Store 110")),
    ("番号", Rec("Company_12"), Rec("Company_13")),
    ("番号", Rec("アカウント 2041"), Rec("アカウント 2042")),
    ("子会社", Rec("霜降フーズ株式会社"), Rec("霜降フーズ物流株式会社")),
    ("子会社", Rec("株式会社オーロラ野"), Rec("株式会社オーロラ野ホールディングス")),
    ("子会社", Rec("リンデン株式会社"), Rec("リンデン西日本販売株式会社")),
    ("子会社", Rec("Calderon Inc."), Rec("Calderon Finance Inc.")),
    ("子会社", Rec("ハルニレ銀行"), Rec("ハルニレ証券")),
    ("法人格違い", Rec("株式会社水無瀬川"), Rec("有限会社水無瀬川")),
    ("法人格違い", Rec("一般社団法人架空振興会"), Rec("株式会社架空振興会")),
    ("法人格違い", Rec("合同会社ツバメ舎"), Rec("株式会社ツバメ舎")),
    ("読み違い", Rec("株式会社神代", kana="カミシロ", mail="a@kamishiro.example"), Rec("株式会社神代", kana="ジンダイ", mail="b@jindai.example")),
    ("読み違い", Rec("日向製菓株式会社", kana="ヒナタセイカ"), Rec("日向製菓株式会社", kana="ヒュウガセイカ", mail="h@hyuga.example")),
    ("別住所・別ドメイン", Rec("中央架空商事株式会社", mail="a@chuo-k.example", address="北海道旭川市架空1-1"), Rec("中央架空商事株式会社", mail="a@chuoks.example", address="鹿児島県鹿児島市架空2-2")),
    ("別住所・別ドメイン", Rec("みどり薬局", mail="a@midori-a.example", phone="03-0000-7801", address="東京都北区架空1-1"), Rec("みどり薬局", mail="a@midori-b.example", phone="06-0000-7802", address="大阪府吹田市架空1-1")),
    ("別住所・別ドメイン", Rec("さくら歯科医院", phone="011-000-7803", address="北海道函館市架空1-2"), Rec("さくら歯科医院", phone="098-000-7804", address="沖縄県名護市架空1-2")),
    ("音が近い", Rec("株式会社レオン架空"), Rec("Lion Kaku Inc.")),
    ("音が近い", Rec("バルト工機"), Rec("ボルト工機")),
    ("音が近い", Rec("Marrow Foods"), Rec("Morrow Woods")),
    ("英語", Rec("Northgate Partners LLC"), Rec("Northgate Printers LLC")),
    ("英語", Rec("Silverbirch Ltd"), Rec("Silverbeech Ltd")),
    ("英語", Rec("Ashcombe Systems"), Rec("Ashcombe Foods")),
    ("フリーメール", Rec("株式会社灯台守", mail="todai@gmail.com"), Rec("株式会社鐘楼守", mail="shoro@gmail.com")),
    ("一般語", Rec("株式会社システム開発"), Rec("株式会社ソフト開発")),
    ("一般語", Rec("デザイン事務所"), Rec("設計事務所")),
    ("グループ名", Rec("ミヤコグサ物流株式会社", mail="a@miyakogusa.example"), Rec("ミヤコグサ商事株式会社", mail="b@miyakogusa.example")),
    ("グループ名", Rec("ヨモギ電工株式会社", mail="a@yomogi.example", phone="052-000-7901"), Rec("ヨモギ化学株式会社", mail="b@yomogi.example", phone="052-000-7902")),
    ("名前なし", Rec("", mail="a@nameless-a.example"), Rec("", mail="a@nameless-b.example")),
    ("共通の別名", Rec("カワセミ工房（代理店）"), Rec("モズ工房（代理店）")),
    ("別の旧社名", Rec("株式会社アルニカ（旧：有村商会）"), Rec("株式会社アルテア（旧：有馬商会）")),
    ("番号違い・同ドメイン", Rec("トウカエデ運送株式会社", number=number_of(931), mail="a@tokaede.example"), Rec("トウカエデ運送株式会社", number=number_of(932), mail="b@tokaede.example")),
    ("番号違い・同電話", Rec("(株)ムラクモ", number=number_of(933), phone="03-0000-7999"), Rec("ムラクモ(株)", number=number_of(934), phone="03-0000-7999")),
]  # fmt: skip

PLACES = ("大阪", "名古屋", "九州", "札幌", "仙台", "横浜", "福岡", "関西", "東北", "広島")


def units_by_recipe(m: Maker) -> None:
    for n, base in enumerate(BASE):
        place, other = PLACES[n % 10], PLACES[(n + 3) % 10]
        # 1: the company and one of its branches
        branch = f"{full(base)} {place}支店" if n % 3 else f"{full(base)}{place}支店"
        m.add(
            "unit",
            "branch",
            rec(base, n, keep="m"),
            Rec(branch, mail=f"{n}@{base[5]}", phone=f"06-0000-{8400 + n}"),
        )
        # 2: two branches
        if n % 2:
            m.add(
                "unit",
                "two branches",
                Rec(f"{full(base)}　{place}営業所", mail=f"a@{base[5]}"),
                Rec(
                    f"{SHORT[base[2]]}{base[0]}{base[1]} {other}営業所"
                    if base[3] == "前"
                    else f"{base[0]}{base[1]}{SHORT[base[2]]} {other}営業所",
                    mail=f"b@{base[5]}",
                ),
            )
        # 3: two departments of a company with one number
        if n % 2 == 0:
            m.add(
                "unit",
                "departments, one number",
                Rec(f"{full(base)} 人事部", number=number_of(100 + n)),
                Rec(f"{full(base)} 情報システム部", number=number_of(100 + n)),
            )


UNITS_BY_HAND = [
    ("事業部", Rec("株式会社カシオペイア野"), Rec("株式会社カシオペイア野 電子材料事業部")),
    ("事業部", Rec("丹波野化成株式会社 樹脂事業部", mail="a@tambano.example"), Rec("丹波野化成(株) 医薬事業部", mail="b@tambano.example")),
    ("部署が続けて書かれる", Rec("株式会社蓮華野銀行"), Rec("株式会社蓮華野銀行営業統括部")),
    ("部署が続けて書かれる", Rec("真鶴谷倉庫株式会社"), Rec("真鶴谷倉庫株式会社横浜第二営業所")),
    ("括弧", Rec("ミルフローラ株式会社（関西支社）", mail="a@milflora.example"), Rec("ミルフローラ㈱", mail="b@milflora.example")),
    ("括弧", Rec("石蕗書房(営業部)"), Rec("石蕗書房(編集部)")),
    ("支社", Rec("株式会社ネムノキ東日本支社"), Rec("株式会社ネムノキ西日本支社")),
    ("工場", Rec("瑠璃沢硝子株式会社 富士工場", phone="0545-00-8501"), Rec("瑠璃沢硝子株式会社", phone="03-0000-8502")),
    ("英語", Rec("Wetherby Instruments Inc. - Osaka Office"), Rec("Wetherby Instruments Inc.")),
    ("英語", Rec("Kestrel Dale Ltd, Sales Division"), Rec("Kestrel Dale Ltd, Research Division")),
    ("英語", Rec("Corvane K.K. Tokyo Branch", mail="a@corvane.example"), Rec("Corvane K.K. Nagoya Branch", mail="b@corvane.example")),
    ("大学の学部", Rec("学校法人ひなげし学院 法人本部"), Rec("学校法人ひなげし学院 入試課")),
    ("本社と支店", Rec("株式会社クロモジ 本社"), Rec("株式会社クロモジ 広島支店")),
    ("旧字体と支店", Rec("株式会社瀧澤屋"), Rec("㈱滝沢屋　神戸支店")),
    ("別住所", Rec("アオダモ警備株式会社 札幌支店", address="北海道札幌市北区架空1-1"), Rec("アオダモ警備株式会社 那覇支店", address="沖縄県那覇市架空9-9")),
    ("室", Rec("ハシバミ製紙株式会社 経営企画室"), Rec("ハシバミ製紙(株) 知的財産室")),
    ("グループ内の課", Rec("株式会社ヤマモモ総研 第一研究グループ"), Rec("株式会社ヤマモモ総研 第二研究グループ")),
    ("部と本体、番号同じ", Rec("イチイ保険株式会社", number=number_of(951)), Rec("イチイ保険 損害調査部", number=number_of(951))),
    ("半角", Rec("ﾎﾄﾄｷﾞｽ急送㈱"), Rec("ホトトギス急送株式会社 中央支店")),
    ("出張所", Rec("鶸色染工株式会社", mail="a@hiwairo.example"), Rec("鶸色染工株式会社 金沢出張所", mail="b@hiwairo.example")),
    ("カンパニー", Rec("株式会社クヌギ重工 エネルギーカンパニー"), Rec("株式会社クヌギ重工 航空カンパニー")),
    ("センター", Rec("株式会社ノバラ配送 東京センター"), Rec("株式会社ノバラ配送")),
    ("前株と支店", Rec("株式会社トチノキ 福岡支店", mail="a@tochi.example"), Rec("トチノキ株式会社", mail="b@tochi.example")),
]  # fmt: skip


def made() -> list[dict[str, str]]:
    """All pairs in a fixed order; ``half`` parts those the weights were set with from those they were not."""
    m = Maker()
    same_by_recipe(m)
    for kind, a, b in SAME_BY_HAND:
        m.add("same", kind, a, b)
    different_by_recipe(m)
    for kind, a, b in DIFFERENT_BY_HAND:
        m.add("different", kind, a, b)
    units_by_recipe(m)
    for kind, a, b in UNITS_BY_HAND:
        m.add("unit", kind, a, b)
    found = []
    for label, many in (("same", 117), ("different", 112), ("unit", 71)):
        of_label = [r for r in m.rows if r[0] == label]
        m.rng.shuffle(of_label)
        assert len(of_label) >= many, (label, len(of_label))
        found += of_label[:many]
    rows = []
    for n, (label, kind, a, b) in enumerate(found):
        row = {"pair": str(n + 1), "label": label, "half": "set" if n % 2 else "kept", "kind": kind}
        for side, record in (("a", a), ("b", b)):
            row |= {f"{side}_{c}": getattr(record, c) for c in COLUMNS}
        rows.append(row)
    return rows


def main() -> None:
    rows = made()
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
