from __future__ import annotations

from django.urls import path

from banso.interfaces.web.accounts import export, views

urlpatterns = [
    path("", views.index, name="index"),
    path("rows/", views.more, name="more"),
    path("completion/", views.completion, name="completion"),
    path("columns/", views.columns, name="columns"),
    path("export/<str:form>/", export.export, name="export"),
]
