"""Addresses of what is kept in the browser."""

from django.urls import path

from unclench.web.offline import views

urlpatterns = [
    path("kept/<uuid:plan>/", views.kept, name="kept"),
    path("offline/", views.offline, name="offline"),
    path("offline/attack/", views.attack, name="offline_attack"),
    path("offline/files/", views.files, name="offline_files"),
    path("offline/own/", views.own, name="offline_own"),
    path("offline/token/", views.token, name="offline_token"),
    path("offline/records/", views.records, name="offline_records"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("app.webmanifest", views.webmanifest, name="webmanifest"),
]
