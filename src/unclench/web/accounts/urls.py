"""Addresses of coming in and of the person's own page."""

from django.urls import path

from unclench.web.accounts import views

urlpatterns = [
    path("enter", views.enter, name="enter"),
    path("you/", views.you, name="you"),
    path("you/look/", views.set_look, name="set_look"),
    path("you/welcome/", views.welcome, name="welcome"),
    path("you/pair/", views.pair, name="pair"),
    path("you/devices/<uuid:device>/forget/", views.forget_device, name="forget_device"),
]
