"""Forms of incorporation: what they are, and where in the name they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``kind``: the form's code, '' when the name has none. ``front``: it stands before the name."""

    kind: str = ""
    front: bool = False


# Written out, and the one letter in brackets by which each is shortened on invoices and in bank transfers.
_KINDS: tuple[tuple[str, str], ...] = (
    ("kk", r"株式会社|株式會社|[(〔\[]株[)〕\]]|kabushiki\s*kaisha"),
    ("yk", r"有限会社|[(〔\[]有[)〕\]]|yugen\s*kaisha"),
    ("gk", r"合同会社|[(〔\[]同[)〕\]]|godo\s*kaisha"),
    ("gs", r"合資会社|[(〔\[]資[)〕\]]"),
    ("gm", r"合名会社|[(〔\[]名[)〕\]]"),
    ("mutual", r"相互会社|\(相\)"),
    ("medical", r"医療法人(?:社団|財団)?|\(医\)"),
    ("school", r"学校法人|\(学\)"),
    ("welfare", r"社会福祉法人|\(福\)"),
    ("npo", r"特定非営利活動法人|npo法人|\(特非\)"),
    ("association", r"(?:一般|公益)?社団法人|\((?:一社|公社|社)\)"),
    ("foundation", r"(?:一般|公益)?財団法人|\((?:一財|公財|財)\)"),
    ("religious", r"宗教法人|\(宗\)"),
    ("public", r"(?:地方)?独立行政法人|\((?:独|地独)\)|国立大学法人|\(大\)"),
    ("cooperative", r"(?:事業)?協同組合|\(協\)"),
    ("practice", r"(?:税理士|弁護士|司法書士|監査|特許業務|行政書士|社会保険労務士)法人"),
)
_WRITTEN = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]
# Bank transfers: "カ)サンプル", "サンプル(カ", "サンプル(カ)".
_BANK = (
    ("kk", re.compile(r"^カ\)|\(カ\)?$")),
    ("yk", re.compile(r"^ユ\)|\(ユ\)?$")),
    ("gk", re.compile(r"^ド\)|\(ド\)?$")),
)
# At the end of a name in Latin letters, several in a row. The code of those that name one form.
_LATIN = re.compile(
    r"[\s,.]+(?P<form>(?:(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|plc|gmbh"
    r"|ag|s\.?a|s\.?a\.?r\.?l|b\.?v|pte|pty|k\s?\.?\s?k|g\s?\.?\s?k|l\.l\.c)\b[\s,.]*)+)$"
)
_CODES = (("gk", re.compile(r"\b(?:llc|l\.l\.c|g\s?\.?k)\b")), ("kk", re.compile(r"\b(?:k\s?\.?\s?k)\b")))  # fmt: skip
_CUT = re.compile(r"\s*[-,(/–—]\s*|\s+(?=\S+\s+(?:branch|office|division|department|dept)\b)")


def split_legal(text: str) -> tuple[str, str, LegalForm]:
    """This function will take the legal form out of a plain name: (before it, after it, the form).

    ``架空商事株式会社大阪支店`` → (``架空商事``, ``大阪支店``, kk at the end). A name that would be
    nothing without its form is left as it is.
    """
    for kind, pattern in (*_WRITTEN, *_BANK):
        found = pattern.search(text)
        if found is None:
            continue
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        if not before and not after:
            continue
        if before:
            return before, after, LegalForm(kind, front=False)
        return after, "", LegalForm(kind, front=True)
    return _split_latin(text)


def _split_latin(text: str) -> tuple[str, str, LegalForm]:
    """A Latin form ends the name, or its first part when a comma, dash or bracket follows."""
    found = _LATIN.search(text)
    rest = ""
    if found is None:
        for cut in reversed(list(_CUT.finditer(text))):
            found = _LATIN.search(text[: cut.start()])
            if found is not None:
                rest = text[cut.end() :].strip(" ()")
                break
    if found is None or not text[: found.start()].strip(" ,."):
        return text, "", LegalForm()
    form = found["form"]
    kind = next((code for code, pattern in _CODES if pattern.search(form)), "latin")
    return text[: found.start()].strip(" ,."), rest, LegalForm(kind, front=False)


def contradict(one: LegalForm, other: LegalForm) -> bool:
    """Whether two forms cannot be of one company. A Latin "Inc." may stand for any of them."""
    known = {one.kind, other.kind} - {"", "latin"}
    return len(known) == 2


def swapped(one: LegalForm, other: LegalForm) -> bool:
    """前株 against 後株: two companies by registration, one company by a hasty hand."""
    same = one.kind == other.kind and one.kind not in ("", "latin")
    return same and one.front != other.front
