"""A whole condition as a sentence, in Japanese and English, without any account's values."""

from __future__ import annotations

from dataclasses import dataclass

from banso.metrics.conditions.names import Group, NameTable
from banso.metrics.conditions.sentences import Speaker, like_of
from banso.metrics.conditions.tree import (
    Among,
    And,
    Between,
    Compare,
    Flag,
    IsNull,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Term,
    Test,
)

_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_JA = {
    "=": "が{}", "<>": "が{}以外", ">=": "が{}以上", "<=": "が{}以下", ">": "が{}を超える", "<": "が{}未満",
}  # fmt: skip
_JA_DAYS = {**_JA, ">=": "が{}以降", "<=": "が{}以前", ">": "が{}より後", "<": "が{}より前"}
_EN = {
    "=": "is {}", "<>": "is not {}", ">=": "is at least {}", "<=": "is at most {}",
    ">": "is more than {}", "<": "is less than {}",
}  # fmt: skip
_EN_DAYS = {
    **_EN, ">=": "is on or after {}", "<=": "is on or before {}", ">": "is after {}", "<": "is before {}",
}  # fmt: skip


def describe(node: Node, *, names: NameTable, language: str) -> str:
    """This function will say in one sentence what a condition asks for."""
    said = _Teller(names, language.startswith("ja")).node(node)
    return said[:1].upper() + said[1:] if not language.startswith("ja") else said


@dataclass(frozen=True)
class _Teller:
    names: NameTable
    japanese: bool

    def node(self, node: Node) -> str:
        if isinstance(node, And | Or):
            return self._joined(node)
        if isinstance(node, Not):
            return self._not(node)
        return self._test(node, turned=False)

    def _joined(self, node: And | Or) -> str:
        both = isinstance(node, And)
        parts = [self._inner(item) for item in node.items]
        if self.japanese:
            return ("、かつ " if both else "、または ").join(parts)
        return (" and " if both else " or ").join(parts)

    def _inner(self, node: Node) -> str:
        said = self.node(node)
        if not isinstance(node, And | Or):
            return said
        return f"（{said}）" if self.japanese else f"({said})"

    def _not(self, node: Not) -> str:
        inner = node.item
        if not isinstance(inner, And | Or | Not):
            return self._test(inner, turned=True)
        said = self.node(inner)
        return f"（{said}）ではない" if self.japanese else f"not ({said})"

    def _test(self, test: Test, *, turned: bool) -> str:
        if isinstance(test, Flag):
            return self._flag(test.term, turned=turned)
        if isinstance(test, IsNull):
            return self._known(test.term, known=test.negated != turned)
        if isinstance(test, Compare):
            op = _OPPOSITE[test.op] if turned else test.op
            return self._compare(test, op)
        negated = test.negated != turned
        if isinstance(test, Among):
            return self._among(test, negated=negated)
        return self._between(test, negated=negated)

    def _compare(self, test: Compare, op: str) -> str:
        days = test.left.group is Group.DATE or test.right.group is Group.DATE
        words = (_JA_DAYS if days else _JA) if self.japanese else (_EN_DAYS if days else _EN)
        left, right = self._term(test.left, test), self._term(test.right, test)
        return f"{left}{words[op].format(right)}" if self.japanese else f"{left} {words[op].format(right)}"  # fmt: skip

    def _flag(self, term: Term, *, turned: bool) -> str:
        if isinstance(term, Literal):
            always = bool(term.value) != turned
            if self.japanese:
                return "すべての顧客企業" if always else "どの顧客企業でもない"
            return "every account" if always else "no account"
        said = self._term(term, Flag(term))
        if self.japanese:
            return f"{said}：{'いいえ' if turned else 'はい'}"
        return f"{said}: {'no' if turned else 'yes'}"

    def _known(self, term: Term, *, known: bool) -> str:
        said = self._term(term, IsNull(term))
        if self.japanese:
            return f"{said}の値が{'ある' if known else 'ない'}"
        return f"{said} is {'known' if known else 'not known'}"

    def _among(self, test: Among, *, negated: bool) -> str:
        subject = self._term(test.term, test)
        items = [self._term(item, test) for item in test.items]
        if self.japanese:
            listed = ("" if items[0].startswith("「") else "・").join(items)
            return f"{subject}が{listed}の{'どれでもない' if negated else 'どれか'}"
        return f"{subject} is {'none' if negated else 'one'} of {', '.join(items)}"

    def _between(self, test: Between, *, negated: bool) -> str:
        subject = self._term(test.term, test)
        low, high = self._term(test.low, test), self._term(test.high, test)
        if self.japanese:
            return f"{subject}が{low}〜{high}{'の外' if negated else ''}"
        return f"{subject} is {'not ' if negated else ''}between {low} and {high}"

    def _term(self, term: Term, test: Test) -> str:
        speaker = _Plain({}, self.names, "ja" if self.japanese else "en", like_of(test))
        said = speaker.term(term)
        if isinstance(term, Literal) and isinstance(term.value, str):
            return f"「{said}」" if self.japanese else f"“{said}”"
        return said


class _Plain(Speaker):
    """Speaks of names without values."""

    def term(self, term: Term) -> str:
        return self._label(term) if isinstance(term, Name) else super().term(term)
