"""Addresses of plans, playing them, and what came of it."""

from django.urls import path

from unclench.web.sessions import (
    asking_views,
    file_views,
    history_views,
    phone_views,
    plan_views,
    play_views,
    sound_views,
)

urlpatterns = [
    path("sessions/<uuid:plan>/", plan_views.plan, name="plan"),
    path("sessions/<uuid:plan>/steps/<str:step>/picture/", plan_views.step_picture, name="step_picture"),
    path("sessions/<uuid:plan>/change/", plan_views.change_plan, name="change_plan"),
    path("sessions/<uuid:plan>/more/", asking_views.more_minutes, name="more_minutes"),
    path("sessions/<uuid:plan>/why-not/", asking_views.why_not, name="why_not"),
    path("sessions/<uuid:plan>/begin/", play_views.begin, name="begin"),
    path("sessions/<uuid:plan>/sound/", sound_views.sound_state, name="sound_state"),
    path("sessions/<uuid:plan>/sound/<str:voice>.<str:suffix>", sound_views.sound, name="sound"),
    path(
        "sessions/<uuid:plan>/others/<str:step>/<str:voice>.<str:suffix>", sound_views.other_sound, name="other_sound"
    ),
    path("sessions/<uuid:plan>/others/<str:step>/picture/", play_views.other_picture, name="other_picture"),
    path("answers.<str:suffix>", sound_views.answers_sound, name="answers_sound"),
    path("sessions/<uuid:plan>/captions.vtt", sound_views.captions, name="captions"),
    path("sessions/<uuid:plan>/phone/", phone_views.phone, name="phone"),
    path("sessions/<uuid:plan>/phone/file.<str:suffix>", phone_views.phone_file, name="phone_file"),
    path("sessions/<uuid:plan>/sheet.pdf", file_views.sheet, name="sheet"),
    path("sessions/<uuid:plan>/session.oms.json", file_views.session_file, name="session_file"),
    path("open/", file_views.open_file, name="open_file"),
    path("plays/<uuid:play>/", play_views.player, name="player"),
    path("plays/<uuid:play>/others/", play_views.play_others, name="play_others"),
    path("plays/<uuid:play>/events/", play_views.play_events, name="play_events"),
    path("plays/<uuid:play>/hurts/", play_views.hurts, name="hurts"),
    path("plays/<uuid:play>/after/", play_views.after, name="after"),
    path("plays/<uuid:play>/next-day/", play_views.next_day, name="next_day"),
    path("plays/<uuid:play>/record/", history_views.play_record, name="play_record"),
    path("plays/<uuid:play>/delete/", history_views.delete_play, name="delete_play"),
    path("plays/<uuid:play>/restore/", history_views.restore_play, name="restore_play"),
    path("history/", history_views.history, name="history"),
]
