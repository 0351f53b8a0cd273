from __future__ import annotations

from django.urls import path

from banso.interfaces.web.notes import placing_views, promise_views, views

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("<pid:note>/", views.one, name="one"),
    path("<pid:note>/edit/", views.edit, name="edit"),
    path("<pid:note>/withdraw/", placing_views.withdraw, name="withdraw"),
    path("<pid:note>/put-back/", placing_views.put_back, name="put_back"),
    path("<pid:note>/move/", placing_views.move, name="move"),
    path("of/<pid:public_id>/", promise_views.of_account, name="of_account"),
    path("of/<pid:public_id>/promise/", promise_views.add, name="promise_add"),
    path("promises/<pid:promise>/", promise_views.one, name="promise"),
    path("promises/<pid:promise>/keep/", promise_views.keep, name="promise_keep"),
    path("promises/<pid:promise>/reopen/", promise_views.reopen, name="promise_reopen"),
]
