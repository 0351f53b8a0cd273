"""The address of the first steps."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.start import views

urlpatterns = [path("", views.index, name="index")]
