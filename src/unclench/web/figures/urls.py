"""Addresses of the figure."""

from django.urls import path

from unclench.web.figures import views

urlpatterns = [
    path("figure/<str:version>/<str:name>.bin", views.mesh, name="figure_mesh"),
    path("sessions/<uuid:plan>/motion.json", views.plan_motion, name="plan_motion"),
    path("sessions/<uuid:plan>/others/<str:step>/motion/", views.other_motion, name="other_motion"),
    path("atlas/techniques/<str:technique>/motion.json", views.technique_motion, name="technique_motion"),
    path("you/figure/", views.set_figure, name="set_figure"),
]
