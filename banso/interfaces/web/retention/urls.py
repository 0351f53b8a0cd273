from __future__ import annotations

from django.urls import path

from banso.interfaces.web.retention import views

urlpatterns = [
    path("", views.index, name="index"),
    path("outlook/", views.outlook, name="outlook"),
    path("cohort/", views.cohort, name="cohort"),
]
