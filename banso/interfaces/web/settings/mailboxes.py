"""Settings, Mail in: folders on mail servers, with what the last reading brought."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banso.connectors.email import operations, queries, words
from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import render_part, screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace.jobs import start_job
from banso.workspace.viewer import Act

_SECURITY = [
    ("tls", gettext_lazy("TLS (usual, port 993)")),
    ("starttls", gettext_lazy("STARTTLS (port 143)")),
    ("none", gettext_lazy("None: only servers inside that are allowed")),
]


class MailboxForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    host = forms.CharField(label=pgettext_lazy("mailbox", "Server"), max_length=253)
    port = forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65_535, initial=993
    )
    security = forms.ChoiceField(label=gettext_lazy("Protection"), choices=_SECURITY)
    username = forms.CharField(label=gettext_lazy("User name"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Kept sealed and never shown again. Empty: as it was."),
    )
    folder = forms.CharField(
        label=gettext_lazy("Folder"), max_length=200, initial="INBOX", required=False,
        help_text=gettext_lazy("A folder your mail rules copy mails with customers to is best."),
    )  # fmt: skip


@sensitive_post_parameters("password")
@screen("settings", act=Act.MANAGE_WORKSPACE)
def mail(request: ScreenRequest) -> HttpResponseBase:
    """The mailboxes, and the form to add one."""
    form = MailboxForm(request.POST if request.method == "POST" else None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            public_id = _save(request, form)
        except BansoError as refused:
            problems = told(refused)
        else:
            return _start(request, public_id)
    context: dict[str, Any] = {
        "sections": sections_of(request.viewer),
        "section": "mail",
        "form": form,
        "boxes": queries.mailboxes(viewer=request.viewer),
        "problems": problems,
        "language": request.viewer.language,
        "folder": f"{settings.BANSO_FOLDER}/{operations.FOLDER}",
    }
    wrong = bool(problems or form.errors)
    return render(request, "settings/mail.html", context, status=422 if wrong else 200)


@sensitive_post_parameters("password")
@screen("settings", act=Act.MANAGE_WORKSPACE)
def mailbox(request: ScreenRequest, public_id: str) -> HttpResponseBase:
    """One mailbox, to change."""
    found = queries.mailboxes(viewer=request.viewer)
    box = next((b for b in found if b.public_id == public_id), None)
    if box is None:
        raise operations.MailboxUnknown(words.no_mailbox())
    names = ("name", "host", "port", "security", "username", "folder")
    form = MailboxForm(request.POST or None, initial={n: getattr(box, n) for n in names})
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form, public_id)
        except BansoError as refused:
            problems = told(refused)
        else:
            return _start(request, public_id)
    context = {"form": form, "box": box, "problems": problems}
    wrong = bool(problems or form.errors)
    return render_part(
        request, "settings/mailbox.html", context, title=box.name, status=422 if wrong else 200
    )


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def mail_fetch(request: ScreenRequest) -> HttpResponseBase:
    """Fetch now: one mailbox, or all of them and the folder."""
    return _start(request, request.POST.get("mailbox", ""))


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def mailbox_end(request: ScreenRequest, public_id: str) -> HttpResponse:
    operations.end_mailbox(viewer=request.viewer, public_id=public_id, now=datetime.now(UTC))
    messages.success(request, _("The mailbox is taken out; its password is deleted"))
    return redirect("settings:mail")


def _start(request: ScreenRequest, public_id: str) -> HttpResponse:
    job = start_job(
        viewer=request.viewer, kind="mail.fetch", arguments={"mailbox": public_id},
        now=datetime.now(UTC),
    )  # fmt: skip
    return redirect("jobs:one", job)


def _save(request: ScreenRequest, form: MailboxForm, public_id: str = "") -> str:
    given = form.cleaned_data
    return operations.save_mailbox(
        viewer=request.viewer,
        public_id=public_id,
        name=given["name"],
        host=given["host"],
        port=given["port"],
        security=given["security"],
        username=given["username"],
        password=given["password"],
        folder=given["folder"] or "INBOX",
        now=datetime.now(UTC),
    )
