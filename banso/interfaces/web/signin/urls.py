"""Address of the first run; allauth has its own."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.signin import views

urlpatterns = [path("welcome/", views.welcome, name="welcome")]
