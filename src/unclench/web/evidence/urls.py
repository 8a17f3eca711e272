"""Addresses of the evidence. A source has one page, whoever cites it."""

from django.urls import path

from unclench.web.evidence import views

urlpatterns = [
    path("evidence/", views.index, name="evidence"),
    path("evidence/claims/<str:claim>/", views.claim, name="claim"),
    path("evidence/studies/", views.studies, name="studies"),
    path("evidence/studies/<str:study>/", views.study, name="study"),
    path("evidence/sources/", views.sources, name="sources"),
    path("evidence/sources/<str:source>/", views.source, name="source"),
]
