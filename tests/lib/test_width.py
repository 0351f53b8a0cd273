from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.lib import width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("　ＡＢＣ－１２３　", "ABC-123"),
        ("ﾊﾞﾝｿｳ", "バンソウ"),
        ("㈱①²", "㈱①²"),
        ("10～20", "10～20"),
        ("a\u200bb\u00a0", "ab"),
    ],
)
def test_it_tidies_what_keyboards_do_and_nothing_more(text: str, expected: str) -> None:
    assert width.tidy(text) == expected


def test_it_folds_one_name_to_one_key() -> None:
    forms = ["ﾊﾞﾝｿｳ 株式会社", "ばんそう株式会社", "バンソウ　株式会社", "バンソウ㍿"]
    assert len({width.fold(form) for form in forms}) == 1
    assert width.fold("髙﨑　齋藤") == width.fold("高崎斎藤")
    assert width.fold("㈱ＡＢＣ") == width.fold("(株)abc")
    assert width.fold("サーバ－") == width.fold("サーバー")


@given(st.text(max_size=30))
def test_it_tidies_once_and_for_all(text: str) -> None:
    assert width.tidy(width.tidy(text)) == width.tidy(text)


def test_it_counts_terminal_columns() -> None:
    assert width.display_width("abcあいﾊ") == 8


def test_it_verifies_corporate_numbers() -> None:
    # 7000012050002 is the National Tax Agency's own, published number
    assert width.corporate_number("７０００-０１２０-５０００２") == "7000012050002"
    assert width.corporate_number("T7000012050002") == "7000012050002"
    assert not width.is_corporate_number("7000012050003")
    assert not width.is_corporate_number("700001205000")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_it_catches_a_mistyped_digit_unless_the_sum_keeps_its_rest(
    base: str, place: int, by: int
) -> None:
    number = f"{width.check_digit(base)}{base}"
    assert width.is_corporate_number(number)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    if width.check_digit(wrong[1:]) != int(wrong[0]):
        with pytest.raises(width.CorporateNumberWrong) as refused:
            width.corporate_number(wrong)
        assert refused.value.problems[0].id == "corporate-number.check-digit"
