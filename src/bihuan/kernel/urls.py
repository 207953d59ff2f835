"""Addresses of the kernel app."""

from django.urls import URLPattern, path

from bihuan.kernel import views

app_name = "kernel"
urlpatterns: list[URLPattern] = [
    path("search/", views.search, name="search"),
    path("files/<int:pk>/", views.attachment, name="attachment"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
]
