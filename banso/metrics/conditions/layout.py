"""Do the tokens stand in an order that can be read: values and signs in turn, brackets closed.

sqlglot's own messages speak of SQL; these speak of the condition, at the token that is wrong.
The first break is reported, because what follows a break is guesswork.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from banso.metrics.conditions.lexer import T, Token
from banso.metrics.conditions.reporter import Reporter, Words, shorten

FUNCTIONS = frozenset({"coalesce", "abs", "least", "greatest"})
# Words of SQL that people try: refused by name rather than called unknown.
SQL_WORDS = frozenset(
    {
        "all", "any", "array", "as", "case", "cast", "collate", "current_date", "current_timestamp",
        "distinct", "else", "end", "except", "exists", "filter", "from", "glob", "having", "ilike",
        "intersect", "interval", "isnull", "join", "like", "limit", "notnull", "now", "over",
        "regexp", "rlike", "select", "similar", "some", "then", "timestamp", "today", "try_cast",
        "union", "unknown", "when", "where", "with", "xor",
    }
)  # fmt: skip
MAX_DEPTH = 25

_VALUES = (T.WORD, T.NUMBER, T.STRING, T.TRUE, T.FALSE, T.NULL)


@dataclass
class Layout:
    """Walks the tokens once; ``sound`` stays True when they can be handed to the parser."""

    tokens: Sequence[Token]
    reporter: Reporter
    known: frozenset[str] = frozenset()  # words that are names, whatever SQL thinks of them
    sound: bool = True
    _open: list[tuple[str, Token]] = field(default_factory=list)
    _wants_value: bool = True
    _prefixes: int = 0  # `not` and `-` in a row: they nest as brackets do
    _at: int = 0

    def check(self) -> bool:
        """True when the order is sound; else one problem has been reported."""
        if not self.tokens:
            self._break(None, *_EMPTY, id="empty")
            return False
        while self.sound and self._at < len(self.tokens):
            token = self.tokens[self._at]
            self._at += 1
            if self._wants_value:
                self._value(token)
            else:
                self._sign(token)
        if self.sound and self._wants_value:
            self._break(None, *_ends_early(self.tokens[-1]))
        if self.sound and self._open:
            self._break(self._open[-1][1], *_UNCLOSED)
        return self.sound

    def _value(self, token: Token) -> None:
        following = self._peek()
        if token.kind is T.NOT or (token.kind is T.SIGN and token.text == "-"):
            self._prefixes += 1
            self._check_depth(token)
        elif token.kind is T.OPEN:
            self._enter("group", token)
        elif token.kind is T.WORD and following is not None and following.kind is T.OPEN:
            self._at += 1
            self._call(token)
        elif (
            token.kind is T.WORD
            and token.text.lower() == "date"
            and following
            and following.kind is T.STRING
        ):
            self._at += 1
            self._wants_value, self._prefixes = False, 0
        elif token.kind is T.WORD and self._is_sql(token):
            self._refuse(token)
        elif token.kind in _VALUES:
            self._wants_value, self._prefixes = False, 0
        elif token.kind is T.CLOSE and self._open:
            self._break(
                token, *(_EMPTY_BRACKETS if self._before().kind is T.OPEN else _missing(token))
            )
        elif token.kind is T.CLOSE:
            self._break(token, *_UNOPENED)
        else:
            self._break(token, *_missing(token))

    def _sign(self, token: Token) -> None:
        following = self._peek()
        if token.kind in (T.AND, T.OR, T.COMPARE, T.SIGN, T.BETWEEN):
            self._wants_value = True
        elif token.kind is T.NOT and following is not None and following.kind in (T.IN, T.BETWEEN):
            pass
        elif token.kind is T.IN:
            if following is None or following.kind is not T.OPEN:
                self._break(following or token, *_IN_LIST)
            else:
                self._at += 1
                self._enter("list", following)
        elif token.kind is T.IS:
            self._is(token)
        elif token.kind is T.COMMA:
            self._comma(token)
        elif token.kind is T.CLOSE:
            if self._open:
                self._open.pop()
            else:
                self._break(token, *_UNOPENED)
        elif token.kind is T.WORD and self._is_sql(token):
            self._refuse(token)
        else:
            self._break(token, *_no_joint(token))

    def _call(self, token: Token) -> None:
        if token.text.lower() not in FUNCTIONS:
            self._refuse(token, function=True)
            return
        self._enter("call", token)

    def _is(self, token: Token) -> None:
        following = self._peek()
        if following is not None and following.kind is T.NOT:
            self._at += 1
            following = self._peek()
        if following is not None and following.kind is T.NULL:
            self._at += 1
        else:
            self._break(following or token, *_IS)

    def _comma(self, token: Token) -> None:
        if self._open and self._open[-1][0] != "group":
            self._wants_value = True
            return
        following = self._peek()
        numbers = (
            self.tokens[self._at - 2].kind is T.NUMBER and following and following.kind is T.NUMBER
        )
        self._break(token, *(_THOUSANDS if numbers else _COMMA))

    def _enter(self, kind: str, token: Token) -> None:
        self._open.append((kind, token))
        self._wants_value = True
        self._check_depth(token)

    def _check_depth(self, token: Token) -> None:
        if len(self._open) + self._prefixes > MAX_DEPTH:
            self._break(token, *_DEEP, id="too-complex")

    def _is_sql(self, token: Token) -> bool:
        return token.text.lower() in SQL_WORDS and token.text.lower() not in self.known

    def _refuse(self, token: Token, *, function: bool = False) -> None:
        self.sound = False
        refuse_word(self.reporter, token, function=function)

    def _break(
        self, token: Token | None, fact: Words, remedy: Words, *, id: str = "syntax"
    ) -> None:
        self.sound = False
        offset = token.start if token else (self.tokens[-1].end if self.tokens else 0)
        self.reporter.say(id, offset, fact, remedy, sample=token.text if token else None)

    def _peek(self) -> Token | None:
        return self.tokens[self._at] if self._at < len(self.tokens) else None

    def _before(self) -> Token:
        return self.tokens[self._at - 2]


def refuse_word(reporter: Reporter, token: Token, *, function: bool = False) -> None:
    """A function or SQL word the language does not have."""
    if token.text.lower() in SQL_WORDS:
        reporter.lost(token.end)
    shown = shorten(token.text)
    allowed = "coalesce, abs, least, greatest"
    fact = (f"「{shown}」は使えません。", f"'{shown}' is not allowed.")
    remedy = (
        f"使えるのは and, or, not, 比較, in, between, is null, + - * / と、関数 {allowed} です。",
        "Allowed are and, or, not, comparisons, in, between, is null, + - * /,"
        f" and the functions {allowed}.",
    )
    if token.text.lower() in ("like", "ilike", "regexp", "rlike", "glob", "similar"):
        remedy = (
            "文字の一部での検索はできません。「=」か「in ('…', '…')」を使ってください。",
            "A part of a text cannot be matched. Use '=' or \"in ('…', '…')\".",
        )
    elif token.text.lower() in ("now", "today", "current_date", "current_timestamp", "interval"):
        remedy = (
            "日付の比較には、日数の指標か「date '2026-04-01'」を使ってください。",
            "Compare days through a day-count metric or \"date '2026-04-01'\".",
        )
    elif function:
        fact = (f"関数「{shown}」は使えません。", f"The function '{shown}' is not allowed.")
    reporter.say("not-allowed", token.start, fact, remedy, sample=shown)


_EMPTY = (
    ("条件が空です。", "The condition is empty."),
    (
        "例:「active_days_7d >= 3」。いつも成り立つ条件は「true」です。",
        "Example: 'active_days_7d >= 3'. 'true' always holds.",
    ),
)
_UNCLOSED = (
    ("括弧が閉じていません。", "A bracket is not closed."),
    ("「)」を加えてください。", "Add ')'."),
)
_UNOPENED = (
    ("対応する「(」のない「)」があります。", "A ')' has no '('."),
    ("「)」を消すか「(」を加えてください。", "Remove it, or add '('."),
)
_EMPTY_BRACKETS = (
    ("括弧の中が空です。", "There is nothing between the brackets."),
    ("値か条件を書いてください。", "Write a value or a condition."),
)
_IN_LIST = (
    ("「in」の後に一覧がありません。", "'in' is not followed by a list."),
    ("「in ('…', '…')」のように括弧で囲んでください。", "Write \"in ('…', '…')\"."),
)
_IS = (
    (
        "「is」の後に書けるのは null か not null だけです。",
        "Only null or not null can follow 'is'.",
    ),
    (
        "「is null」「is not null」、または「=」を使ってください。",
        "Write 'is null', 'is not null', or use '='.",
    ),
)
_THOUSANDS = (
    ("数の中に「,」があります。", "There is a ',' inside a number."),
    ("「,」を消して 1000 のように書いてください。", "Write it without commas, like 1000."),
)
_COMMA = (
    ("ここに「,」は書けません。", "A ',' cannot stand here."),
    ("条件は and か or でつないでください。", "Join conditions by 'and' or 'or'."),
)
_DEEP = (
    ("括弧や not の入れ子が深すぎます。", "Brackets and 'not' are nested too deeply."),
    ("条件を分けるか、括弧を減らしてください。", "Split the condition, or use fewer brackets."),
)


def _missing(token: Token) -> tuple[Words, Words]:
    shown = shorten(token.text)
    return (
        (f"「{shown}」の前に値がありません。", f"A value is missing before '{shown}'."),
        ("指標の名前か値を書いてください。", "Write a name or a value."),
    )


def _ends_early(token: Token) -> tuple[Words, Words]:
    shown = shorten(token.text)
    return (
        (f"「{shown}」の後に値がありません。", f"A value is missing after '{shown}'."),
        ("続きを書くか、消してください。", "Finish it, or remove it."),
    )


def _no_joint(token: Token) -> tuple[Words, Words]:
    shown = shorten(token.text)
    return (
        (
            f"「{shown}」の前に、つなぐ言葉や比較の記号がありません。",
            f"Nothing joins '{shown}' to what stands before it.",
        ),
        (
            "and、or、比較の記号（= < > など）のどれかを入れてください。",
            "Put 'and', 'or' or a comparison such as = < > between them.",
        ),
    )
