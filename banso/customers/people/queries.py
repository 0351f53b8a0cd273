"""Reads of people at the customer: who is there on a day in which role, who moves, who talks with whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q
from django.db.models.fields.json import KT

from banso.customers.models import Contact, ProductUser
from banso.customers.moments.models import Touchpoint
from banso.customers.people.models import ROLES, ContactMove, ContactRole, PeopleAnswer
from banso.customers.queries import in_scope
from banso.workspace.viewer import Viewer

__all__ = [
    "ROLES", "ChampionRow", "MoveView", "PersonView", "RoleSpan", "TalkRow", "UserLink", "account_of",
    "account_of_move", "account_of_user", "champion_rows",
    "moves_between", "people_of", "people_on", "same_address", "talks", "user_links",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """``to_on`` is the first day no longer; ``told``: as an import said."""

    role: str
    from_on: date | None
    to_on: date | None
    told: bool

    def holds(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day < self.to_on)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoveView:
    """``last_on`` is the last day. ``successor``: public id, '' where nobody is known."""

    public_id: str
    account_id: int
    contact: str
    name: str
    kind: str
    last_on: date
    successor: str
    successor_name: str
    introduced_on: date | None
    to_where: str
    recorded_at: datetime
    by_id: int | None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonView:
    """One contact as of a day. ``roles`` are those in force then, ``spans`` all there ever were."""

    id: int
    public_id: str
    account_id: int
    family_name: str
    given_name: str
    name: str
    kana: str
    title: str
    department: str
    email: str
    phone: str
    influence: int | None
    reports_to: str
    roles: tuple[str, ...]
    spans: tuple[RoleSpan, ...]
    valid_from: date | None
    valid_to: date | None
    opted_out: bool
    erased: bool
    move: MoveView | None
    bounced_on: date | None
    stays_on: date | None

    def here_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class UserLink:
    """A product user, the contact it is ('' : nobody), and whether a person said it shall be none."""

    id: int
    account_id: int
    source: str
    user_key: str
    department: str
    first_seen_on: date | None
    email: str
    role: str
    name: str
    contact: str
    declined: bool


@dataclass(frozen=True, slots=True)
class ChampionRow:
    """One span of one champion, ended where the person left; ``users``: (source, user key) of theirs."""

    account_id: int
    contact_id: int
    from_on: date | None
    to_on: date | None
    users: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TalkRow:
    """How often these people of ours and theirs (addresses parted by ;) spoke of a topic, and last when."""

    account_id: int
    topic: str
    ours: str
    theirs: str
    times: int
    last_at: datetime


def people_of(*, viewer: Viewer, account_id: int, day: date) -> list[PersonView]:
    """This function will list an account's contacts as of ``day``: those there first, the influential first."""
    found = people_on(viewer=viewer, account_ids=[account_id], day=day)
    return sorted(found, key=lambda p: (not p.here_on(day), -(p.influence or 0), p.kana or p.name))


def people_on(
    *, viewer: Viewer, account_ids: Iterable[int] | None, day: date, roles: Iterable[str] | None = None
) -> list[PersonView]:  # fmt: skip
    """This function will list contacts of accounts (None: all the viewer sees) who came by ``day``.

    ``roles``: only those who hold or held one of them.
    """
    rows = in_scope(Contact.objects.filter(account__ended_on__isnull=True), viewer)
    if account_ids is not None:
        rows = in_scope(Contact.objects.filter(account_id__in=sorted(set(account_ids))), viewer)
    if roles is not None:
        rows = rows.filter(
            pk__in=ContactRole.objects.filter(role__in=list(roles)).values("contact_id")
        )
    rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))
    people = {c.pk: c for c in rows.select_related("reports_to").order_by("pk")}
    theirs = rows.values("pk")
    spans: dict[int, list[RoleSpan]] = {}
    dated = ContactRole.objects.filter(contact_id__in=theirs)
    for r in dated.order_by(F("from_on").asc(nulls_first=True), "pk"):
        if r.from_on is None or r.from_on <= day:
            span = RoleSpan(r.role, r.from_on, r.to_on, bool(r.batch))
            spans.setdefault(r.contact_id, []).append(span)
    moved = {m.contact: m for m in _moves(ContactMove.objects.filter(contact_id__in=theirs))}
    said: dict[tuple[int, str], date] = {}
    answers = PeopleAnswer.objects.filter(contact_id__in=theirs, day__lte=day).order_by("day")
    for contact, kind, on in answers.values_list("contact_id", "kind", "day"):
        said[contact, kind] = on
    return [_person(c, tuple(spans.get(c.pk, ())), moved, said, day) for c in people.values()]


def _person(
    c: Contact,
    spans: tuple[RoleSpan, ...],
    moved: dict[str, MoveView],
    said: dict[tuple[int, str], date],
    day: date,
) -> PersonView:
    there = c.valid_to is None or day < c.valid_to
    roles = tuple(dict.fromkeys(s.role for s in spans if there and s.holds(day)))
    return PersonView(
        id=c.pk, public_id=c.public_id, account_id=c.account_id, family_name=c.family_name,
        given_name=c.given_name, name=_name_of(c),
        kana=" ".join(p for p in (c.family_kana, c.given_kana) if p), title=c.title,
        department=c.department, email=c.email, phone=c.phone, influence=c.influence,
        reports_to=c.reports_to.public_id if c.reports_to else "",
        roles=tuple(sorted(roles, key=_rank)), spans=spans, valid_from=c.valid_from,
        valid_to=c.valid_to, opted_out=c.opted_out, erased=c.erased_at is not None,
        move=moved.get(c.public_id), bounced_on=said.get((c.pk, PeopleAnswer.BOUNCED)),
        stays_on=said.get((c.pk, PeopleAnswer.STAYS)),
    )  # fmt: skip


def _rank(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def _name_of(row: Contact) -> str:
    """Family and given name, else the name as the source had it."""
    return " ".join(p for p in (row.family_name, row.given_name) if p) or row.full_name


def moves_between(
    *, viewer: Viewer, first: date, last: date, account_ids: Iterable[int] | None = None
) -> list[MoveView]:
    """This function will list moves in force whose last day lies from ``first`` to ``last``, the earliest first."""
    rows = in_scope(
        ContactMove.objects.filter(last_on__gte=first, last_on__lte=last), viewer,
        path="contact__account_id",
    )  # fmt: skip
    if account_ids is not None:
        rows = rows.filter(contact__account_id__in=sorted(set(account_ids)))
    found = list(rows)
    closed = [int(pk) for m in found for pk in m.changes.get("closed", {})]
    roles = dict(ContactRole.objects.filter(pk__in=closed).values_list("pk", "role"))
    return _moves(rows, roles)


def _moves(rows: object, roles: dict[int, str] | None = None) -> list[MoveView]:
    found = rows.filter(undone_at__isnull=True).select_related("contact", "successor")  # type: ignore[attr-defined]
    return [
        MoveView(
            public_id=m.public_id, account_id=m.contact.account_id, contact=m.contact.public_id,
            name=_name_of(m.contact), kind=m.kind, last_on=m.last_on,
            successor=m.successor.public_id if m.successor else "",
            successor_name=_name_of(m.successor) if m.successor else "",
            introduced_on=m.introduced_on, to_where=m.to_where, recorded_at=m.recorded_at,
            by_id=m.by_id,
            roles=tuple(
                sorted({roles[int(pk)] for pk in m.changes.get("closed", {}) if int(pk) in roles}, key=_rank)
            ) if roles else (),
        )
        for m in found.order_by("last_on", "pk")
    ]  # fmt: skip


def account_of(*, viewer: Viewer, contact: str) -> int | None:
    """This function will give the account of a contact; None where the viewer may not see it."""
    rows = in_scope(Contact.objects.filter(public_id=contact), viewer)
    return rows.values_list("account_id", flat=True).first()


def account_of_move(*, viewer: Viewer, move: str) -> int | None:
    """This function will give the account of a recorded move; None where the viewer may not see it."""
    rows = ContactMove.objects.filter(public_id=move)
    rows = in_scope(rows, viewer, path="contact__account_id")
    return rows.values_list("contact__account_id", flat=True).first()


def account_of_user(*, viewer: Viewer, product_user: int) -> int | None:
    """This function will give the account of a product user; None where the viewer may not see it."""
    rows = in_scope(ProductUser.objects.filter(pk=product_user), viewer)
    return rows.values_list("account_id", flat=True).first()


def user_links(*, viewer: Viewer, account_ids: Iterable[int] | None = None) -> list[UserLink]:
    """This function will list product users with what is known of who they are."""
    rows = in_scope(ProductUser.objects.all(), viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    no = set(
        PeopleAnswer.objects.filter(kind=PeopleAnswer.NO_CONTACT).values_list("product_user_id", flat=True)
    )  # fmt: skip
    return [
        UserLink(
            u.pk, u.account_id, u.source, u.user_key, u.department, u.first_seen_on,
            str(u.traits.get("email") or ""), str(u.traits.get("role") or ""),
            str(u.traits.get("name") or ""), u.contact.public_id if u.contact else "", u.pk in no,
        )
        for u in rows.select_related("contact").order_by("pk")
    ]  # fmt: skip


def same_address(
    *, viewer: Viewer, account_ids: Iterable[int] | None = None
) -> list[tuple[int, int]]:
    """This function will pair product users that are nobody yet with the one contact of their account that has
    their address: (row id of the user, of the contact)."""
    rows = in_scope(Contact.objects.exclude(email="").filter(erased_at__isnull=True), viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    at: dict[tuple[int, str], list[int]] = {}
    for account, email, pk in rows.values_list("account_id", "email", "pk"):
        at.setdefault((account, email.strip().casefold()), []).append(pk)
    if not at:
        return []
    no = PeopleAnswer.objects.filter(kind=PeopleAnswer.NO_CONTACT, product_user__isnull=False)
    users = in_scope(ProductUser.objects.filter(contact__isnull=True), viewer)
    users = users.filter(account_id__in=rows.values("account_id")).order_by("pk")
    users = users.exclude(pk__in=no.values("product_user_id")).annotate(mail=KT("traits__email"))
    found = [
        (pk, at.get((account, str(mail or key).strip().casefold()), []))
        for pk, account, key, mail in users.values_list("pk", "account_id", "user_key", "mail")
    ]
    return [(user, contacts[0]) for user, contacts in found if len(contacts) == 1]


def champion_rows(
    *, viewer: Viewer, account_ids: Iterable[int] | None = None
) -> tuple[list[ChampionRow], dict[int, date | None]]:
    """This function will give all spans of champions, and per account since when roles are known there at all
    (None: since ever)."""
    rows = in_scope(ContactRole.objects.all(), viewer, path="contact__account_id")
    if account_ids is not None:
        rows = rows.filter(contact__account_id__in=sorted(set(account_ids)))
    since: dict[int, date | None] = {}
    spans: list[tuple[int, int, date | None, date | None]] = []
    columns = ("contact__account_id", "contact_id", "role", "from_on", "to_on", "contact__valid_to")
    for account, contact, role, first, end, gone in rows.order_by("pk").values_list(*columns):
        held = since.get(account, first)
        since[account] = None if held is None or first is None else min(held, first)
        if role == "champion":
            end = min((d for d in (end, gone) if d), default=None)
            if end is None or first is None or first < end:
                spans.append((account, contact, first, end))
    users: dict[int, list[tuple[str, str]]] = {}
    linked = in_scope(ProductUser.objects.filter(contact__isnull=False), viewer)
    for contact, source, key in linked.values_list("contact_id", "source", "user_key"):
        users.setdefault(contact, []).append((source, key))
    merged = _merged(spans)
    return [ChampionRow(*s, tuple(sorted(users.get(s[1], ())))) for s in merged], since


def _merged(
    spans: list[tuple[int, int, date | None, date | None]],
) -> list[tuple[int, int, date | None, date | None]]:
    """Spans of one person that touch or overlap become one."""
    found: list[tuple[int, int, date | None, date | None]] = []
    for span in sorted(spans, key=lambda s: (s[0], s[1], s[2] or date.min, s[3] or date.max)):
        before = found[-1] if found else None
        if before and before[:2] == span[:2] and (before[3] is None or (span[2] or date.min) <= before[3]):  # fmt: skip
            ends = (before[3], span[3])
            found[-1] = (*before[:3], None if None in ends else max(d for d in ends if d))
        else:
            found.append(span)
    return found


def talks(
    *, viewer: Viewer, since: datetime, until: datetime, account_ids: Iterable[int] | None = None
) -> list[TalkRow]:
    """This function will sum up who spoke with whom about what, of the touchpoints in a time."""
    rows = Touchpoint.objects.filter(happened_at__gte=since, happened_at__lt=until)
    rows = in_scope(rows.filter(account__ended_on__isnull=True), viewer)
    if account_ids is not None:
        rows = rows.filter(account_id__in=sorted(set(account_ids)))
    groups = rows.values("account_id", "topic", "our_people", "their_people").order_by()
    found = groups.annotate(times=Count("pk"), last=Max("happened_at"))
    columns = ("account_id", "topic", "our_people", "their_people", "times", "last")
    return [TalkRow(*row) for row in found.values_list(*columns)]
