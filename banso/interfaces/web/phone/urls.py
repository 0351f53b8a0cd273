"""Addresses of the phone. The worker lies at the root, since a worker serves what lies below it."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.phone import app, views

urlpatterns = [
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("worker.js", app.worker, name="worker"),
    path("phone/note/", views.note, name="note"),
    path("phone/ready/", views.ready, name="ready"),
    path("phone/send/", views.send, name="send"),
]
