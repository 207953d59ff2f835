"""Addresses of the deadlines app."""

from django.urls import URLPattern, path

from bihuan.deadlines import views

app_name = "deadlines"
urlpatterns: list[URLPattern] = [
    path("", views.running, name="running"),
    path("<int:pk>/", views.why, name="why"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<str:kind>/<int:pk>/pause/", views.pause, name="pause"),
    path("<str:kind>/<int:pk>/resume/", views.resume, name="resume"),
]
