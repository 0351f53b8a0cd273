"""Single tokens into values: names looked up, numbers and days read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banso.metrics.conditions.layout import SQL_WORDS, refuse_word
from banso.metrics.conditions.lexer import T, Token
from banso.metrics.conditions.names import Group, NameTable, Scope
from banso.metrics.conditions.reporter import Reporter, shorten
from banso.metrics.conditions.tree import Literal, Name, Term

LARGEST = 10**15  # whole numbers stay exact in a double, and products of eight stay finite


@dataclass(frozen=True, slots=True)
class Operand:
    """A value in the text. ``term`` is None where a problem was reported instead."""

    term: Term | None
    token: Token


@dataclass(frozen=True)
class Operands:
    names: NameTable
    scope: Scope
    reporter: Reporter

    def read(self, tokens: Sequence[Token], at: int) -> tuple[Operand, int]:
        """The operand that begins at ``at``, and how many tokens it takes."""
        token = tokens[at]
        if (
            token.kind is T.WORD
            and token.text.lower() == "date"
            and _kind(tokens, at + 1) is T.STRING
        ):
            return self._date(token, tokens[at + 1]), 2
        if token.kind is T.WORD:
            return self._name(tokens, at), 1
        if token.kind is T.NUMBER:
            return self._number(token), 1
        if token.kind is T.STRING:
            return self._text(token), 1
        if token.kind is T.NULL:
            self._null(tokens, at)
            return Operand(None, token), 1
        return Operand(Literal(token.kind is T.TRUE), token), 1

    def _name(self, tokens: Sequence[Token], at: int) -> Operand:
        token = tokens[at]
        name = self.names.resolve(token.text, self.scope)
        if name is not None:
            type_ = self.names[name]
            return Operand(Name(name, type_.kind, type_.scale), token)
        if token.start >= self.reporter.lost_from:
            pass
        elif token.text.lower() in SQL_WORDS:
            refuse_word(self.reporter, token)
        else:
            self._unknown(tokens, at)
        return Operand(None, token)

    def _unknown(self, tokens: Sequence[Token], at: int) -> None:
        token = tokens[at]
        shown = shorten(token.text)
        elsewhere = self.names.types.get(token.text) or self.names.types.get(token.text.lower())
        suggestion = self.names.closest(token.text, self.scope)
        fact = (f"「{shown}」という名前はありません。", f"There is no name '{shown}'.")
        remedy = ("指標か項目の名前を確かめてください。", "Check the name of the metric or field.")
        if elsewhere is not None:
            suggestion = None
            fact = (
                f"「{shown}」は、ここでは使えません（{_SCOPES[elsewhere.scope][0]}の項目です）。",
                f"'{shown}' cannot be used here: it belongs to a {_SCOPES[elsewhere.scope][1]}.",
            )
            remedy = (
                f"ここで使えるのは{_SCOPES[self.scope][0]}の項目です。",
                f"Only names of the {_SCOPES[self.scope][1]} can be used here.",
            )
        elif self._stands_for_text(tokens, at):
            suggestion = f"'{token.text}'"
            remedy = (
                f"文字は {suggestion} のように引用符で囲みます。",
                f"Text is written in quotes: {suggestion}.",
            )
        elif suggestion is not None:
            remedy = (f"「{suggestion}」のことですか。", f"Did you mean '{suggestion}'?")
        self.reporter.say(
            "scope" if elsewhere is not None else "unknown-name",
            token.start, fact, remedy, sample=shown, suggestion=suggestion,
        )  # fmt: skip

    def _stands_for_text(self, tokens: Sequence[Token], at: int) -> bool:
        """A bare word compared with a text or choice was meant to be quoted: plan = pro."""
        if at < 2 or tokens[at - 1].kind not in (T.COMPARE, T.OPEN, T.COMMA):
            return False
        for token in reversed(tokens[: at - 1]):
            if token.kind is T.WORD:
                name = self.names.resolve(token.text, self.scope)
                if name is not None:
                    return self.names[name].kind.group is Group.TEXT
            elif token.kind not in (T.IN, T.NOT, T.OPEN, T.COMMA, T.STRING):
                return False
        return False

    def _number(self, token: Token) -> Operand:
        text = token.text
        value = int(text) if re.fullmatch("[0-9]{1,16}", text) else float(text)
        if not math.isfinite(value) or abs(value) > LARGEST:
            self.reporter.say(
                "number", token.start,
                (f"数「{shorten(text, 20)}」は大きすぎます。", f"The number '{shorten(text, 20)}' is too large."),
                (f"{LARGEST:,} 以下にしてください。", f"Keep it at {LARGEST:,} or below."),
                sample=text,
            )  # fmt: skip
            return Operand(None, token)
        return Operand(Literal(value), token)

    def _text(self, token: Token) -> Operand:
        if any("\ud800" <= c <= "\udfff" or c == "\x00" for c in token.text):
            self.reporter.say(
                "character", token.start,
                ("文字として扱えない記号が含まれています。", "The text holds a character that cannot be stored."),
                ("その記号を消してください。", "Remove that character."),
            )  # fmt: skip
            return Operand(None, token)
        return Operand(Literal(token.text), token)

    def _date(self, word: Token, token: Token) -> Operand:
        whole = Token(T.STRING, token.text, word.start, token.end)
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", token.text):
                raise ValueError
            return Operand(Literal(date.fromisoformat(token.text)), whole)
        except ValueError:
            shown = shorten(token.text)
            self.reporter.say(
                "date", token.start,
                (f"「{shown}」という日付はありません。", f"'{shown}' is not a day of the calendar."),
                ("「date '2026-04-01'」のように書いてください。", "Write it like date '2026-04-01'."),
                sample=shown,
            )  # fmt: skip
            return Operand(None, whole)

    def _null(self, tokens: Sequence[Token], at: int) -> None:
        token = tokens[at]
        different = _kind(tokens, at - 1) is T.COMPARE and tokens[at - 1].text == "<>"
        suggestion = "is not null" if different else "is null"
        self.reporter.say(
            "null", token.start,
            ("null は値として比べられません。", "null cannot be compared as a value."),
            (f"値があるかどうかは「{suggestion}」で調べます。", f"Ask whether there is a value by '{suggestion}'."),
            sample="null", suggestion=suggestion,
        )  # fmt: skip


_SCOPES = {
    Scope.ACCOUNT: ("顧客企業", "account"),
    Scope.CONTACT: ("担当者", "contact"),
    Scope.CONTRACT: ("契約", "contract"),
}


def _kind(tokens: Sequence[Token], at: int) -> T | None:
    return tokens[at].kind if 0 <= at < len(tokens) else None
