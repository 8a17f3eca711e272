"""Addresses of the measures."""

from django.urls import path

from unclench.web.measures import views

urlpatterns = [
    path("measures/", views.measures, name="measures"),
    path("measures/pass/", views.pass_measures, name="pass_measures"),
    path("measures/<str:measure>/", views.measure, name="measure"),
    path("measures/<str:measure>/take/", views.take_measure, name="take_measure"),
    path("measures/<str:measure>/wish/", views.wish_measure, name="wish_measure"),
    path("takings/<uuid:taking>/delete/", views.delete_taking, name="delete_taking"),
    path("takings/<uuid:taking>/restore/", views.restore_taking, name="restore_taking"),
]
