from __future__ import annotations

from django.urls import path

from banso.interfaces.web.segments import views

urlpatterns = [
    path("", views.index, name="index"),
    path("<pid:segment>/", views.one, name="one"),
    path("<pid:segment>/turns/", views.turns, name="turns"),
    path("of/<pid:public_id>/", views.of_account, name="of_account"),
]
