"""Addresses of Settings."""
from __future__ import annotations

from django.urls import path

from banso.interfaces.web.settings import views

urlpatterns = [path("", views.index, name="index")]
