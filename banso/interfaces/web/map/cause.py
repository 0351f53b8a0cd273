"""What stuck accounts lack, in words: the test without any account's value, the numbers without one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from banso.interfaces.web.frame.parts import language
from banso.journey.lacking import Lacked, Lacking
from banso.metrics.conditions import Leaf, NameTable
from banso.metrics.conditions.sentences import sentence
from banso.metrics.conditions.tree import IsNull, Name


def wanted_words(leaf: Leaf, names: NameTable) -> str:
    """This function will say what the leaf asks for, without any account's value: ``週の利用日数 ≥ 3``."""
    said = sentence(leaf.test, {}, negated=leaf.negated, language=language(), names=names)
    return said.replace("：—", "").replace(": —", "").replace(" —", "")


def absent_name(leaf: Leaf) -> str | None:
    """The name whose value the leaf asks for and nothing else (``first_value_on is not null``)."""
    test = leaf.test
    if isinstance(test, IsNull) and isinstance(test.term, Name) and test.negated != leaf.negated:
        return test.term.name
    return None


def label_of(name: str, names: NameTable) -> str:
    """This function will give a metric's or field's name for people, the key where it has none."""
    return names[name].label(language(), name) if name in names else name


def labels_of(lacked: Lacked, names: NameTable) -> str:
    """This function will name the numbers whose values are missing."""
    return ", ".join(label_of(n, names) for n in lacked.missing)


def common_words(found: Lacking, names: NameTable) -> str:
    """This function will say in one sentence what most of the accounts lack; '' where they lack nothing."""
    if not found.tests:
        return ""
    first = found.tests[0]
    values = {
        "leaf": wanted_words(first.leaf, names),
        "n": f"{first.accounts:,}",
        "all": f"{found.accounts:,}",
        "unknown": f"{first.unknown:,}",
        "names": labels_of(first, names),
    }
    absent = absent_name(first.leaf)
    if absent is not None:
        return _("%(n)s of %(all)s have no “%(leaf)s” yet.") % {
            **values,
            "leaf": label_of(absent, names),
        }
    if not first.unknown:
        return _("%(n)s of %(all)s do not meet “%(leaf)s”.") % values
    return (
        _(
            "%(n)s of %(all)s do not meet “%(leaf)s”; for %(unknown)s of them there is no value for %(names)s."
        )
        % values
    )
