"""Types that do not fit, and the words for it."""

from __future__ import annotations

import difflib
from datetime import date

from banso.lib.text import Text
from banso.metrics.conditions.names import Group, Kind, NameTable
from banso.metrics.conditions.reporter import Reporter, Words, shorten
from banso.metrics.conditions.text import term_text, value_text
from banso.metrics.conditions.tree import Call, Literal, Name, Term

GROUP_WORDS: dict[Group, Words] = {
    Group.NUMBER: ("数", "a number"),
    Group.DATE: ("日付", "a date"),
    Group.TEXT: ("文字", "a text"),
    Group.BOOL: ("はい・いいえ", "a yes/no value"),
}
_WRITTEN: dict[Group, Words] = {
    Group.NUMBER: ("数をそのまま（例: 3）", "as a bare number, like 3"),
    Group.DATE: ("date '2026-04-01' の形で", "like date '2026-04-01'"),
    Group.TEXT: ("引用符で囲んで（例: 'pro'）", "in quotes, like 'pro'"),
    Group.BOOL: ("true か false で", "as true or false"),
}


def _shown(term: Term) -> str:
    return shorten(term_text(term))


def not_a_condition(reporter: Reporter, term: Term, start: int, names: NameTable) -> None:
    """A value of a phase, a count … where TRUE or FALSE is needed."""
    group = GROUP_WORDS[term.group]
    shown = _shown(term)
    example = f"{shown} {_example(term, names)}"
    reporter.say(
        "type", start,
        (f"「{shown}」は{group[0]}で、それだけでは条件になりません。", f"'{shown}' is {group[1]}; by itself it is no condition."),
        (f"例:「{example}」のように比べてください。", f"Compare it, for example: {example}"),
        sample=shown,
    )  # fmt: skip


def _example(term: Term, names: NameTable) -> str:
    if term.group is Group.NUMBER:
        return ">= 1"
    if term.group is Group.DATE:
        return "is not null"
    choices = _choices(term, names)
    return f"= '{next(iter(choices))}'" if choices else "= '…'"


def condition_as_value(reporter: Reporter, start: int) -> None:
    reporter.say(
        "type", start,
        ("条件を値として比べたり計算したりすることはできません。", "A condition cannot be compared or calculated with as if it were a value."),
        ("条件は and、or、not でつないでください。", "Join conditions by 'and', 'or' and 'not'."),
    )  # fmt: skip


def not_a_number(reporter: Reporter, term: Term, start: int, names: NameTable) -> None:
    group = GROUP_WORDS[term.group]
    shown = _shown(term)
    remedy = ("数の指標を使ってください。", "Use a metric that is a number.")
    if term.group is Group.DATE:
        remedy = (
            "日付の計算はできません。日数の指標（…_days、…_ago）を使ってください。",
            "Dates are not calculated with. Use a day-count metric (…_days, …_ago).",
        )
    reporter.say(
        "type", start,
        (f"「{shown}」は{group[0]}で、ここでは計算できません。", f"'{shown}' is {group[1]} and cannot be calculated with here."),
        remedy, sample=shown,
    )  # fmt: skip


def too_much_arithmetic(reporter: Reporter, start: int, limit: int) -> None:
    reporter.say(
        "too-complex", start,
        (f"1つの値の計算が{limit}回を超えています。", f"One value takes more than {limit} calculations."),
        ("指標として定義し、その名前を使ってください。", "Define it as a metric and use its name."),
    )  # fmt: skip


def too_few_arguments(reporter: Reporter, function: str, start: int) -> None:
    reporter.say(
        "type", start,
        (f"「{function}」には値が2つ以上必要です。", f"'{function}' needs two values or more."),
        (f"「{function}(指標, 0)」のように書いてください。", f"Write it like {function}(metric, 0)."),
        sample=function,
    )  # fmt: skip


def check_pair(
    reporter: Reporter, left: tuple[Term, int], right: tuple[Term, int], *, ordered: bool
) -> bool:
    """May these two be compared? Else a problem is reported at the one that is wrong."""
    (a, a_start), (b, b_start) = left, right
    if a.group is not b.group:
        _mismatch(reporter, a, b, a_start, b_start)
        return False
    if ordered and _unordered(a, b):
        _no_order(reporter, a, a_start)
        return False
    return True


def check_choices(
    reporter: Reporter, names: NameTable, left: tuple[Term, int], right: tuple[Term, int]
) -> bool:
    """Is a choice compared with a value it can have?"""
    (a, a_start), (b, b_start) = left, right
    choices_a, choices_b = _choices(a, names), _choices(b, names)
    fine = True
    if choices_a is not None and isinstance(b, Literal):
        fine = _check_choice(reporter, a, choices_a, b, b_start)
    if choices_b is not None and isinstance(a, Literal):
        fine = _check_choice(reporter, b, choices_b, a, a_start)
    return fine


def _mismatch(reporter: Reporter, a: Term, b: Term, a_start: int, b_start: int) -> None:
    """The literal is at fault where there is one, for it is easier to change than a name."""
    wrong, start, other = (
        (a, a_start, b)
        if isinstance(a, Literal) and not isinstance(b, Literal)
        else (b, b_start, a)
    )
    suggestion = _converted(wrong, other.group)
    how = _WRITTEN[other.group]
    remedy = (f"{how[0]}書いてください。", f"Write it {how[1]}.")
    if suggestion is not None:
        remedy = (f"「{suggestion}」と書いてください。", f"Write {suggestion}.")
    elif not isinstance(wrong, Literal):
        remedy = ("同じ種類の値どうしを比べてください。", "Compare values of one kind.")
    shown, with_ = _shown(wrong), _shown(other)
    kind, other_kind = GROUP_WORDS[wrong.group], GROUP_WORDS[other.group]
    reporter.say(
        "type", start,
        (f"「{shown}」は{kind[0]}で、{other_kind[0]}の「{with_}」とは比べられません。", f"'{shown}' is {kind[1]} and cannot be compared with '{with_}', which is {other_kind[1]}."),
        remedy, sample=shown, suggestion=suggestion,
    )  # fmt: skip


def _converted(term: Term, to: Group) -> str | None:
    """The same literal as it should have been written."""
    if not isinstance(term, Literal):
        return None
    value = term.value
    if isinstance(value, str):
        return _converted_text(value.strip(), to)
    if to is Group.BOOL and value in (0, 1):
        return "true" if value else "false"
    if to is Group.TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return value_text(str(value))
    return None


def _converted_text(value: str, to: Group) -> str | None:
    if to is Group.BOOL and value.lower() in ("true", "false"):
        return value.lower()
    try:
        if to is Group.NUMBER:
            number = float(value)
            return str(int(number)) if number.is_integer() else repr(number)
        if to is Group.DATE:
            return f"date '{date.fromisoformat(value[:10]).isoformat()}'"
    except (ValueError, OverflowError):
        return None
    return None


def _unordered(a: Term, b: Term) -> bool:
    """Yes/no and choices have no order; the alphabet would say low > high."""
    if a.group is Group.BOOL:
        return True
    return any(isinstance(t, Name) and t.kind is Kind.CHOICE for t in (a, b))


def _no_order(reporter: Reporter, term: Term, start: int) -> None:
    shown = _shown(term)
    reporter.say(
        "type", start,
        (f"「{shown}」の値には大小の順がありません。", f"The values of '{shown}' have no order."),
        ("「=」「<>」「in ('…', '…')」を使ってください。", "Use '=', '<>' or \"in ('…', '…')\"."),
        sample=shown,
    )  # fmt: skip


def _choices(term: Term, names: NameTable) -> dict[str, Text] | None:
    """Every value the term can have, where that is known."""
    if isinstance(term, Name) and term.kind is Kind.CHOICE:
        choices = names[term.name].choices
        return dict(choices) if choices is not None else None
    if isinstance(term, Call) and term.function == "coalesce":
        merged = {str(arg.value): Text() for arg in term.args if isinstance(arg, Literal)}
        others = [_choices(arg, names) for arg in term.args if not isinstance(arg, Literal)]
        if not others:
            return None
        for found in others:
            if found is None:
                return None
            merged |= found
        return merged
    return None


def _check_choice(
    reporter: Reporter, term: Term, choices: dict[str, Text], literal: Literal, start: int
) -> bool:
    value = str(literal.value)
    if value in choices:
        return True
    shown, of = shorten(value), _shown(term)
    by_label = [key for key, text in choices.items() if value in (text.ja, text.en)]
    near = by_label or difflib.get_close_matches(value.lower(), choices, n=1, cutoff=0.5)
    suggestion = f"'{near[0]}'" if near else None
    listed = shorten(", ".join(f"'{key}'" for key in choices), 160)
    remedy = (f"値は {listed} のどれかです。", f"It is one of {listed}.")
    if suggestion:
        remedy = (
            f"{suggestion} のことですか。{remedy[0]}",
            f"Did you mean {suggestion}? {remedy[1]}",
        )
    reporter.say(
        "choice", start,
        (f"「{of}」が「{shown}」になることはありません。", f"'{of}' can never be '{shown}'."),
        remedy, sample=shown, suggestion=suggestion,
    )  # fmt: skip
    return False
