"""Settings, section Outgoing mail: the server, a test, what went out; and the mails of one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import open_to_all, screen
from banso.interfaces.web.settings.sections import sections_of
from banso.lib.problems import BansoError
from banso.workspace.post import operations, queries
from banso.workspace.post.kinds import KINDS
from banso.workspace.post.wishes import read_off_word
from banso.workspace.viewer import Act


class ServerForm(forms.Form):
    host = forms.CharField(label=gettext_lazy("Server"), max_length=200)
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65_535)
    security = forms.ChoiceField(
        label=gettext_lazy("Encryption"),
        choices=[
            ("starttls", gettext_lazy("STARTTLS (port 587)")),
            ("tls", gettext_lazy("TLS (port 465)")),
            ("none", gettext_lazy("none: a server on this machine only")),
        ],
    )
    user = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=200)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    from_address = forms.EmailField(label=gettext_lazy("Sender's address"))
    from_name = forms.CharField(label=gettext_lazy("Sender's name"), required=False, max_length=80)
    address = forms.URLField(
        label=gettext_lazy("Address of Banso"),
        max_length=200,
        assume_scheme="https",
        help_text=gettext_lazy("As people open it; links in mails begin with it."),
    )


@sensitive_post_parameters("password")
@screen("settings", act=Act.MANAGE_WORKSPACE)
def server(request: ScreenRequest) -> HttpResponseBase:
    """The server mail goes out through."""
    now = queries.mail_server(viewer=request.viewer)
    form = ServerForm(request.POST or None, initial=_start(request, now))
    if now is not None and now.has_password:
        form.fields["password"].help_text = _("Kept and sealed. Empty: stays as it is.")
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.set_mail_server(
                viewer=request.viewer,
                now=datetime.now(UTC),
                **{**given, "password": given["password"] or None},
            )
        except BansoError as refused:
            problems = told(refused)
        else:
            messages.success(request, _("Saved. Send a test mail to see that it works."))
            return redirect("settings:post")
    return _page(request, now, form, problems)


def _start(request: ScreenRequest, now: queries.ServerView | None) -> dict[str, Any]:
    if now is None:
        here = request.build_absolute_uri("/").rstrip("/")
        return {"port": 587, "security": "starttls", "from_name": "Banso", "address": here}
    names = ("host", "port", "security", "user", "from_address", "from_name", "address")
    return {name: getattr(now, name) for name in names}


def _page(
    request: ScreenRequest,
    now: queries.ServerView | None,
    form: ServerForm,
    problems: list[dict[str, str]],
) -> HttpResponse:
    letters = queries.sent_letters(viewer=request.viewer)
    context = {
        "sections": sections_of(request.viewer),
        "section": "post",
        "now": now,
        "form": form,
        "problems": problems,
        "sent": [{"s": s, "name": KINDS[s.kind].name} for s in letters if s.kind in KINDS],
    }
    status = 422 if problems or form.errors else 200
    return render(request, "settings/post.html", context, status=status)


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def test(request: ScreenRequest) -> HttpResponseBase:
    """A mail to oneself; what the server says is shown."""
    to = operations.send_test(viewer=request.viewer, now=datetime.now(UTC))
    messages.success(request, _("A test mail went to %(address)s") % {"address": to})
    return redirect("settings:post")


@require_POST
@screen("settings", act=Act.MANAGE_WORKSPACE)
def forget(request: ScreenRequest) -> HttpResponseBase:
    operations.forget_mail_server(viewer=request.viewer, now=datetime.now(UTC))
    messages.success(request, _("The server is forgotten; no mail goes out"))
    return redirect("settings:post")


@require_POST
@screen("settings", writes=False)
def wish(request: ScreenRequest) -> HttpResponseBase:
    """Whether one wants a kind of mail: one's own."""
    operations.set_wish(
        viewer=request.viewer,
        kind=request.POST.get("kind", ""),
        wanted=request.POST.get("wanted") == "1",
    )
    return redirect("settings:index")


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the word in the address is the right
@open_to_all
def off(request: HttpRequest, word: str) -> HttpResponse:
    """The link in a mail: asks once, then switches this kind of mail off. Nobody need sign in.

    Only a POST changes anything, so a program that looks at every link switches nothing off.
    """
    try:
        _person, key = read_off_word(word)
        if request.method == "POST":
            operations.switch_off(word=word)
    except BansoError as refused:
        why = {"problems": told(refused)}
        return render(request, "settings/mail_off.html", why, status=404)
    kind = KINDS.get(key)
    name = kind.name.in_(get_language() or "ja") if kind else ""
    context = {"name": name, "done": request.method == "POST", "word": word}
    return render(request, "settings/mail_off.html", context)
