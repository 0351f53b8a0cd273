"""The kinds of moments: where each lies, what an import may bring, which columns speak of persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from banso.customers.moments.models import (
    Attendance,
    GroupSession,
    Incident,
    IncidentAccount,
    PlayAssignment,
    Response,
    Touchpoint,
    Voice,
)
from banso.lib.text import Text


@dataclass(frozen=True, slots=True)
class MomentKind:
    """``columns`` an import may bring beside the account; ``says``: texts of the person whose address
    stands in ``email``; ``names``: texts that may speak of anybody; ``when``: where its time stands,
    the first that is filled."""

    key: str
    model: Any
    name: Text
    columns: frozenset[str]
    when: tuple[str, ...]
    says: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def of_account(self) -> bool:
        """Whether it hangs on one account."""
        return any(f.name == "account" for f in self.model._meta.get_fields())

    @property
    def has_email(self) -> bool:
        return "email" in self.columns


def _kind(
    key: str, model: Any, ja: str, en: str, columns: str, when: str, says: str = "", names: str = ""
) -> MomentKind:
    return MomentKind(
        key, model, Text(ja=ja, en=en), frozenset(columns.split()), tuple(when.split()),
        tuple(says.split()), tuple(names.split()),
    )  # fmt: skip


# What hangs on others comes before them: the order in which an undo deletes.
KINDS: dict[str, MomentKind] = {
    k.key: k
    for k in (
        _kind("response", Response, "アンケートの回答", "survey responses",
              "survey kind asked_on answered_at score comment language email",
              "answered_at asked_on", says="comment", names="comment"),
        _kind("voice", Voice, "顧客の声", "voices", "channel received_at text language email",
              "received_at", says="text", names="text"),
        _kind("touchpoint", Touchpoint, "接点の記録", "touchpoints",
              "type happened_at minutes effort_minutes subject notes our_people their_people opened_by"
              " mood mood_why topic", "happened_at", names="subject notes mood_why topic withdrawn_why"),
        _kind("attendance", Attendance, "勉強会の参加", "attendances",
              "session_id email registered_at attended minutes", "session__starts_at"),
        _kind("session", GroupSession, "研修・勉強会", "group sessions",
              "type title starts_at minutes host capacity", "starts_at"),
        _kind("incident_account", IncidentAccount, "障害の影響", "struck accounts", "incident_id",
              "incident__ended_at incident__started_at"),
        _kind("incident", Incident, "障害", "incidents",
              "title severity started_at ended_at feature scope", "started_at"),
        _kind("assignment", PlayAssignment, "施策の割り当て", "play assignments",
              "play arm how assigned_on started_on", "assigned_on"),
    )
}  # fmt: skip
OF_ACCOUNTS = tuple(k for k in KINDS.values() if k.of_account)
