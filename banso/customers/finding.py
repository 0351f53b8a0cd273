"""Looking for duplicates: everything known of the accounts is read, judged, and kept as pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from banso.customers.matching.evidence import Entry, entry
from banso.customers.matching.suggesting import Suggestion, suggest
from banso.customers.models import Account, Contact, DuplicatePair, FieldValue
from banso.workspace.changes import chunks
from banso.workspace.jobs import job
from banso.workspace.operations import audit
from banso.workspace.progress import Progress, Silent
from banso.workspace.viewer import Act, Viewer

# Dated fields of a workspace's own that say something about who an account is, by their usual keys.
WEB_FIELDS = ("domain", "website", "web", "url", "homepage", "email", "email_domain")
PHONE_FIELDS = ("phone", "tel", "telephone", "phone_number")
ADDRESS_FIELDS = ("address", "billing_address", "street_address", "headquarters")


def read_entries(*, kind: str = Account.ACCOUNT) -> list[Entry]:
    """This function will read what matching compares of every account of a kind that is still there."""
    mails: dict[int, set[str]] = defaultdict(set)
    phones: dict[int, set[str]] = defaultdict(set)
    addresses: dict[int, str] = {}
    people = Contact.objects.filter(erased_at__isnull=True, account__kind=kind)
    for account, mail, phone in people.values_list("account_id", "email", "phone").iterator():
        if mail:
            mails[account].add(mail)
        if phone:
            phones[account].add(phone)
    values = FieldValue.objects.filter(
        key__in=(*WEB_FIELDS, *PHONE_FIELDS, *ADDRESS_FIELDS), account__kind=kind
    ).order_by("pk")
    for account, key, value in values.values_list("account_id", "key", "value").iterator():
        if not isinstance(value, str) or not value:
            continue
        if key in WEB_FIELDS:
            mails[account].add(value)
        elif key in PHONE_FIELDS:
            phones[account].add(value)
        else:
            addresses[account] = value
    rows = Account.objects.filter(kind=kind, ended_on__isnull=True).order_by("pk")
    columns = ("pk", "name", "name_kana", "corporate_number", "parent_id")
    return [
        entry(
            id=pk, name=name, kana=kana, number=number, mails=tuple(sorted(mails.get(pk, ()))),
            phones=tuple(sorted(phones.get(pk, ()))), address=addresses.get(pk, ""), parent=parent,
        )
        for pk, name, kana, number, parent in rows.values_list(*columns).iterator()
    ]  # fmt: skip


def find_duplicates(
    *, viewer: Viewer, now: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """This function will judge all accounts anew and keep the pairs worth showing; gives counts.

    What a person said of a pair stays: one that was dismissed is not asked about again. Run again
    it ends the same.
    """
    viewer.require(Act.IMPORT)
    progress = progress or Silent()
    progress.begin("Comparing accounts", unit="pairs")
    found: list[Suggestion] = []
    for kind in (Account.ACCOUNT, Account.COMPANY):
        found += suggest(read_entries(kind=kind), advance=progress.advance)
    return _keep(found, viewer=viewer, now=now)


@job("duplicates.find")
def run_find(*, progress: Progress, viewer: Viewer) -> dict[str, Any]:
    """Look for duplicates in the background."""
    return find_duplicates(viewer=viewer, now=datetime.now(UTC), progress=progress)


@transaction.atomic
def _keep(found: Iterable[Suggestion], *, viewer: Viewer, now: datetime) -> dict[str, Any]:
    there = {(p.first_id, p.second_id): p for p in DuplicatePair.objects.all()}
    new: list[DuplicatePair] = []
    changed: list[DuplicatePair] = []
    seen: set[tuple[int, int]] = set()
    for s in found:
        seen.add((s.first, s.second))
        parts = [[p.kind, p.weight, p.sample] for p in s.judged.parts]
        row = there.get((s.first, s.second))
        if row is None:
            new.append(
                DuplicatePair(
                    first_id=s.first, second_id=s.second, score=s.judged.score,
                    verdict=s.judged.verdict.value, parts=parts, found_at=now,
                )
            )  # fmt: skip
        elif (row.score, row.verdict, row.parts) != (s.judged.score, s.judged.verdict, parts):
            row.score, row.verdict, row.parts = s.judged.score, s.judged.verdict.value, parts
            changed.append(row)
    for part in chunks(new):
        DuplicatePair.objects.bulk_create(part)
    for part in chunks(changed, 500):
        DuplicatePair.objects.bulk_update(part, ["score", "verdict", "parts"])
    stale = [p.pk for pair, p in there.items() if pair not in seen and p.state == "open"]
    for ids in chunks(stale):
        DuplicatePair.objects.filter(pk__in=ids).delete()
    counts = {
        "new": len(new), "withdrawn": len(stale),
        "open": DuplicatePair.objects.filter(state=DuplicatePair.OPEN).count(),
    }  # fmt: skip
    audit(
        viewer=viewer, act="duplicates.looked-for", subject_kind="workspace", subject_id="1",
        now=now, detail=counts,
    )  # fmt: skip
    return counts


@transaction.atomic
def dismiss_pair(*, viewer: Viewer, pair: str, now: datetime) -> None:
    """This function will remember that two accounts are not the same, by whom and when."""
    _decide(viewer, pair, now, was=DuplicatePair.OPEN, to=DuplicatePair.DISMISSED)


@transaction.atomic
def ask_again(*, viewer: Viewer, pair: str, now: datetime) -> None:
    """This function will put a dismissed pair back among the suggestions."""
    _decide(viewer, pair, now, was=DuplicatePair.DISMISSED, to=DuplicatePair.OPEN)


def _decide(viewer: Viewer, pair: str, now: datetime, *, was: str, to: str) -> None:
    from banso.customers.duplicates import require_pair

    viewer.require(Act.SEE_IMPORTS)
    viewer.require(Act.EDIT_ACCOUNTS)
    row = require_pair(pair)
    if row.state != was:
        return
    row.state = to
    row.decided_at = now if to == DuplicatePair.DISMISSED else None
    row.decided_by_id = viewer.user_id if to == DuplicatePair.DISMISSED else None
    row.save(update_fields=["state", "decided_at", "decided_by"])
    other = Account.objects.values_list("public_id", flat=True).get(pk=row.second_id)
    audit(
        viewer=viewer, act=f"duplicates.pair-{'dismissed' if to == 'dismissed' else 'reopened'}",
        subject_kind="account", now=now, detail={"other": other},
        subject_id=Account.objects.values_list("public_id", flat=True).get(pk=row.first_id),
    )  # fmt: skip
