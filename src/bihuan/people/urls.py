"""Addresses of the people app."""

from django.urls import URLPattern, path

from bihuan.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("certificates/", views.certificates, name="certificates"),
    path("staff/<int:pk>/certificates/add/", views.add, name="add_certificate"),
    path("certificates/<int:pk>/", views.change, name="certificate"),
    path("certificates/<int:pk>/remove/", views.remove, name="remove_certificate"),
]
