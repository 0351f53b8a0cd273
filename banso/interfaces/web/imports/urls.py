from __future__ import annotations

from django.urls import path

from banso.interfaces.web.imports import catalogue, saved, views

urlpatterns = [
    path("", views.index, name="index"),
    path("catalogue/", catalogue.index, name="catalogue"),
    path("mappings/", saved.index, name="mappings"),
    path("mappings/<str:key>/", saved.one, name="mapping-one"),
    path("mappings/<str:key>/name/", saved.rename, name="mapping-name"),
    path("mappings/<str:key>/back/", saved.roll_back, name="mapping-back"),
    path("<pid:batch>/", views.one, name="one"),
    path("<pid:batch>/result/", views.result, name="result"),
    path("<pid:batch>/mapping/", views.mapping, name="mapping"),
    path("<pid:batch>/commit/", views.commit, name="commit"),
    path("<pid:batch>/undo/", views.undo, name="undo"),
    path("<pid:batch>/discard/", views.discard, name="discard"),
    path("<pid:batch>/rows/", views.rows, name="rows"),
]
