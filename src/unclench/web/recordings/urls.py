"""Addresses of the recordings."""

from django.urls import path

from unclench.web.recordings import views

urlpatterns = [
    path("sessions/<uuid:plan>/lines/", views.session_lines, name="session_lines"),
    path("sessions/<uuid:plan>/lines/<str:line>/", views.record_line, name="record_line"),
    path("recordings/", views.recordings, name="recordings"),
    path("recordings/forget/", views.forget_recordings, name="forget_recordings"),
    path("recordings/<uuid:recording>/sound/", views.recording_sound, name="recording_sound"),
    path("recordings/<uuid:recording>/delete/", views.delete_recording, name="delete_recording"),
    path("recordings/<uuid:recording>/restore/", views.restore_recording, name="restore_recording"),
]
