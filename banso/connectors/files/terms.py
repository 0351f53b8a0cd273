"""The words of the vocabulary: kinds of rows, targets of columns, and what all kinds share.

A *kind* is what a row is; a *target* is what a column of it means. Names are compared folded:
width, case, spaces, punctuation and notes in brackets do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from banso.lib.text import Text
from banso.lib.width import fold

_NOTES = re.compile(r"[(\[【〔「].*?[)\]】〕」]")
_MARKS = re.compile(r"[\s_\-.,/:;#*'\"・]+")


@dataclass(frozen=True, slots=True)
class Target:
    """``type``: key, text, email, date, instant, money, number, integer, share, bool, currency,
    corporate, severity, role, line_kind, level and the other words of values.py. ``names`` are folded
    aliases."""

    key: str
    type: str
    text: Text
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """``needs``: each inner tuple is a choice, one of which must be mapped."""

    key: str
    text: Text
    targets: dict[str, Target]
    needs: tuple[tuple[str, ...], ...]
    file_names: frozenset[str]


def name_of(header: str) -> str:
    """The folded form in which headers and aliases are compared."""
    bare = _NOTES.sub("", fold(header))
    return _MARKS.sub("", bare) or _MARKS.sub("", fold(header))


def target(key: str, type: str, ja: str, en: str, aliases: str = "") -> Target:
    names = {name_of(n) for n in (key, ja, en, *aliases.split("|")) if n.strip()}
    return Target(key, type, Text(ja=ja, en=en), frozenset(names))


def kind_of(
    key: str, ja: str, en: str, *targets: Target, needs: tuple[tuple[str, ...], ...], files: str
) -> Kind:
    named = frozenset(name_of(n) for n in files.split("|"))
    return Kind(key, Text(ja=ja, en=en), {t.key: t for t in targets}, needs, named)


ACCOUNT_KEY = (
    "account_id|accountid|account id|account|customer_id|customer id|company_id|company id|"
    "organization_id|org_id|tenant_id|group_id|external_id|source_id|client_id|取引先id|顧客id|"
    "顧客番号|会社id|企業id|契約者番号|取引先コード|顧客コード|得意先コード|テナントid|アカウントid"
)
ACCOUNT_NAME = (
    "account_name|company|company_name|customer|customer_name|organization|organization_name|"
    "client|顧客|顧客名|会社名|会社|企業名|法人名|取引先名|取引先|得意先名|契約者名|お客様名|社名|顧客企業"
)
OF_ACCOUNT = (
    target("account_key", "key", "顧客ID", "account id", ACCOUNT_KEY),
    target("account_name", "text", "顧客名", "account name", ACCOUNT_NAME),
)
