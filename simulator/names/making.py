"""From a number to a company's name: different numbers, different names, no memory of those before."""

from __future__ import annotations

from typing import NamedTuple

from banso.lib.width import check_digit
from simulator.names import words

_JAPANESE = len(words.FIRST) * len(words.SECOND) * len(words.INDUSTRIES) * 3
_ENGLISH = len(words.ENGLISH_FIRST) * len(words.ENGLISH_SECOND) * len(words.INDUSTRIES) * 2
_STRIDE = 48_271  # prime, and no divisor of either count: neighbours in number differ in name


class CompanyName(NamedTuple):
    """``kana`` is empty abroad; ``industry`` as a file of that language names it."""

    name: str
    kana: str
    industry: str
    slug: str


def japanese_company(number: int) -> CompanyName:
    """The ``number``-th Japanese company. From ``_JAPANESE`` on a branch number is added."""
    again, number = divmod(number, _JAPANESE)
    code = (number * _STRIDE + 17) % _JAPANESE
    code, first = divmod(code, len(words.FIRST))
    code, second = divmod(code, len(words.SECOND))
    industry, ending = divmod(code, 3)
    one, two = words.FIRST[first], words.SECOND[second]
    ja, _, endings = words.INDUSTRIES[industry]
    bare = f"{one[0]}{two[0]}{endings[ending][0]}" + (f"{again + 1}" if again else "")
    before = (first + second) % 2 == 0
    name = f"株式会社{bare}" if before else f"{bare}株式会社"
    kana = f"{one[1]}{two[1]}{endings[ending][1]}"
    return CompanyName(name, kana, ja, f"jp{number}{f'-{again}' if again else ''}")


def foreign_company(number: int, country: str) -> CompanyName:
    """The ``number``-th company abroad."""
    again, number = divmod(number, _ENGLISH)
    code = (number * _STRIDE + 5) % _ENGLISH
    code, first = divmod(code, len(words.ENGLISH_FIRST))
    code, second = divmod(code, len(words.ENGLISH_SECOND))
    industry, kind = divmod(code, 2)
    english = words.INDUSTRIES[industry][1]
    bare = words.ENGLISH_FIRST[first] + words.ENGLISH_SECOND[second]
    name = f"{bare} {words.ENGLISH_KINDS[english][kind]}{f' {again + 1}' if again else ''} {words.FORMS[country]}"
    return CompanyName(name, "", english, f"{bare.lower()}-{number}{f'-{again}' if again else ''}")


def corporate_number(number: int) -> str:
    """A 法人番号 with a valid check digit that nobody holds.

    The first four of the twelve base digits are the code of the registering office; 9999 is no
    office's code, so the number cannot be given to anybody.
    """
    base = f"9999{number % 10**8:08d}"
    return f"{check_digit(base)}{base}"
