from __future__ import annotations

from django.urls import path

from banso.interfaces.web.duplicates import acts, compare, listing, split

urlpatterns = [
    path("", listing.index, name="index"),
    path("find/", listing.find, name="find"),
    path("many/", listing.many, name="many"),
    path("pairs/<pid:pair>/", listing.decide, name="decide"),
    path("acts/<pid:act>/", acts.one, name="act"),
    path("acts/<pid:act>/undo/", acts.undo, name="undo"),
    path("with/<pid:public_id>/", compare.choose, name="choose"),
    path("with/<pid:public_id>/<pid:other_id>/", compare.index, name="compare"),
    path("with/<pid:public_id>/<pid:other_id>/company/", compare.company, name="company"),
    path("split/<pid:public_id>/", split.index, name="split"),
]
