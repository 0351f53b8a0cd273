"""Names taken apart: however a company is written, its core is one; units, forms and former names stand apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.customers.matching.contacts import address_of, domain_of, phone_of
from banso.customers.matching.letters import core_of, sounds
from banso.customers.matching.names import read_name
from banso.customers.matching.similar import jaro_winkler, within_one

# Every row: the ways one (fictional) company is written.
SAME = [
    ("株式会社蒼樹工業", "(株)蒼樹工業", "㈱蒼樹工業", "蒼樹工業株式会社", "蒼樹工業", "㍿蒼樹工業", "株式會社　蒼樹　工業"),
    ("有限会社髙嶋商店", "(有)高島商店", "高嶋商店㈲"),
    ("齋藤鐵工所", "斎藤鉄工所", "齊藤鐵工所", "斉藤鉄工所"),
    ("株式会社ミナモシステムズ", "ﾐﾅﾓｼｽﾃﾑｽﾞ㈱", "みなもしすてむず", "ミナモ・システムズ", "カ)ミナモシステムズ", "ミナモシステムズ(カ"),
    ("トレリスコンピューター", "トレリスコンピュータ", "トレリス コンピューター"),
    ("ヴィオレッタ", "ビオレッタ", "ビオレツタ"),
    ("Quillton Works, Inc.", "QUILLTON WORKS", "Quillton Works Co., Ltd.", "Ｑｕｉｌｌｔｏｎ Works LLC", "Quillton Works K.K."),
    ("一般社団法人架空会", "(一社)架空会"),
    ("佐々木架空堂", "佐佐木架空堂"),
    ("渡邉廣告社", "渡邊広告社", "渡辺広告社"),
    ("株式会社カクウ（架空）", "カクウ"),
]  # fmt: skip


@pytest.mark.parametrize("written", SAME, ids=lambda w: w[0])
def test_it_finds_one_core_however_it_is_written(written: tuple[str, ...]) -> None:
    assert len({read_name(w).core for w in written}) == 1, [read_name(w).core for w in written]


@pytest.mark.parametrize(
    ("written", "core", "unit"),
    [
        ("株式会社蒼樹工業 大阪支店", "蒼樹工業", "大阪支店"),
        ("蒼樹工業株式会社大阪支店", "蒼樹工業", "大阪支店"),
        ("株式会社蒼樹工業大阪支店", "蒼樹工業", "大阪支店"),
        ("株式会社蒼樹工業（営業部）", "蒼樹工業", "営業部"),
        ("蒼樹工業(株) 第二営業所", "蒼樹工業", "第二営業所"),
        ("Quillton Works Inc. - Sales Division", "quilltonworks", "salesdivision"),
        ("Quillton Works Co., Ltd. Osaka Office", "quilltonworks", "osakaoffice"),
        ("株式会社蒼樹研究所", "蒼樹研究所", ""),
        ("株式会社北海道新聞架空", "北海道新聞架空", ""),
        ("蒼樹工業 本社", "蒼樹工業", ""),
        ("株式会社本部", "本部", ""),
    ],
)
def test_it_parts_the_unit_from_the_company(written: str, core: str, unit: str) -> None:
    assert (read_name(written).core, read_name(written).unit) == (core, core_of(unit))


def test_it_reads_legal_form_and_place() -> None:
    forms = {w: (read_name(w).legal.kind, read_name(w).legal.front) for w in ("㈱ア社", "ア社㈱", "合同会社ア社", "ア社 LLC", "ア社")}  # fmt: skip
    assert forms == {
        "㈱ア社": ("kk", True), "ア社㈱": ("kk", False), "合同会社ア社": ("gk", True),
        "ア社 LLC": ("gk", False), "ア社": ("", False),
    }  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["リュウゼン（旧：龍善商事）", "リュウゼン(旧社名 竜善商事株式会社)", "リュウゼン 旧龍善商事"],
)
def test_it_reads_the_former_name(written: str) -> None:
    assert read_name(written).former == (core_of("竜善商事"),)


@given(st.text(max_size=40))
def test_any_text_is_read_and_its_core_is_stable(text: str) -> None:
    core = read_name(text).core
    assert core_of(core) == core


@pytest.mark.parametrize(
    ("kana", "latin"),
    [("サンプルシステムズ", "Sample Systems"), ("ミストラル", "Mistral"), ("テラノヴァ", "Terranova"), ("クレメンス", "Clemens")],
)  # fmt: skip
def test_kana_and_latin_letters_sound_alike(kana: str, latin: str) -> None:
    assert sounds(core_of(kana)) == sounds(core_of(latin)) != ""


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("a@Mail.Sample.co.jp", "sample.co.jp"), ("https://www.sample.example/x?y", "sample.example"),
        ("x@gmail.com", ""), ("x@docomo.ne.jp", ""), ("sample.example", "sample.example"), ("nobody", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_domain_speaks_for_a_company_unless_anybody_can_have_it(text: str, domain: str) -> None:
    assert domain_of(text) == domain


@pytest.mark.parametrize(
    "text", ["03-1234-5678", "０３（１２３４）５６７８", "+81-3-1234-5678", "+81 (0)3 1234 5678", "03 1234 5678 内線12"]
)  # fmt: skip
def test_a_telephone_number_is_one_however_it_is_written(text: str) -> None:
    assert phone_of(text) == "0312345678"


def test_too_few_digits_are_no_telephone_number() -> None:
    assert [phone_of(t) for t in ("", "なし", "1234", "000-0000-0000")] == ["", "", "", ""]


def test_an_address_is_one_down_to_the_house() -> None:
    written = (
        "〒100-0001 東京都千代田区架空1丁目2番3号 架空ビル5F",
        "東京都 千代田区架空１－２－３",
        "東京都千代田区架空一丁目2-3",
    )
    assert {address_of(w) for w in written} == {("東京都", "東京都千代田区架空1-2-3")}


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert within_one(one, other) == within_one(other, one)
    assert jaro_winkler(one, other) == pytest.approx(jaro_winkler(other, one))
    assert 0 <= jaro_winkler(one, other) <= 1


def test_one_letter_more_less_other_or_swapped() -> None:
    assert all(within_one("abcd", w) for w in ("abcd", "abc", "abxd", "abdc", "abcde", "xabcd"))
    assert not any(within_one("abcd", w) for w in ("ab", "badc", "abxy", "dabc"))
