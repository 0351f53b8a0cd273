"""Money as integer minor units with an ISO 4217 currency.

Fractions arise in three places only, and each rounds once: an amount read from outside
(:func:`to_minor`), a share of an amount (:func:`share`), an amount shown short
(:func:`format_short`). Half a unit rounds away from zero. :func:`split` loses nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from banso.lib.problems import BansoError, Problem, problem

# Currencies whose minor unit is not a hundredth (ISO 4217); every other one in use has 2.
_NOT_TWO = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD"
    " CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ"
    " GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL"
    " MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR"
    " PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT"
    " TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG"
)
_TWO = frozenset(_CODES.split())
CURRENCIES = _TWO | frozenset(_NOT_TWO)
_SYMBOLS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}

LARGEST_MINOR = 10**15  # far above any contract, far below the lake's 64-bit integers


class CurrencyUnknown(BansoError):
    """No ISO 4217 currency has this code."""


class AmountUnreadable(BansoError):
    """The text is not an amount of money, or a senselessly large one."""


def currency(code: str) -> str:
    """The code in capitals; raises CurrencyUnknown when ISO 4217 does not know it."""
    wanted = unicodedata.normalize("NFKC", code).strip().upper()
    wanted = {"¥": "JPY", "円": "JPY", "YEN": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}.get(
        wanted, wanted
    )
    if wanted not in CURRENCIES:
        raise CurrencyUnknown(_currency_problem(code))
    return wanted


def decimals(code: str) -> int:
    """How many digits stand behind the point: JPY 0, USD 2, KWD 3."""
    return _NOT_TWO.get(currency(code), 2)


def to_minor(amount: Decimal | int | str, code: str) -> int:
    """The amount in minor units, half a unit rounded away from zero.

    Text may carry thousands separators, a currency sign, full-width digits and ( ) for negative.
    A float is refused: it has lost the sum before it arrives here.
    """
    if isinstance(amount, float):
        raise TypeError("an amount of money is Decimal, int or str, never float")
    try:
        value = _decimal(amount) if isinstance(amount, str) else Decimal(amount)
        scaled = value.scaleb(decimals(code)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    except (InvalidOperation, ValueError):
        raise AmountUnreadable(_amount_problem(amount)) from None
    if not value.is_finite() or abs(scaled) > LARGEST_MINOR:
        raise AmountUnreadable(_amount_problem(amount))
    return int(scaled)


def _decimal(text: str) -> Decimal:
    folded = unicodedata.normalize("NFKC", text).strip()
    negative = folded.startswith("(") and folded.endswith(")")
    folded = (
        folded.strip("()")
        .replace(",", "")
        .replace("\u2212", "-")
        .replace("△", "-")
        .replace("▲", "-")
    )
    for sign in ("¥", "\\", "円", "$", "€", "£"):
        folded = folded.replace(sign, "")
    if "_" in folded:
        raise ValueError(text)
    value = Decimal(folded.strip())
    return -value if negative else value


def to_major(minor: int, code: str) -> Decimal:
    """The exact amount in whole units: 1234 USD cents are ``Decimal('12.34')``."""
    return Decimal(minor).scaleb(-decimals(code))


def share(minor: int, numerator: int, denominator: int) -> int:
    """``minor`` × numerator ÷ denominator, rounded once (an annual sum ÷ 12, a net price from gross)."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    product = minor * numerator
    whole, rest = divmod(abs(product), denominator)
    rounded = whole + (1 if 2 * rest >= denominator else 0)
    return rounded if product >= 0 else -rounded


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to ``weights`` that add up to ``minor`` exactly.

    The units left over go to the largest remainders, earlier parts first.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative, and one must be positive")
    sign, rest = (1, minor) if minor >= 0 else (-1, -minor)
    shares = [divmod(rest * weight, total) for weight in weights]
    left = rest - sum(whole for whole, _ in shares)
    order = sorted(range(len(weights)), key=lambda i: -shares[i][1])
    lucky = set(order[:left])
    return [sign * (whole + (1 if i in lucky else 0)) for i, (whole, _) in enumerate(shares)]


# For people -------------------------------------------------------------------------------------


def format_full(minor: int, code: str) -> str:
    """Every digit, for tables: ``¥54,180,000``, ``$1,234.50``, ``1,234.50 SEK``."""
    amount = f"{abs(to_major(minor, code)):,.{decimals(code)}f}"
    return _signed(minor, code, amount)


def format_short(minor: int, code: str, language: str) -> str:
    """For maps and tiles: ``5,418万円`` in Japanese, ``¥54.18M`` in English."""
    major = abs(to_major(minor, code))
    if language.startswith("ja") and currency(code) == "JPY":
        return ("-" if minor < 0 else "") + _short_yen(major)
    for size, letter in ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K")):
        if major >= size:
            digits = 2 if letter != "K" else 1
            return _signed(minor, code, f"{_trim(_round(major / size, digits))}{letter}")
    return format_full(minor, code)


def _short_yen(major: Decimal) -> str:
    if major < 10_000:
        return f"{int(major):,}円"
    if major >= 10**12:
        return f"{_trim(_round(major / 10**8, 0))}億円"
    man = major / 10_000
    return f"{_trim(_round(man, 0 if man >= 1000 else 1))}万円"


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _trim(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(minor: int, code: str, amount: str) -> str:
    symbol = _SYMBOLS.get(currency(code))
    sign = "-" if minor < 0 else ""
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{amount} {currency(code)}"


def _currency_problem(code: str) -> Problem:
    shown = code[:20]
    return problem(
        "money.currency",
        ja=f"通貨コード「{shown}」は ISO 4217 にありません。",
        en=f"'{shown}' is not an ISO 4217 currency code.",
        remedy_ja="JPY、USD のような3文字のコードを使ってください。",
        remedy_en="Use a three-letter code such as JPY or USD.",
        sample=shown,
    )


def _amount_problem(amount: object) -> Problem:
    shown = str(amount)[:40]
    return problem(
        "money.amount",
        ja=f"金額「{shown}」を読み取れません。",
        en=f"'{shown}' is not an amount of money.",
        remedy_ja="「1,234,500」のように数字で書いてください。",
        remedy_en="Write it in digits, like '1,234,500'.",
        sample=shown,
    )
