"""Addresses: nouns, one module a screen. Sign-in pages come from allauth."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    # Ours first: allauth, too, has a page at accounts/ itself.
    path("", include("banso.interfaces.web.urls")),
    path("accounts/", include("allauth.urls")),
]
