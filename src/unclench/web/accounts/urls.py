"""Addresses of coming in and of the person's own page."""

from django.urls import path

from unclench.web.accounts import receivers_views, views

urlpatterns = [
    path("enter", views.enter, name="enter"),
    path("you/", views.you, name="you"),
    path("you/look/", views.set_look, name="set_look"),
    path("you/sound/", views.set_sound, name="set_sound"),
    path("you/welcome/", views.welcome, name="welcome"),
    path("you/pair/", views.pair, name="pair"),
    path("receivers/", receivers_views.listed, name="receivers"),
    path("receivers/add/", receivers_views.add_receiver, name="add_receiver"),
    path("receivers/<uuid:receiver>/rename/", receivers_views.rename_receiver, name="rename_receiver"),
    path("receivers/<uuid:receiver>/remove/", receivers_views.remove_receiver, name="remove_receiver"),
    path("receivers/<uuid:receiver>/restore/", receivers_views.restore_receiver, name="restore_receiver"),
    path("you/devices/<uuid:device>/forget/", views.forget_device, name="forget_device"),
]
