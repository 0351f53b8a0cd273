"""Mails that came in: handing files in, and giving those that wait to an account."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banso.connectors.email import operations, queries, words
from banso.connectors.email.operations import MailUnknown
from banso.connectors.email.reading import MOST_BYTES, MailRefused, too_large
from banso.customers import queries as customers
from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.meetings.views import found_accounts
from banso.lib.problems import BansoError
from banso.workspace.viewer import Act

_MOST_FILES = 50


@screen("meetings", act=Act.EDIT_ACCOUNTS)
def index(request: ScreenRequest) -> HttpResponse:
    """The drop area, and the mails that wait for an account."""
    return _page(request)


@require_POST
@screen("meetings", act=Act.EDIT_ACCOUNTS)
def take(request: ScreenRequest) -> HttpResponseBase:
    """The files handed in, each taken or refused by itself."""
    files = request.FILES.getlist("file")[:_MOST_FILES]
    counts: Counter[str] = Counter()
    problems: list[dict[str, str]] = []
    for file in files:
        try:
            taken = operations.take_eml(
                viewer=request.viewer, data=_read(file), now=datetime.now(UTC)
            )
        except BansoError as refused:
            problems += [{**p, "place": (file.name or "")[:80]} for p in told(refused)]
        else:
            counts[taken.state if taken.fresh else "again"] += 1
    for text in _done(counts):
        messages.success(request, text)
    if problems or not files:
        return _page(request, problems=problems, status=422)
    return redirect("meetings:mails")


@screen("meetings", act=Act.EDIT_ACCOUNTS)
def account(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """Which account a mail is of."""
    if request.method == "POST":
        wanted = request.POST.get("account", "")
        found = customers.account_ids_of(viewer=request.viewer, public_ids=[wanted]).get(wanted, 0)
        operations.give_mail(
            viewer=request.viewer, public_id=public_id, account_id=found, now=datetime.now(UTC)
        )
        messages.success(request, _("The mail stands in the account's timeline"))
        return redirect("meetings:mails")
    waiting = queries.waiting(viewer=request.viewer, day=request.clock.today, limit=500)
    mail = next((m for m in waiting if m.public_id == public_id), None)
    if mail is None:
        raise MailUnknown(words.no_mail())
    text = request.GET.get("q", "").strip()[:200]
    suggested = customers.account_list_rows(viewer=request.viewer, ids=mail.suggestions)
    context = {
        "mail": mail,
        "text": text,
        "found": found_accounts(request, text) if text else suggested,
        "action": reverse("meetings:mail_account", args=[public_id]),
    }
    return render_part(request, "meetings/account.html", context, title=mail.subject)


@require_POST
@screen("meetings", act=Act.EDIT_ACCOUNTS)
def aside(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """A mail that is of no account."""
    operations.put_aside(viewer=request.viewer, public_id=public_id, now=datetime.now(UTC))
    messages.success(request, _("Put away; its words are deleted"))
    return redirect("meetings:mails")


# Helpers -----------------------------------------------------------------------------------------


def _page(
    request: ScreenRequest, *, problems: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    waiting = queries.waiting(viewer=viewer, day=request.clock.today)
    ids = {i for m in waiting for i in m.suggestions[:1]}
    rows = {a.id: a for a in customers.account_list_rows(viewer=viewer, ids=sorted(ids))}
    context = {
        "mails": [(m, rows.get(m.suggestions[0]) if m.suggestions else None) for m in waiting],
        "total": queries.waiting_count(viewer=viewer),
        "problems": problems or [],
        "nothing_chosen": status == 422 and not problems,
        "may_edit": not request.as_of.past,
        "may_set": viewer.may(Act.MANAGE_WORKSPACE),
    }
    return render(request, "meetings/mails.html", context, status=status)


def _read(file: UploadedFile[bytes]) -> bytes:
    if (file.size or 0) > MOST_BYTES:
        raise MailRefused(too_large(file.size or 0))
    data = file.read()
    return data if isinstance(data, bytes) else b""


def _done(counts: Counter[str]) -> list[str]:
    """What became of the files, in sentences."""
    told_of = [
        (counts["taken"], ngettext("%(n)s mail taken in", "%(n)s mails taken in", counts["taken"])),
        (
            counts["waiting"],
            ngettext(
                "%(n)s mail waits for an account", "%(n)s mails wait for an account",
                counts["waiting"],
            ),
        ),
        (
            counts["aside"],
            ngettext(
                "%(n)s mail is between ourselves or automatic, and left out",
                "%(n)s mails are between ourselves or automatic, and left out",
                counts["aside"],
            ),
        ),
        (
            counts["again"],
            ngettext(
                "%(n)s mail was here already", "%(n)s mails were here already", counts["again"]
            ),
        ),
    ]  # fmt: skip
    return [text % {"n": n} for n, text in told_of if n]
