"""Addresses of Settings."""

from __future__ import annotations

from django.urls import path

from banso.interfaces.web.settings import (
    calendar_feeds,
    calendar_views,
    mailboxes,
    money_views,
    post_views,
    schedule_views,
    views,
)

urlpatterns = [
    path("", views.index, name="index"),
    path("workspace/", views.workspace, name="workspace"),
    path("clock/", views.clock, name="clock"),
    path("reopening/", views.reopening, name="reopening"),
    path("calendar/", calendar_views.index, name="calendar"),
    path("calendar/whose/", calendar_views.whose, name="calendar_whose"),
    path("calendar/days/", calendar_views.add, name="calendar_days"),
    path("calendar/days/<pid:public_id>/", calendar_views.remove, name="calendar_removal"),
    path("money/", money_views.index, name="money"),
    path("money/rate/", money_views.add, name="money_rate"),
    path("money/file/", money_views.file, name="money_file"),
    path("money/removal/", money_views.remove, name="money_removal"),
    path("money/lock/", money_views.lock, name="money_lock"),
    path("schedule/", schedule_views.index, name="schedule"),
    path("schedule/<str:key>/", schedule_views.one, name="schedule_one"),
    path("schedule/<str:key>/run/", schedule_views.run_now, name="schedule_run"),
    path("schedule/<str:key>/rest/", schedule_views.rest, name="schedule_rest"),
    path("post/", post_views.server, name="post"),
    path("post/test/", post_views.test, name="post_test"),
    path("post/forget/", post_views.forget, name="post_forget"),
    path("wish/", post_views.wish, name="wish"),
    path("people/", views.people, name="people"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:kind>/<path:source>/", views.source, name="source"),
    path("calendars/", calendar_feeds.calendars, name="calendars"),
    path("calendars/file/", calendar_feeds.calendar_file, name="calendar_file"),
    path("calendars/<pid:public_id>/fetch/", calendar_feeds.calendar_fetch, name="calendar_fetch"),
    path("calendars/<pid:public_id>/end/", calendar_feeds.calendar_end, name="calendar_end"),
    path("mail/", mailboxes.mail, name="mail"),
    path("mail/fetch/", mailboxes.mail_fetch, name="mail_fetch"),
    path("mail/<pid:public_id>/", mailboxes.mailbox, name="mailbox"),
    path("mail/<pid:public_id>/end/", mailboxes.mailbox_end, name="mailbox_end"),
    path("definitions/", views.definitions, name="definitions"),
    path("audit/", views.audit, name="audit"),
]
