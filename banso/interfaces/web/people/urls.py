from __future__ import annotations

from django.urls import path

from banso.interfaces.web.people import acts, handing, views

urlpatterns = [
    path("", views.index, name="index"),
    path("reassign/", handing.reassign, name="reassign"),
    path("introductions/", handing.introductions, name="introductions"),
    path("handover/<pid:public_id>/", handing.handover, name="handover"),
    path("add/<pid:public_id>/", acts.add, name="add"),
    path("users/same-address/", acts.same_address, name="same_address"),
    path("users/<int:user>/", acts.user, name="user"),
    path("moves/<pid:move>/undo/", acts.undo_move, name="undo_move"),
    path("moves/<pid:move>/introduced/", acts.introduced, name="introduced"),
    path("<pid:contact>/", acts.one, name="one"),
    path("<pid:contact>/move/", acts.move, name="move"),
    path("<pid:contact>/stays/", acts.stays, name="stays"),
    path("<pid:contact>/bounced/", acts.bounced, name="bounced"),
]
