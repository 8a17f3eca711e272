"""Addresses of what can be looked up."""

from django.urls import path

from unclench.web.atlas import views

urlpatterns = [
    path("atlas/", views.index, name="atlas"),
    path("atlas/finder/", views.finder, name="finder"),
    path("atlas/techniques/<str:technique>/", views.technique, name="technique"),
    path("atlas/complaints/<str:complaint>/", views.complaint, name="complaint"),
    path("atlas/regions/<str:region>/", views.region, name="region"),
    path("atlas/muscles/<str:muscle>/", views.muscle, name="muscle"),
    path("atlas/points/<str:point>/", views.point, name="point"),
]
