"""Whose an e-mail address is: a contact's, a product user's, or at least of a domain we know.

A contact is known by name, so it decides; a product user next (rules.md R9: not a contact); a
domain is a suggestion only, since groups, agencies and former employers share domains.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower

from banso.customers.finding import WEB_FIELDS
from banso.customers.matching.contacts import domain_of
from banso.customers.models import Contact, FieldValue, ProductUser
from banso.customers.moments.erasing import digest_of, erased_among
from banso.customers.queries import in_scope
from banso.workspace.changes import chunks
from banso.workspace.models import User
from banso.workspace.viewer import Viewer

CONTACT = "contact"
PRODUCT_USER = "product_user"
DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Known:
    """An account an address speaks for. ``contact`` is the public id of the contact, if it is one."""

    account_id: int
    how: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """Who of the addresses of a meeting or a mail is ours and who is theirs, erased ones left out."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ours:
    """What our own addresses are known by."""

    users: Mapping[str, int]  # address → user id
    domains: frozenset[str]


def folded(address: str) -> str:
    """An address as it is compared."""
    return address.strip().casefold()


def ours() -> Ours:
    """The addresses of everyone who signs in here, and the domains of colleagues who do not."""
    users = {folded(email): pk for pk, email in User.objects.values_list("pk", "email")}
    inside = User.objects.exclude(role="partner").values_list("email", flat=True)
    return Ours(users, frozenset(d for e in inside if (d := domain_of(e))))


def known_addresses(
    *, viewer: Viewer, addresses: Iterable[str], day: date
) -> dict[str, tuple[Known, ...]]:
    """This function will say for each address whose it is on ``day``, among the viewer's accounts.

    Only the best way an address is known by is told; an address nobody knows has no entry. Several
    accounts: the same person is a contact of each, or the domain is that of each, the likeliest first.
    """
    wanted = {folded(a) for a in addresses if "@" in a}
    found = _contacts(viewer, wanted, day)
    found |= _product_users(viewer, wanted - found.keys())
    found |= _domains(viewer, wanted - found.keys())
    return found


def sides_of(
    addresses: Iterable[str], *, us: Ours, known: Mapping[str, tuple[Known, ...]]
) -> Sides:
    """This function will part addresses into ours and theirs. A colleague is known by the domain of
    those who sign in, unless the address is a contact's."""
    mine, theirs = [], []
    wanted = list(dict.fromkeys(folded(a) for a in addresses if a))
    gone = erased_among(wanted)
    for address in wanted:
        named = any(k.how != DOMAIN for k in known.get(address, ()))
        if address in us.users or (not named and domain_of(address) in us.domains):
            mine.append(address)
        elif digest_of(address) not in gone:
            theirs.append(address)
    return Sides(tuple(mine), tuple(theirs))


def account_of(
    addresses: Iterable[str], known: Mapping[str, tuple[Known, ...]]
) -> tuple[int | None, str]:
    """This function will name the account most of these people are of, and how that is known.

    None where nobody is known by more than a domain, or two accounts stand equal: a person decides.
    """
    for how in (CONTACT, PRODUCT_USER):
        votes = Counter(
            k.account_id for a in addresses for k in known.get(folded(a), ()) if k.how == how
        )
        if votes:
            (first, most), *others = votes.most_common(2)
            return (None, "") if others and others[0][1] == most else (first, how)
    return None, ""


def suggested(addresses: Iterable[str], known: Mapping[str, tuple[Known, ...]]) -> list[int]:
    """This function will list the accounts it could be, the likeliest first."""
    votes: Counter[int] = Counter()
    weights = {CONTACT: 9, PRODUCT_USER: 3, DOMAIN: 1}
    for address in addresses:
        for one in known.get(folded(address), ()):
            votes[one.account_id] += weights[one.how]
    return [account for account, _n in votes.most_common(5)]


# Where addresses stand -------------------------------------------------------------------------


def _contacts(viewer: Viewer, wanted: Collection[str], day: date) -> dict[str, tuple[Known, ...]]:
    """Contacts who are there on the day; else those who were or will be."""
    there: dict[str, list[Known]] = defaultdict(list)
    elsewhere: dict[str, list[Known]] = defaultdict(list)
    columns = ("folded", "account_id", "public_id", "valid_from", "valid_to")
    for part in chunks(sorted(wanted), 500):
        rows = in_scope(Contact.objects.annotate(folded=Lower("email")), viewer)
        for address, account, contact, begun, gone in (
            rows.filter(folded__in=part).order_by("pk").values_list(*columns)
        ):
            here = (begun is None or begun <= day) and (gone is None or day < gone)
            (there if here else elsewhere)[address].append(Known(account, CONTACT, contact))
    return {a: tuple(there.get(a) or elsewhere[a]) for a in there.keys() | elsewhere.keys()}


def _product_users(viewer: Viewer, wanted: Collection[str]) -> dict[str, tuple[Known, ...]]:
    found: dict[str, list[Known]] = defaultdict(list)
    for part in chunks(sorted(wanted), 500):
        rows = in_scope(ProductUser.objects.annotate(folded=Lower("user_key")), viewer)
        rows = rows.filter(Q(folded__in=part) | Q(traits__email__in=part)).order_by("pk")
        for key, account, traits in rows.values_list("folded", "account_id", "traits"):
            mail = folded(str(traits.get("email", "")))
            address = mail if mail in part else key
            one = Known(account, PRODUCT_USER)
            if one not in found[address]:
                found[address].append(one)
    return {a: tuple(k) for a, k in found.items()}


def _domains(viewer: Viewer, wanted: Collection[str]) -> dict[str, tuple[Known, ...]]:
    """Accounts whose contacts, or whose web address, have the domain."""
    asked = {a: d for a in wanted if (d := domain_of(a))}
    if not asked:
        return {}
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    domains = set(asked.values())
    mails = in_scope(Contact.objects.exclude(email=""), viewer).values_list("email", "account_id")
    webs = in_scope(FieldValue.objects.filter(key__in=WEB_FIELDS), viewer)
    for rows in (mails, webs.values_list("value", "account_id")):
        for text, account in rows.iterator(chunk_size=5_000):
            domain = domain_of(text) if isinstance(text, str) else ""
            if domain in domains:
                counts[domain][account] += 1
    return {
        address: tuple(Known(a, DOMAIN) for a, _n in counts[domain].most_common(5))
        for address, domain in asked.items()
        if domain in counts
    }
