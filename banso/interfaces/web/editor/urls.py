from __future__ import annotations

from django.urls import path

from banso.interfaces.web.editor import views

urlpatterns = [
    path("", views.index, name="index"),
    path("plan/", views.plan, name="plan"),
    path("export/", views.export, name="export"),
    path("versions/<int:version>/", views.version, name="version"),
]
