"""The first run: one page, open only while nobody can sign in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from banso.interfaces.web.frame.refusals import told
from banso.interfaces.web.frame.view import open_to_all
from banso.interfaces.web.signin.forms import PersonForm, WorkspaceForm
from banso.lib.problems import BansoError, problem
from banso.workspace import operations, queries
from banso.workspace.homes import arrival
from banso.workspace.homes.operations import note_name
from banso.workspace.viewer import Role, Viewer


class AlreadySetUp(BansoError):
    """Somebody can sign in already, so the first run is over."""


@sensitive_post_parameters("password")
@open_to_all
def welcome(request: HttpRequest) -> HttpResponseBase:
    if queries.has_people():
        return redirect("account_login")
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    start = {"language": language, "time_zone": "Asia/Tokyo", "currency": "JPY"}
    forms: list[WorkspaceForm | PersonForm] = [PersonForm(request.POST or None)]
    if not queries.exists():
        forms.insert(0, WorkspaceForm(request.POST or None, initial=start))
    problems: list[dict[str, str]] = []
    valid = [form.is_valid() for form in forms]  # every form, so that all errors show at once
    if request.method == "POST" and all(valid):
        given = {k: v for f in forms for k, v in f.cleaned_data.items()}
        try:
            _set_up(given, now=datetime.now(UTC))
        except (AlreadySetUp, IntegrityError):
            return redirect("account_login")
        except BansoError as refused:
            problems = told(refused)
        else:
            note_name(name=queries.workspace(viewer=Viewer.system()).name)
            return _signed_in(request, given)
    context = {"forms": forms, "problems": problems}
    return render(request, "signin/welcome.html", context, status=422 if problems else 200)


@open_to_all
def arrive(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The link that the making of this workspace handed over: signs its administrator in, once."""
    folder = Path(settings.BANSO_FOLDER)
    person = arrival.redeem(folder=folder, secret=secret, now=datetime.now(UTC))
    user = get_user_model()._default_manager.filter(public_id=person or "", is_active=True).first()
    if user is None:
        return redirect("account_login")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("imports:index")


@transaction.atomic
def _set_up(given: dict[str, Any], *, now: datetime) -> None:
    """Workspace and administrator, or nothing. Asked again inside: two first runs may race."""
    if queries.has_people():
        raise AlreadySetUp(
            problem(
                "welcome.already-set-up",
                ja="初期設定はすでに済んでいます。",
                en="The first run is over already.",
                remedy_ja="ログインしてください。",
                remedy_en="Sign in.",
            )
        )
    system = Viewer.system()
    if not queries.exists():
        operations.create_workspace(
            viewer=system,
            name=given["name"],
            time_zone=given["time_zone"],
            currency=given["currency"],
            language=given["language"],
            now=now,
        )
    operations.create_person(
        viewer=system,
        email=given["email"],
        password=given["password"],
        family_name=given["family_name"],
        given_name=given["given_name"],
        language=given.get("language") or "ja",
        role=Role.ADMIN,
        now=now,
    )


def _signed_in(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    user = authenticate(request, email=given["email"].lower(), password=given["password"])
    if user is None:
        return redirect("account_login")
    login(request, user)
    return redirect("home")
