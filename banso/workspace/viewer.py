"""Who looks: the first argument of every query (house.md §8, rules.md list 1).

A viewer carries the role, and for outside partners the accounts they may see. Rights are
today's, also when the screen shows a past day (rules.md R11).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from banso.lib.problems import BansoError, problem


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    CSM = "csm"
    READER = "reader"
    PARTNER = "partner"


class Act(StrEnum):
    """What a person may do, apart from seeing accounts, which everyone may within their scope."""

    SEE_ACCOUNTS = "see_accounts"
    EDIT_ACCOUNTS = "edit_accounts"  # fields, owner, people, manual phase, waiting
    EXPORT = "export"
    IMPORT = "import"  # files in, undo of a batch
    SEE_IMPORTS = "see_imports"
    EDIT_DEFINITIONS = "edit_definitions"  # map, catalogue, metrics
    SEE_DEFINITIONS = "see_definitions"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    MANAGE_WORKSPACE = "manage_workspace"  # clock, coverage, products


_READER = {Act.SEE_ACCOUNTS, Act.SEE_DEFINITIONS}
_CSM = _READER | {Act.EDIT_ACCOUNTS, Act.EXPORT, Act.SEE_IMPORTS}
_MANAGER = _CSM | {Act.IMPORT, Act.EDIT_DEFINITIONS, Act.SEE_AUDIT}

RIGHTS: dict[Role, frozenset[Act]] = {
    Role.ADMIN: frozenset(Act),
    Role.MANAGER: frozenset(_MANAGER),
    Role.CSM: frozenset(_CSM),
    Role.READER: frozenset(_READER),
    # An outside partner works on their own accounts only and sees no definition and no import.
    Role.PARTNER: frozenset({Act.SEE_ACCOUNTS, Act.EDIT_ACCOUNTS}),
}

# What speaks of every account, or changes it for all: not for somebody who may see only some.
_OF_ALL = frozenset(
    {
        Act.IMPORT,
        Act.SEE_IMPORTS,
        Act.EDIT_DEFINITIONS,
        Act.MANAGE_PEOPLE,
        Act.SEE_AUDIT,
        Act.MANAGE_WORKSPACE,
    }
)


class NotAllowed(BansoError):
    """The viewer's role does not include this act, or the account is outside their scope."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """``scope`` holds the primary keys of the accounts this person may see; None means all of them."""

    user_id: int | None
    role: Role
    scope: frozenset[int] | None = None
    language: str = "ja"

    @classmethod
    def system(cls, language: str = "en") -> Viewer:
        """The product itself: jobs and commands run by whoever owns the machine."""
        return cls(user_id=None, role=Role.ADMIN, scope=None, language=language)

    def may(self, act: Act) -> bool:
        """Whether the role includes ``act``; with a scope, only what concerns single accounts."""
        return act in RIGHTS[self.role] and (self.scope is None or act not in _OF_ALL)

    def require(self, act: Act) -> None:
        """Refuse with :class:`NotAllowed` unless the role includes ``act``."""
        if not self.may(act):
            raise NotAllowed(
                problem(
                    "viewer.not-allowed",
                    ja=f"この操作({act.value})は、役割「{self.role.value}」では行えません。",
                    en=f"Your role '{self.role.value}' does not include '{act.value}'.",
                    remedy_ja="管理者に権限をご相談ください。",
                    remedy_en="Ask an administrator for the right.",
                )
            )

    def sees(self, account_id: int) -> bool:
        return self.scope is None or account_id in self.scope
