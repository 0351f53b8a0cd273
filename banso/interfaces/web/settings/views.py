"""Settings: each section only for those who may."""
from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from banso.interfaces.web.frame.request import ScreenRequest
from banso.interfaces.web.frame.view import screen


@screen("settings")
def index(request: ScreenRequest) -> HttpResponse:
    return render(request, "settings/index.html", {})
