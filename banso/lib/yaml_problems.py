"""What a YAML scanner says, put into fact, place and remedy in both languages."""

from __future__ import annotations

import re
from typing import Any

from banso.lib.problems import Problem, problem

_Words = tuple[str, str, str, str]  # fact ja, en; remedy ja, en

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40

# The scanner's own phrases, most telling first; the rest fall to the general words.
_PHRASES: tuple[tuple[str, _Words], ...] = (
    (
        r"mapping values are not allowed",
        (
            "ここに「:」があり、値として読めません。",
            "A ':' here cannot be read as part of a value.",
            "値に「: 」を含む場合は引用符で囲み、そうでなければ字下げを確かめてください。",
            "Quote a value that holds ': ', otherwise check the indentation.",
        ),
    ),
    (
        r"expected ',' or|expected the node content|flow",
        (
            "括弧（[ ] または { }）が閉じていないか、区切りの「,」がありません。",
            "A bracket ([ ] or { }) is not closed, or a ',' is missing.",
            "括弧を閉じるか、項目の間に「,」を入れてください。",
            "Close the bracket, or put a ',' between the items.",
        ),
    ),
    (
        r"escape",
        (
            "二重引用符の中の「\\」の書き方が正しくありません。",
            "A '\\' inside double quotes begins no known escape.",
            "「\\\\」と書くか、一重引用符を使ってください。",
            "Write '\\\\', or use single quotes.",
        ),
    ),
    (
        r"quoted scalar|unexpected end of stream",
        (
            "引用符が閉じていません。",
            "A quotation mark is not closed.",
            "始まりと同じ引用符で閉じてください。",
            "Close it with the same mark it began with.",
        ),
    ),
    (
        r"could not find expected ':'|simple key",
        (
            "キーの後に「:」がありません。",
            "A key is not followed by ':'.",
            "「キー: 値」の形で書いてください。",
            "Write it as 'key: value'.",
        ),
    ),
    (
        r"block (mapping|collection|sequence|end)|but found|did not find expected|bad indentation",
        (
            "字下げがそろっていません。",
            "The indentation does not fit.",
            "同じ段の項目は、同じ数の空白で始めてください。",
            "Begin the items of one level with the same number of spaces.",
        ),
    ),
    (
        r"cannot start any token",
        (
            "この文字から値を始めることはできません。",
            "A value cannot begin with this character.",
            "引用符で囲んでください。",
            "Quote the value.",
        ),
    ),
)
_GENERAL: _Words = (
    "YAMLとして読めません。",
    "This is not readable as YAML.",
    "この行と、その前の行を確かめてください。",
    "Check this line and the one before it.",
)
_TAB: _Words = (
    "字下げにタブが使われています。",
    "A tab is used for indentation.",
    "タブを空白に置き換えてください。",
    "Replace the tab by spaces.",
)
_CHARACTER: _Words = (
    "使えない制御文字が含まれています。",
    "The text holds a control character that is not allowed.",
    "その文字を消すか、UTF-8で保存し直してください。",
    "Remove it, or save the file again as UTF-8.",
)


def syntax_problem(error: Exception, *, text: str, file: str | None) -> Problem:
    """The one problem that made reading impossible; ``error`` is what the scanner raised."""
    line, column = _place(error, text)
    id, words = _words(error, text, line, column)
    shown = text.splitlines()[line - 1].strip()[:80] if line <= len(text.splitlines()) else None
    if id == "yaml.character":
        shown = None
    return problem(
        id, ja=words[0], en=words[1], remedy_ja=words[2], remedy_en=words[3],
        file=file, line=line, column=column, sample=shown,
    )  # fmt: skip


def _place(error: Exception, text: str) -> tuple[int, int]:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line + 1, mark.column + 1
    position = getattr(error, "position", None)
    if isinstance(position, int):
        before = text[:position]
        return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
    return 1, 1


def _words(error: Exception, text: str, line: int, column: int) -> tuple[str, _Words]:
    if type(error).__name__ == "ReaderError":
        return "yaml.character", _CHARACTER
    lines = text.split("\n")
    current = lines[line - 1] if line <= len(lines) else ""
    if "\t" in current[: max(column, 1)] and not current[: max(column - 1, 0)].strip():
        return "yaml.tab", _TAB
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    for pattern, words in _PHRASES:
        if re.search(pattern, said):
            return "yaml.syntax", words
    return "yaml.syntax", _GENERAL


# What the reader refuses although YAML allows it -----------------------------------------------

MANY = (
    "1つのファイルに文書が2つ以上あります。",
    "The file holds more than one document.",
    "「---」の行で分かれた文書を、別のファイルに分けてください。",
    "Put what follows the '---' line into a file of its own.",
)
ALIAS = (
    "アンカーと参照（&名前、*名前）は使えません。",
    "Anchors and aliases (&name, *name) are not allowed.",
    "同じ内容をその場に書いてください。",
    "Write the content out where it is used.",
)
TAG = (
    "タグ（!名前）は使えません。",
    "Tags (!name) are not allowed.",
    "タグを消し、値だけを書いてください。",
    "Remove the tag and keep the value.",
)
KEY = (
    "キーに一覧や表は使えません。",
    "A list or a mapping cannot be a key.",
    "キーには文字か数を書いてください。",
    "Use a text or a number as the key.",
)
SURROGATE = (
    "文字として完結していない記号（\\uD800〜\\uDFFF）が含まれています。",
    "The text holds half a character (\\uD800 to \\uDFFF).",
    "その文字を書き直してください。",
    "Write the character again.",
)
DEEP = (
    f"入れ子が{MAX_DEPTH}段を超えています。",
    f"The nesting is deeper than {MAX_DEPTH} levels.",
    "入れ子を浅くしてください。",
    "Nest less deeply.",
)
NUMBER = (
    "扱える範囲を超えた数です。",
    "This number is out of range.",
    "範囲内の数にするか、文字として引用符で囲んでください。",
    "Write a smaller number, or quote it if it is a text.",
)


def too_large(file: str | None, characters: int) -> Problem:
    return problem(
        "yaml.too-large",
        ja=f"{characters:,}文字あり、上限の{MAX_CHARACTERS:,}文字を超えています。",
        en=f"The text has {characters:,} characters; the limit is {MAX_CHARACTERS:,}.",
        remedy_ja="ファイルを分けるか、内容を確かめてください。",
        remedy_en="Split the file, or check that it is the right one.",
        file=file,
        line=1,
        column=1,
    )


def duplicate_key(file: str | None, *, line: int, column: int, key: str, first: int) -> Problem:
    shown = key if len(key) <= 60 else key[:59] + "…"
    return problem(
        "yaml.duplicate-key",
        ja=f"キー「{shown}」が同じ場所に2つあります（1つ目は{first}行目）。",
        en=f"The key '{shown}' is here twice (first on line {first}).",
        remedy_ja="どちらか一方を消すか、名前を変えてください。",
        remedy_en="Remove or rename one of them.",
        file=file,
        line=line,
        column=column,
        sample=shown,
    )
