"""Addresses of the workspaces."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.workspaces import views

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("coming/<slug:token>/", views.coming, name="coming"),
    path("coming/<slug:token>/progress/", views.progress, name="progress"),
    path("name/", views.name, name="name"),
    path("archive/", views.archive, name="archive"),
    path("removal/", views.removal, name="removal"),
    path("service/<slug:key>/", views.service, name="service"),
    path("backup/", views.backup, name="backup"),
    path("backups/<str:name>/", views.download, name="download"),
    path("restoration/", views.restoration, name="restoration"),
]
