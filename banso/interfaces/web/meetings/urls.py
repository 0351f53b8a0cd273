"""Addresses of Meetings."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.meetings import mails, views

urlpatterns = [
    path("", views.index, name="index"),
    path("<pid:public_id>/", views.one, name="one"),
    path("<pid:public_id>/account/", views.account, name="account"),
    path("mails/", mails.index, name="mails"),
    path("mails/taken/", mails.take, name="take"),
    path("mails/<pid:public_id>/account/", mails.account, name="mail_account"),
    path("mails/<pid:public_id>/aside/", mails.aside, name="mail_aside"),
]
