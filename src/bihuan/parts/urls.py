"""Addresses of the parts app."""

from django.urls import URLPattern, path

from bihuan.parts.views import catalogue

app_name = "parts"
urlpatterns: list[URLPattern] = [
    path("", catalogue.parts, name="parts"),
    path("add/", catalogue.add_part, name="add_part"),
    path("<int:pk>/", catalogue.part, name="part"),
    path("<int:pk>/edit/", catalogue.edit_part, name="edit_part"),
    path("places/", catalogue.places, name="places"),
    path("places/add/", catalogue.add_place, name="add_place"),
    path("places/<int:pk>/", catalogue.place, name="place"),
    path("places/<int:pk>/edit/", catalogue.edit_place, name="edit_place"),
]
