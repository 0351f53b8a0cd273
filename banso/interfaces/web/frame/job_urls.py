"""Addresses of long work."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.frame import job_views

urlpatterns = [
    path("", job_views.index, name="index"),
    path("<pid:public_id>/", job_views.one, name="one"),
    path("<pid:public_id>/progress/", job_views.progress, name="progress"),
    path("<pid:public_id>/cancellation/", job_views.cancellation, name="cancellation"),
]
