"""Reading promises out of minutes: the lines of the part 宿題, whose they are, and until when.

The parts are those of the template (出席者・決定事項・宿題・次回; attendees, decisions, to do, next), also as
other tools write them: ``## 宿題``, ``■宿題``, ``【宿題】``, ``To do:``. A line may say whose it is at its
beginning (当社:, 先方:, ours, theirs, a name we know) and the due date anywhere (〆4/10, 期限：来週金曜,
by 10 April, 2026-04-10). Pure: no clock, no store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banso.execution.promises.due import first_date, take_date
from banso.lib.width import fold

OURS, THEIRS = "ours", "theirs"
_LONGEST = 500

_PARTS = {
    "present": ("出席者", "参加者", "attendees", "present", "participants"),
    "decided": ("決定事項", "決まったこと", "合意事項", "decisions", "decided"),
    "todo": (
        "宿題", "宿題事項", "todo", "to do", "to-do", "アクション", "アクションアイテム", "ネクストアクション",
        "action items", "actions", "やること", "タスク", "homework", "promises",
    ),
    "next": ("次回", "次回予定", "next", "next meeting"),
    "found": ("気づき", "所見", "現場で見たこと", "findings", "observations"),
    "other": ("議題", "議事", "メモ", "備考", "所感", "agenda", "notes", "memo", "共有事項", "背景"),
}  # fmt: skip
_PART_OF = {fold(word): part for part, words in _PARTS.items() for word in words}
_HEAD = re.compile(
    r"^\s*(?P<mark>#{1,6}\s*|[■◆●▼□◇○◎▪]\s*|[【\[〔<]\s*)?(?P<word>[^:】\]〕>\n]{1,24}?)"
    r"\s*(?:[】\]〕>]\s*:?|:|$)\s*(?P<rest>.*)$"
)
_STRONG_MARK = re.compile(r"#|[■◆▼◇【〔]")
_BULLET = re.compile(r"^\s*(?:[-*+•・‣–—●○◯◎]\s*|\(?\d{1,2}[.)）．、]\s*|□\s*|☐\s*|\[\s?\]\s*)")
_DONE = re.compile(r"^\s*(?:[-*+•・]\s*)?(?:\[[xX✓]\]|☑|✓|✔|■?済[:：\s])")

_OUR_WORDS = "当社|当方|弊社|自社|こちら|我々|us|we|ours|our side|banso"
_THEIR_WORDS = "先方|先様|貴社|御社|お客様|お客さま|顧客|相手|them|they|theirs|customer|client"
_SIDE = re.compile(
    rf"^[\s\[【（(]*(?:(?P<ours>{_OUR_WORDS})|(?P<theirs>{_THEIR_WORDS}))(?P<who>[^\n:：】\]）)]{{0,20}}?)[】\]）)]*\s*[:：】\]）)、]\s*",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^[\[【（(]?(?P<who>[^\s:：、。\[\]【】（）()]{1,20}(?: [^\s:：、。]{1,20})?)[】\]）)]?\s*[:：]\s*"
)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise as the minutes say it. ``who`` is the name at its beginning, as written; ``key`` names
    the line when the minutes are saved again."""

    side: str
    text: str
    due_on: date | None
    who: str = ""
    done: bool = False

    @property
    def key(self) -> str:
        return f"{self.side}:{fold(self.text)}"[:300]


def parts_of(text: str) -> dict[str, list[str]]:
    """This function will cut minutes into parts by their headings: present, decided, todo, next, found, other.

    Lines before the first heading are ``""``.
    """
    found: dict[str, list[str]] = {"": []}
    part = ""
    for line in text.splitlines():
        head = _heading(line)
        if head is not None:
            part, rest = head
            found.setdefault(part, [])
            if rest:
                found[part].append(rest)
        elif line.strip():
            found[part].append(line)
    return found


def _heading(line: str) -> tuple[str, str] | None:
    """(part, what stands behind the heading); an unknown heading ends a part where it is marked as one."""
    said = _HEAD.match(unicodedata.normalize("NFKC", line))
    if not said:
        return None
    part = _PART_OF.get(fold(said["word"]))
    if part is not None:
        return part, said["rest"]
    marked = said["mark"] and _STRONG_MARK.match(said["mark"]) and not said["rest"]
    return ("other", "") if marked and not _side_alone(said["word"]) else None


def promise_lines(
    text: str, *, day: date, ours: Iterable[str] = (), theirs: Iterable[str] = ()
) -> list[PromiseLine]:
    """This function will read the promises of minutes of a meeting on ``day``.

    ``ours`` and ``theirs`` are names of people (family names too): a line that begins with one of
    them is theirs or ours. Without a word on it a promise is ours: whoever wrote it will look after
    it. The same promise twice is one.
    """
    our_names, their_names = _names(ours), _names(theirs)
    found: dict[str, PromiseLine] = {}
    parts, side = parts_of(text), OURS
    next_on = first_date(" ".join(parts.get("next", [])), day=day)
    for line in parts.get("todo", []):
        alone = _side_alone(line)
        if alone:
            side = alone
            continue
        one = _line(line, day, next_on, side, our_names, their_names)
        if one is not None:
            found.setdefault(one.key, one)
    return list(found.values())


def findings(text: str) -> list[tuple[str, str]]:
    """This function will read what a visit found: (finding, proposal or ""), written ``- finding → proposal``."""
    found = []
    for line in parts_of(text).get("found", []):
        said, _, proposal = re.sub(r"\s*(?:→|⇒|->|=>)\s*", "→", _BULLET.sub("", line)).partition(
            "→"
        )
        if said.strip() or proposal.strip():
            found.append((said.strip(), proposal.strip()))
    return found


def _names(names: Iterable[str]) -> set[str]:
    found = set()
    for name in names:
        found.add(fold(name))
        parts = name.split()
        if len(parts) > 1:
            found.update(fold(p) for p in parts)
    return found - {""}


def _side_alone(line: str) -> str:
    """A line that only says whose the next ones are."""
    bare = fold(_BULLET.sub("", line)).strip(":：【】[]()（）■◆")
    if re.fullmatch(rf"(?:{_OUR_WORDS})(?:側|の宿題|分)?", bare):
        return OURS
    return THEIRS if re.fullmatch(rf"(?:{_THEIR_WORDS})(?:側|の宿題|分)?", bare) else ""


def _line(
    line: str,
    day: date,
    next_on: date | None,
    side: str,
    our_names: set[str],
    their_names: set[str],
) -> PromiseLine | None:
    done = bool(_DONE.match(line))
    rest = _DONE.sub("", line) if done else line
    rest = _BULLET.sub("", rest).strip()
    who = ""
    said = _SIDE.match(rest)
    if said:
        side = OURS if said["ours"] else THEIRS
        who = said["who"].strip(" 　・/:：の側")
        rest = rest[said.end() :]
    else:
        named = _WHO.match(rest)
        if named:
            name = re.sub(r"(?:様|さん|さま|氏)$", "", named["who"])
            known = fold(name)
            polite = name != named["who"] and "さん" not in named["who"]
            if known in our_names:
                side, who, rest = OURS, name, rest[named.end() :]
            elif known in their_names or polite:
                side, who, rest = THEIRS, name, rest[named.end() :]
    due_on, text = take_date(rest, day=day, next_on=next_on)
    text = " ".join(text.split()).strip(" 、。,，;；-–—→")
    if not text or re.fullmatch(r"(?:なし|特になし|無し|none|n/?a)", text, re.IGNORECASE):
        return None
    return PromiseLine(side, text[:_LONGEST], due_on, who[:40], done)
