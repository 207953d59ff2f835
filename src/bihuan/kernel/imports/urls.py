"""Addresses of imports, part of the kernel's."""

from django.urls import path

from bihuan.kernel.imports import views

patterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.import_page, name="import"),
    path("imports/<int:pk>/stop/", views.stop_import, name="stop_import"),
    path("imports/<int:pk>/rejected.xlsx", views.rejected, name="import_rejected"),
]
