"""The introduction when an account gets another CSM: a text to copy. Nothing is sent from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banso.customers.people.queries import PersonView
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class Draft:
    """One mail to one person; ``stops`` says why there is none."""

    contact: str
    name: str
    email: str
    subject: str = ""
    body: str = ""
    stops: Text | None = None


def introduction(
    *, person: PersonView, company: str, us: str, before: str, after: str, day: date, language: str
) -> Draft:
    """This function will write the mail by which ``before`` introduces ``after`` to ``person`` at ``company``.

    ``us`` is our own company's name, ``day`` the first day. Without a family name there is no
    draft in Japanese: nobody is addressed wrongly.
    """
    if person.opted_out:
        return _stopped(person, _OPTED_OUT)
    if not before.strip() or not after.strip():
        return _stopped(person, _NOBODY)
    write = _english if language == "en" else _japanese
    return write(person, company, us, before, after, day)


def _stopped(person: PersonView, why: Text) -> Draft:
    return Draft(person.public_id, person.name, person.email, stops=why)


def addressed(person: PersonView, company: str) -> str:
    """The first lines of a Japanese mail: company, department, title, name with 様; '' without a family name."""
    if not person.family_name:
        return ""
    office = " ".join(p for p in (person.department, person.title) if p)
    name = f"{' '.join(p for p in (person.family_name, person.given_name) if p)} 様"
    return "\n".join(p for p in (company, office, name) if p)


def _japanese(
    person: PersonView, company: str, us: str, before: str, after: str, day: date
) -> Draft:
    head = addressed(person, company)
    if not head:
        return _stopped(person, _NO_FAMILY_NAME)
    body = f"""{head}

いつも大変お世話になっております。{us}の{before}です。

{day.year}年{day.month}月{day.day}日より、貴社の担当を私{before}から{after}へ引き継ぐことになりました。
在任中に賜りましたご厚情に、心より御礼申し上げます。

これまでの経緯やお約束は{after}に申し送りますので、ご不便をおかけすることはございません。
つきましては、{after}より改めてご挨拶の機会を頂戴できましたら幸いです。
ご都合のよい日時を二、三、お知らせいただけますでしょうか。

今後とも変わらぬお引き立てのほど、よろしくお願い申し上げます。

{us}
{before}
"""
    subject = f"【{us}】担当者変更のご挨拶"
    return Draft(person.public_id, person.name, person.email, subject, body)


def _english(
    person: PersonView, company: str, us: str, before: str, after: str, day: date
) -> Draft:
    whole = " ".join(p for p in (person.given_name, person.family_name) if p) or person.name
    if not whole:
        return _stopped(person, _NO_FAMILY_NAME)
    body = f"""Dear {whole},

From {day.day} {day:%B %Y}, {after} will be looking after {company} in my place.

Thank you for the time we have worked together. I am handing over everything we have agreed and
promised, so nothing changes for you in between.

{after} would like to meet you. Could you suggest two or three times that suit you?

With kind regards,
{before}
{us}
"""
    return Draft(
        person.public_id, person.name, person.email, f"Your new contact at {us}: {after}", body
    )


_NO_FAMILY_NAME = Text(
    ja="姓が分からないため、下書きを作りません。姓を登録してください。",
    en="The family name is not known, so there is no draft. Add it first.",
)
_OPTED_OUT = Text(
    ja="この方は、ご連絡を希望されていません。", en="This person does not want to be contacted."
)
_NOBODY = Text(
    ja="前任または後任の担当者が決まっていないため、下書きを作りません。",
    en="Without a former and a new CSM there is no draft.",
)
