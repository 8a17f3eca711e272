"""Addresses of attack mode, of the headaches noted, and of the diary."""

from django.urls import path

from unclench.web.diary import course_views, diary_views, medicine_views, pattern_views, views

urlpatterns = [
    path("attack/", views.attack, name="attack"),
    path("attack/<uuid:episode>/", views.attack_page, name="attack_page"),
    path("attack/<uuid:episode>/undo/", views.attack_undo, name="attack_undo"),
    path("attack/<uuid:episode>/redo/", views.attack_redo, name="attack_redo"),
    path("attack/<uuid:episode>/check/", views.attack_check, name="attack_check"),
    path("attack/<uuid:episode>/try/", views.attack_try, name="attack_try"),
    path("attack/<uuid:episode>/say/", course_views.attack_say, name="attack_say"),
    path("attack/<uuid:episode>/end/", views.attack_end, name="attack_end"),
    path("episodes/<uuid:episode>/", course_views.episode, name="episode"),
    path("episodes/<uuid:episode>/add/", course_views.add_event, name="add_event"),
    path("episodes/<uuid:episode>/symptoms/", course_views.symptoms, name="symptoms"),
    path("episodes/<uuid:episode>/places/", course_views.places, name="places"),
    path("episodes/<uuid:episode>/delete/", views.delete_episode, name="delete_episode"),
    path("episodes/<uuid:episode>/restore/", views.restore_episode, name="restore_episode"),
    path("events/<uuid:event>/undo/", course_views.event_undo, name="event_undo"),
    path("events/<uuid:event>/redo/", course_views.event_redo, name="event_redo"),
    path("events/<uuid:event>/rate/", course_views.event_rate, name="event_rate"),
    path("doses/<uuid:dose>/undo/", course_views.dose_undo, name="dose_undo"),
    path("doses/<uuid:dose>/redo/", course_views.dose_redo, name="dose_redo"),
    path("doses/<uuid:dose>/rate/", course_views.dose_rate, name="dose_rate"),
    path("doses/<uuid:dose>/reason/", medicine_views.dose_reason, name="dose_reason"),
    path("diary/", diary_views.diary, name="diary"),
    path("diary/month/<str:month_text>/", diary_views.diary_month, name="diary_month"),
    path("diary/year/<str:year_text>/", diary_views.diary_year, name="diary_year"),
    path("diary/day/<str:day_text>/", diary_views.diary_day, name="diary_day"),
    path("diary/shown/", diary_views.choose_fields, name="choose_fields"),
    path("diary/mark/", diary_views.mark_day, name="mark_day"),
    path("diary/patterns/", pattern_views.patterns, name="patterns"),
    path("diary/patterns/choose/", pattern_views.choose_patterns, name="choose_patterns"),
    path("marks/<uuid:mark>/undo/", diary_views.mark_undo, name="mark_undo"),
    path("marks/<uuid:mark>/redo/", diary_views.mark_redo, name="mark_redo"),
    path("medicines/", medicine_views.medicine_list, name="medicines"),
    path("medicines/take/", medicine_views.take_medicine, name="take_medicine"),
    path("medicines/<uuid:medicine>/", medicine_views.medicine, name="medicine"),
    path("medicines/<uuid:medicine>/delete/", medicine_views.delete_medicine, name="delete_medicine"),
    path("medicines/<uuid:medicine>/restore/", medicine_views.restore_medicine, name="restore_medicine"),
]
