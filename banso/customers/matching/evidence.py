"""What is known of an account that can tell whether another record is the same company."""

from __future__ import annotations

from dataclasses import dataclass, field

from banso.customers.matching.contacts import address_of, domain_of, phone_of
from banso.customers.matching.letters import core_of
from banso.customers.matching.names import CompanyName, read_name
from banso.lib.width import is_corporate_number


@dataclass(frozen=True, slots=True)
class Entry:
    """One account, read once. ``number`` is '' unless its check digit fits."""

    id: int
    name: CompanyName
    kana: str = ""
    number: str = ""
    domains: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    prefecture: str = ""
    address: str = ""
    family: frozenset[int] = field(default_factory=frozenset)  # itself, and its company above


def entry(
    *,
    id: int,
    name: str,
    kana: str = "",
    number: str = "",
    mails: tuple[str, ...] = (),
    phones: tuple[str, ...] = (),
    address: str = "",
    parent: int | None = None,
) -> Entry:
    """This function will read an account's texts. ``mails`` are e-mail or web addresses or domains."""
    prefecture, house = address_of(address) if address else ("", "")
    digits = number.strip()
    return Entry(
        id=id,
        name=read_name(name),
        kana=core_of(_without_form(kana)) if kana else "",
        number=digits if digits and is_corporate_number(digits) else "",
        domains=frozenset(d for m in mails if (d := domain_of(m))),
        phones=frozenset(p for t in phones if (p := phone_of(t))),
        prefecture=prefecture,
        address=house,
        family=frozenset({id} | ({parent} if parent else set())),
    )


_FORMS_IN_KANA = tuple(
    core_of(form)
    for form in ("カブシキガイシャ", "カブシキカイシャ", "ユウゲンガイシャ", "ユウゲンカイシャ", "ゴウドウガイシャ", "ゴウドウカイシャ")
)  # fmt: skip


def _without_form(kana: str) -> str:
    """A reading sometimes spells the legal form out."""
    core = core_of(kana)
    for form in _FORMS_IN_KANA:
        core = core.removeprefix(form).removesuffix(form)
    return core
