"""A condition's text cut into tokens, each with its place.

People type in the box with a Japanese keyboard, so full-width signs, digits and spaces count as
their narrow twins, and ≥ ≤ ≠ as >= <= <>. Inside quotes nothing is touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class T(StrEnum):
    """Kinds of tokens."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    AND = "and"
    OR = "or"
    NOT = "not"
    IN = "in"
    BETWEEN = "between"
    IS = "is"
    NULL = "null"
    TRUE = "true"
    FALSE = "false"
    COMPARE = "compare"
    SIGN = "sign"  # + - * /
    OPEN = "("
    CLOSE = ")"
    COMMA = ","
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is what counts (a string without quotes), ``start`` and ``end`` where it stands."""

    kind: T
    text: str
    start: int
    end: int
    fault: str = ""  # for WRONG: what is wrong with it


KEYWORDS = {
    kind.value: kind
    for kind in (T.AND, T.OR, T.NOT, T.IN, T.BETWEEN, T.IS, T.NULL, T.TRUE, T.FALSE)
}

_QUOTES = "'‘’＇"
_TWINS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _QUOTES}
_TWINS |= {
    0x3000: " ",
    0x00A0: " ",
    0x2212: "-",
    0x00D7: "*",
    0x00F7: "/",
    0x3001: ",",
    0x201C: '"',
    0x201D: '"',
}

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


def is_name(text: str) -> bool:
    """Could a condition name a metric or field like this? Keywords and ``date`` it could not."""
    return bool(_NAME.match(text)) and text.lower() not in KEYWORDS and text.lower() != "date"


_RULES = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>--|/\*|\*/|\#)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?P<tail>[^\W]*))
    | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<double>"[^"]*"?|`[^`]*`?)
    | (?P<compare><=|>=|<>|!=|==|=|<|>|≥|≤|≠|≧|≦)
    | (?P<forbidden>::|\|\||&&|:=|->>?|[;%?$@~^|&!:{}\[\]\\])
    | (?P<sign>[-+*/])
    | (?P<open>\()
    | (?P<close>\))
    | (?P<comma>,)
    """,
    re.VERBOSE,
)
_SAME = {"!=": "<>", "==": "=", "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "≠": "<>"}


def tokens(text: str) -> list[Token]:
    """Every token of ``text``; what cannot be one is WRONG with its fault, and reading goes on."""
    found: list[Token] = []
    narrow = text.translate(_TWINS)
    at = 0
    while at < len(text):
        if text[at] in _QUOTES:
            found.append(_string(text, at))
        elif match := _RULES.match(narrow, at):
            if match["space"]:
                at = match.end()
                continue
            found.append(_token(match, text))
        else:
            found.append(Token(T.WRONG, text[at], at, at + 1, "character"))
        at = found[-1].end
    return found


def _string(text: str, start: int) -> Token:
    """A quoted text; two quotes inside stand for one. ' closes only with ', curly ones with any."""
    closing = "'" if text[start] == "'" else _QUOTES
    kept: list[str] = []
    at = start + 1
    while at < len(text):
        if text[at] in closing:
            if text[at + 1 : at + 2] and text[at + 1] in closing:
                kept.append("'")
                at += 2
                continue
            return Token(T.STRING, "".join(kept), start, at + 1)
        kept.append(text[at])
        at += 1
    return Token(T.WRONG, "".join(kept), start, len(text), "unclosed")


def _token(match: re.Match[str], text: str) -> Token:
    said = match[0]
    start, end = match.span()
    if match["number"]:
        if match["tail"]:
            return Token(T.WRONG, said, start, end, "number-tail")
        return Token(T.NUMBER, said, start, end)
    if match["word"]:
        return Token(KEYWORDS.get(said.lower(), T.WORD), said, start, end)
    if match["compare"]:
        return Token(T.COMPARE, _SAME.get(said, said), start, end)
    if match["sign"]:
        return Token(T.SIGN, said, start, end)
    plain = {"(": T.OPEN, ")": T.CLOSE, ",": T.COMMA}.get(said)
    if plain:
        return Token(plain, said, start, end)
    if match["comment"]:
        return Token(T.WRONG, said, start, end, "comment")
    return Token(T.WRONG, text[start:end], start, end, "double" if match["double"] else "forbidden")
