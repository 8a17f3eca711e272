"""Addresses of today, the check and a standing emergency."""

from django.urls import path

from unclench.web.today import safety_views, template_views, views

urlpatterns = [
    path("", views.today, name="today"),
    path("ask/", views.ask, name="ask"),
    path("again/", views.again, name="again"),
    path("check/<uuid:check_in>/", views.check, name="check"),
    path("check/<uuid:check_in>/new/", views.something_new, name="something_new"),
    path("remembered/forget/", views.forget, name="forget"),
    path("remembered/again/", views.remember_again, name="remember_again"),
    path("emergency/", views.emergency, name="emergency"),
    path("emergency/of/<uuid:receiver>/", views.emergency, name="emergency_of"),
    path("emergency/mistake/", views.mistake, name="mistake"),
    path("emergency/seen/", views.seen, name="seen"),
    path("emergency/country/", safety_views.set_country, name="set_country"),
    path("crisis/", views.crisis, name="crisis"),
    path("safety/", safety_views.safety, name="safety"),
    path("safety/of/<uuid:receiver>/", safety_views.safety, name="safety_of"),
    path("safety/felt/<uuid:felt>/", safety_views.settle_felt, name="settle_felt"),
    path("safety/age/", safety_views.set_age, name="set_age"),
    path("safety/doctor/", safety_views.doctor_said_yes, name="doctor_said_yes"),
    path("safety/doctor/not/", safety_views.doctor_not_yes, name="doctor_not_yes"),
    path("templates/", template_views.templates, name="templates"),
    path("templates/<str:template>/", template_views.template, name="template"),
    path("templates/<str:template>/open/", template_views.open_template, name="open_template"),
    path("about/", views.about, name="about"),
]
