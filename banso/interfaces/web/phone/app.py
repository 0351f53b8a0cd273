"""What a browser needs to put Banso on the home screen: the manifest and the service worker.

Both are the same for everybody and say nothing of anybody: browsers fetch them without a session.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banso.interfaces.web.frame.view import open_to_all

# What the page of a note needs when there is no line.
_SHELL = (
    "vendor/tabler.min.css", "banso/tokens.css", "banso/type.css", "banso/frame.css", "banso/parts.css",
    "banso/small.css", "banso/icon.svg", "phone/phone.css", "phone/queue.js", "phone/note.js",
    "phone/phone.js",
)  # fmt: skip


@open_to_all
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the browser's language."""
    icon = {"src": static("banso/icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    note = reverse("phone:note")
    given: dict[str, Any] = {
        "name": "Banso",
        "short_name": "Banso",
        "description": _("Customer success, one account at a time"),
        "start_url": "/",
        "scope": "/",
        "id": "/",
        "display": "standalone",
        "background_color": "#f6f6f3",
        "theme_color": "#22509a",
        "icons": [icon, {**icon, "src": static("phone/icon-full.svg"), "purpose": "maskable"}],
        "shortcuts": [{"name": _("Write a note"), "url": note, "icons": [icon]}],
    }
    return JsonResponse(given, content_type="application/manifest+json")


@open_to_all
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what it keeps at hand, then its code, which is a static file."""
    kept = {
        "shell": [reverse("phone:note"), *(static(name) for name in _SHELL)],
        "note": reverse("phone:note"),
        "ready": reverse("phone:ready"),
        "send": reverse("phone:send"),
    }
    scripts = json.dumps([static("phone/queue.js"), static("phone/worker.js")])
    text = f"self.BANSO = {json.dumps(kept)};\nimportScripts(...{scripts});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
