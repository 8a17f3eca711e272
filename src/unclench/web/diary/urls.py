"""Addresses of attack mode and of the headaches noted."""

from django.urls import path

from unclench.web.diary import views

urlpatterns = [
    path("attack/", views.attack, name="attack"),
    path("attack/<uuid:episode>/", views.attack_page, name="attack_page"),
    path("attack/<uuid:episode>/undo/", views.attack_undo, name="attack_undo"),
    path("attack/<uuid:episode>/redo/", views.attack_redo, name="attack_redo"),
    path("attack/<uuid:episode>/check/", views.attack_check, name="attack_check"),
    path("attack/<uuid:episode>/try/", views.attack_try, name="attack_try"),
    path("attack/<uuid:episode>/end/", views.attack_end, name="attack_end"),
    path("episodes/<uuid:episode>/", views.episode, name="episode"),
    path("episodes/<uuid:episode>/delete/", views.delete_episode, name="delete_episode"),
    path("episodes/<uuid:episode>/restore/", views.restore_episode, name="restore_episode"),
]
