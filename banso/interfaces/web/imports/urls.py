from __future__ import annotations

from django.urls import path

from banso.interfaces.web.imports import catalogue, views

urlpatterns = [
    path("", views.index, name="index"),
    path("catalogue/", catalogue.index, name="catalogue"),
    path("<pid:batch>/", views.one, name="one"),
    path("<pid:batch>/mapping/", views.mapping, name="mapping"),
    path("<pid:batch>/commit/", views.commit, name="commit"),
    path("<pid:batch>/undo/", views.undo, name="undo"),
    path("<pid:batch>/discard/", views.discard, name="discard"),
    path("<pid:batch>/rows/", views.rows, name="rows"),
]
