"""Domains and telephone numbers as evidence."""

from __future__ import annotations

import re
import unicodedata

from banso.customers.matching.letters import words

# Mailboxes anybody can have, and those that providers give their customers: no company is known by them.
FREE_MAIL = frozenset(
    words(
        "gmail.com googlemail.com yahoo.co.jp yahoo.com yahoo.ne.jp ymail.ne.jp ymail.com outlook.com outlook.jp "
        "hotmail.com hotmail.co.jp live.jp live.com msn.com icloud.com me.com mac.com aol.com aol.jp "
        "proton.me protonmail.com gmx.com gmx.net gmx.de web.de mail.com zoho.com yandex.com yandex.ru mail.ru qq.com "
        "163.com 126.com naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp "
        "i.softbank.jp vodafone.ne.jp ymobile.ne.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp plala.or.jp "
        "dion.ne.jp asahi-net.or.jp infoseek.jp excite.co.jp goo.jp livedoor.com rakuten.jp eonet.ne.jp "
        "kcn.ne.jp odn.ne.jp wakwak.com zaq.ne.jp tiki.ne.jp jcom.home.ne.jp jcom.zaq.ne.jp"
    )
)
# Public suffixes of two labels under which Japanese and other organisations register.
_TWO = re.compile(
    r"\.(?:(?:co|ne|or|ac|go|ed|gr|lg|ad)\.jp|(?:co|org|ac|gov)\.uk|com\.(?:au|br|cn|sg|tw|hk)|co\.(?:kr|nz|in|za|th|id))$"
)
_LABEL = re.compile(r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$")  # fmt: skip
_NOT_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(r"(?:内線|ext\.?|x|#)\s*\d+\s*$", re.IGNORECASE)


def domain_of(text: str) -> str:
    """This function will give the registered domain of an e-mail address, a web address or a domain; '' if none
    says anything about a company (free mail, no domain at all)."""
    found = unicodedata.normalize("NFKC", text).strip().casefold()
    found = found.rsplit("@", 1)[-1]
    found = re.sub(r"^[a-z]+://", "", found)
    found = re.split(r"[/?#:\s]", found, maxsplit=1)[0].strip(".")
    if not _LABEL.match(found):
        return ""
    labels = found.split(".")
    kept = ".".join(labels[-3:] if _TWO.search("." + found) else labels[-2:])
    return "" if kept in FREE_MAIL or found in FREE_MAIL else kept


def phone_of(text: str) -> str:
    """This function will give the digits of a telephone number as dialled in Japan (+81 → 0); '' if too few."""
    found = unicodedata.normalize("NFKC", text).strip()
    found = _EXTENSION.sub("", found)
    international = found.lstrip("(").startswith("+") or found.startswith("0081")
    digits = _NOT_DIGITS.sub("", found.replace("(0)", "") if international else found)
    if digits.startswith("0081"):
        digits = digits[2:]
    if international and digits.startswith("81"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits if 9 <= len(digits) <= 15 and len(set(digits)) > 2 else ""


_POSTAL = re.compile(r"〒?\s*(\d{3})[-‐－ー]?(\d{4})(?!\d)")  # noqa: RUF001  dashes people type
_CHOME = re.compile(r"(\d+)(?:丁目|番地の?|番|号|-|‐|－|ー|の)")  # noqa: RUF001
_PREFECTURE = re.compile(r"^(北海道|東京都|京都府|大阪府|.{2,3}県)")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def address_of(text: str) -> tuple[str, str]:
    """This function will give (prefecture, address in one form down to the house number); '' each if unknown."""
    found = unicodedata.normalize("NFKC", text).strip()
    found = re.sub(r"\s+", "", _POSTAL.sub("", found)).casefold()
    prefecture = _PREFECTURE.match(found)
    found = re.sub(r"([一二三四五六七八九])(?=丁目)", lambda m: m[1].translate(_NUMERALS), found)
    found = _CHOME.sub(r"\1-", found)
    house = re.match(r"^(.*?\d+(?:-\d+)*)", found)
    return (prefecture[1] if prefecture else ""), (house[1] if house else "")
