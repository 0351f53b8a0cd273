"""The condition language: one boolean expression over metric and field names .

``parse`` reads a text and says every problem at once; the condition it gives decides rows
(``evaluate``), says why (``explain``), and becomes SQL with bound values (``compile``).
Three-valued as SQL: only TRUE acts, a missing value makes UNKNOWN. Knows neither Django nor a
store.
"""

from __future__ import annotations

from banso.metrics.conditions.compile import Compiled
from banso.metrics.conditions.complete import Completion, Completions, complete
from banso.metrics.conditions.condition import Condition
from banso.metrics.conditions.explain import Explanation, Joined, Leaf
from banso.metrics.conditions.lexer import is_name
from banso.metrics.conditions.names import Group, Kind, NameTable, NameType, Scope
from banso.metrics.conditions.parse import ConditionRefused, Parsed, parse

__all__ = [
    "Compiled",
    "Completion",
    "Completions",
    "Condition",
    "ConditionRefused",
    "Explanation",
    "Group",
    "Joined",
    "Kind",
    "Leaf",
    "NameTable",
    "NameType",
    "Parsed",
    "Scope",
    "complete",
    "is_name",
    "parse",
]
