"""Addresses of what belongs to a person."""

from django.urls import path

from unclench.web.yours import views

urlpatterns = [
    path("you/data/", views.your_data, name="your_data"),
    path("you/data/export/<str:form>/", views.export_data, name="export_data"),
    path("you/data/backup/", views.backup_data, name="backup_data"),
    path("you/data/import/", views.import_data, name="import_data"),
    path("you/data/erase/", views.erase_data, name="erase_data"),
]
