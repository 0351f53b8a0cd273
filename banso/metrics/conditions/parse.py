"""Text to condition: tokens, order, sqlglot, types, cautions; every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token as SqlToken
from sqlglot.tokenizer_core import TokenType

from banso.lib.problems import BansoError, Problem
from banso.metrics.conditions import cautions
from banso.metrics.conditions.build import Builder, NodeNotAllowed
from banso.metrics.conditions.condition import Condition
from banso.metrics.conditions.layout import FUNCTIONS, Layout
from banso.metrics.conditions.lexer import T, Token, tokens
from banso.metrics.conditions.names import NameTable, Scope
from banso.metrics.conditions.operands import Operand, Operands
from banso.metrics.conditions.reporter import Locate, Reporter, shorten
from banso.metrics.conditions.tree import Node

MAX_CHARACTERS = 4_000
MAX_TOKENS = 800


class ConditionRefused(BansoError):
    """The text is not a condition over the names there are."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """``condition`` is None exactly when one of ``problems`` is an error."""

    condition: Condition | None
    problems: tuple[Problem, ...] = ()

    def get(self) -> Condition:
        """The condition; raises ConditionRefused with every problem where there is none."""
        if self.condition is None:
            raise ConditionRefused(self.problems)
        return self.condition


def parse(
    text: object,
    *,
    names: NameTable,
    scope: Scope | str = Scope.ACCOUNT,
    file: str | None = None,
    path: str | None = None,
    locate: Locate | None = None,
) -> Parsed:
    """Read a condition; never raises for what is wrong in ``text``.

    ``text`` may be the bool a YAML reader makes of ``when: true``. ``locate`` turns an offset in
    the text into a place in its file (``lambda offset: loaded.inside(path, offset)``).
    """
    if isinstance(text, bool):
        text = "true" if text else "false"
    reporter = Reporter(text if isinstance(text, str) else "", file, path, locate)
    if not isinstance(text, str):
        _not_text(reporter, text)
    elif len(text) > MAX_CHARACTERS:
        _too_long(reporter)
    else:
        node = _read(text, names, Scope(scope), reporter)
        if node is not None and not reporter.failed:
            return Parsed(Condition(node, Scope(scope)), reporter.problems())
    return Parsed(None, reporter.problems())


def _read(text: str, names: NameTable, scope: Scope, reporter: Reporter) -> Node | None:
    found = tokens(text)
    if len(found) > MAX_TOKENS:
        _too_long(reporter)
        return None
    readable = _lexical(found, reporter)
    known = frozenset(name.lower() for name in names.within(scope))
    sound = readable and Layout(found, reporter, known).check()
    operands, sql = _placeholders(found, Operands(names, scope, reporter))
    if not sound:
        return None
    builder = Builder(operands, names, reporter)
    try:
        tree = Parser(max_nodes=-1).parse_into(exp.Condition, sql, "")[0]
        node = builder.node(tree) if tree is not None else None
    except (SqlglotError, NodeNotAllowed, RecursionError):
        _not_understood(reporter, found)
        return None
    if node is not None:
        cautions.look(node, reporter=reporter, names=names, places=builder.places)
    return node


def _placeholders(
    found: Sequence[Token], operands: Operands
) -> tuple[list[Operand], list[SqlToken]]:
    """The tokens as sqlglot takes them. No word, number or text of the author goes in:

    every value is a placeholder n0, n1 …, so nothing written can be taken for SQL.
    """
    values: list[Operand] = []
    sql: list[SqlToken] = []
    at = 0
    while at < len(found):
        token = found[at]
        taken = 1
        following = found[at + 1].kind if at + 1 < len(found) else None
        if token.kind is T.WORD and following is T.OPEN and token.text.lower() in FUNCTIONS:
            sql.append(_sql(TokenType.VAR, token.text.upper(), token))
        elif token.kind is T.WORD and following is T.OPEN:
            sql.append(_sql(TokenType.VAR, "F", token))  # refused by the layout already
        elif token.kind is T.NULL and at and found[at - 1].kind in (T.IS, T.NOT):
            sql.append(_sql(TokenType.NULL, "NULL", token))
        elif token.kind in (T.WORD, T.NUMBER, T.STRING, T.TRUE, T.FALSE, T.NULL):
            operand, taken = operands.read(found, at)
            sql.append(_sql(TokenType.IDENTIFIER, f"n{len(values)}", token))
            values.append(operand)
        elif token.kind is not T.WRONG:
            sql.append(_sql(_SIGNS[token.text.lower()], token.text.upper(), token))
        at += taken
    return values, sql


_SIGNS = {
    "(": TokenType.L_PAREN, ")": TokenType.R_PAREN, ",": TokenType.COMMA,
    "=": TokenType.EQ, "<>": TokenType.NEQ, "<": TokenType.LT, "<=": TokenType.LTE,
    ">": TokenType.GT, ">=": TokenType.GTE,
    "+": TokenType.PLUS, "-": TokenType.DASH, "*": TokenType.STAR, "/": TokenType.SLASH,
    "and": TokenType.AND, "or": TokenType.OR, "not": TokenType.NOT, "in": TokenType.IN,
    "between": TokenType.BETWEEN, "is": TokenType.IS,
}  # fmt: skip


def _sql(kind: TokenType, text: str, token: Token) -> SqlToken:
    return SqlToken(kind, text, line=1, col=token.start + 1, start=token.start, end=token.end - 1)


def _lexical(found: Sequence[Token], reporter: Reporter) -> bool:
    """Report every token that is none; True when there is none of them."""
    readable = True
    for token in found:
        if token.kind is T.WRONG:
            readable = False
            if token.start < reporter.lost_from:
                _wrong(token, reporter)
    return readable


def _wrong(token: Token, reporter: Reporter) -> None:
    shown = shorten(token.text, 20)
    if token.fault == "unclosed":
        reporter.say(
            "syntax", token.start,
            ("引用符が閉じていません。", "A quotation mark is not closed."),
            ("「'」で閉じてください。文字の中の ' は '' と書きます。", "Close it with '. A ' inside a text is written ''."),
        )  # fmt: skip
    elif token.fault == "double":
        inner = token.text.strip('"`“”').replace("'", "''")
        reporter.say(
            "quotes", token.start,
            ("文字を囲む引用符が違います。", "This is not the quotation mark for text."),
            ("文字は一重の引用符「'」で囲み、名前は囲みません。", "Put text in single quotes ', and names in none."),
            sample=shown, suggestion=f"'{inner}'" if len(inner) <= 40 else None,
        )  # fmt: skip
    elif token.fault == "number-tail":
        number = "".join(c for c in token.text if c in "0123456789.")
        reporter.say(
            "syntax", token.start,
            (f"「{shown}」は数ではありません。", f"'{shown}' is not a number."),
            ("単位を付けず、数だけを書いてください。", "Write the number alone, without a unit."),
            sample=shown, suggestion=number or None,
        )  # fmt: skip
    else:
        _forbidden(token, reporter, shown)


_INSTEAD = {"&&": "and", "||": "or", "&": "and", "|": "or", "!": "not", ":=": "="}


def _forbidden(token: Token, reporter: Reporter, shown: str) -> None:
    suggestion = _INSTEAD.get(token.text)
    if not suggestion and token.text != "%":
        reporter.lost(token.end)
    remedy = ("その記号を消してください。", "Remove it.")
    if suggestion:
        remedy = (f"「{suggestion}」と書いてください。", f"Write '{suggestion}'.")
    elif token.text == "%":
        remedy = ("60% は 0.6 と書いてください。", "Write 60 % as 0.6.")
    elif token.fault == "comment":
        remedy = ("条件の中にコメントは書けません。YAML の # を使ってください。", "Comments cannot stand inside a condition. Use YAML's # outside it.")  # fmt: skip
    reporter.say(
        "not-allowed", token.start,
        (f"「{shown}」は使えません。", f"'{shown}' is not allowed."),
        remedy, sample=shown, suggestion=suggestion,
    )  # fmt: skip


def _not_text(reporter: Reporter, value: object) -> None:
    shown = shorten(str(value))
    reporter.say(
        "not-text", 0,
        (f"条件が文字ではありません（{shown}）。", f"The condition is not a text ({shown})."),
        ("「active_days_7d >= 3」のように書いてください。", "Write it like 'active_days_7d >= 3'."),
        sample=shown,
    )  # fmt: skip


def _too_long(reporter: Reporter) -> None:
    reporter.say(
        "too-long", 0,
        (f"条件が長すぎます（上限 {MAX_CHARACTERS:,}文字、{MAX_TOKENS}語）。", f"The condition is too long (limits: {MAX_CHARACTERS:,} characters, {MAX_TOKENS} words)."),
        ("条件を分けるか、in の一覧を使ってください。", "Split it, or use a list with 'in'."),
    )  # fmt: skip


def _not_understood(reporter: Reporter, found: Sequence[Token]) -> None:
    if reporter.failed:
        return
    reporter.say(
        "syntax", found[0].start,
        ("条件として読めません。", "This is not readable as a condition."),
        ("括弧を加えて、比べる順をはっきりさせてください。", "Add brackets to make plain what is compared with what."),
    )  # fmt: skip
